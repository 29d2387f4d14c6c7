// Texts in the stores and in the log, and what residents are told of a change that was not made.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "cases.h"
#include "gateway/config/json.h"
#include "gateway/log.h"
#include "services/shapes/population.h"
#include "tests/fuzz/talk.h"
#include "wechat/bytes.h"

using namespace hostile;

namespace {

std::vector<std::string> statements() {
    return {"' OR '1'='1",
            "'; DROP TABLE records; --",
            "\" OR 1=1 --",
            "x' UNION SELECT 1 --",
            "\\'",
            "%",
            "_",
            "?",
            "??",
            ":a",
            "/*",
            "--",
            "';--\xE2\x80\xA8",
            "𠮷'",
            "' || (SELECT id_no FROM residents) || '",
            repeat("'", 500)};
}

struct Logged {
    const char* name;
    std::string value;
};

std::vector<Logged> logged_values() {
    return {{"line feed", "a\n{\"level\":\"error\",\"event\":\"forged\"}"},
            {"CR LF", "a\r\nb"},
            {"vertical tab", "a\vb"},
            {"form feed", "a\fb"},
            {"NEL",
             "a\xC2\x85"
             "b"},
            {"U+2028",
             "a\xE2\x80\xA8"
             "b"},
            {"U+2029",
             "a\xE2\x80\xA9"
             "b"},
            {"ANSI colour", "\x1B[31mred"},
            {"ANSI clear", "\x1B[2J"},
            {"C1 CSI",
             "\xC2\x9B"
             "31m"},
            {"bell", "\a"},
            {"backspace", "a\b\b\b"},
            {"NUL", std::string("a\0b", 3)},
            {"quote", "\",\"forged\":\"1"},
            {"backslash", "\\"},
            {"bad UTF-8", "\xFF\xC0\xAF"},
            {"right-to-left override", "\xE2\x80\xAE"},
            {"format string", "%s%n{}{:p}"},
            {"look-up", "${jndi:ldap://127.0.0.1/a}"},
            {"1 MiB", repeat("x", 1 << 20)},
            {"1 MiB of quotes", repeat("\"", 1 << 20)},
            {"1 MiB of bad bytes", repeat("\xFF", 1 << 20)}};
}

/// Books the demonstration resident an appointment.
void book(fuzz::Talk& talk) {
    talk.say("补身份证");
    for (int step = 0; step < 30 && talk.session().current; ++step) {
        const std::string& asked = talk.session().asked.key;
        if (asked == "@review")
            talk.say("确认");
        else if (asked == "code")
            talk.say(talk.sms());
        else
            talk.example();
    }
}

}  // namespace

std::vector<std::string> hostile::names_of_storage() {
    std::vector<std::string> names;
    for (const std::string& it : statements()) names.push_back("stored: " + it.substr(0, 40));
    for (const Logged& it : logged_values()) names.push_back(std::string("logged: ") + it.name);
    names.insert(names.end(), {"Easy!Appointments 1.6.0: cancelled twice", "Easy!Appointments CVE-2023-3285: the appointment of another",
                               "easywechat#2131: randomness"});
    return names;
}

TEST_CASE("SQL in every field of a record, a resident and a look-up: kept and found as it is") {
    fuzz::Talk talk;
    db::Stores& stores = talk.stores();
    const db::DataSetName people = services::name_of(services::population());
    const auto before = stores.sql.query("SELECT COUNT(*) FROM sqlite_master").at(0).integer(0);
    for (const std::string& text : statements()) {
        CAPTURE(text);
        const std::string draft = wechat::random_hex(16);
        const auto resident = stores.residents.create_or_get({"W", text}, 1);
        CHECK(stores.residents.find_by_alias({"W", text})->id == resident.id);
        CHECK_FALSE(stores.residents.find_by_alias({"W", text + "x"}));
        const auto made = stores.records.create(db::NewRecord{.service = text.substr(0, 40),
                                                              .title = text.substr(0, 40),
                                                              .resident = resident.id,
                                                              .draft = draft,
                                                              .state = "open",
                                                              .answers = text,
                                                              .summary = text,
                                                              .day = "20261123",
                                                              .now = 1});
        const auto found = stores.records.find_by_draft(draft);
        REQUIRE(found);
        CHECK(found->id == made.record.id);
        CHECK(found->answers == text);
        CHECK(found->summary == text);
        CHECK(found->service == text.substr(0, 40));
        CHECK_FALSE(stores.records.find_by_number(text));
        CHECK_FALSE(stores.records.find_by_draft(text));
        CHECK(stores.records.list_by_resident(text).empty());
        CHECK(stores.records.list_by_state(text).empty());
        CHECK(stores.data_sets.counts(people, text).empty());
        CHECK_FALSE(stores.data_sets.find(people, "440199199003074612", text));
        CHECK_FALSE(stores.data_sets.in_force(text));
    }
    CHECK(stores.sql.query("SELECT COUNT(*) FROM sqlite_master").at(0).integer(0) == before);
    CHECK(stores.sql.query("SELECT COUNT(*) FROM records").at(0).integer(0) == static_cast<std::int64_t>(statements().size()));
    CHECK(stores.data_sets.find(people, "440199199003074612", "林志远"));
}

