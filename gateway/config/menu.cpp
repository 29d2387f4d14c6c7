#include <set>

#include "gateway/config/build.h"
#include "wechat/utf8.h"

namespace gateway {

namespace {

using json::Node;

// WeChat cuts labels by bytes and by width (catalogue §12): a Han character is as wide as two letters.
void check_label(const Node& name, std::size_t han, std::size_t bytes, Findings& findings) {
    std::size_t width = 0;
    for (const char32_t c : wechat::to_utf32(name.text)) width += c < 0x80 ? 1 : 2;
    if (!name.given || (width <= 2 * han && name.text.size() <= bytes)) return;
    findings.error(name.place, "\"name\": \"" + name.text + "\" is too long for the menu, expected at most " + std::to_string(han) +
                                   " Han characters (" + std::to_string(bytes) + " bytes)");
}

}  // namespace

void judge_menu(const Node& root, const services::Catalog& catalog, Findings& findings) {
    std::set<std::string> keys, reachable;
    for (const auto& button : root.at("button").items) {
        check_label(button.at("name"), 4, 16, findings);
        for (const auto& line : button.at("sub_button").items) {
            check_label(line.at("name"), 7, 60, findings);
            const auto& key = line.at("key");
            if (key.given && !keys.insert(key.text).second)
                findings.error(key.place, "\"key\": \"" + key.text + "\" is the key of another line, expected a different one");
            for (const auto& id : line.at("services").items)
                if (is_service(id, catalog, findings)) reachable.insert(id.text);
        }
    }
    if (!root.at("button").given) return;
    for (const auto& service : catalog.all())
        if (!reachable.contains(service.id))
            findings.warn(root.place, "\"" + service.id + "\" (" + service.title + ") is on no line of the menu");
}

}  // namespace gateway
