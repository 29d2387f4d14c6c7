// Claims and turns when the store misbehaves: nobody is locked out, nothing that was done is taken for undone.
#include "gateway/channels/wechat/turns.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "db/open.h"
#include "db/vault.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The in-process store behind a line that can break: before a call reaches it, or after.
class Line : public db::Kv {
  public:
    enum class Break { none, before, after };
    Break broken = Break::none;
    int good_calls = 0;  // calls that still get through

    db::Exchange exchange(const std::vector<db::Check>& checks, const std::vector<db::Write>& writes,
                          const std::vector<std::string>& reads) override {
        // Reading alone always works here, so that a lost reply can be told from a store that is gone.
        const bool breaks = broken != Break::none && !writes.empty() && good_calls-- <= 0;
        if (breaks && broken == Break::before) throw db::KvError("the line is down");
        auto result = store_->exchange(checks, writes, reads);
        if (breaks) throw db::KvError("the reply was lost");
        return result;
    }
    std::optional<std::string> owed() { return store_->get("owed:{citizen}"); }
    std::int64_t increment(const std::string& key, std::chrono::milliseconds ttl, std::int64_t by) override {
        return store_->increment(key, ttl, by);
    }
    void ping() override {}

  private:
    std::unique_ptr<db::Kv> store_ = db::open_kv("memory:");
};

const db::Vault& vault() {
    static const db::Vault made(db::new_key_file(), db::new_key_file());
    return made;
}

Delivery delivery(const std::string& message) { return {"citizen", message, "nonce-" + message, "body-" + message}; }
constexpr Lifetimes lifetimes{60s, 60s, 60s};

auto take(Turns& turns, const Delivery& wanted) {
    Claim claim(wanted);
    return turns.take(claim, lifetimes);
}
auto take(Turns& turns, const std::string& message) { return take(turns, delivery(message)); }

Turn taken(Turns& turns, const std::string& message) {
    auto result = take(turns, message);
    REQUIRE(std::holds_alternative<Turn>(result));
    return std::get<Turn>(std::move(result));
}

}  // namespace

TEST_CASE("a few may wait for one citizen, and each who leaves makes room") {
    Line line;
    Turns turns(line, vault());
    auto first = turns.line_up("citizen");
    const auto second = turns.line_up("citizen"), third = turns.line_up("citizen");
    CHECK(third != nullptr);
    CHECK(turns.line_up("citizen") == nullptr);
    CHECK(turns.line_up("another") != nullptr);
    first.reset();
    CHECK(turns.line_up("citizen") != nullptr);
}

TEST_CASE("a claim is tried until the turn is free; a failure on the way does no harm") {
    Line line;
    Turns turns(line, vault());
    const Turn first = taken(turns, "1");
    Claim claim(delivery("2"));
    auto busy = turns.take(claim, lifetimes);
    REQUIRE(std::holds_alternative<Occupied>(busy));
    CHECK_FALSE(std::get<Occupied>(busy).same_push);
    auto duplicate = take(turns, "1");
    REQUIRE(std::holds_alternative<Occupied>(duplicate));
    CHECK(std::get<Occupied>(duplicate).same_push);
    line.broken = Line::Break::before;
    CHECK_THROWS_AS(turns.take(claim, lifetimes), db::KvError);
    line.broken = Line::Break::none;
    turns.release(first);
    CHECK(std::holds_alternative<Turn>(turns.take(claim, lifetimes)));
}

TEST_CASE("a commit whose reply was lost is done; one that never arrived is a failure") {
    Line line;
    Turns turns(line, vault());
    Turn turn = taken(turns, "1");
    turn.session.asked.key = "question";
    line.broken = Line::Break::after;
    CHECK(turns.commit(turn, "answer", {NextReply::nothing}, lifetimes));
    line.broken = Line::Break::none;

    auto again = take(turns, "1");
    REQUIRE(std::holds_alternative<Replay>(again));
    CHECK(std::get<Replay>(again).body == "answer");
    Turn next = taken(turns, "2");
    CHECK(next.session.asked.key == "question");

    next.session.asked.key = "another";
    line.broken = Line::Break::before;
    CHECK_FALSE(turns.commit(next, "answer 2", {NextReply::nothing}, lifetimes));
    line.broken = Line::Break::none;
    turns.release(next);
    CHECK(taken(turns, "2").session.asked.key == "question");
}

TEST_CASE("the same message under another signature is answered from memory, once and again") {
    Line line;
    Turns turns(line, vault());
    const Turn turn = taken(turns, "1");
    REQUIRE(turns.commit(turn, "answer", {NextReply::nothing}, lifetimes));
    for (const char* nonce : {"another", "a third"}) {
        auto again = take(turns, {"citizen", "1", nonce, "body-1"});
        REQUIRE(std::holds_alternative<Replay>(again));
        CHECK(std::get<Replay>(again).body == "answer");
    }
}

