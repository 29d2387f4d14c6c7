#include "services/form/challenge.h"

#include <doctest/doctest.h>

#include "appointments_world.h"

using namespace services;
using std::chrono::seconds;

namespace {

const std::string number = "13800138000";

std::string code_in(const std::string& sms) {
    const auto start = sms.find_first_of("0123456789");
    return sms.substr(start, 6);
}

std::string other(std::string code) {
    code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
}

// Reads every value that was written, as someone with the store in hand could.
class Spy : public db::Kv {
  public:
    explicit Spy(db::Kv& inner) : inner_(inner) {}
    db::Exchange exchange(const std::vector<db::Check>& checks, const std::vector<db::Write>& writes,
                          const std::vector<std::string>& reads) override {
        for (const auto& write : writes) seen += write.key + "=" + write.value.value_or("") + "\n";
        return inner_.exchange(checks, writes, reads);
    }
    std::int64_t increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) override {
        seen += key + "\n";
        return inner_.increment(key, ttl, by);
    }
    void ping() override {}
    std::string seen;

  private:
    db::Kv& inner_;
};

}  // namespace

TEST_CASE("the right code passes, for this resident, question and number only") {
    World world;
    Context context = world.context(world.binding, nullptr);
    REQUIRE(issue_challenge(context, "code", number) == Issued::sent);
    const std::string code = code_in(world.sms);
    CHECK(code.size() == 6);
    CHECK(verify_challenge(context, "code", "13900139000", code) == Verified::expired);
    Context elsewhere = context;
    elsewhere.citizen = "somebody else";
    CHECK(verify_challenge(elsewhere, "code", number, code) == Verified::expired);
    CHECK(verify_challenge(context, "other", number, code) == Verified::expired);
    Context for_another = context;
    for_another.service = &world.names;
    CHECK(verify_challenge(for_another, "code", number, code) == Verified::expired);
    CHECK(passed_challenges(context, {{"mobile", number}}).empty());

    CHECK(verify_challenge(context, "code", number, code) == Verified::passed);
    CHECK(passed_challenges(context, {{"mobile", number}}) == std::set<std::string>{"code"});
    CHECK(passed_challenges(context, {{"mobile", "13900139000"}}).empty());
    CHECK(passed_challenges(elsewhere, {{"mobile", number}}).empty());
}

TEST_CASE("a form begun anew takes the code that has arrived, and the next one needs its own") {
    World world;
    Context first = world.context(world.binding, nullptr);
    REQUIRE(issue_challenge(first, "code", number) == Issued::sent);
    Context anew = world.context(world.binding, nullptr);
    REQUIRE(anew.draft != first.draft);
    CHECK(verify_challenge(anew, "code", number, code_in(world.sms)) == Verified::passed);
    CHECK(passed_challenges(anew, {{"mobile", number}}).contains("code"));
    forget_challenges(anew);
    CHECK(passed_challenges(anew, {{"mobile", number}}).empty());
}

TEST_CASE("a code sent before another index key came into force is taken after it, and a pass stays one") {
    World world;
    const std::string i1 = db::new_key_file("i1"), i2 = db::new_key_file("i2"), k1 = db::new_key_file("k1");
    db::Vault vault(k1, i1 + i2);
    db::Stores stores(*world.sql, *world.kv, vault);
    const auto named = [&](const std::string& citizen, const std::string& former) {
        Context plain = world.context(world.binding, nullptr);
        Context made{.now = plain.now, .figures = world.figures, .stores = stores, .citizen = citizen, .former = {former}};
        made.service = plain.service;
        made.send_sms = plain.send_sms;
        return made;
    };
    Context before = named("old", "new"), after = named("new", "old");
    REQUIRE(issue_challenge(before, "code", number) == Issued::sent);
    const std::string code = code_in(world.sms);
    vault.renew(k1, i2 + i1);
    CHECK(verify_challenge(after, "code", "13900139000", code) == Verified::expired);
    CHECK(verify_challenge(after, "code", number, other(code)) == Verified::wrong);
    CHECK(verify_challenge(after, "code", number, code) == Verified::passed);
    CHECK(passed_challenges(after, {{"mobile", number}}).contains("code"));
    CHECK(passed_challenges(before, {{"mobile", number}}).contains("code"));
    forget_challenges(after);
    CHECK(passed_challenges(before, {{"mobile", number}}).empty());

    // A newer code is the only one, whatever name the older was kept under.
    REQUIRE(issue_challenge(after, "code", number) == Issued::sent);
    const std::string first = code_in(world.sms);
    before.now = after.now += seconds{60};
    REQUIRE(issue_challenge(before, "code", number) == Issued::sent);
    if (first != code_in(world.sms)) CHECK(verify_challenge(after, "code", number, first) == Verified::wrong);
    CHECK(verify_challenge(after, "code", number, code_in(world.sms)) == Verified::passed);
}

