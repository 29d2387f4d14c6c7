// A photo that answers a question is wanted as soon as its sender is answered, once, and gone with its form.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "services/answers/fields.h"
#include "world.h"

using namespace engine_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto sender = "o-who-sends-a-photo";

template <class Condition>
bool happens(Condition condition) {
    for (int i = 0; i < 400 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
}

/// A service that asks for a photo, then for photos.
const services::Catalog& catalog() {
    static const services::Catalog all(
        {{.id = "lamp",
          .title = "路灯报修",
          .kind = services::Kind::report,
          .fields = {{.key = "near", .label = "近照", .ask = "请拍一张近照", .type = &services::photo},
                     {.key = "far", .label = "远照", .ask = "请拍几张远照", .type = &services::photo, .several = true, .most = 3}},
          .submit = [](const services::Answers&, services::Context&) { return services::Outcome{.headline = "已收到"}; }}});
    return all;
}

/// A world whose account asks WeChat for things, and a resident who has agreed and is asked for a photo. One worker: a second message is
/// taken up when all of the first is over.
struct Street {
    World world;

    explicit Street(Pair pair)
        : world(pair, {.catalog = &catalog(),
                       .configure = [](gateway::Config& config) { config.app_secret = "a secret of the account"; },
                       .workers = 1}) {}

    void ask() {
        world.say(sender, "路灯报修");
        world.say(sender, "1");
        REQUIRE(world.peek(sender).asked.key == "near");
    }
    std::string draft() { return world.peek(sender).current->draft; }
    bool is_wanted(const std::string& media_id) {
        const auto file = world.stores().files.find(draft(), media_id);
        return file && file->state == db::StoredFile::State::wanted;
    }
};

}  // namespace

TEST_CASE("a photo is wanted once, however often WeChat delivers it") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        const Push push = street.world.image_push(sender, "photo");
        const Reply first = street.world.deliver(push);
        CHECK(first.status == 200);
        CHECK(happens([&] { return street.is_wanted("photo"); }));
        CHECK(street.world.deliver(push).bytes == first.bytes);
        street.world.rebuild();
        CHECK(street.world.rows("files") == 1);
    });
}

TEST_CASE("what nobody asked for is not wanted, nor what the question does not take") {
    on_both([](Pair pair) {
        Street street(pair);
        street.world.deliver(street.world.image_push(sender, "out of the blue"));
        street.world.deliver(street.world.voice_push(sender, "spoken", "菜单"));
        street.ask();
        street.world.deliver(street.world.voice_push(sender, "mumbled", ""));
        street.world.rebuild();
        CHECK(street.world.rows("files") == 0);
        street.world.configure([](gateway::Config& config) { config.app_secret.clear(); });
        street.world.deliver(street.world.image_push(sender, "of an account that cannot fetch"));
        street.world.rebuild();
        CHECK(street.world.rows("files") == 0);
    });
}

TEST_CASE("several photos answer one question, counted as they come, until the sender says so or it is full") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        CHECK(street.world.send_image(sender, "near").has("请拍几张远照"));
        const Push twice = street.world.image_push(sender, "far-1");
        CHECK(street.world.deliver(twice).has("已收到1张，还可以再发2张"));
        CHECK(street.world.say(sender, "天河区").has("已收到1张"));
        CHECK(street.world.send_image(sender, "far-1").has("已收到1张"));
        CHECK(street.world.send_image(sender, "far-2").has("已收到2张，还可以再发1张"));
        SUBCASE("said") { CHECK(street.world.say(sender, "发完了").has("远照：已上传2张图片")); }
        SUBCASE("full") { CHECK(street.world.send_image(sender, "far-3").has("远照：已上传3张图片")); }
        CHECK(happens([&] { return street.is_wanted("far-2"); }));
        CHECK(street.world.say(sender, "确认").has("已收到"));
    });
}

TEST_CASE("at least one photo is asked for where the question may not be skipped") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        street.world.send_image(sender, "near");
        CHECK(street.world.say(sender, "完成").has("请发送一张照片"));
        CHECK(street.world.say(sender, "跳过").has("不能跳过"));
        CHECK(street.world.peek(sender).asked.key == "far");
    });
}

TEST_CASE("a photo that cannot be noted is answered all the same") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        street.world.stores().sql.execute("ALTER TABLE files RENAME TO files_away");
        const Reply reply = street.world.deliver(street.world.image_push(sender, "photo"));
        street.world.rebuild();  // ends what was still under way
        street.world.stores().sql.execute("ALTER TABLE files_away RENAME TO files");
        CHECK_FALSE(reply.text.empty());
        CHECK(street.world.failures() == 0);
        CHECK(logged().find("file not wanted") != std::string::npos);
        CHECK(logged().find(sender) == std::string::npos);
    });
}

TEST_CASE("who leaves the account, or gives the form up, takes its photos along") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        street.world.send_image(sender, "photo");
        CHECK(happens([&] { return street.is_wanted("photo"); }));
        for (const auto& wanted : street.world.stores().files.lease(street.world.now().time_since_epoch().count(), 9'999'999'999, 10)) {
            CHECK(street.world.stores().files.add(wanted, 0, "bytes"));
            CHECK(street.world.stores().files.kept(wanted, {"image/jpeg"}));
        }
        CHECK(street.world.rows("file_parts") == 1);
        SUBCASE("leaves") { street.world.leave(sender); }
        SUBCASE("gives up") { street.world.say(sender, "取消"); }
        CHECK(street.world.rows("files") == 0);
        CHECK(street.world.rows("file_parts") == 0);
    });
}

TEST_CASE("what a form is sent beyond its share is not wanted") {
    on_both([](Pair pair) {
        Street street(pair);
        street.ask();
        for (std::int64_t i = 0; i < db::Files::most_files; ++i)
            street.world.stores().files.want(street.draft(), "m" + std::to_string(i), "image",
                                             street.world.now().time_since_epoch().count());
        CHECK(street.world.deliver(street.world.image_push(sender, "one too many")).status == 200);
        street.world.rebuild();
        CHECK_FALSE(street.is_wanted("one too many"));
        CHECK(street.world.rows("files") == db::Files::most_files);
    });
}
