#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;
using Booked = db::Appointments::Booked;

namespace {

std::string id() { return wechat::random_hex(16); }

db::Slot new_slot(const std::string& start = "09:00") {
    return {.site = random_token("s"), .group = "passport", .day = "2016-05-03", .start = start};
}

db::HoldRequest hold_of(const db::Slot& slot, const std::string& holder = id(), std::int64_t capacity = 1, std::int64_t now = 1000) {
    return {.slot = slot, .capacity = capacity, .holder = holder, .service = "exit", .draft = id(), .now = now, .until = now + 600};
}

db::Booking booking_of(const db::Slot& slot, const std::string& draft = id(), std::int64_t capacity = 1, std::int64_t now = 1000) {
    return {.slot = slot,
            .capacity = capacity,
            .resident = id(),
            .person = id(),
            .mobile = id(),
            .service = "exit",
            .business = "first",
            .record = id(),
            .draft = draft,
            .now = now};
}

std::int64_t used(db::Stores& stores, const db::Slot& slot, std::int64_t now = 1000) {
    for (const db::Taken& taken : stores.appointments.taken(slot.site, slot.group, slot.day, slot.day, now)) {
        if (taken.start == slot.start) return taken.used;
    }
    return 0;
}

// used = holds + open appointments, as the tables have it.
void check_invariant(db::Stores& stores, const db::Slot& slot, std::int64_t capacity) {
    const db::Values key{slot.site, slot.group, slot.day, slot.start};
    const std::string where = " WHERE site = ? AND business_group = ? AND slot_day = ? AND start_time = ?";
    const auto number = [&](const std::string& sql) { return stores.sql.query(sql, key).at(0).integer(0); };
    const std::int64_t count = number("SELECT used FROM slots" + where);
    CHECK(count ==
          number("SELECT COUNT(*) FROM holds" + where) + number("SELECT COUNT(*) FROM appointments" + where + " AND state = 'open'"));
    CHECK(count <= capacity);
    CHECK(count >= 0);
}

}  // namespace

TEST_CASE_TEMPLATE("a held place is nobody else's until it expires", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot slot = new_slot();
    const db::HoldRequest mine = hold_of(slot);
    CHECK(used(stores, slot) == 0);
    CHECK(book.hold(mine));
    CHECK(used(stores, slot) == 1);
    CHECK(book.held_until(mine.draft, slot, 1000) == 1600);
    CHECK_FALSE(book.held_until(mine.draft, slot, 1600).has_value());
    CHECK_FALSE(book.hold(hold_of(slot)));
    CHECK_FALSE(book.hold(hold_of(slot, id(), 1, 1599)));
    CHECK(used(stores, slot, 1600) == 0);
    const db::HoldRequest next = hold_of(slot, id(), 1, 1600);
    CHECK(book.hold(next));
    check_invariant(stores, slot, 1);
    CHECK_FALSE(book.release(mine.draft));
    CHECK(book.release(next.draft));
    CHECK_FALSE(book.release(next.draft));
    CHECK(used(stores, slot) == 0);
}

TEST_CASE_TEMPLATE("expired holds give their places back, also of slots nobody asks for any more", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const db::Slot past = new_slot(), wrong = new_slot(), other = new_slot();
    const db::HoldRequest living = hold_of(other, id(), 2, 1000);
    for (const db::Slot& slot : {wrong, past, other}) REQUIRE(stores.appointments.hold(hold_of(slot, id(), 2, 100)));
    REQUIRE(stores.appointments.hold(living));
    const auto set_used = [&](std::int64_t used) { stores.sql.execute("UPDATE slots SET used = ? WHERE site = ?", {used, wrong.site}); };
    set_used(0);
    CHECK(stores.appointments.sweep_holds(700) >= 2);
    for (const db::Slot& slot : {past, other}) check_invariant(stores, slot, 2);
    CHECK(stores.sql.query("SELECT 1 FROM holds WHERE site = ?", {past.site}).empty());
    CHECK(stores.appointments.held_until(living.draft, other, 1000) == 1600);
    set_used(1);
    CHECK(stores.appointments.sweep_holds(700) >= 1);
    check_invariant(stores, wrong, 2);
}

