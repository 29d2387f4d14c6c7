#include "gateway/upstream/account_menu.h"

#include <algorithm>

namespace gateway {
namespace {

void add_line(std::vector<std::string>& lines, const std::string& button, const std::string& name, const std::string& what) {
    lines.push_back((button.empty() ? "" : button + " / ") + name + ": " + what);
}

/// Of one button of an answer: its type and whatever that type carries.
std::string what_of(const wechat::Json& button) {
    std::string what = button.text("type");
    for (const char* name : {"key", "url", "media_id", "article_id", "appid", "pagepath"}) {
        if (const std::string value = button.text(name); !value.empty()) what += " " + value;
    }
    return what;
}

/// The subs of an answer come as a list, or as an object that holds one.
std::vector<wechat::Json> subs_of(const wechat::Json& button) {
    const wechat::Json sub = button.child("sub_button");
    return sub.has("list") ? sub.each("list") : button.each("sub_button");
}

}  // namespace

wechat::menu::Menu menu_of(const services::Figures& figures, const services::Catalog& catalog, services::Instant now,
                           const std::string& tag) {
    const auto is_open = [&](const std::string& id) {
        const auto row = figures.settings.find(id);
        return catalog.find(id) != nullptr && row != figures.settings.end() && row->second.is_open(now);
    };
    wechat::menu::Menu menu;
    for (const services::MenuButton& button : figures.menu) {
        wechat::menu::Button made{.name = button.name};
        for (const services::MenuEntry& entry : button.entries) {
            if (!entry.tag.empty() && entry.tag != tag) continue;
            if (std::ranges::any_of(entry.services, is_open)) made.sub.push_back({.name = entry.name, .key = entry.key});
        }
        if (!made.sub.empty()) menu.push_back(std::move(made));
    }
    return menu;
}

std::vector<std::string> lines_of(const wechat::menu::Menu& menu) {
    std::vector<std::string> lines;
    for (const wechat::menu::Button& button : menu) {
        for (const wechat::menu::Button& sub : button.sub) add_line(lines, button.name, sub.name, "click " + sub.key);
    }
    return lines;
}

std::vector<std::string> lines_of(const wechat::Json& menu) {
    std::vector<std::string> lines;
    for (const wechat::Json& button : menu.each("button")) {
        const auto subs = subs_of(button);
        for (const wechat::Json& sub : subs) add_line(lines, button.text("name"), sub.text("name"), what_of(sub));
        if (subs.empty()) add_line(lines, "", button.text("name"), what_of(button));
    }
    return lines;
}

}  // namespace gateway
