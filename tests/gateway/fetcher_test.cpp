// What residents send is fetched once, judged by its bytes, kept sealed, and given up only when it cannot be had.
#include "gateway/jobs/fetcher.h"

#include <doctest/doctest.h>

#include <functional>
#include <mutex>
#include <string>

#include "job_world.h"
#include "tests/db/spoil.h"

using namespace gateway;
using namespace std::string_literals;
using State = db::StoredFile::State;

namespace {

constexpr auto draft = "form-of-a-resident";
constexpr auto media_id = "mediaIdOfThePhoto";
const std::string marker = "plain bytes of a photo";

/// A file of that many bytes, the same for the same size.
std::string jpeg(std::size_t bytes) {
    std::string file = "\xFF\xD8\xFF\xE0"s + marker;
    while (file.size() < bytes) file += static_cast<char>(file.size() * 7 % 251);
    return file;
}

/// WeChat as far as media go: what it gives for any media id, in pieces, under a content type that says nothing.
struct WeChat {
    std::string body = jpeg(1000);
    std::string content_type = "text/plain";
    std::function<void()> before_the_end = [] {};
    int downloads = 0;
    std::mutex mutex;

    wechat::HttpResponse operator()(const std::string&, const wechat::HttpRequest& request) {
        const std::lock_guard lock(mutex);
        if (request.target.starts_with("/cgi-bin/stable_token")) return {200, {}, R"({"access_token":"T","expires_in":7200})"};
        REQUIRE(request.target.starts_with("/cgi-bin/media/get?"));
        CHECK(request.target.find(media_id) != std::string::npos);
        ++downloads;
        if (body.size() > request.max_body) throw wechat::HttpError(wechat::HttpFailure::too_large);
        constexpr std::size_t piece = 10'000;
        for (std::size_t at = 0; at < body.size(); at += piece) {
            if (at + piece >= body.size()) before_the_end();
            if (!request.sink(std::string_view(body).substr(at, piece))) throw wechat::HttpError(wechat::HttpFailure::refused);
        }
        return {200, {{"content-type", content_type}}, ""};
    }
    void says(int errcode) { body = R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"no, )" + media_id + "\"}"; }
};

struct World : job_tests::JobWorld {
    WeChat wechat;
    Fetcher fetcher{stores, metrics, live(), client_of()};

    World() : JobWorld([this](const std::string& origin, const wechat::HttpRequest& request) { return wechat(origin, request); }) {}

    bool want(const std::string& kind = "image") { return stores.files.want(draft, media_id, kind, services::unix_time(now)); }
    db::StoredFile file() {
        const auto found = stores.files.find(draft, media_id);
        REQUIRE(found);
        return *found;
    }
    std::string bytes() {
        std::string all;
        stores.files.open(file().id, [&](std::string_view part) { all += part; });
        return all;
    }
    std::string why() { return sql->query("SELECT why FROM files")[0].text(0); }
    std::int64_t parts() { return sql->query("SELECT COUNT(*) FROM file_parts")[0].integer(0); }
    bool counted(const std::string& kind, const std::string& how) {
        return metrics.render().find("files_fetched_total{how=\"" + how + "\",kind=\"" + kind + "\"} 1") != std::string::npos;
    }
};

}  // namespace

TEST_CASE("a photo is kept byte for byte, in parts, and nothing of it can be read in the database") {
    World world;
    for (const std::size_t size : {std::size_t{30}, db::Files::part_bytes, 3 * db::Files::part_bytes + 17}) {
        CAPTURE(size);
        world.sql->execute("DELETE FROM files");
        world.sql->execute("DELETE FROM file_parts");
        world.wechat.body = jpeg(size);
        REQUIRE(world.want());
        CHECK(world.fetcher.round(world.now) == 1);
        CHECK(world.file().state == State::kept);
        CHECK(world.file().content.type == "image/jpeg");
        CHECK(world.file().bytes == static_cast<std::int64_t>(world.wechat.body.size()));
        CHECK(world.bytes() == world.wechat.body);
        CHECK(world.parts() == static_cast<std::int64_t>((world.wechat.body.size() + db::Files::part_bytes - 1) / db::Files::part_bytes));
    }
    CHECK(world.metrics.render().find(R"(files_fetched_total{how="kept",kind="image"} 3)") != std::string::npos);
    const std::string stored = world.folder.bytes();
    REQUIRE(stored.size() > 3 * db::Files::part_bytes);
    for (const std::string& secret : {marker, wechat::base64_encode(jpeg(30)).substr(0, 20), std::string(media_id)}) {
        CHECK(stored.find(secret) == std::string::npos);
    }
}

TEST_CASE("the content decides what a file is, not what anybody says of it") {
    World world;
    SUBCASE("a photo that is called text") {
        world.want();
        world.fetcher.round(world.now);
        CHECK(world.file().content.type == "image/jpeg");
    }
    SUBCASE("a page that is called a photo") {
        world.wechat.body = "<html><script>alert(1)</script></html>";
        world.wechat.content_type = "image/jpeg";
        world.want();
        world.fetcher.round(world.now);
        CHECK(world.file().state == State::lost);
        CHECK(world.why() == "content of an unknown type");
    }
    SUBCASE("a voice that is a photo") {
        world.want("voice");
        world.fetcher.round(world.now);
        CHECK(world.file().state == State::lost);
        CHECK(world.why() == "content is image/jpeg");
        CHECK(world.parts() == 0);
        CHECK(world.counted("voice", "lost"));
    }
    SUBCASE("a voice") {
        world.wechat.body = "#!AMR\n" + std::string(500, 'a');
        world.want("voice");
        world.fetcher.round(world.now);
        CHECK(world.file().content.type == "audio/amr");
    }
}