TEST_CASE("whatever a value holds, an event is one line of JSON") {
    for (const Logged& it : logged_values()) {
        CAPTURE(it.name);
        std::ostringstream out;
        gateway::log::write_to(&out);
        gateway::log::warn("hostile", {{"value", it.value}});
        gateway::log::write_to(nullptr);
        const std::string line = out.str();
        CHECK(line.size() < 20'000);
        REQUIRE_FALSE(line.empty());
        CHECK(line.find('\n') == line.size() - 1);
        for (const char c : line) CHECK_MESSAGE((static_cast<unsigned char>(c) >= 0x20 || c == '\n'), static_cast<int>(c));
        for (const char* end : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\x85", "\xC2\x9B", "\xE2\x80\xAE"})
            CHECK(line.find(end) == std::string::npos);
        const auto parsed = gateway::json::parse(line);
        REQUIRE(parsed.root);
        CHECK(parsed.root->at("event").text == "hostile");
        CHECK(parsed.root->find("forged") == nullptr);
    }
}

TEST_CASE("Easy!Appointments 1.6.0: nothing is called cancelled that was not; CVE-2023-3285: another's appointment is nobody's") {
    fuzz::Talk talk;
    book(talk);
    db::Stores& stores = talk.stores();
    const auto open = [&] { return stores.sql.query("SELECT COUNT(*) FROM appointments WHERE state = 'open'").at(0).integer(0); };
    REQUIRE(open() == 1);
    const std::string number = stores.sql.query("SELECT number FROM records").at(0).text(0);

    // The other resident, by number and by list.
    talk.turn_to_other();
    talk.say("我的预约");
    for (int step = 0; step < 12 && talk.session().current; ++step) {
        const std::string& asked = talk.session().asked.key;
        const std::string reply = asked == "@review"       ? talk.say("确认")
                                  : asked == "code"        ? talk.say(talk.sms())
                                  : asked.starts_with('@') ? talk.say("1")
                                                           : talk.say(number);
        CHECK(reply.find("已取消。") == std::string::npos);
        CHECK(reply.find("林") == std::string::npos);
    }
    CHECK(open() == 1);

    // Its owner, while a colleague cancels it at the same moment: the last step finds nothing to cancel.
    talk.turn_to_other();
    talk.say("我的预约");
    std::string reply;
    bool reviewed = false;
    for (int step = 0; step < 12 && talk.session().current; ++step) {
        const std::string& asked = talk.session().asked.key;
        reviewed = reviewed || asked == "@review";
        if (asked == "@review") stores.sql.execute("UPDATE appointments SET state = 'cancelled'");
        reply = asked == "@review" ? talk.say("确认") : talk.say(asked == "@act" ? "2" : "1");
    }
    CHECK(reviewed);
    CHECK_MESSAGE(reply.find("预约已取消。") == std::string::npos, reply);
}

TEST_CASE("easywechat#2131: ids are 128 random bits of the operating system") {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(wechat::random_hex(16));
    CHECK(seen.size() == 10'000);
    for (const std::string& id : seen) {
        if (id.size() != 32) FAIL("an id of ", id.size(), " digits");
    }
}
