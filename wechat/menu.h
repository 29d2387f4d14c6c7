// The account's menu (自定义菜单), default and conditional.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/client.h"

namespace wechat::menu {

enum class Type {
    click,
    view,
    scancode_push,
    scancode_waitmsg,
    pic_sysphoto,
    pic_photo_or_album,
    pic_weixin,
    location_select,
    media_id,
    article_id,
    article_view_limited,
    miniprogram
};

struct Button {
    std::string name{};  // at most 16 bytes, of a sub-button 60
    Type type = Type::click;
    std::string key{};          // click, scancode_*, pic_*, location_select: at most 128 bytes
    std::string url{};          // view, miniprogram (for old telephones): at most 1024 bytes, http or https
    std::string media_id{};     // media_id
    std::string article_id{};   // article_id, article_view_limited
    std::string app_id{};       // miniprogram
    std::string page_path{};    // miniprogram
    std::vector<Button> sub{};  // 1 to 5; then only `name` counts beside it
};
using Menu = std::vector<Button>;  // 1 to 3

// Who sees a conditional menu. Sex, country, province, city and language were withdrawn by WeChat (65320), so they are not members.
struct Match {
    std::string tag_id{};
    std::string client_platform{};  // "1" iOS, "2" Android, "3" other
};

// Throws OutOfLimits, whose field is a path: "button[0].sub_button[2].url". create, add_conditional and check itself refuse the same.
void check(const Menu& menu);

// The document create sends, for whoever wants to show or compare it: raw UTF-8.
std::string to_json(const Menu& menu);

void create(const Client& client, const Menu& menu, Deadline deadline);
// Nothing when the account has no menu (46003). Conditional menus are members of the document.
std::optional<Json> get(const Client& client, Deadline deadline);
// The menu in force, made by API or in the console.
Json current(const Client& client, Deadline deadline);
// All menus, conditional ones too.
void remove(const Client& client, Deadline deadline);

// The new menu's id. A default menu must exist (no_default_menu). Not repeated when unanswered: each makes one more.
std::string add_conditional(const Client& client, const Menu& menu, const Match& match, Deadline deadline);
void remove_conditional(const Client& client, std::string_view menu_id, Deadline deadline);
// The buttons that resident (openid or WeChat name) sees.
Json try_match(const Client& client, std::string_view user_id, Deadline deadline);

}  // namespace wechat::menu
