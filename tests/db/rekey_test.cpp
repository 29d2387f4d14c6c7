// Keys change while processes that hold different ones in force read and write: nothing is lost, every guard holds.
#include <atomic>
#include <functional>
#include <thread>

#include "db/rekey.h"
#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;
using Binding = db::Residents::Binding;
using Booked = db::Appointments::Booked;

namespace {

struct Keys {
    std::string k1 = db::new_key_file("k1"), k2 = db::new_key_file("k2"), i1 = db::new_key_file("i1"), i2 = db::new_key_file("i2");
};

// A database of its own and, over it, one process a set of keys.
template <typename Side>
struct Installation {
    struct Process {
        Process(const Installation& installation, const std::string& sealing, const std::string& index)
            : sql(installation.database->open({.timeout = std::chrono::seconds(10), .borrow = std::chrono::seconds(30)})),
              vault(sealing, index),
              stores(*sql, *kv, vault) {}
        std::unique_ptr<db::Sql> sql;
        std::unique_ptr<db::Kv> kv = db::open_kv("memory:");
        db::Vault vault;
        db::Stores stores;
    };

    Installation() { db::migrate(*database->open()); }
    Process process(const std::string& sealing, const std::string& index) const { return {*this, sealing, index}; }

    std::unique_ptr<Database> database = Side::make();
};

std::string id_no(int n) { return "44010519800101" + std::to_string(1000 + n); }
std::string mobile(int n) { return "1380013" + std::to_string(8000 + n); }
std::string media(int n) { return "m-rekey-" + std::to_string(n); }
std::string openid(int n) { return "o-rekey-" + std::to_string(n); }

db::Alarms::Raised raise(db::Stores& stores, int n, const std::string& push) {
    db::Alarms::Raised raised;
    const db::Caller caller{.from = {"W", openid(n)}, .name = "张三", .mobile = mobile(n), .draft = {}};
    stores.sql.transaction([&](db::Transaction& transaction) {
        raised = stores.alarms.raise(transaction, {.caller = caller, .kind = "violence", .words = "救命", .push = push}, 10);
    });
    return raised;
}

db::Booking booking(int n, const std::string& day = "2026-12-01") {
    return {.slot = {"site", "group", day, "09:00"},
            .capacity = 1000,
            .resident = "r" + std::to_string(n),
            .person = id_no(n),
            .mobile = mobile(n),
            .service = "id_card",
            .business = "LOST",
            .record = wechat::random_hex(16),
            .draft = wechat::random_hex(16),
            .now = 100};
}

// Everything a citizen can leave.
void fill(db::Stores& stores, int n) {
    const std::string id = stores.residents.create_or_get({"W", openid(n)}, 1).id;
    stores.residents.set_mobile(id, mobile(n), 2);
    CHECK(stores.residents.bind_identity(id, "张三", id_no(n), 3) == Binding::bound);
    stores.consents.record({"W", openid(n)}, "bind", "v1", 4);
    stores.notes.keep({"W", openid(n)}, "迟到的回答", 5);
    stores.records.create({.service = "s",
                           .title = "t",
                           .resident = id,
                           .draft = "draft" + std::to_string(n),
                           .state = "BOOKED",
                           .answers = "{\"a\":1}",
                           .summary = "{}",
                           .day = "20261201",
                           .now = 6});
    CHECK(stores.appointments.book(booking(n)).booked == Booked::done);
    stores.drafts.save({.id = "form" + std::to_string(n), .owner = "", .service = "s", .answers = "{\"b\":2}", .expires_at = 1000}, 7);
    stores.sql.transaction([&](db::Transaction& transaction) {
        const std::string record = "record" + std::to_string(n);
        stores.documents.put(transaction, record, "a paper", 8);
        stores.confirmations.ask(transaction, record, 3, 1000);
        CHECK(stores.marks.take(transaction, "plate", {"plate " + std::to_string(n)}, record, 1000, 8));
    });
    CHECK(stores.files.want("form" + std::to_string(n), media(n), "image", 8));
    for (const db::WantedFile& wanted : stores.files.lease(8, 9, 1)) {
        CHECK(stores.files.add(wanted, 0, "first, "));
        CHECK(stores.files.add(wanted, 1, "second of " + media(n)));
        CHECK(stores.files.kept(wanted, {"image/jpeg"}));
    }
    CHECK(raise(stores, n, "push" + std::to_string(n)).came == db::Alarms::Came::raised);
}

void check_whole(db::Stores& stores, int n) {
    CAPTURE(n);
    const auto resident = stores.residents.find_by_alias({"W", openid(n)});
    REQUIRE(resident);
    CHECK(resident->name == "张三");
    CHECK(resident->id_no == id_no(n));
    CHECK(resident->mobile == mobile(n));
    CHECK(stores.residents.create_or_get({"W", openid(n)}, 9).id == resident->id);
    CHECK(stores.consents.has({"W", openid(n)}, "bind", "v1"));
    const auto record = stores.records.find_by_draft("draft" + std::to_string(n));
    REQUIRE(record);
    CHECK(record->answers == "{\"a\":1}");
    CHECK(stores.records.history(record->id).size() == 1);
    CHECK(stores.drafts.find("form" + std::to_string(n), 8)->answers == "{\"b\":2}");
    const std::string owner = "record" + std::to_string(n);
    REQUIRE(stores.documents.find_by_record(owner));
    CHECK(stores.documents.find_by_record(owner)->body == "a paper");
    CHECK(stores.confirmations.code_of(owner, 9).value_or("").size() == 6);
    stores.sql.transaction([&](db::Transaction& transaction) {
        CHECK_FALSE(stores.marks.take(transaction, "plate", {"plate " + std::to_string(n)}, "another record", 1000, 9));
    });
    const auto file = stores.files.find("form" + std::to_string(n), media(n));
    REQUIRE(file);
    std::string bytes;
    CHECK(stores.files.open(file->id, [&](std::string_view part) { bytes += part; }));
    CHECK(bytes == "first, second of " + media(n));
    CHECK_FALSE(stores.files.want("form" + std::to_string(n), media(n), "image", 9));
    const auto alarm = raise(stores, n, wechat::random_hex(16));
    CHECK(alarm.came == db::Alarms::Came::joined);
    CHECK(stores.alarms.find(alarm.id)->caller.mobile == mobile(n));
    const auto open = stores.appointments.open_of(id_no(n), "");
    REQUIRE(open.size() == 1);
    CHECK(open.front().password.size() == 6);
    CHECK(stores.appointments.open_of("nobody", mobile(n)).size() == 1);
    // The guards: the same person, and the same number, on another account.
    const std::string other = stores.residents.create_or_get({"W", "other-" + wechat::random_hex(8)}, 9).id;
    CHECK(stores.residents.bind_identity(other, "李四", id_no(n), 9) == Binding::taken);
    db::Booking again = booking(n);
    CHECK(stores.appointments.book(again).booked == Booked::already);
    again.person = "somebody else";
    CHECK(stores.appointments.book(again).booked == Booked::already);
}

std::int64_t changed(const std::vector<db::Rekeyed>& tables) {
    std::int64_t sum = 0;
    for (const auto& table : tables) sum += table.changed;
    return sum;
}

std::string listed(const std::vector<db::Needing>& needing) {
    std::string text;
    for (const auto& each : needing) text += std::to_string(each.values) + " " + each.what + "\n";
    return text;
}

// Both at the same moment; how often each outcome came.
int both(const std::function<bool()>& one, const std::function<bool()>& two) {
    std::atomic<int> ready = 0, yes = 0;
    const auto run = [&](const std::function<bool()>& work) {
        for (++ready; ready < 2;) std::this_thread::yield();
        yes += work() ? 1 : 0;
    };
    std::thread other(run, two);
    run(one);
    other.join();
    return yes;
}

const auto unpaced = [](const db::Rekeyed&) {};

}  // namespace