TEST_CASE("what is owed is told once, by whoever answers next") {
    Line line;
    Turns turns(line, vault());
    const Turn late = taken(turns, "1");
    CHECK(late.owed.what == NextReply::nothing);
    REQUIRE(turns.commit(late, "success", {NextReply::note}, lifetimes));
    const Turn next = taken(turns, "2");
    CHECK(next.owed.what == NextReply::note);
    REQUIRE(turns.commit(next, "late answer, answer", {NextReply::nothing}, lifetimes));
    CHECK(taken(turns, "3").owed.what == NextReply::nothing);
}

TEST_CASE("words that are owed wait sealed beside the session, through a turn that fails and an apology, and are told once") {
    Line line;
    Turns turns(line, vault());
    REQUIRE(turns.commit(taken(turns, "1"), "success", {NextReply::note, "编号2026"}, lifetimes));
    CHECK(line.owed().value_or("").starts_with("N"));
    CHECK(line.owed().value_or("").find("编号2026") == std::string::npos);
    turns.release(taken(turns, "2"));
    turns.owe("citizen", NextReply::apology, 1h);
    const Turn next = taken(turns, "3");
    CHECK(next.owed.what == NextReply::apology);
    CHECK(next.owed.words == "编号2026");
    REQUIRE(turns.commit(next, "sorry, and 编号2026", {}, lifetimes));
    CHECK(taken(turns, "4").owed.words.empty());
}

TEST_CASE("what is owed is stored as it ever was, and what another version wrote is looked for") {
    CHECK(gateway::bytes_of(NextReply::nothing).empty());
    CHECK(gateway::bytes_of(NextReply::note) == "N");
    CHECK(gateway::bytes_of(NextReply::apology) == "A");
    for (const NextReply each : {NextReply::nothing, NextReply::note, NextReply::apology}) {
        CHECK(gateway::next_reply_of(gateway::bytes_of(each)) == each);
    }
    CHECK(gateway::next_reply_of("X") == NextReply::note);
}

TEST_CASE("a turn lives as long as its process, and a commit without it writes nothing") {
    Line line;
    auto dying = std::make_unique<Turns>(line, vault());
    Turns living(line, vault());
    const Turn lost = taken(*dying, "1");
    std::this_thread::sleep_for(1500ms);
    CHECK(std::holds_alternative<Occupied>(take(living, "2")));  // renewed past one lease
    dying.reset();
    std::this_thread::sleep_for(1100ms);
    const Turn heir = taken(living, "1");
    CHECK_FALSE(living.commit(lost, "from the grave", {NextReply::nothing}, lifetimes));
    CHECK(living.commit(heir, "answer", {NextReply::nothing}, lifetimes));
}

TEST_CASE("while the index key changes, processes that name a citizen differently still answer one message at a time") {
    const auto named = [](const std::string& message, std::vector<std::string> names) {
        Delivery made = delivery(message);
        made.citizen = names.front();
        made.former.assign(names.begin() + 1, names.end());
        return made;
    };
    const std::vector<std::string> only_old{"old"}, known{"old", "new"}, in_force{"new", "old"}, only_new{"new"};
    const std::pair<std::vector<std::string>, std::vector<std::string>> steps[] = {
        {only_old, known}, {known, in_force}, {in_force, only_new}};
    int n = 0;
    for (const auto& [lagging, ahead] : steps) {
        for (const auto& [first, second] : {std::pair(lagging, ahead), std::pair(ahead, lagging)}) {
            CAPTURE(first.size());
            CAPTURE(second.size());
            Line line;
            Turns one(line, vault()), two(line, vault());
            const std::string message = std::to_string(++n);
            auto result = take(one, named(message, first));
            REQUIRE(std::holds_alternative<Turn>(result));
            Turn turn = std::get<Turn>(std::move(result));

            auto same = take(two, named(message, second));
            REQUIRE(std::holds_alternative<Occupied>(same));
            CHECK(std::get<Occupied>(same).same_push);
            auto other = take(two, named("other", second));
            REQUIRE(std::holds_alternative<Occupied>(other));
            CHECK_FALSE(std::get<Occupied>(other).same_push);

            turn.session.asked.key = "question";
            REQUIRE(one.commit(turn, "answer", {NextReply::note}, lifetimes));
            auto again = take(two, named(message, second));
            REQUIRE(std::holds_alternative<Replay>(again));
            CHECK(std::get<Replay>(again).body == "answer");
            auto next = take(two, named("next", second));
            REQUIRE(std::holds_alternative<Turn>(next));
            CHECK(std::get<Turn>(next).session.asked.key == "question");
            CHECK(std::get<Turn>(next).owed.what == NextReply::note);
            REQUIRE(two.commit(std::get<Turn>(next), "told", {NextReply::nothing}, lifetimes));
            auto back = take(one, named("back", first));
            REQUIRE(std::holds_alternative<Turn>(back));
            CHECK(std::get<Turn>(back).session.asked.key == "question");
            CHECK(std::get<Turn>(back).owed.what == NextReply::nothing);
            one.release(std::get<Turn>(back));
            CHECK(std::holds_alternative<Turn>(take(two, named("back", second))));
        }
    }
}
