#include "gateway/log.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <thread>
#include <vector>

#include "gateway/config/json.h"

namespace {

namespace log = gateway::log;

/// Lines written while it lives.
class Captured {
  public:
    Captured() { log::write_to(&out_); }
    ~Captured() { log::write_to(nullptr); }
    std::string text() const { return out_.str(); }
    gateway::json::Node only_line() const {
        const auto all = text();
        REQUIRE(std::count(all.begin(), all.end(), '\n') == 1);
        const auto parsed = gateway::json::parse(all);
        REQUIRE_MESSAGE(parsed.root, all);
        return *parsed.root;
    }

  private:
    std::ostringstream out_;
};

TEST_CASE("one event is one line of JSON with typed fields") {
    const Captured captured;
    log::info("message", {{"trace", "4f2a"}, {"type", std::string("text")}, {"ms", 3}, {"big", 1LL << 40}, {"late", false}, {"load", 0.5}});
    const auto line = captured.only_line();
    CHECK(line.at("level").text == "info");
    CHECK(line.at("event").text == "message");
    CHECK(line.at("trace").text == "4f2a");
    CHECK(line.at("ms").integer == 3);
    CHECK(line.at("big").integer == 1LL << 40);
    CHECK(line.at("late").type == gateway::json::Type::flag);
    CHECK(line.at("load").number == 0.5);
    const auto ts = line.at("ts").text;
    CHECK(ts.size() == 24);
    CHECK(ts[10] == 'T');
    CHECK(ts.back() == 'Z');
}

TEST_CASE("lines kept together are written at the end, with the next warning, or when there are many") {
    const Captured captured;
    {
        const log::Together together;
        log::info("first");
        log::info("second");
        CHECK(captured.text().empty());
        log::warn("third");
        const std::string text = captured.text();
        CHECK(std::count(text.begin(), text.end(), '\n') == 3);
        CHECK(text.find("first") < text.find("second"));
        CHECK(text.find("second") < text.find("third"));
        log::info("fourth");
        std::thread([] { log::info("of another thread"); }).join();
        CHECK(captured.text().find("fourth") == std::string::npos);
        CHECK(captured.text().find("of another thread") != std::string::npos);
    }
    CHECK(captured.text().ends_with("\"fourth\"}\n"));
    const std::string before = captured.text();
    const log::Together together;
    for (int i = 0; i < 1000; ++i) log::info("many");
    CHECK(captured.text().size() > before.size() + 16'384);
}

TEST_CASE("nothing in a value can end the line, colour a terminal or forge a field") {
    const Captured captured;
    const std::string evil =
        "a\r\n{\"level\":\"error\"}\x1b[31m\",\"forged\":\"x\\\xE2\x80\xA8\xE2\x80\xA9\xC2\x85\xE2\x80\xAE\x7f\xff\xc0\xaf" +
        std::string(1, '\0') + "z";
    log::warn("evil", {{"value", evil}, {std::string_view("na\nme"), "x"}});
    const auto text = captured.text();
    for (const char c : std::string("\r\x1b\x7f")) CHECK(text.find(c) == std::string::npos);
    CHECK(text.find('\0') == std::string::npos);
    for (const char* c : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85", "\xE2\x80\xAE", "\xff", "\xc0"})
        CHECK(text.find(c) == std::string::npos);
    const auto line = captured.only_line();
    CHECK(line.find("forged") == nullptr);
    CHECK(line.at("level").text == "warn");
    CHECK(line.at("value").text.find("\xEF\xBF\xBD") != std::string::npos);
}

TEST_CASE("openids are hashed, and written as - while there is no hash") {
    const Captured captured;
    log::info("a", {{"openid", "oABC-secret"}, {"who", log::Openid{"oABC-secret"}}, {"from_user", std::string("oABC-secret")}});
    CHECK(captured.text().find("oABC") == std::string::npos);
    CHECK(captured.only_line().at("who").text == "-");
    log::hash_openids_by([](std::string_view openid) { return "h" + std::to_string(openid.size()); });
    const Captured again;
    log::info("a", {{"openid", "oABC-secret"}, {"who", log::Openid{"oABC-secret"}}});
    log::hash_openids_by({});
    CHECK(again.only_line().at("openid").text == "h11");
    CHECK(again.only_line().at("who").text == "h11");
}

TEST_CASE("an ID number or a mobile number that slips into a text is masked") {
    const Captured captured;
    log::error("failed", {{"why", "no row for 440106199001011237 and 44010619900101123x, tel 13800138000,86-13912345678."}});
    const auto why = captured.only_line().at("why").text;
    CHECK(why == "no row for *** and ***, tel ***,86-***.");
    const Captured other;
    log::info("kept", {{"trace", "1380013800013"}, {"hash", "a13800138000f"}, {"no", "20261130"}});
    CHECK(other.only_line().at("trace").text == "1380013800013");
    CHECK(other.only_line().at("hash").text == "a13800138000f");
}

TEST_CASE("levels, and long values") {
    const Captured captured;
    log::debug("dropped");
    CHECK(captured.text().empty());
    log::set_level(log::Level::debug);
    log::debug("kept", {{"long", std::string(100'000, 'x')}});
    log::set_level(log::Level::info);
    CHECK(captured.only_line().at("long").text.size() == 2000);
}

TEST_CASE("lines of many threads do not mix") {
    const Captured captured;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) log::info("tick", {{"i", i}, {"pad", std::string(300, 'p')}});
        });
    for (auto& thread : threads) thread.join();
    std::istringstream in(captured.text());
    int lines = 0;
    for (std::string line; std::getline(in, line); ++lines) CHECK(gateway::json::parse(line).root);
    CHECK(lines == 800);
}

}  // namespace