TEST_CASE_TEMPLATE("what stands under an older key is found and guarded under the new one, before anything was moved", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    const Keys keys;
    const Installation<Side> installation;
    auto before = installation.process(keys.k1, keys.i1), after = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1);
    fill(before.stores, 1);
    check_whole(after.stores, 1);
    auto lagging = installation.process(keys.k1 + keys.k2, keys.i1 + keys.i2);
    fill(after.stores, 2);
    check_whole(lagging.stores, 2);
    CHECK(lagging.stores.notes.take({"W", openid(2)}, 100) == "迟到的回答");
    CHECK(after.stores.notes.take({"W", openid(1)}, 100) == "迟到的回答");
    CHECK_FALSE(lagging.stores.notes.take({"W", openid(1)}, 100));
}

TEST_CASE_TEMPLATE("everything moves under the new keys in batches, and then the old ones may go", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    constexpr int citizens = 7;
    const Keys keys;
    const Installation<Side> installation;
    {
        auto before = installation.process(keys.k1, keys.i1);
        for (int n = 0; n < citizens; ++n) fill(before.stores, n);
        before.stores.appointments.cancel(before.stores.appointments.open_of(id_no(6), "").at(0).id, "r6", 10, true);
    }
    auto moving = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1);
    CHECK_FALSE(db::needing_sealing_key(*moving.sql, "k1").empty());
    CHECK_FALSE(db::needing_older_index_key(*moving.sql, moving.vault, "2026-11-27").empty());

    // Killed after the third batch, then run again.
    int batches = 0;
    CHECK_THROWS(db::rekey(*moving.sql, moving.vault, 2, [&](const db::Rekeyed&) {
        if (++batches == 3) throw std::runtime_error("killed");
    }));
    CHECK(changed(db::rekey(*moving.sql, moving.vault, 2, unpaced)) > 0);
    CHECK(changed(db::rekey(*moving.sql, moving.vault, 2, unpaced)) == 0);
    CHECK(listed(db::needing_sealing_key(*moving.sql, "k1")).empty());
    CHECK(listed(db::needing_older_index_key(*moving.sql, moving.vault, "2026-11-27")).empty());

    auto after = installation.process(keys.k2, keys.i2);
    for (int n = 0; n < citizens - 1; ++n) check_whole(after.stores, n);
    CHECK(after.stores.notes.take({"W", openid(3)}, 100) == "迟到的回答");
    CHECK(after.stores.appointments.absences(id_no(6), 0).size() == 1);
    CHECK(after.stores.appointments.book(booking(6)).booked == Booked::done);
}

