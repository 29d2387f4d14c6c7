// A notice from the first look to what became of it, with WeChat as a table of answers.
#include "gateway/upstream/broadcasting.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "api_table.h"
#include "gateway/channels/wechat/events.h"
#include "gateway/channels/wechat/turns.h"
#include "job_world.h"

using namespace gateway;

namespace {

constexpr auto sendall = "/cgi-bin/message/mass/sendall";
constexpr auto look = "/cgi-bin/message/mass/preview";

struct World : job_tests::JobWorld {
    job_tests::ApiTable wechat;

    World() : JobWorld([this](const std::string& origin, const wechat::HttpRequest& request) { return wechat(origin, request); }) {
        wechat.answers[sendall] = R"({"errcode":0,"msg_id":34182,"msg_data_id":9})";
        wechat.answers["/cgi-bin/material/add_material"] = R"({"media_id":"cover1"})";
        wechat.answers["/cgi-bin/draft/add"] = R"({"media_id":"draft1"})";
        wechat.answers["/cgi-bin/tags/get"] = R"({"tags":[{"id":100,"name":"天河","count":7},{"id":101,"name":"空","count":0}]})";
    }

    PressDesk desk() { return {*account.client(*config), stores.broadcasts, now}; }
    db::Broadcast previewed(const Notice& notice) { return preview(desk(), notice, {.openid = "oEditor"}, "zhang"); }
    db::Broadcast known(const Notice& notice) { return stores.broadcasts.find(notice.id()).value(); }
    void finishes(const std::string& status, std::uint64_t message = 34182) {
        Turns turns(*kv, vault);
        wechat::MassSendJobFinish end;
        end.message_id = message;
        end.status = status;
        end.total = 9;
        end.filtered = 8;
        end.sent = 7;
        end.failed = 1;
        Events(stores, turns).note({.from = "oPlatform", .content = end}, seconds());
    }
};

Notice text(const std::string& body = "今晚请勿外出", const std::string& audience = "all") {
    return {.title = "台风红色预警", .audience = audience, .body = body, .digest = wechat::hex_encode(wechat::sha256(body + audience))};
}
Notice article() {
    Notice made = text("<p>今晚请勿外出</p>");
    made.article = Notice::Article{"广州公安", "摘要", "a.jpg", "\xFF\xD8\xFF\xE0 picture"};
    return made;
}

}  // namespace

TEST_CASE("nothing goes out that was not looked at; then it goes out once, and its end is noted") {
    World world;
    const Notice notice = text();
    CHECK_THROWS_WITH(release(world.desk(), notice, "zhang+li"), doctest::Contains("nobody has looked at this notice"));
    CHECK(world.previewed(notice).stage == db::Stage::previewed);
    CHECK(world.wechat.bodies(look).at(0) == R"({"touser":"oEditor","text":{"content":"今晚请勿外出"},"msgtype":"text"})");
    CHECK_THROWS_WITH(release(world.desk(), text("今晚请勿外出。"), "zhang+li"), doctest::Contains("exactly these bytes"));
    CHECK(world.wechat.bodies(sendall).empty());

    const Released released = release(world.desk(), notice, "zhang+li");
    CHECK_FALSE(released.was_there);
    CHECK(released.broadcast.message_id == "34182");
    CHECK(released.broadcast.released_by == "zhang+li");
    REQUIRE(world.wechat.bodies(sendall).size() == 1);
    CHECK(world.wechat.bodies(sendall)[0] ==
          R"({"filter":{"is_to_all":true},"text":{"content":"今晚请勿外出"},"msgtype":"text","clientmsgid":")" + notice.id() + "\"}");
    CHECK_THROWS_WITH(release(world.desk(), notice, "zhang+li"), doctest::Contains("was released already and is released"));
    CHECK_THROWS_WITH(world.previewed(notice), doctest::Contains("was released already"));

    world.finishes("send success", 1);
    CHECK(world.known(notice).stage == db::Stage::released);
    world.finishes("send success");
    CHECK(world.known(notice).stage == db::Stage::finished);
    CHECK(world.known(notice).sent == 7);
    CHECK_THROWS_WITH(withdraw(world.desk(), notice.id()), doctest::Contains("a text cannot be taken back"));
}

TEST_CASE("what WeChat takes and does not send is refused, in English") {
    World world;
    world.previewed(text());
    release(world.desk(), text(), "zhang+li");
    world.finishes("err(20001)");
    CHECK(world.known(text()).stage == db::Stage::refused);
    CHECK(explain(world.known(text()).why) == "refused: political content");
    CHECK(explain("err(7)") == "ended as \"err(7)\", which WeChat does not explain");
}

