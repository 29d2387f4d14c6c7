// Two residents' conversations with every service, over SQLite and memory: what is heard goes in, the text of the reply comes out.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "db/stores.h"
#include "services/chat/conversation.h"

namespace fuzz {

/// Each begins with nobody known and nothing booked; one at a time. The population has one person, the demonstration resident of the field
/// types' examples. Beside the real services there is 留言 (`echo`), which asks for prose (`note`) and shows it again.
class Talk {
  public:
    Talk();
    ~Talk();

    /// The reply as it would be sent, after checks that hold of any reply: they end the process (see expect.h).
    std::string hear(const services::Heard&);
    std::string say(std::string_view typed);
    /// The example of what is asked; the first line of a list.
    std::string example();

    void advance(std::chrono::minutes by) { now_ += by; }
    void turn_to_other() { other_ = !other_; }
    const std::string& sms() const { return sms_; }
    const services::Session& session() const { return sessions_[other_ ? 1 : 0]; }
    db::Stores& stores();

  private:
    struct Traces;
    std::unique_ptr<Traces> traces_;
    services::Session sessions_[2];
    bool other_ = false;
    std::string sms_;
    services::Instant now_;
};

}  // namespace fuzz