TEST_CASE_TEMPLATE("one hold a holder and service: a new one gives the old back, unless the new slot is full", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot first = new_slot(), second = new_slot(), full = new_slot();
    const std::string me = id();
    REQUIRE(book.hold(hold_of(full)));
    REQUIRE(book.hold(hold_of(first, me)));
    CHECK_FALSE(book.hold(hold_of(full, me)));
    CHECK(used(stores, first) == 1);
    CHECK(book.hold(hold_of(second, me)));
    CHECK(used(stores, first) == 0);
    CHECK(used(stores, second) == 1);
    // The same slot again renews the hold, under the new draft.
    const db::HoldRequest again = hold_of(second, me, 1, 1300);
    CHECK(book.hold(again));
    CHECK(book.held_until(again.draft, second, 1300) == 1900);
    CHECK(used(stores, second) == 1);
    db::HoldRequest other_service = hold_of(first, me);
    other_service.service = "household";
    CHECK(book.hold(other_service));
    CHECK(used(stores, second) == 1);
    for (const db::Slot& slot : {first, second, full}) check_invariant(stores, slot, 1);
}

TEST_CASE_TEMPLATE("booking turns the draft's hold into an appointment", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot slot = new_slot();
    const db::HoldRequest hold = hold_of(slot);
    REQUIRE(book.hold(hold));
    CHECK(book.book(booking_of(slot)).booked == Booked::full);
    const db::Booking mine = booking_of(slot, hold.draft);
    const auto result = book.book(mine);
    CHECK(result.booked == Booked::done);
    check_invariant(stores, slot, 1);
    const db::Appointment made = book.find(result.appointment.id).value();
    CHECK(made.slot == slot);
    CHECK(made.state == "open");
    CHECK(made.resident == mine.resident);
    CHECK(book.find_by_record(mine.record)->id == result.appointment.id);
    // What is answered without reading it again is what was written.
    CHECK(result.appointment.slot == made.slot);
    CHECK(result.appointment.state == made.state);
    CHECK(result.appointment.resident == made.resident);
    CHECK(result.appointment.service == made.service);
    CHECK(result.appointment.business == made.business);
    CHECK(result.appointment.record == made.record);
    CHECK(result.appointment.created_at == made.created_at);
    CHECK(result.appointment.closed_at == made.closed_at);
    CHECK(result.appointment.password == made.password);
    CHECK(made.password.size() == 6);
    CHECK(book.list_by_resident(mine.resident).size() == 1);
    CHECK(book.open_of(mine.person, "").size() == 1);
    CHECK(book.open_of("nobody", mine.mobile).size() == 1);
    CHECK(book.open_of("nobody", "").empty());
    CHECK(book.open_on(slot.day, slot.site).size() == 1);
    CHECK(book.history(result.appointment.id).size() == 1);
}

TEST_CASE_TEMPLATE("a hold past its time books while its place is still unclaimed, and not after", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot quiet = new_slot(), busy = new_slot();
    const db::HoldRequest kept = hold_of(quiet), lost = hold_of(busy);
    REQUIRE(book.hold(kept));
    REQUIRE(book.hold(lost));
    CHECK(book.book(booking_of(quiet, kept.draft, 1, 9000)).booked == Booked::done);
    REQUIRE(book.hold(hold_of(busy, id(), 1, 9000)));
    CHECK(book.book(booking_of(busy, lost.draft, 1, 9000)).booked == Booked::full);
    check_invariant(stores, quiet, 1);
    check_invariant(stores, busy, 1);
}

TEST_CASE_TEMPLATE("booking without a hold takes a place; a hold of another slot goes back", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot held = new_slot(), wanted = new_slot();
    const db::HoldRequest hold = hold_of(held);
    REQUIRE(book.hold(hold));
    CHECK(book.book(booking_of(wanted, hold.draft)).booked == Booked::done);
    CHECK(used(stores, held) == 0);
    CHECK(used(stores, wanted) == 1);
    // In the caller's transaction, on a slot that has no row yet.
    const db::Slot fresh = new_slot();
    stores.sql.transaction([&](db::Transaction& transaction) { CHECK(book.book(transaction, booking_of(fresh)).booked == Booked::done); });
    CHECK(book.book(booking_of(new_slot(), id(), 0)).booked == Booked::full);
    for (const db::Slot& slot : {held, wanted, fresh}) check_invariant(stores, slot, 1);
}

TEST_CASE_TEMPLATE("capacity follows the configuration at each call", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot slot = new_slot();
    CHECK(book.book(booking_of(slot, id(), 1)).booked == Booked::done);
    CHECK(book.book(booking_of(slot, id(), 1)).booked == Booked::full);
    CHECK(book.book(booking_of(slot, id(), 2)).booked == Booked::done);
    CHECK(book.book(booking_of(slot, id(), 1)).booked == Booked::full);
    CHECK(book.hold(hold_of(slot, id(), 3)));
    CHECK_FALSE(book.hold(hold_of(slot, id(), 0)));
}