TEST_CASE_TEMPLATE("processes with another key in force write at the same moment: every guard holds", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Keys keys;
    const Installation<Side> installation;
    auto one = installation.process(keys.k1 + keys.k2, keys.i1 + keys.i2), two = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1);
    one.stores.appointments.book(booking(0, "2026-12-31"));  // the slot's row is there
    for (int n = 1; n <= 15; ++n) {
        CAPTURE(n);
        const std::string a = one.stores.residents.create_or_get({"W", "a" + openid(n)}, 1).id;
        const std::string b = two.stores.residents.create_or_get({"W", "b" + openid(n)}, 1).id;
        const auto bind = [&](db::Stores& stores, const std::string& id) {
            return stores.residents.bind_identity(id, "张三", id_no(n), 3) == Binding::bound;
        };
        CHECK(both([&] { return bind(one.stores, a); }, [&] { return bind(two.stores, b); }) == 1);

        const auto book = [&](db::Stores& stores) { return stores.appointments.book(booking(n)).booked == Booked::done; };
        CHECK(both([&] { return book(one.stores); }, [&] { return book(two.stores); }) == 1);

        std::string first, second;
        both(
            [&] {
                return !(first = one.stores.residents.create_or_get({"W", openid(n)}, 1).id).empty();
            },
            [&] {
                return !(second = two.stores.residents.create_or_get({"W", openid(n)}, 1).id).empty();
            });
        CHECK(first == second);

        const auto want = [&](db::Stores& stores) { return stores.files.want("form" + std::to_string(n), media(n), "image", 1); };
        CHECK(both([&] { return want(one.stores); }, [&] { return want(two.stores); }) == 1);
    }
    CHECK(one.sql->query("SELECT name FROM index_guards").empty());
}

TEST_CASE_TEMPLATE("writers go on while everything moves, and lose nothing", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Keys keys;
    const Installation<Side> installation;
    auto writer = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1),
         moving = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1);
    std::vector<std::string> ids;
    {
        auto before = installation.process(keys.k1, keys.i1);
        for (int n = 0; n < 20; ++n) {
            fill(before.stores, n);
            ids.push_back(before.stores.residents.find_by_alias({"W", openid(n)})->id);
        }
    }
    std::vector<std::string> last(ids.size());
    std::jthread thread([&](const std::stop_token& stop) {
        for (int round = 0; !stop.stop_requested() || round < 2; ++round) {
            for (std::size_t n = 0; n < ids.size(); ++n) {
                last[n] = "139" + std::to_string(10'000'000 + 100 * round + static_cast<int>(n));
                writer.stores.residents.set_mobile(ids[n], last[n], 5);
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        }
    });
    for (int pass = 0; pass < 5; ++pass) db::rekey(*moving.sql, moving.vault, 3, unpaced);
    thread.request_stop();
    thread.join();
    db::rekey(*moving.sql, moving.vault, 3, unpaced);
    auto after = installation.process(keys.k2, keys.i2);
    for (std::size_t n = 0; n < ids.size(); ++n) {
        const auto resident = after.stores.residents.find(ids[n]);
        CHECK(resident->mobile == last[n]);
        CHECK(resident->id_no == id_no(static_cast<int>(n)));
    }
    CHECK(listed(db::needing_sealing_key(*after.sql, "k1")).empty());
}

