// What a resident sends is wanted as soon as they are answered, once, and gone when they leave.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

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

/// A world whose account asks WeChat for things. One worker: a second message is taken up when all of the first is over.
Options with_secret() {
    return {.configure = [](gateway::Config& config) { config.app_secret = "a secret of the account"; }, .workers = 1};
}

bool is_wanted(World& world, const std::string& media_id) {
    const auto file = world.stores().files.find({"W", sender}, media_id);
    return file && file->state == db::StoredFile::State::wanted;
}

}  // namespace

TEST_CASE("a photo is wanted once, however often WeChat delivers it") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        const Push push = world.image_push(sender, "photo");
        const Reply first = world.deliver(push);
        CHECK(first.status == 200);
        CHECK(happens([&] { return is_wanted(world, "photo"); }));
        CHECK(world.deliver(push).bytes == first.bytes);
        world.rebuild();
        CHECK(world.rows("files") == 1);
        const auto leased = world.stores().files.lease(world.now().time_since_epoch().count(), 9'999'999'999, 10);
        REQUIRE(leased.size() == 1);
        CHECK(leased[0].from.id == sender);
        CHECK(leased[0].kind == "image");
    });
}

TEST_CASE("a process that died after its answer left the photo to the next delivery") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        const Push push = world.image_push(sender, "photo");
        world.deliver(push);
        CHECK(happens([&] { return is_wanted(world, "photo"); }));
        world.stores().sql.execute("DELETE FROM files");
        world.deliver(push);
        CHECK(happens([&] { return is_wanted(world, "photo"); }));
    });
}

TEST_CASE("a voice is wanted unless WeChat has said in words what it says; without a secret nothing is") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        world.deliver(world.voice_push(sender, "spoken", "菜单"));
        world.deliver(world.voice_push(sender, "mumbled", ""));
        CHECK(happens([&] { return is_wanted(world, "mumbled"); }));
        CHECK(world.rows("files") == 1);

        world.configure([](gateway::Config& config) { config.app_secret.clear(); });
        world.deliver(world.image_push(sender, "unasked"));
        world.rebuild();
        CHECK(world.rows("files") == 1);
    });
}

TEST_CASE("a photo that cannot be noted is answered all the same") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        world.say(sender, "菜单");
        world.stores().sql.execute("ALTER TABLE files RENAME TO files_away");
        const Reply reply = world.deliver(world.image_push(sender, "photo"));
        world.rebuild();  // ends what was still under way
        world.stores().sql.execute("ALTER TABLE files_away RENAME TO files");
        CHECK_FALSE(reply.text.empty());
        CHECK(world.failures() == 0);
        CHECK(logged().find("file not wanted") != std::string::npos);
        CHECK(logged().find(sender) == std::string::npos);
    });
}

TEST_CASE("who leaves the account takes their photos along") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        world.deliver(world.image_push(sender, "photo"));
        CHECK(happens([&] { return is_wanted(world, "photo"); }));
        for (const auto& wanted : world.stores().files.lease(world.now().time_since_epoch().count(), 9'999'999'999, 10)) {
            CHECK(world.stores().files.add(wanted, 0, "bytes"));
            CHECK(world.stores().files.kept(wanted, {"image/jpeg"}));
        }
        CHECK(world.rows("file_parts") == 1);
        world.leave(sender);
        CHECK(world.rows("files") == 0);
        CHECK(world.rows("file_parts") == 0);
    });
}

TEST_CASE("what a resident sends beyond their share is not wanted, and what was wanted stays so") {
    on_both([](Pair pair) {
        World world(pair, with_secret());
        const Push last = world.image_push(sender, "the last that fits");
        for (std::int64_t i = 1; i < db::Files::most_files; ++i) {
            world.stores().files.want({"W", sender}, "m" + std::to_string(i), "image", world.now().time_since_epoch().count());
        }
        world.deliver(last);
        CHECK(happens([&] { return is_wanted(world, "the last that fits"); }));
        CHECK(world.deliver(world.image_push(sender, "one too many")).status == 200);
        world.deliver(last);
        world.rebuild();
        CHECK_FALSE(is_wanted(world, "one too many"));
        CHECK(world.rows("files") == db::Files::most_files);
    });
}
