#include "gateway/upstream/tag_menus.h"

#include <algorithm>
#include <stdexcept>

#include "gateway/config/words.h"
#include "gateway/upstream/account.h"
#include "wechat/tags.h"

namespace gateway {
namespace {

std::vector<std::string> tags_in(const services::Figures& figures) {
    std::vector<std::string> tags;
    for (const services::MenuButton& button : figures.menu) {
        for (const services::MenuEntry& entry : button.entries) {
            if (!entry.tag.empty() && std::ranges::find(tags, entry.tag) == tags.end()) tags.push_back(entry.tag);
        }
    }
    return tags;
}

std::int64_t id_of(const std::string& name, const std::vector<wechat::tags::Tag>& known) {
    const auto found = std::ranges::find(known, name, &wechat::tags::Tag::name);
    if (found != known.end()) return found->id;
    std::vector<std::string> names;
    for (const auto& tag : known) names.push_back(tag.name);
    throw std::runtime_error("menu.json names the tag \"" + name + "\", and WeChat has " + (names.empty() ? "none" : listed(names)));
}

/// Whether one of `all` is for the same tag and says the same.
template <class Menus, class Menu>
bool has_same(const Menus& all, const Menu& menu) {
    return std::ranges::any_of(all, [&](const auto& each) { return each.tag_id == menu.tag_id && each.lines == menu.lines; });
}

}  // namespace

std::vector<TagMenu> tag_menus(const wechat::Client& client, const services::Figures& figures, const services::Catalog& catalog,
                               services::Instant now) {
    std::vector<TagMenu> menus;
    const auto names = tags_in(figures);
    if (names.empty()) return menus;
    const auto known = wechat::tags::all(client, soon());
    const auto everybody = lines_of(menu_of(figures, catalog, now));
    for (const std::string& name : names) {
        TagMenu made{.tag_id = id_of(name, known), .menu = menu_of(figures, catalog, now, name), .lines = {}};
        made.lines = lines_of(made.menu);
        // None of the tag's own lines is open.
        if (made.lines != everybody) menus.push_back(std::move(made));
    }
    return menus;
}

std::vector<StandingMenu> standing_menus(const std::optional<wechat::Json>& answer) {
    std::vector<StandingMenu> standing;
    if (!answer) return standing;
    for (const wechat::Json& menu : answer->each("conditionalmenu")) {
        const wechat::Json rule = menu.child("matchrule");
        // WeChat still calls it a group in what it gives back.
        const std::int64_t tag = rule.has("tag_id") ? rule.integer("tag_id") : rule.integer("group_id");
        if (tag != 0 && rule.integer("client_platform_type") == 0) standing.push_back({menu.text("menuid"), tag, lines_of(menu)});
    }
    return standing;
}

void push_tag_menus(const wechat::Client& client, const std::vector<TagMenu>& wanted, const std::vector<StandingMenu>& standing) {
    for (const TagMenu& menu : wanted) {
        if (!has_same(standing, menu)) wechat::menu::add_conditional(client, menu.menu, {.tag_id = std::to_string(menu.tag_id)}, soon());
    }
    for (const StandingMenu& menu : standing) {
        if (!has_same(wanted, menu)) wechat::menu::remove_conditional(client, menu.menu_id, soon());
    }
}

std::vector<std::string> lines_for(std::int64_t tag_id, const std::vector<std::string>& lines) {
    std::vector<std::string> all;
    for (const std::string& line : lines) all.push_back("tag " + std::to_string(tag_id) + ": " + line);
    return all;
}

}  // namespace gateway
