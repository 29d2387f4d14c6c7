// The contract of db::Kv, the same on both stores.
#include <atomic>
#include <thread>

#include "servers.h"

using namespace db_tests;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr auto minute = seconds(60);

}  // namespace

TEST_CASE_TEMPLATE("set, get, erase", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    const std::string key = unique_name("k");
    CHECK_FALSE(kv->get(key).has_value());
    kv->set(key, "one", minute);
    CHECK(kv->get(key) == "one");
    kv->set(key, "", minute);
    CHECK(kv->get(key) == "");
    CHECK_FALSE(kv->set_if_absent(key, "two", minute));
    kv->erase(key);
    CHECK_FALSE(kv->get(key).has_value());
    kv->erase(key);
    CHECK(kv->set_if_absent(key, "two", minute));
    CHECK(kv->get(key) == "two");
    kv->erase(key);
    kv->ping();
}

TEST_CASE_TEMPLATE("keys and values are any bytes", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    const std::string key = unique_name("k") + bytes;
    kv->set(key, bytes + bytes, minute);
    CHECK(kv->get(key) == bytes + bytes);
    CHECK(kv->exchange({{key, bytes + bytes}}, {{key, bytes, minute}}, {key}).values.at(0) == bytes);
    CHECK_FALSE(kv->get(key + '\0').has_value());
    const std::string large(3'000'000, '\0');
    kv->set(key, large, minute);
    CHECK(kv->get(key) == large);
    kv->erase(key);
}

TEST_CASE_TEMPLATE("an exchange makes all writes when all checks hold, else none", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    const std::string a = unique_name("a"), b = unique_name("b"), c = unique_name("c");
    kv->set(a, "1", minute);
    const db::Exchange refused = kv->exchange({{a, "1"}, {b, "x"}}, {{c, "new", minute}, {a, std::nullopt}}, {a, b, c});
    CHECK_FALSE(refused.done);
    CHECK(refused.values == std::vector<std::optional<std::string>>{"1", std::nullopt, std::nullopt});
    CHECK_FALSE(kv->exchange({{b, "x"}, {a, "1"}}, {{a, "2", minute}}, {}).done);
    CHECK_FALSE(kv->exchange({{a, std::nullopt}}, {{a, "2", minute}}, {}).done);
    CHECK_FALSE(kv->exchange({{a, ""}}, {{a, "2", minute}}, {}).done);
    CHECK_FALSE(kv->exchange({{b, ""}}, {{b, "2", minute}}, {}).done);
    const db::Exchange done = kv->exchange({{a, "1"}, {b, std::nullopt}}, {{c, "new", minute}, {a, std::nullopt}}, {a, b, c, c});
    CHECK(done.done);
    CHECK(done.values == std::vector<std::optional<std::string>>{std::nullopt, std::nullopt, "new", "new"});
    CHECK(kv->exchange({}, {}, {}).done);
    kv->erase(c);
}

TEST_CASE_TEMPLATE("keys expire, and a new value starts anew", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    const std::string a = unique_name("a"), b = unique_name("b");
    kv->set(a, "1", milliseconds(60));
    kv->set(b, "1", milliseconds(60));
    kv->set(b, "2", minute);
    CHECK(kv->get(a) == "1");
    std::this_thread::sleep_for(milliseconds(120));
    CHECK_FALSE(kv->get(a).has_value());
    CHECK(kv->get(b) == "2");
    CHECK(kv->set_if_absent(a, "3", minute));
    CHECK_THROWS_AS(kv->set(a, "x", milliseconds(0)), std::invalid_argument);
    CHECK_THROWS_AS(kv->set(a, "x", milliseconds(-1)), std::invalid_argument);
    CHECK_THROWS_AS(kv->increment(b, milliseconds(0)), std::invalid_argument);
    CHECK(kv->get(a) == "3");
    kv->erase(a);
    kv->erase(b);
}

TEST_CASE_TEMPLATE("a counter's window starts at the first increment and is not moved by others", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    const std::string key = unique_name("n");
    CHECK(kv->increment(key, milliseconds(150)) == 1);
    std::this_thread::sleep_for(milliseconds(90));
    CHECK(kv->increment(key, milliseconds(150)) == 2);
    CHECK(kv->increment(key, minute, -1) == 1);
    CHECK(kv->increment(key, minute) == 2);
    CHECK(kv->get(key) == "2");
    std::this_thread::sleep_for(milliseconds(90));
    CHECK(kv->increment(key, milliseconds(150)) == 1);
    kv->set(key, "text", minute);
    CHECK_THROWS_AS(kv->increment(key, minute), db::KvError);
    kv->erase(key);
}

TEST_CASE_TEMPLATE("among eight threads each compare-and-write has one winner", Side, OnMemory, OnRedis) {
    if (!Side::available()) return;
    const auto kv = Side::open();
    const std::string key = unique_name("cas"), twin = unique_name("twin"), counter = unique_name("n");
    kv->set(key, "0", minute);
    kv->set(twin, "0", minute);
    std::atomic<int> torn = 0, claimed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            if (kv->set_if_absent(key + "claim", "mine", minute)) ++claimed;
            for (int won = 0; won < 50;) {
                const auto seen = kv->exchange({}, {}, {key, twin});
                if (seen.values.at(0) != seen.values.at(1)) ++torn;
                const std::string next = std::to_string(std::stoi(seen.values.at(0).value()) + 1);
                if (kv->exchange({{key, seen.values.at(0)}}, {{key, next, minute}, {twin, next, minute}}, {}).done) {
                    ++won;
                    kv->increment(counter, minute);
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(kv->get(key) == "400");
    CHECK(kv->get(counter) == "400");
    CHECK(claimed == 1);
    CHECK(torn == 0);
    for (const std::string& used : {key, twin, counter, key + "claim"}) kv->erase(used);
}

TEST_CASE("memory: a full store refuses what would add, and recovers as keys expire") {
    db::KvOptions options;
    options.most_keys = 3;
    options.most_bytes = 100;
    const auto kv = db::open_kv("memory:", "", options);
    kv->set("a", "1", milliseconds(50));
    kv->set("b", "1", minute);
    kv->set("c", "1", minute);
    CHECK_THROWS_AS(kv->set("d", "1", minute), db::KvError);
    CHECK_THROWS_AS(kv->increment("d", minute), db::KvError);
    CHECK_THROWS_AS(kv->set("c", std::string(200, 'x'), minute), db::KvError);
    CHECK(kv->get("c") == "1");
    kv->set("c", "2", minute);
    std::this_thread::sleep_for(milliseconds(80));
    kv->set("d", "1", minute);
    CHECK(kv->get("d") == "1");
    for (int i = 0; i < 1000; ++i) {
        kv->set("d", std::string(static_cast<std::size_t>(i % 50), 'x'), minute);
        kv->erase("c");
        kv->set("c", "3", minute);
    }
}