TEST_CASE("what is larger than its kind may be is lost, and nothing of it kept") {
    struct Limit {
        std::string kind, head;
        std::size_t most;
    };
    const Limit limits[]{{"image", jpeg(0), 10 << 20}, {"voice", "#!AMR\n", 2 << 20}, {"video", "\0\0\0\x18"s + "ftypmp42", 10 << 20}};
    for (const auto& [kind, head, most] : limits) {
        CAPTURE(kind);
        World exact, larger;
        exact.wechat.body = head + std::string(most - head.size(), 'x');
        larger.wechat.body = exact.wechat.body + "x";
        for (World* world : {&exact, &larger}) {
            world->want(kind);
            world->fetcher.round(world->now);
        }
        CHECK(exact.file().state == State::kept);
        CHECK(larger.file().state == State::lost);
        CHECK(larger.why() == "too large");
        CHECK(larger.parts() == 0);
    }
}

TEST_CASE("a video for which WeChat gives an address is not followed there") {
    World world;
    world.wechat.body = R"({"video_url":"http://127.0.0.1:1/video.mp4"})";
    world.want("video");
    world.fetcher.round(world.now);
    CHECK(world.file().state == State::lost);
    CHECK(world.wechat.downloads == 1);
}

TEST_CASE("what WeChat has no more is lost at once, and its words about it are written nowhere") {
    World world;
    world.wechat.says(40007);
    world.want();
    world.fetcher.round(world.now);
    CHECK(world.file().state == State::lost);
    CHECK(world.why() == "40007 bad_media_id");
    CHECK(world.fetcher.round(world.now + std::chrono::hours{1}) == 0);
    CHECK(world.folder.bytes().find(media_id) == std::string::npos);
}

TEST_CASE("what cannot be had now comes again, and is then whole") {
    World world;
    SUBCASE("WeChat says no") { world.wechat.says(45009); }
    SUBCASE("the answer cannot be read") { world.wechat.body = R"({"neither":"media"})"; }
    world.want();
    world.fetcher.round(world.now);
    CHECK(world.file().state == State::wanted);
    CHECK(world.counted("image", "later"));
    CHECK(world.fetcher.round(world.now) == 0);
    world.wechat.body = jpeg(300'000);
    CHECK(world.fetcher.round(world.now + std::chrono::seconds{30}) == 1);
    CHECK(world.bytes() == world.wechat.body);
}

TEST_CASE("after three days WeChat is not asked any more") {
    World world;
    world.want();
    const services::Instant late = world.now + std::chrono::days{3};
    SUBCASE("a second before it is") {
        world.fetcher.round(late - std::chrono::seconds{1});
        CHECK(world.file().state == State::kept);
    }
    SUBCASE("then it is lost") {
        world.fetcher.round(late);
        CHECK(world.file().state == State::lost);
        CHECK(world.wechat.downloads == 0);
    }
}

TEST_CASE("a file that does not open is lost and counted once; the others of the round are fetched") {
    World world;
    for (int i = 0; i < 3; ++i) {
        world.stores.files.want("o" + std::to_string(i), media_id + std::to_string(i), "image", services::unix_time(world.now));
    }
    db_tests::spoil(*world.sql, "files", "media_sealed", world.sql->query("SELECT MIN(id) FROM files").at(0).text(0));
    CHECK(world.fetcher.round(world.now) == 3);
    CHECK(world.wechat.downloads == 2);
    CHECK(world.sql->query("SELECT COUNT(*) FROM files WHERE state = 'lost' AND why = 'unreadable'").at(0).integer(0) == 1);
    CHECK(world.metrics.render().find(R"(rows_unreadable_total{table="files"} 1)") != std::string::npos);
    CHECK(world.fetcher.round(world.now + std::chrono::hours{1}) == 0);
}

TEST_CASE("wanted twice it is fetched once") {
    World world;
    CHECK(world.want());
    CHECK_FALSE(world.want());
    CHECK(world.fetcher.round(world.now) == 1);
    CHECK_FALSE(world.want());
    CHECK(world.fetcher.round(world.now + std::chrono::hours{1}) == 0);
    CHECK(world.wechat.downloads == 1);
}

TEST_CASE("a form that is given up while its photo arrives leaves nothing behind") {
    World world;
    world.wechat.body = jpeg(2 * db::Files::part_bytes + 1);
    world.wechat.before_the_end = [&] {
        CHECK(world.parts() > 0);
        world.stores.files.give_up(draft);
    };
    world.want();
    world.fetcher.round(world.now);
    CHECK_FALSE(world.stores.files.find(draft, media_id));
    CHECK(world.parts() == 0);
}

TEST_CASE("a whole round of files is fetched, each once") {
    World world;
    constexpr int files = 40;
    for (int i = 0; i < files; ++i) {
        world.stores.files.want("o" + std::to_string(i), media_id + std::to_string(i), "image", services::unix_time(world.now));
    }
    int fetched = 0;
    while (const int some = world.fetcher.round(world.now)) fetched += some;
    CHECK(fetched == files);
    CHECK(world.wechat.downloads == files);
    CHECK(world.sql->query("SELECT COUNT(*) FROM files WHERE state = 'kept'")[0].integer(0) == files);
}

TEST_CASE("an account without a secret asks WeChat nothing") {
    World world;
    world.config->app_secret.clear();
    world.want();
    CHECK(world.fetcher.round(world.now) == 0);
    CHECK(world.file().state == State::wanted);
}
