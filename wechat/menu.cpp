#include "wechat/menu.h"

#include <algorithm>
#include <array>

namespace wechat::menu {
namespace {

using Field = std::string Button::*;

struct Need {
    const char* name = nullptr;
    Field field = nullptr;
};
// A type by its name and the members it needs, in the order they are written.
struct Row {
    Type type;
    const char* name;
    std::array<Need, 3> needs;
};
constexpr Need key{"key", &Button::key};
constexpr Need url{"url", &Button::url};
constexpr std::array<Row, 12> rows{{
    {Type::click, "click", {key}},
    {Type::view, "view", {url}},
    {Type::scancode_push, "scancode_push", {key}},
    {Type::scancode_waitmsg, "scancode_waitmsg", {key}},
    {Type::pic_sysphoto, "pic_sysphoto", {key}},
    {Type::pic_photo_or_album, "pic_photo_or_album", {key}},
    {Type::pic_weixin, "pic_weixin", {key}},
    {Type::location_select, "location_select", {key}},
    {Type::media_id, "media_id", {{{"media_id", &Button::media_id}}}},
    {Type::article_id, "article_id", {{{"article_id", &Button::article_id}}}},
    {Type::article_view_limited, "article_view_limited", {{{"article_id", &Button::article_id}}}},
    {Type::miniprogram, "miniprogram", {{url, {"appid", &Button::app_id}, {"pagepath", &Button::page_path}}}},
}};

const Row& row(Type type) { return *std::ranges::find(rows, type, &Row::type); }

void at_most(const std::string& field, std::string_view value, std::size_t bytes) {
    if (value.empty()) throw OutOfLimits(field, "is missing");
    if (value.size() > bytes) throw OutOfLimits(field, "at most " + std::to_string(bytes) + " bytes, not " + std::to_string(value.size()));
}

void between(const std::string& field, std::size_t count, std::size_t most) {
    if (count < 1 || count > most) throw OutOfLimits(field, "1 to " + std::to_string(most) + ", not " + std::to_string(count));
}

void check_action(const std::string& path, const Button& button) {
    for (const Need& need : row(button.type).needs) {
        if (need.field == nullptr) continue;
        const std::string& value = button.*need.field;
        at_most(path + '.' + need.name, value, need.field == &Button::key ? 128 : 1024);
        const bool is_web = value.starts_with("https://") || value.starts_with("http://");
        if (need.field == &Button::url && !is_web) throw OutOfLimits(path + ".url", "must begin with http:// or https://");
    }
}

void write(JsonWriter& json, const Button& button) {
    json.open();
    if (button.sub.empty()) {
        json.text("type", row(button.type).name).text("name", button.name);
        for (const Need& need : row(button.type).needs)
            if (need.field != nullptr) json.text(need.name, button.*need.field);
    } else {
        json.text("name", button.name).open_list("sub_button");
        for (const Button& sub : button.sub) write(json, sub);
        json.close_list();
    }
    json.close();
}

void write(JsonWriter& json, const Menu& menu) {
    json.open_list("button");
    for (const Button& button : menu) write(json, button);
    json.close_list();
}

}  // namespace

void check(const Menu& menu) {
    between("button", menu.size(), 3);
    for (std::size_t i = 0; i < menu.size(); ++i) {
        const std::string path = "button[" + std::to_string(i) + "]";
        at_most(path + ".name", menu[i].name, 16);
        if (menu[i].sub.empty()) {
            check_action(path, menu[i]);
            continue;
        }
        between(path + ".sub_button", menu[i].sub.size(), 5);
        for (std::size_t j = 0; j < menu[i].sub.size(); ++j) {
            const std::string sub = path + ".sub_button[" + std::to_string(j) + "]";
            at_most(sub + ".name", menu[i].sub[j].name, 60);
            if (!menu[i].sub[j].sub.empty()) throw OutOfLimits(sub + ".sub_button", "a sub-button has none");
            check_action(sub, menu[i].sub[j]);
        }
    }
}

std::string to_json(const Menu& menu) {
    JsonWriter json;
    write(json, menu);
    return json.take();
}

void create(const Client& client, const Menu& menu, Deadline deadline) {
    check(menu);
    client.post("/cgi-bin/menu/create", to_json(menu), deadline);
}

std::optional<Json> get(const Client& client, Deadline deadline) {
    try {
        return client.get("/cgi-bin/menu/get", {}, deadline);
    } catch (const ApiError& error) {
        if (error.code() != Errc::no_menu) throw;
        return std::nullopt;
    }
}

Json current(const Client& client, Deadline deadline) { return client.get("/cgi-bin/get_current_selfmenu_info", {}, deadline); }

void remove(const Client& client, Deadline deadline) { client.get("/cgi-bin/menu/delete", {}, deadline); }

std::string add_conditional(const Client& client, const Menu& menu, const Match& match, Deadline deadline) {
    check(menu);
    if (match.tag_id.empty() && match.client_platform.empty()) throw OutOfLimits("matchrule", "tag_id or client_platform_type is needed");
    JsonWriter json;
    write(json, menu);
    json.open("matchrule").text_if("tag_id", match.tag_id).text_if("client_platform_type", match.client_platform).close();
    return client.post("/cgi-bin/menu/addconditional", json.take(), deadline, Repeat::never).text("menuid");
}

void remove_conditional(const Client& client, std::string_view menu_id, Deadline deadline) {
    client.post("/cgi-bin/menu/delconditional", JsonWriter().text("menuid", menu_id).take(), deadline);
}

Json try_match(const Client& client, std::string_view user_id, Deadline deadline) {
    return client.post("/cgi-bin/menu/trymatch", JsonWriter().text("user_id", user_id).take(), deadline);
}

}  // namespace wechat::menu
