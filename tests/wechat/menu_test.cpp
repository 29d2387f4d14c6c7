// The menu as WeChat wants it, and its limits met before sending.
#include "wechat/menu.h"

#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"

using namespace wechat;
using menu::Button;
using menu::Type;

namespace {

const menu::Menu good{
    {.name = "办事", .type = Type::click, .key = "services"},
    {.name = "更多",
     .sub = {
         {.name = "网站", .type = Type::view, .url = "https://gaj.example.cn/?a=1&b=2"},
         {.name = "扫一扫", .type = Type::scancode_waitmsg, .key = "scan"},
         {.name = "小程序", .type = Type::miniprogram, .url = "https://gaj.example.cn/old", .app_id = "wx1", .page_path = "pages/index"}}}};

std::string refused(const menu::Menu& menu) {
    return field_refused([&] { menu::check(menu); });
}

Button click(std::string name, std::string key = "k") { return {.name = std::move(name), .type = Type::click, .key = std::move(key)}; }

}  // namespace

TEST_CASE("a menu goes out as raw UTF-8") {
    fake::Account account;
    menu::create(account.client(), good, account.soon());
    CHECK(account.wechat.seen("/cgi-bin/menu/create")[0].body ==
          R"({"button":[{"type":"click","name":"办事","key":"services"},{"name":"更多","sub_button":[)"
          R"({"type":"view","name":"网站","url":"https://gaj.example.cn/?a=1&b=2"},)"
          R"({"type":"scancode_waitmsg","name":"扫一扫","key":"scan"},)"
          R"({"type":"miniprogram","name":"小程序","url":"https://gaj.example.cn/old","appid":"wx1","pagepath":"pages/index"}]}]})");
}

TEST_CASE("limits are met before sending, and the field is named by its path") {
    CHECK(refused(good).empty());
    CHECK(refused({}) == "button");
    CHECK(refused({click("a"), click("b"), click("c"), click("d")}) == "button");
    CHECK(refused({click("")}) == "button[0].name");
    CHECK(refused({click("1234567890123456")}).empty());
    CHECK(refused({click("12345678901234567")}) == "button[0].name");
    CHECK(refused({click("办事大厅很好")}) == "button[0].name");
    CHECK(refused({click("a", std::string(128, 'k'))}).empty());
    CHECK(refused({click("a", std::string(129, 'k'))}) == "button[0].key");
    CHECK(refused({click("a", "")}) == "button[0].key");
    const auto view = [](std::string url) { return Button{.name = "a", .type = Type::view, .url = std::move(url)}; };
    CHECK(refused({view("https://" + std::string(1016, 'x'))}).empty());
    CHECK(refused({view("https://" + std::string(1017, 'x'))}) == "button[0].url");
    CHECK(refused({view("javascript:alert(1)")}) == "button[0].url");
    CHECK(refused({{.name = "a", .type = Type::media_id}}) == "button[0].media_id");
    CHECK(refused({{.name = "a", .type = Type::article_id}}) == "button[0].article_id");
    CHECK(refused({{.name = "a", .type = Type::miniprogram, .url = "https://x", .app_id = "wx1"}}) == "button[0].pagepath");
    const auto sub = [](std::vector<Button> buttons) { return menu::Menu{{.name = "a", .sub = std::move(buttons)}}; };
    CHECK(refused(sub(std::vector<Button>(5, click("x")))).empty());
    CHECK(refused(sub(std::vector<Button>(6, click("x")))) == "button[0].sub_button");
    CHECK(refused(sub({click("x"), click(std::string(61, 'x'))})) == "button[0].sub_button[1].name");
    CHECK(refused(sub({click("x"), click("x", "")})) == "button[0].sub_button[1].key");
    CHECK(refused(sub({{.name = "b", .sub = {click("x")}}})) == "button[0].sub_button[0].sub_button");
    fake::Account account;
    CHECK_THROWS_AS(menu::create(account.client(), {}, account.soon()), OutOfLimits);
    CHECK(account.wechat.count("/cgi-bin/menu/create") == 0);
}

TEST_CASE("no menu is an answer") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/menu/get", R"({"errcode":46003,"errmsg":"menu no exist"})");
    CHECK_FALSE(menu::get(account.client(), account.soon()));
    account.wechat.answer("/cgi-bin/menu/get", R"({"menu":{"button":[{"type":"click","name":"a","key":"k","sub_button":[]}]}})");
    CHECK(menu::get(account.client(), account.soon())->child("menu").each("button")[0].text("key") == "k");
    account.wechat.answer("/cgi-bin/get_current_selfmenu_info", R"({"is_menu_open":1})");
    CHECK(menu::current(account.client(), account.soon()).integer("is_menu_open") == 1);
    menu::remove(account.client(), account.soon());
    CHECK(account.wechat.seen("/cgi-bin/menu/delete")[0].method == "GET");
}

TEST_CASE("conditional menus") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/cgi-bin/menu/addconditional", R"({"menuid":"208379533"})");
    CHECK(menu::add_conditional(client, {click("a")}, {.tag_id = "2", .client_platform = "1"}, account.soon()) == "208379533");
    CHECK(account.wechat.seen("/cgi-bin/menu/addconditional")[0].body ==
          R"({"button":[{"type":"click","name":"a","key":"k"}],"matchrule":{"tag_id":"2","client_platform_type":"1"}})");
    CHECK_THROWS_AS(menu::add_conditional(client, {click("a")}, {}, account.soon()), OutOfLimits);
    CHECK_THROWS_AS(menu::add_conditional(client, {}, {.tag_id = "2"}, account.soon()), OutOfLimits);
    menu::remove_conditional(client, "208379533", account.soon());
    CHECK(account.wechat.seen("/cgi-bin/menu/delconditional")[0].body == R"({"menuid":"208379533"})");
    account.wechat.answer("/cgi-bin/menu/trymatch", R"({"button":[{"type":"view","name":"tx","url":"http://x"}]})");
    CHECK(menu::try_match(client, "o1", account.soon()).each("button")[0].text("name") == "tx");
    CHECK(account.wechat.seen("/cgi-bin/menu/trymatch")[0].body == R"({"user_id":"o1"})");
}
