// The contract of what a record gives, waits for and keeps others from: documents, confirmations, marks.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "servers.h"

using namespace db_tests;
using Verdict = db::Confirmations::Verdict;

namespace {

template <typename Side, typename Work>
auto in_transaction(const Work& work) {
    decltype(work(std::declval<db::Transaction&>())) result{};
    shared_sql<Side>().transaction([&](db::Transaction& transaction) { result = work(transaction); });
    return result;
}

}  // namespace

TEST_CASE_TEMPLATE("a document is found by its id and as the newest of its record; sealed", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Documents& documents = shared_stores<Side>().documents;
    const std::string record = random_token("r");
    const auto put = [&](const char* body, std::int64_t at) {
        return in_transaction<Side>([&](db::Transaction& transaction) { return documents.put(transaction, record, body, at); });
    };
    const std::string first = put("the first", 1), second = put("the second", 2);
    CHECK(documents.find(first)->body == "the first");
    CHECK(documents.find_by_record(record)->id == second);
    CHECK_FALSE(documents.find(random_token("d")));
    CHECK_FALSE(documents.find_by_record(random_token("r")));
    const auto stored = shared_sql<Side>().query("SELECT body FROM documents WHERE id = ?", {first}).at(0).text(0);
    CHECK(stored.find("first") == std::string::npos);
}

TEST_CASE_TEMPLATE("a code is right until it is settled, has a number of tries and an end", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Confirmations& confirmations = shared_stores<Side>().confirmations;
    const std::string record = random_token("r");
    const auto ask = [&] {
        return in_transaction<Side>([&](db::Transaction& transaction) { return confirmations.ask(transaction, record, 3, 100); });
    };
    const std::string code = ask();
    const std::string wrong = code == "111111" ? "222222" : "111111";
    CHECK(code.size() == 6);
    CHECK(confirmations.code_of(record, 99) == code);
    CHECK_FALSE(confirmations.code_of(record, 100));
    for (int i = 0; i < 5; ++i) CHECK(confirmations.check(record, code, 99) == Verdict::right);
    CHECK(confirmations.check(record, code, 100) == Verdict::expired);
    for (int i = 0; i < 2; ++i) CHECK(confirmations.check(record, wrong, 50) == Verdict::wrong);
    CHECK(confirmations.check(record, wrong, 50) != Verdict::right);
    CHECK(confirmations.check(record, code, 50) == Verdict::exhausted);
    CHECK_FALSE(confirmations.code_of(record, 50));
    const std::string next = ask();
    CHECK(confirmations.check(record, next, 50) == Verdict::right);
    shared_sql<Side>().transaction([&](db::Transaction& transaction) { confirmations.settle(transaction, record); });
    CHECK(confirmations.check(record, next, 50) == Verdict::wrong);
    CHECK(confirmations.check("", next, 50) == Verdict::wrong);
}

TEST_CASE_TEMPLATE("of many guesses at once no more are looked at than there are tries", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Confirmations& confirmations = shared_stores<Side>().confirmations;
    const std::string record = random_token("r");
    in_transaction<Side>([&](db::Transaction& transaction) { return confirmations.ask(transaction, record, 5, 100); });
    std::atomic<int> looked_at = 0;
    std::vector<std::thread> guessers;
    for (int i = 0; i < 20; ++i) {
        guessers.emplace_back([&] { looked_at += confirmations.check(record, "no code", 50) == Verdict::wrong ? 1 : 0; });
    }
    for (std::thread& each : guessers) each.join();
    CHECK(looked_at == 5);
}

TEST_CASE_TEMPLATE("all marks or none; a record that is gone or late gives way", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Marks& marks = shared_stores<Side>().marks;
    const std::string kind = random_token("k"), one = random_token("r"), two = random_token("r");
    const auto take = [&](const std::vector<std::string>& values, const std::string& record, std::int64_t now) {
        return in_transaction<Side>(
            [&](db::Transaction& transaction) { return marks.take(transaction, kind, values, record, now + 10, now); });
    };
    CHECK(take({"p", "q"}, one, 0));
    CHECK(take({"p", "q"}, one, 0));  // its own stand in nobody's way
    CHECK_FALSE(take({"q", "r"}, two, 9));
    CHECK(take({"r"}, two, 9));
    CHECK(take({"q"}, two, 10));
    CHECK_FALSE(take({"q"}, one, 11));
    shared_sql<Side>().transaction([&](db::Transaction& transaction) { marks.release(transaction, two); });
    CHECK(take({"q", "r"}, one, 11));
    const auto stored = [&] { return shared_sql<Side>().query("SELECT COUNT(*) FROM marks WHERE kind = ?", {kind}).at(0).integer(0); };
    CHECK(stored() == 3);
    CHECK(marks.sweep(10) >= 1);
    CHECK(stored() == 2);
}

