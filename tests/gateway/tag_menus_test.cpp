// Lines of menu.json for followers with a tag become menus of their own; what stands at WeChat already stays.
#include "gateway/upstream/tag_menus.h"

#include <doctest/doctest.h>

#include "api_table.h"
#include "config_folder.h"
#include "job_world.h"

using namespace gateway;

namespace {

constexpr auto add = "/cgi-bin/menu/addconditional";
constexpr auto remove_one = "/cgi-bin/menu/delconditional";

/// The shipped menu with one more line, for a tag.
services::Figures figures(const std::string& line) {
    config_test::Folder folder;
    const std::string last = R"({"type": "click", "name": "实名绑定", "key": "identity", "services": ["bind_identity"]},)";
    folder.edit("menu.json", last, last + line);
    const Loaded loaded = folder.load();
    REQUIRE(loaded.config);
    return loaded.config->figures;
}
const std::string officers = R"({"name": "民警通道", "key": "officers", "services": ["my_appointments"], "tag": "民警"},)";
const services::Instant noon = services::instant_of(config_test::today, std::chrono::hours(12));

struct World : job_tests::JobWorld {
    job_tests::ApiTable wechat;

    World() : JobWorld([this](const std::string& origin, const wechat::HttpRequest& request) { return wechat(origin, request); }) {
        wechat.answers["/cgi-bin/tags/get"] = R"({"tags":[{"id":100,"name":"民警","count":7}]})";
    }
    std::vector<TagMenu> wanted(const services::Figures& of) { return tag_menus(*account.client(*config), of, services::catalog(), noon); }
    void push(const std::vector<TagMenu>& menus, const std::string& standing) {
        push_tag_menus(*account.client(*config), menus, standing_menus(wechat::Json::parse(standing)));
    }
};

}  // namespace

TEST_CASE("who has no tag does not see the line; who has sees it after those of all") {
    World world;
    const services::Figures with = figures(officers);
    const auto everybody = lines_of(menu_of(with, services::catalog(), noon));
    CHECK(everybody == lines_of(menu_of(figures(""), services::catalog(), noon)));
    const auto menus = world.wanted(with);
    REQUIRE(menus.size() == 1);
    CHECK(menus[0].tag_id == 100);
    auto more = everybody;
    more.push_back("警民互动 / 民警通道: click officers");
    CHECK(menus[0].lines == more);
    CHECK(lines_for(100, {"a"}) == std::vector<std::string>{"tag 100: a"});
}

TEST_CASE("without such a line WeChat is not asked for its tags; a tag it does not have is named") {
    World world;
    CHECK(world.wanted(figures("")).empty());
    CHECK(world.wechat.calls.empty());
    world.wechat.answers["/cgi-bin/tags/get"] = R"({"tags":[{"id":101,"name":"驾驶人"}]})";
    CHECK_THROWS_WITH(world.wanted(figures(officers)), "menu.json names the tag \"民警\", and WeChat has 驾驶人");
}

TEST_CASE("a menu is added before the older one goes, and one that says the same stays") {
    World world;
    const auto menus = world.wanted(figures(officers));
    world.wechat.answers[add] = R"({"menuid":"7"})";
    const std::string old =
        R"({"menuid":"5","button":[{"type":"click","name":"旧","key":"k","sub_button":[]}],"matchrule":{"group_id":"100"}})";
    const std::string phones = R"({"menuid":"6","button":[],"matchrule":{"tag_id":"100","client_platform_type":"1"}})";
    world.push(menus, R"({"menu":{},"conditionalmenu":[)" + old + "," + phones + "]}");
    REQUIRE(world.wechat.bodies(add).size() == 1);
    CHECK(world.wechat.bodies(add)[0].ends_with(R"("matchrule":{"tag_id":"100"}})"));
    CHECK(world.wechat.bodies(remove_one) == std::vector<std::string>{R"({"menuid":"5"})"});
    CHECK(world.wechat.calls.back().first == remove_one);

    std::string same = wechat::menu::to_json(menus[0].menu);
    same.pop_back();
    world.push(menus, R"({"menu":{},"conditionalmenu":[)" + same + R"(,"matchrule":{"tag_id":"100"},"menuid":"7"}]})");
    CHECK(world.wechat.bodies(add).size() == 1);
    CHECK(world.wechat.bodies(remove_one).size() == 1);
}