TEST_CASE("where nobody may be known, a code belongs to the draft") {
    World world;
    Context first = world.context(world.binding, nullptr);
    first.citizen.clear();
    REQUIRE(issue_challenge(first, "code", number) == Issued::sent);
    Context other = world.context(world.binding, nullptr);
    other.citizen.clear();
    CHECK(verify_challenge(other, "code", number, code_in(world.sms)) == Verified::expired);
    CHECK(verify_challenge(first, "code", number, code_in(world.sms)) == Verified::passed);
}

TEST_CASE("a resident gets twenty codes a day, and without them spoils no number for others") {
    World world;
    Context context = world.context(world.binding, nullptr);
    for (int i = 0; i < 20; ++i) CHECK(issue_challenge(context, "code", std::to_string(13800138100 + i)) == Issued::sent);
    CHECK(issue_challenge(context, "code", number) == Issued::too_often);
    Context other = world.context(world.binding, nullptr);
    other.citizen = "somebody else";
    CHECK(issue_challenge(other, "code", number) == Issued::sent);
    context.now = at(day(2026, 11, 24), 0);
    CHECK(issue_challenge(context, "code", number) == Issued::sent);
}

TEST_CASE("a code is valid for 120 seconds") {
    World world;
    Context context = world.context(world.binding, nullptr);
    REQUIRE(issue_challenge(context, "code", number) == Issued::sent);
    context.now += seconds{119};
    CHECK(verify_challenge(context, "code", number, other(code_in(world.sms))) == Verified::wrong);
    context.now += seconds{1};
    CHECK(verify_challenge(context, "code", number, code_in(world.sms)) == Verified::expired);
}

TEST_CASE("five wrong codes end it, even for the right one afterwards") {
    World world;
    Context context = world.context(world.binding, nullptr);
    REQUIRE(issue_challenge(context, "code", number) == Issued::sent);
    const std::string code = code_in(world.sms);
    for (int i = 0; i < 4; ++i) CHECK(verify_challenge(context, "code", number, other(code)) == Verified::wrong);
    CHECK(verify_challenge(context, "code", number, other(code)) == Verified::exhausted);
    CHECK(verify_challenge(context, "code", number, code) == Verified::exhausted);
    CHECK(passed_challenges(context, {{"mobile", number}}).empty());
}

TEST_CASE("another code can be sent after 60 seconds, from whatever dialogue, and replaces the first") {
    World world;
    Context context = world.context(world.binding, nullptr);
    REQUIRE(issue_challenge(context, "code", number) == Issued::sent);
    const std::string first = code_in(world.sms);
    context.now += seconds{59};
    CHECK(issue_challenge(context, "code", number) == Issued::too_soon);
    Context elsewhere = world.context(world.binding, nullptr);
    elsewhere.now = context.now;
    CHECK(issue_challenge(elsewhere, "code", number) == Issued::too_soon);
    CHECK(issue_challenge(elsewhere, "code", "13900139000") == Issued::sent);
    context.now += seconds{1};
    CHECK(issue_challenge(context, "code", number) == Issued::sent);
    if (code_in(world.sms) != first) CHECK(verify_challenge(context, "code", number, first) == Verified::wrong);
    CHECK(verify_challenge(context, "code", number, code_in(world.sms)) == Verified::passed);
}

TEST_CASE("a number gets ten codes a day") {
    World world;
    world.now = at(day(2026, 11, 23), 10);
    for (int i = 0; i < 10; ++i) {
        Context context = world.context(world.binding, nullptr);
        CHECK(issue_challenge(context, "code", number) == Issued::sent);
        world.now += seconds{60};
    }
    Context context = world.context(world.binding, nullptr);
    CHECK(issue_challenge(context, "code", number) == Issued::too_many);
    context.now = at(day(2026, 11, 24), 0);
    CHECK(issue_challenge(context, "code", number) == Issued::sent);
}

TEST_CASE("without a way to send SMS nothing is issued") {
    World world;
    Context context = world.context(world.binding, nullptr);
    context.send_sms = {};
    CHECK(issue_challenge(context, "code", number) == Issued::unavailable);
    context.send_sms = [](const std::string&, const std::string&) { return false; };
    CHECK(issue_challenge(context, "code", number) == Issued::unavailable);
    context.send_sms = [](const std::string&, const std::string&) { return true; };
    CHECK(issue_challenge(context, "code", number) == Issued::sent);
}

TEST_CASE("neither the code nor the number is kept in clear") {
    World world;
    Spy spy(*world.kv);
    db::Stores stores(*world.sql, spy, world.vault);
    std::string sms;
    Context context{.now = world.now, .figures = world.figures, .stores = stores};
    context.draft = "d";
    context.service = &world.binding;
    context.send_sms = [&](const std::string&, const std::string& text) { return !(sms = text).empty(); };
    REQUIRE(issue_challenge(context, "code", number) == Issued::sent);
    verify_challenge(context, "code", number, code_in(sms));
    CHECK_FALSE(spy.seen.empty());
    CHECK(spy.seen.find(number) == std::string::npos);
    // Six digits could stand in a digest by chance; as a field of their own they must not.
    CHECK(spy.seen.find("|" + code_in(sms) + "|") == std::string::npos);
    CHECK(spy.seen.find("=" + code_in(sms) + "|") == std::string::npos);
}