TEST_CASE_TEMPLATE("one open appointment a person or mobile, service and day", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot slot = new_slot();
    const db::Booking first = booking_of(slot, id(), 10);
    const auto made = book.book(first);
    REQUIRE(made.booked == Booked::done);
    db::Booking same_person = booking_of(slot, id(), 10), same_mobile = booking_of(slot, id(), 10), other_day = booking_of(slot, id(), 10),
                other_service = booking_of(slot, id(), 10), no_mobile = booking_of(slot, id(), 10);
    same_person.person = other_day.person = other_service.person = first.person;
    same_mobile.mobile = first.mobile;
    other_day.slot.day = "2016-05-04";
    other_service.service = "household";
    no_mobile.mobile.clear();
    CHECK(book.book(same_person).booked == Booked::already);
    CHECK(book.book(same_mobile).booked == Booked::already);
    CHECK(book.book(other_day).booked == Booked::done);
    CHECK(book.book(other_service).booked == Booked::done);
    CHECK(book.book(no_mobile).booked == Booked::done);
    no_mobile.person = id();
    CHECK(book.book(no_mobile).booked == Booked::done);
    check_invariant(stores, slot, 10);
    CHECK(book.open_of(first.person, "").size() == 3);
    // Once cancelled, the day is free again.
    CHECK(book.cancel(made.appointment.id, first.resident, 1100, false));
    CHECK(book.book(same_person).booked == Booked::done);
}

TEST_CASE_TEMPLATE("cancelling gives the place back, once, to its owner only", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const db::Slot slot = new_slot();
    const db::Booking mine = booking_of(slot, id(), 3);
    const auto made = book.book(mine);
    REQUIRE(made.booked == Booked::done);
    CHECK_FALSE(book.cancel(made.appointment.id, "somebody", 1100, false));
    CHECK_FALSE(book.cancel(made.appointment.id, "", 1100, false));
    std::atomic<int> cancelled = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { cancelled += book.cancel(made.appointment.id, mine.resident, 1100, true); });
    for (std::thread& thread : threads) thread.join();
    CHECK(cancelled == 1);
    CHECK(used(stores, slot) == 0);
    check_invariant(stores, slot, 3);
    CHECK(book.find(made.appointment.id)->state == "late_cancelled");
    CHECK(book.find(made.appointment.id)->closed_at == 1100);
    REQUIRE(book.history(made.appointment.id).size() == 2);
    CHECK(book.history(made.appointment.id)[1].to == "late_cancelled");
}

TEST_CASE_TEMPLATE("absences of a person are counted since a time", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    auto& book = stores.appointments;
    const std::string person = id();
    const auto make = [&](const std::string& service) {
        db::Booking booking = booking_of(new_slot());
        booking.person = person;
        booking.service = service;
        booking.resident = person;
        return book.book(booking).appointment.id;
    };
    const std::string missed = make("a"), missed_long_ago = make("b"), late = make("c"), early = make("d"), came = make("e");
    stores.sql.transaction([&](db::Transaction& transaction) {
        CHECK(book.close(transaction, missed, "no_show", "o1", "未到", 2000));
        CHECK_FALSE(book.close(transaction, missed, "no_show", "o1", "", 2000));
        CHECK(book.close(transaction, missed_long_ago, "no_show", "o1", "", 100));
        CHECK(book.close(transaction, came, "attended", "o1", "", 2000));
        CHECK_THROWS_AS(book.close(transaction, early, "open", "o1", "", 2000), std::invalid_argument);
    });
    CHECK(book.cancel(late, person, 2000, true));
    CHECK(book.cancel(early, person, 2000, false));
    const auto late_cancels = [](const std::vector<db::Absence>& absences) {
        return std::ranges::count_if(absences, [](const db::Absence& absence) { return absence.late_cancel; });
    };
    CHECK(book.absences(person, 1000).size() == 2);
    CHECK(late_cancels(book.absences(person, 1000)) == 1);
    CHECK(book.absences(person, 0).size() == 3);
    CHECK(book.absences("nobody", 0).empty());
    CHECK(book.open_of(person, "").empty());
}