TEST_CASE_TEMPLATE("of many who want the same two values in any order one has both", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Marks& marks = shared_stores<Side>().marks;
    const std::string kind = random_token("k");
    std::atomic<int> winners = 0;
    std::vector<std::thread> all;
    for (int i = 0; i < 12; ++i) {
        all.emplace_back([&, i] {
            const std::vector<std::string> values = i % 2 == 0 ? std::vector<std::string>{"p", "q"} : std::vector<std::string>{"q", "p"};
            const std::string record = "r" + std::to_string(i);
            const bool won =
                in_transaction<Side>([&](db::Transaction& transaction) { return marks.take(transaction, kind, values, record, 10, 0); });
            winners += won ? 1 : 0;
        });
    }
    for (std::thread& each : all) each.join();
    CHECK(winners == 1);
    CHECK(shared_sql<Side>().query("SELECT COUNT(*) FROM marks WHERE kind = ?", {kind}).at(0).integer(0) == 2);
}

TEST_CASE_TEMPLATE("whoever submitted a record can be written to where they write from", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Residents& residents = shared_stores<Side>().residents;
    const std::string openid = random_token("o");
    const std::string id = residents.create_or_get({"W", openid}, 1).id;
    const auto users = residents.users_of(id);
    REQUIRE(users.size() == 1);
    CHECK(users[0].channel == "W");
    CHECK(users[0].id == openid);
    CHECK(residents.users_of(random_token("r")).empty());
}

TEST_CASE_TEMPLATE("another installation's keys open nobody, and that is seen before anything is read", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Residents& residents = shared_stores<Side>().residents;
    residents.create_or_get({"W", random_token("o")}, 1);
    CHECK(residents.open_under_these_keys());
    const db::Vault others{db::new_key_file("k1"), db::new_key_file("i1")};
    CHECK_FALSE(db::Residents(shared_sql<Side>(), others).open_under_these_keys());
}

TEST_CASE_TEMPLATE("overdue records of one service are handed out once, and one that fails stands behind the others", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    db::Records& records = shared_stores<Side>().records;
    const std::string service = random_token("s");
    const auto make = [&](std::int64_t due_at, const std::string& of) {
        return records
            .create({.service = of,
                     .title = "t",
                     .resident = {},
                     .draft = random_token("d"),
                     .state = "OPEN",
                     .answers = "{}",
                     .summary = "{}",
                     .due_at = due_at,
                     .day = "KC20261128",
                     .now = 1})
            .record;
    };
    const db::Record late = make(10, service), later = make(5, service), none = make(0, service), other = make(5, random_token("s"));
    CHECK(late.number.size() == 16);
    CHECK(late.number.starts_with("KC20261128"));
    db::Overdue& overdue = shared_stores<Side>().overdue;
    const auto first = overdue.lease(service, 9, 60, 10);
    REQUIRE(first.size() == 1);
    CHECK(first[0].id == later.id);
    CHECK(first[0].attempts == 1);
    CHECK(overdue.again(first[0], 20));
    CHECK_FALSE(overdue.settled(first[0]));

    const auto second = overdue.lease(service, 19, 60, 10);
    REQUIRE(second.size() == 1);
    CHECK(second[0].id == late.id);
    const auto third = overdue.lease(service, 20, 60, 10);
    REQUIRE(third.size() == 1);
    CHECK(third[0].id == later.id);
    CHECK(third[0].attempts == 2);
    CHECK_FALSE(third[0].ran_out);

    // Whoever dies leaves it to the next; whoever comes back from the dead changes nothing.
    const auto fourth = overdue.lease(service, 60, 90, 1);
    REQUIRE(fourth.size() == 1);
    CHECK(fourth[0].ran_out);
    CHECK_FALSE(overdue.settled(fourth[0].id == late.id ? second[0] : third[0]));
    CHECK(overdue.settled(fourth[0]));
    // Settled without being moved it does not come again before its lease is over.
    CHECK(overdue.lease(service, 61, 90, 10).size() == 1);
    CHECK(overdue.lease(service, 89, 190, 10).empty());
    const auto last = overdue.lease(service, 90, 190, 10);
    REQUIRE(last.size() == 2);
    for (const db::Lease& each : last) {
        const bool was_settled = each.id == fourth[0].id;
        CHECK(each.ran_out != was_settled);
        CHECK((each.attempts == 1) == was_settled);
    }
}