TEST_CASE("an article goes by way of the draft box: what is released is the draft that was looked at") {
    World world;
    CHECK(world.previewed(article()).media_id == "draft1");
    world.previewed(article());
    CHECK(world.wechat.bodies("/cgi-bin/draft/add").size() == 1);
    CHECK(world.wechat.bodies("/cgi-bin/draft/add")[0].find(R"("thumb_media_id":"cover1")") != std::string::npos);
    release(world.desk(), article(), "zhang+li");
    CHECK(world.wechat.bodies(sendall).at(0).find(R"("mpnews":{"media_id":"draft1"})") != std::string::npos);
    world.finishes("send success");
    CHECK(withdraw(world.desk(), article().id()).stage == db::Stage::withdrawn);
    CHECK(world.wechat.bodies("/cgi-bin/message/mass/delete").at(0) == R"({"msg_id":"34182","article_idx":1})");
    CHECK_THROWS_WITH(withdraw(world.desk(), article().id()), doctest::Contains("there is nothing to take back"));
    CHECK_THROWS_WITH(withdraw(world.desk(), "none"), doctest::Contains("there is no broadcast none"));
}

TEST_CASE("a draft deleted in the console is made again at the next look") {
    World world;
    world.previewed(article());
    world.wechat.refuses(look, 40007);
    world.wechat.answers["/cgi-bin/draft/add"] = R"({"media_id":"draft2"})";
    CHECK_THROWS_AS(world.previewed(article()), wechat::ApiError);
    CHECK(world.known(article()).media_id == "draft2");
    CHECK(world.wechat.bodies(look).size() == 3);
}

TEST_CASE("of a release that nobody answered the same again sends nothing twice") {
    World world;
    world.previewed(text());
    world.wechat.answers[sendall] = "cut";
    CHECK_THROWS_WITH(release(world.desk(), text(), "zhang+li"), doctest::Contains("may have sent it; wait a minute"));
    CHECK(world.known(text()).stage == db::Stage::released);
    world.wechat.refuses(sendall, 45066);
    CHECK_THROWS_WITH(release(world.desk(), text(), "zhang+li"), doctest::Contains("too soon"));
    world.wechat.refuses(sendall, 45009);
    CHECK_THROWS_AS(release(world.desk(), text(), "zhang+li"), wechat::ApiError);
    CHECK(world.known(text()).stage == db::Stage::released);
    SUBCASE("WeChat has it") {
        world.wechat.refuses(sendall, 45065, R"(,"msg_id":34182)");
        CHECK(release(world.desk(), text(), "zhang+li").was_there);
        CHECK(world.known(text()).message_id == "34182");
        const auto bodies = world.wechat.bodies(sendall);
        CHECK(std::ranges::count(bodies, bodies.front()) == 4);
    }
    SUBCASE("after a day WeChat would not know it again") {
        world.now += std::chrono::hours(24);
        CHECK_THROWS_WITH(release(world.desk(), text(), "zhang+li"), doctest::Contains("look into the console"));
        CHECK(world.wechat.bodies(sendall).size() == 3);
    }
}

TEST_CASE("what WeChat refuses may be released again") {
    World world;
    world.previewed(text());
    world.wechat.refuses(sendall, 48001);
    CHECK_THROWS_AS(release(world.desk(), text(), "zhang+li"), wechat::ApiError);
    CHECK(world.known(text()).stage == db::Stage::previewed);
    CHECK(used_this_month(world.desk(), "all") == 0);
    world.wechat.answers[sendall] = R"({"errcode":0,"msg_id":34182})";
    CHECK(release(world.desk(), text(), "zhang+li").broadcast.stage == db::Stage::released);
}

TEST_CASE("four a month to the same followers, and no fifth") {
    World world;
    for (const auto* body : {"1", "2", "3"}) {
        world.previewed(text(body));
        world.wechat.answers[sendall] = R"({"errcode":0,"msg_id":)" + std::string(body) + "}";
        release(world.desk(), text(body), "zhang+li");
    }
    const Notice tagged = text("4", "tag 天河"), fifth = text("5", "tag 天河");
    world.previewed(tagged);
    world.previewed(fifth);
    CHECK(used_this_month(world.desk(), "tag 天河") == 3);
    release(world.desk(), tagged, "zhang+li");
    CHECK(world.wechat.bodies(sendall).back().find(R"("filter":{"is_to_all":false,"tag_id":100})") != std::string::npos);
    CHECK_THROWS_WITH(release(world.desk(), fifth, "zhang+li"), doctest::Contains("sends of this month to these followers are used up"));
    CHECK(used_this_month(world.desk(), "all") == 3);
    world.now += std::chrono::hours(24 * 31);
    CHECK(used_this_month(world.desk(), "tag 天河") == 0);
    CHECK(release(world.desk(), fifth, "zhang+li").broadcast.stage == db::Stage::released);
}

TEST_CASE("a tag that is not at WeChat, or that nobody bears, is named before anything is shown") {
    World world;
    CHECK_THROWS_WITH(world.previewed(text("x", "tag 天和")), doctest::Contains("no tag \"天和\", it has 天河, 空"));
    CHECK_THROWS_WITH(world.previewed(text("x", "tag 空")), doctest::Contains("nobody has the tag"));
    CHECK(world.wechat.bodies(look).empty());
    CHECK(world.known(text("x", "tag 空")).stage == db::Stage::draft);
}
