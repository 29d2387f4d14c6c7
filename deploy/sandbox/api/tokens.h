// access_token as WeChat hands it out: the stable one and the old one, each valid apart from the other.
#pragma once
#include <deque>
#include <string>

#include "api/clock.h"

namespace sandbox {

struct Token {
    std::string text;
    Ms until = 0;
};

class Tokens {
  public:
    // POST /cgi-bin/stable_token: the same token until five minutes before it expires; the one before is valid until then.
    // Forced, a new one and the end of the one before; within 30 s of the last it is not forced.
    Token stable(bool forced, Ms now);
    // GET /cgi-bin/token: a new one each time; the one before is valid five more minutes.
    Token plain(Ms now);
    // 0, or why this token opens nothing: 41001 absent, 40014 malformed, 42001 expired, 40001 not (or no longer) one of ours.
    int check(const std::string& text, Ms now) const;
    // As if its time were over.
    void expire(const std::string& text);
    // The forced refreshes of the day are counted here: false when there were twenty.
    bool may_force(Ms now) const;

  private:
    void remember(const Token& token);

    std::deque<Token> known_;  // newest last
    std::string stable_;
    std::string plain_;
    Ms forced_at_ = -day;
    std::int64_t forced_day_ = 0;
    int forced_today_ = 0;
};

}  // namespace sandbox
