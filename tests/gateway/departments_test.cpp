// A department is asked about one row: what it answers is checked like a file, and one that is slow, silent, closed or wrong is no answer.
#include "gateway/upstream/departments.h"

#include <doctest/doctest.h>

#include <future>
#include <mutex>
#include <sstream>
#include <thread>

#include "gateway/log.h"
#include "services/form/catalog.h"

using namespace gateway;
using services::FromDepartment;
using Came = FromDepartment::Came;

namespace {

const services::DataSet& data_set() {
    const auto all = services::catalog().data_sets();
    return **std::ranges::find(all, "id_card_applications", &services::DataSet::id);
}

const services::Answers key{{"id_no", "440199199003074612"}, {"receipt_no", "4401060000202611"}};

const std::string good = R"({"rows":[{"stage":"待领取","stage_date":"2026-11-29","accepted_date":"20261116","place":"棠下","more":1}]})";

struct World {
    int status = 200;
    std::string body = good;
    std::optional<wechat::HttpFailure> failure;
    std::chrono::milliseconds takes{0};
    std::atomic<int> calls = 0;
    std::mutex mutex;  // guards `last`
    wechat::HttpRequest last;
    std::ostringstream logged;
    Metrics metrics;
    std::shared_ptr<Config> config = std::make_shared<Config>();
    services::Instant now = services::instant_of(services::date_from_iso("2026-11-30").value(), std::chrono::minutes{600});
    Departments departments{services::catalog(), metrics, [this](const std::string& origin, const wechat::HttpRequest& request) {
                                CHECK(origin == "https://hj.example");
                                ++calls;
                                {
                                    const std::lock_guard lock(mutex);
                                    last = request;
                                }
                                std::this_thread::sleep_for(takes);
                                if (failure) throw wechat::HttpError(*failure);
                                return wechat::HttpResponse{.status = status, .body = body};
                            }};

    World() {
        log::write_to(&logged);
        config->departments = {
            {.data_set = "id_card_applications", .url = "https://hj.example/q?v=1", .token = "secret-token", .hours = {}}};
    }
    ~World() { log::write_to(nullptr); }

    FromDepartment ask() { return departments.ask(*config, data_set(), key, now); }
    bool counted(const std::string& how) {
        return metrics.render().find("department_questions_total{data_set=\"id_card_applications\",how=\"" + how + "\"}") !=
               std::string::npos;
    }
};

}  // namespace

TEST_CASE("a row is asked for by its key and read as the data set's columns are") {
    World world;
    const FromDepartment said = world.ask();
    CHECK(said.came == Came::answered);
    REQUIRE(said.rows.size() == 1);
    CHECK(said.rows.front() == services::Answers{{"id_no", "440199199003074612"},
                                                 {"receipt_no", "4401060000202611"},
                                                 {"stage", "READY"},
                                                 {"stage_date", "2026-11-29"},
                                                 {"accepted_date", "2026-11-16"},
                                                 {"place", "棠下"}});
    CHECK(world.last.target == "/q?v=1");
    CHECK(world.last.body == R"({"data_set":"id_card_applications","key":{"id_no":"440199199003074612","receipt_no":"4401060000202611"}})");
    CHECK(std::ranges::count(world.last.headers, wechat::Pair{"Authorization", "Bearer secret-token"}) == 1);
    CHECK(world.counted("answered"));

    world.body = R"({"rows":[]})";
    CHECK(world.ask().came == Came::answered);
    CHECK(world.ask().rows.empty());
}

TEST_CASE("nobody is asked where no address is named, nor outside of the hours") {
    World world;
    world.config->departments.front().hours = {{std::chrono::minutes{7 * 60}, std::chrono::minutes{10 * 60}},
                                               {std::chrono::minutes{14 * 60}, std::chrono::minutes{18 * 60}}};
    CHECK(world.ask().came == Came::closed);  // it is 10:00
    CHECK(world.ask().opens == "07:00-10:00、14:00-18:00");
    world.now -= std::chrono::seconds{1};
    CHECK(world.ask().came == Came::answered);
    CHECK(world.calls == 1);
    world.config->departments.clear();
    CHECK(world.ask().came == Came::not_asked);
}

TEST_CASE("what is no answer is never shown: another status, half a JSON, a column its type refuses, too many rows") {
    const std::string one = R"({"stage":"待领取","stage_date":"2026-11-29","accepted_date":"2026-11-16"})";
    const std::string others = R"({"id_no":"440199198001010020","stage":"待领取","stage_date":"2026-11-29","accepted_date":"2026-11-16"})";
    for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
             {500, good},
             {302, good},
             {200, good.substr(0, 40)},
             {200, "[]"},
             {200, R"({"row":[]})"},
             {200, R"({"rows":[{"stage":"<b>待领取</b>","stage_date":"2026-11-29","accepted_date":"2026-11-16"}]})"},
             {200, R"({"rows":[{"stage":"待领取","stage_date":"2026-11-29"}]})"},
             {200, R"({"rows":[{"stage":"待领取","stage_date":"明天","accepted_date":"2026-11-16"}]})"},
             {200, R"({"rows":null})"},
             {200, R"({"rows":{}})"},
             {200, R"({"rows":["a"]})"},
             {200, R"({"rows":[)" + one + "," + one + "]}"},
             {200, R"({"rows":[)" + others + "]}"},
             {200, R"({"rows":[{"stage":"待领取","stage_date":"2026-11-29","accepted_date":"2026-11-16","place":"a\n1. 确认付款"}]})"},
             {200, R"({"rows":[{"stage":"待领取","stage_date":"2026-11-29","accepted_date":"2026-11-16","place":"见http://a.cn/"}]})"}}) {
        World world;
        world.status = status;
        world.body = body;
        CAPTURE(body.substr(0, 80));
        const FromDepartment said = world.ask();
        CHECK(said.came == Came::down);
        CHECK(said.rows.empty());
        CHECK(world.counted("failed"));
        CHECK(world.logged.str().find("a department did not answer") != std::string::npos);
        for (const char* value : {"440199199003074612", "4401060000202611", "<b>", "secret-token"})
            CHECK(world.logged.str().find(value) == std::string::npos);
    }
}

TEST_CASE("after three failures it is left alone, and asked again when a while has passed") {
    World world;
    world.failure = wechat::HttpFailure::connect;
    for (int i = 0; i < 10; ++i) CHECK(world.ask().came == Came::down);
    CHECK(world.calls < 10);
    CHECK(world.counted("left_alone"));
    world.failure.reset();
    for (int i = 0; i < 200 && world.ask().came != Came::answered; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(world.ask().came == Came::answered);
}

TEST_CASE("a silent department holds few of those who answer residents") {
    World world;
    world.takes = std::chrono::milliseconds(300);
    std::vector<std::future<FromDepartment>> asked;
    for (int i = 0; i < 20; ++i) asked.push_back(std::async(std::launch::async, [&] { return world.ask(); }));
    int answered = 0;
    for (auto& each : asked) answered += each.get().came == Came::answered ? 1 : 0;
    CHECK(answered == Departments::most_waiting);
    CHECK(world.calls == Departments::most_waiting);
    CHECK(world.counted("too_many"));
}