TEST_CASE_TEMPLATE("a record and its booking commit together or not at all", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const db::Slot slot = new_slot();
    const auto submit = [&](const std::string& draft) {
        struct Full {};
        try {
            stores.sql.transaction([&](db::Transaction& transaction) {
                const auto made = stores.records.create(transaction, {.service = "exit",
                                                                      .title = "预约",
                                                                      .resident = id(),
                                                                      .draft = draft,
                                                                      .state = "booked",
                                                                      .answers = "{}",
                                                                      .summary = "[]",
                                                                      .due_at = 0,
                                                                      .day = "20160503",
                                                                      .now = 1000});
                db::Booking booking = booking_of(slot, draft);
                booking.record = made.record.id;
                if (stores.appointments.book(transaction, booking).booked != Booked::done) throw Full{};
            });
            return true;
        } catch (const Full&) {
            return false;
        }
    };
    const std::string winner = id(), loser = id();
    CHECK(submit(winner));
    CHECK_FALSE(submit(loser));
    CHECK(stores.records.find_by_draft(winner).has_value());
    CHECK_FALSE(stores.records.find_by_draft(loser).has_value());
    check_invariant(stores, slot, 1);
}

TEST_CASE_TEMPLATE("200 residents at once for 20 places: 20 hold, 20 book, none oversold", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const db::Slot slot = new_slot();
    std::atomic<int> held = 0, refused = 0, booked = 0, failed = 0;
    std::mutex first_mutex;
    std::string first;
    std::vector<std::thread> threads;
    for (int i = 0; i < 200; ++i) {
        threads.emplace_back([&] {
            try {
                const db::HoldRequest hold = hold_of(slot, id(), 20);
                if (!stores.appointments.hold(hold)) {
                    // Those who come too late try to book all the same.
                    refused += stores.appointments.book(booking_of(slot, id(), 20)).booked == Booked::full;
                    return;
                }
                ++held;
                booked += stores.appointments.book(booking_of(slot, hold.draft, 20)).booked == Booked::done;
            } catch (const std::exception& error) {
                ++failed;
                const std::lock_guard lock(first_mutex);
                first = error.what();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CAPTURE(first);
    CHECK(failed == 0);
    CHECK(held == 20);
    CHECK(booked == 20);
    CHECK(refused == 180);
    check_invariant(stores, slot, 20);
    CHECK(used(stores, slot) == 20);
}

TEST_CASE_TEMPLATE("holds, changes of mind, expiries, bookings and cancellations at random keep the count true", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    db::Stores& stores = shared_stores<Side>();
    const std::vector<db::Slot> slots{new_slot("09:00"), new_slot("09:30"), new_slot("10:00")};
    constexpr std::int64_t capacity = 4;
    constexpr int holders = 8, each = 40, steps = holders * each;
    std::atomic<int> failed = 0, gave_way = 0;
    std::mutex first_mutex;
    std::string first;
    std::vector<std::thread> threads;
    for (int seed = 0; seed < holders; ++seed) {
        threads.emplace_back([&, seed] {
            unsigned state = seed * 7919 + 1;
            const auto next = [&](unsigned below) { return (state = state * 1103515245 + 12345) / 65536 % below; };
            const std::string me = "holder" + slots[0].site + std::to_string(seed / 2);  // pairs share a holder
            std::vector<std::pair<std::string, std::string>> mine;
            for (int i = 0; i < each; ++i) {
                const db::Slot& slot = slots[next(3)];
                const std::int64_t now = 1000 + i * 100;
                try {
                    const db::HoldRequest hold = hold_of(slot, me, capacity, now);
                    const bool held = stores.appointments.hold(hold);
                    if (next(3) == 0) stores.appointments.release(hold.draft);
                    if (next(2) == 0) {
                        const db::Booking booking = booking_of(slot, held ? hold.draft : id(), capacity, now);
                        const auto result = stores.appointments.book(booking);
                        if (result.booked == Booked::done) mine.emplace_back(result.appointment.id, booking.resident);
                    }
                    if (!mine.empty() && next(2) == 0) {
                        stores.appointments.cancel(mine.back().first, mine.back().second, now, false);
                        mine.pop_back();
                    }
                } catch (const std::exception& error) {
                    // Where a slow disk outlasts all repetitions, one of a pair gives way; nothing of it may have been done.
                    const auto* sql = dynamic_cast<const db::SqlError*>(&error);
                    if (sql != nullptr && sql->kind() == db::SqlError::Kind::retry && ++gave_way <= steps / 10) continue;
                    ++failed;
                    const std::lock_guard lock(first_mutex);
                    first = error.what();
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CAPTURE(first);
    CHECK(failed == 0);
    for (const db::Slot& slot : slots) check_invariant(stores, slot, capacity);
}
