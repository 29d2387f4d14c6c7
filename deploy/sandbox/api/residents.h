// What WeChat knows of each resident: who follows, what the account may still send, and what was agreed to.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/clock.h"

namespace sandbox {

// The account may answer in a window: so many messages until then.
struct Window {
    Ms until = 0;
    int left = 0;
};

struct Resident {
    std::string openid;
    bool follows = false;
    bool blacklisted = false;
    bool refuses_templates = false;
    Ms since = 0;
    Ms typing_until = 0;
    std::string scene;  // ADD_SCENE_...
    std::string qr_scene;
    std::string remark;
    std::string wx_name;  // 微信号
    std::set<int> tags;
    std::map<std::string, Window> windows;  // by what opened them
    std::map<std::string, int> accepted;    // template id -> notices still agreed to
    std::int64_t mass_month = 0;
    int mass_received = 0;  // in that month
};

enum class Sending { allowed, closed, used_up };

class Residents {
  public:
    // Three telephones exist from the start and follow nothing.
    Residents();

    // Takes note of a push as it left the telephone: follows, windows, agreements. `xml` is the message in the clear.
    void heard(const std::string& xml, Ms now);
    // nullptr for an openid this account has never met.
    Resident* find(const std::string& openid);
    // By the WeChat name; nullptr for one that nobody has.
    Resident* named(const std::string& wx_name);
    // Also when the resident only opened a page and agreed there.
    Resident& meet(const std::string& openid);
    // Followers in the order in which they came.
    std::vector<std::string> followers() const;
    std::vector<Resident*> all();

  private:
    std::map<std::string, Resident> known_;
    std::vector<std::string> order_;
};

// One of the four messages to many that a follower receives a month; false when there is none left.
bool take_mass_message(Resident& resident, Ms now);
// Takes one message from the window that closes first.
Sending take_message(Resident& resident, Ms now);

}  // namespace sandbox
