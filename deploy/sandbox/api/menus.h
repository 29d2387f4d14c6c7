// The menus the account has pushed: the one for everybody, and those for some.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace sandbox {

struct Resident;

struct ConditionalMenu {
    std::string id;
    std::string json;  // {"button": ..., "matchrule": ..., "menuid": ...}
    int tag = 0;       // 0: any
    int platform = 0;  // 1 iOS, 2 Android, 3 others; 0: any
};

struct Menus {
    bool pushed = false;  // until then the phone shows menu.json
    std::optional<std::string> everybody;
    std::vector<ConditionalMenu> some;

    // What this resident's telephone (an Android one) shows: the newest conditional menu that fits, else everybody's, else none.
    std::optional<std::string> shown_to(const Resident* resident) const;
};

}  // namespace sandbox
