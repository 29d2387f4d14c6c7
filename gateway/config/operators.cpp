#include <set>

#include "gateway/config/build.h"
#include "gateway/config/personal_token.h"
#include "gateway/config/values.h"

namespace gateway {

void judge_operators(const json::Node& root, Findings& findings) {
    std::set<std::string> ids(program_actors.begin(), program_actors.end()), tokens;
    for (const auto& item : root.at("operators").items) {
        const auto& id = item.at("id");
        if (id.given && !ids.insert(id.text).second)
            findings.error(id.place, "\"id\": \"" + id.text + "\" is taken, expected a different one for each operator");
        // Not quoted: it is a person's.
        const auto& mobile = item.at("mobile");
        if (mobile.given && !mobile.text.empty() && !is_mobile(mobile.text))
            findings.error(mobile.place, "\"mobile\": this is no mobile, expected 11 digits, or \"\"");
        const auto& token = item.at("token");
        if (token.given && !is_public_part(token.text))
            findings.error(token.place, "\"token\" is no public part, expected what police-gateway operators new-token FILE prints");
        else if (token.given && !tokens.insert(token.text).second)
            findings.error(token.place, "\"token\" is that of another operator, expected a token for each person");
    }
}

}  // namespace gateway