TEST_CASE_TEMPLATE("a row that was tampered with stays as it is and is counted; one of an older version waits for its citizen", Side,
                   OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const Keys keys;
    const Installation<Side> installation;
    auto before = installation.process(keys.k1, keys.i1);
    for (int n = 0; n < 3; ++n) fill(before.stores, n);
    const std::string id = before.stores.residents.find_by_alias({"W", openid(0)})->id;
    const std::string other = before.stores.residents.find_by_alias({"W", openid(1)})->id;
    // The name of another row; the mobile in the place of the ID number; a value of another table.
    const std::string stolen = before.sql->query("SELECT name FROM residents WHERE id = ?", {other}).at(0).text(0);
    before.sql->execute("UPDATE residents SET name = ? WHERE id = ?", {stolen, id});
    before.sql->execute("UPDATE records SET answers = summary WHERE draft = 'draft1'");
    before.sql->execute("UPDATE consents SET user_sealed = NULL WHERE subject = ?", {db::subject_key(before.vault, {"W", openid(2)})});
    before.sql->execute("UPDATE aliases SET user_sealed = NULL WHERE alias_index = ?", {db::subject_key(before.vault, {"W", openid(2)})});

    auto moving = installation.process(keys.k2 + keys.k1, keys.i2 + keys.i1);
    db::rekey(*moving.sql, moving.vault, 100, unpaced);
    CHECK(moving.sql->query("SELECT name FROM residents WHERE id = ?", {id}).at(0).text(0) == stolen);
    CHECK_THROWS_AS(moving.stores.residents.find(id), db::VaultError);
    CHECK_THROWS_AS(moving.stores.records.find_by_draft("draft1"), db::VaultError);
    CHECK(listed(db::needing_sealing_key(*moving.sql, "k1")) ==
          "1 residents.name\n1 residents.id_no\n1 residents.mobile\n1 records.answers\n1 records.summary\n");
    const std::string left = listed(db::needing_older_index_key(*moving.sql, moving.vault, "2026-11-27"));
    CHECK(left.find("1 residents: rows that do not open") != std::string::npos);
    CHECK(left.find("1 aliases: rows of an older version") != std::string::npos);
    CHECK(left.find("1 consents: rows of an older version") != std::string::npos);

    // The citizen writes again, and is moved.
    CHECK(moving.stores.residents.find_by_alias({"W", openid(2)}));
    CHECK(moving.stores.consents.has({"W", openid(2)}, "bind", "v1"));
    db::rekey(*moving.sql, moving.vault, 100, unpaced);
    CHECK(listed(db::needing_older_index_key(*moving.sql, moving.vault, "2026-11-27")) == "1 residents: rows that do not open\n");
}

TEST_CASE_TEMPLATE("a load of a data set is of one index key, is found until the next, and its sealed values are moved", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    const Keys keys;
    const Installation<Side> installation;
    const db::DataSetName people{.id = "population", .key = "id_no", .group = "name"};
    auto before = installation.process(keys.k1, keys.i1), during = installation.process(keys.k1, keys.i1);
    auto load = during.stores.data_sets.begin(people, 1);
    load.add({{.key = id_no(1), .group = "张三", .plain = "M", .sealed = "secret"}});
    during.vault.renew(keys.k1, keys.i1 + keys.i2);
    during.vault.renew(keys.k1, keys.i2 + keys.i1);
    load.add({{.key = id_no(2), .group = "张三", .plain = "M"}});
    load.finish("2026-11-01", 1);
    CHECK(during.stores.data_sets.in_force("population")->index_key == "i1");
    for (auto* stores : {&before.stores, &during.stores}) {
        CHECK(stores->data_sets.find(people, id_no(1), "张三"));
        CHECK(stores->data_sets.find(people, id_no(2), "张三"));
        CHECK_FALSE(stores->data_sets.find(people, id_no(2), "李四"));
        CHECK(stores->data_sets.counts(people, "张三").front().rows == 2);
    }
    CHECK(listed(db::needing_older_index_key(*during.sql, during.vault, "2026-11-27")) == "1 data set population: import it again\n");

    during.vault.renew(keys.k1 + keys.k2, keys.i2 + keys.i1);
    during.vault.renew(keys.k2 + keys.k1, keys.i2 + keys.i1);
    CHECK_FALSE(db::needing_sealing_key(*during.sql, "k1").empty());
    db::rekey(*during.sql, during.vault, 100, unpaced);
    CHECK(db::needing_sealing_key(*during.sql, "k1").empty());
    CHECK(during.stores.data_sets.find(people, id_no(1))->sealed == "secret");

    auto next = during.stores.data_sets.begin(people, 2);
    next.add({{.key = id_no(1), .group = "张三", .plain = "M"}});
    next.finish("2026-11-27", 2);
    CHECK(listed(db::needing_older_index_key(*during.sql, during.vault, "2026-11-27")).empty());
    auto after = installation.process(keys.k2, keys.i2);
    CHECK(after.stores.data_sets.find(people, id_no(1), "张三"));
}
