#include "services/shapes/appointments.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "appointments_world.h"
#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/form/counter.h"
#include "services/form/existing.h"
#include "services/form/flow.h"
#include "services/shapes/places.h"
#include "tests/counting_sql.h"

using namespace services;

namespace {

std::vector<Option> choices(World& world, const char* field, const Answers& answers, const db::Resident* resident = nullptr) {
    Context context = world.context(world.appointment, resident == nullptr ? &world.lin : resident);
    return world.appointment.field(field)->choices(answers, context);
}

Result book_it(World& world, const Answers& answers, const db::Resident& resident) {
    Context context = world.context(world.appointment, &resident);
    return world.appointment.submit(answers, context);
}

bool offers(const std::vector<Option>& options, std::string_view id) {
    return std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.id == id; }) != options.end();
}

std::string label(const std::vector<Option>& options, std::string_view id) {
    const auto found = std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.id == id; });
    return found == options.end() ? "" : found->label;
}

db::Appointment open_one(World& world, const db::Resident& resident) {
    const auto all = world.stores.appointments.list_by_resident(resident.id);
    REQUIRE_FALSE(all.empty());
    REQUIRE(all.front().state == "open");
    return all.front();
}

/// As its owner does it.
Result done(Context& context, const db::Record& record, std::string_view verb) {
    return act({.record = record.id, .version = record.version, .verb = verb}, context);
}

db::Record record_of(World& world, const db::Appointment& appointment) { return world.stores.records.find(appointment.record).value(); }

// As an officer's counter will: three residents did not come.
void absent(World& world, const db::Resident& resident, const char* date, const char* business) {
    REQUIRE(std::holds_alternative<Outcome>(book_it(world, world.answers(date, "09:00", business, &resident), resident)));
    const auto appointment = open_one(world, resident);
    world.sql->transaction([&](db::Transaction& transaction) {
        world.stores.appointments.close(transaction, appointment.id, "no_show", "officer", "", world.now.time_since_epoch().count());
    });
}

}  // namespace

TEST_CASE("a booking answers with everything the resident needs") {
    World world;
    const Result result = book_it(world, world.answers(), world.lin);
    const Outcome& outcome = outcome_of(result);
    CHECK(outcome.code == Code::OK);
    CHECK(fact(outcome, "预约编号").size() == 16);
    CHECK(fact(outcome, "预约编号").starts_with("20261123"));
    CHECK(fact(outcome, "查询密码").size() == 6);
    CHECK(fact(outcome, "业务") == "丢失补领");
    CHECK(fact(outcome, "地点") == "天河区分局棠下派出所");
    CHECK(fact(outcome, "时间") == "11月30日(周一) 09:00");
    CHECK(fact(outcome, "费用") == "40元，到窗口缴纳");
    CHECK(fact(outcome, "预计有效期") == "20年");  // 36 years old
    CHECK_FALSE(fact(outcome, "材料").empty());
    CHECK(outcome.next.find("11月27日 17:00") != std::string::npos);
    CHECK(outcome.next.find("08:30至09:10") != std::string::npos);
}

TEST_CASE("fees follow the business and the day") {
    World world;
    CHECK(fact(outcome_of(book_it(world, world.answers("2026-11-30", "09:00", "EXPIRED"), world.lin)), "费用") == "20元，到窗口缴纳");
    CHECK(fact(outcome_of(book_it(world, world.answers("2026-12-01", "09:00", "FIRST"), world.lin)), "费用") == "免费");
    CHECK(fact(outcome_of(book_it(world, world.answers("2026-12-02", "09:00", "TEMPORARY"), world.lin)), "费用") == "10元，到窗口缴纳");
    World then;
    then.figures.calendar.loaded_until = day(2017, 12, 31);
    then.now = at(day(2017, 6, 1), 10);
    CHECK(fact(outcome_of(book_it(then, then.answers("2017-06-05", "09:00", "FIRST"), then.lin)), "费用") == "20元，到窗口缴纳");
}

TEST_CASE("the same draft again gives the same answer and no second appointment") {
    World world;
    Context context = world.context(world.appointment, &world.lin);
    world.stores.consents.record({"W", world.lin.id}, world.appointment.id, std::string(consent_version), 0);
    const Result first = submit(world.appointment, world.answers(), context);
    context.now += std::chrono::minutes{1};
    const Result second = submit(world.appointment, world.answers(), context);
    CHECK(outcome_of(first).code == outcome_of(second).code);
    CHECK(fact(outcome_of(first), "预约编号") == fact(outcome_of(second), "预约编号"));
    CHECK(fact(outcome_of(first), "查询密码") == fact(outcome_of(second), "查询密码"));
    CHECK(world.stores.appointments.list_by_resident(world.lin.id).size() == 1);
}

TEST_CASE("a slot never sells more than its places, and a full one is not offered") {
    World world;
    const Answers where{{"district", "440106"}, {"site", "th-tangxia"}, {"date", "2026-11-30"}};
    CHECK(label(choices(world, "slot", where), "09:00") == "09:00 余3");
    CHECK(label(choices(world, "date", where), "2026-11-30") == "11月30日(周一) 余42");
    const char* ids[] = {"440199198001010012", "44019919850615007X", "440199200802290018"};
    for (int i = 0; i < 3; ++i) {
        const auto resident = world.bound("r" + std::to_string(i), "何某", ids[i], "1370000000" + std::to_string(i));
        CHECK(outcome_of(book_it(world, world.answers("2026-11-30", "09:00", "LOST", &resident), resident)).code == Code::OK);
    }
    CHECK_FALSE(offers(choices(world, "slot", where), "09:00"));
    CHECK(label(choices(world, "date", where), "2026-11-30") == "11月30日(周一) 余39");
    const Result fourth = book_it(world, world.answers(), world.lin);
    REQUIRE(std::holds_alternative<Correct>(fourth));
    CHECK(std::get<Correct>(fourth).key == "slot");
    CHECK(std::get<Correct>(fourth).why == "刚刚被约满，请另选时段。");
    CHECK(world.stores.records.list_by_resident(world.lin.id).empty());  // the record went with the booking
}

TEST_CASE("sixteen residents at the same moment get three places") {
    World world;
    std::vector<db::Resident> residents;
    for (int i = 0; i < 16; ++i) {
        const std::string two = std::to_string(30 + i);  // not checked here: any text of its own stands for a person
        residents.push_back(world.bound("r" + two, "何某", "4401991980010100" + two, "137000000" + two));
    }
    std::atomic<int> done = 0, full = 0;
    std::vector<std::thread> threads;
    for (const db::Resident& resident : residents) {
        threads.emplace_back([&, context = world.context(world.appointment, &resident)]() mutable {
            const Answers answers = world.answers("2026-11-30", "09:00", "LOST", &resident);
            world.appointment.field("slot")->check(answers, context);
            const Result result = world.appointment.submit(answers, context);
            if (std::holds_alternative<Correct>(result)) ++full;
            if (const auto* outcome = std::get_if<Outcome>(&result)) done += outcome->code == Code::OK ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(done == 3);
    CHECK(full == 13);
    CHECK(world.stores.appointments.open_on("2026-11-30").size() == 3);
}

TEST_CASE("a hold and a booking are few statements: each is a trip to the database, and nobody else has the slot's row meanwhile") {
    World world;
    CountingSql counted(*world.sql);
    db::Stores stores(counted, *world.kv, world.vault);
    Context context{.now = world.now, .figures = world.figures, .stores = stores, .resident = &world.lin, .service = &world.appointment};
    const auto statements_of = [&](const auto& work) {
        const int before = counted.statements();
        work();
        return counted.statements() - before;
    };
    const auto hold = [&](const std::string& draft, const std::string& start) {
        const db::Slot slot = slot_of(world.answers("2026-11-30", start), context);
        const auto now = unix_time(world.now);
        CHECK(stores.appointments.hold({slot, 3, world.lin.id, world.appointment.id, draft, now, now + 600}));
    };
    CHECK(statements_of([&] { hold("first", "09:30"); }) == 8);  // of a slot that never had a row
    CHECK(statements_of([&] { hold("second", "09:00"); }) == 10);
    CHECK(statements_of([&] { hold("second", "09:30"); }) == 5);  // instead of the one before
    context.draft = "second";
    CHECK(statements_of(
              [&] { CHECK(outcome_of(world.appointment.submit(world.answers("2026-11-30", "09:30"), context)).code == Code::OK); }) == 7);
}

TEST_CASE("after the deadline has passed the answer says what cancelling costs") {
    World world;
    world.now = at(day(2026, 11, 24), 17, 1);
    const Result result = book_it(world, world.answers("2026-11-25"), world.lin);
    CHECK(outcome_of(result).next.find("现在起取消记半次未到") != std::string::npos);
}

TEST_CASE("a held place is the holder's for ten minutes") {
    World world;
    world.figures.offices[0].windows["id_card_appointment"] = 1;  // 1 x 30/15 x 0.8 = 1 place
    const Field& slot = *world.appointment.field("slot");
    Context lin = world.context(world.appointment, &world.lin);
    Context chen = world.context(world.appointment, &world.chen);
    CHECK(slot.check(world.answers(), lin).is_fine());
    const auto refused = slot.check(world.answers("2026-11-30", "09:00", "LOST", &world.chen), chen);
    REQUIRE(refused.refusal() != nullptr);
    CHECK(refused.refusal()->why == "刚刚被约满，请另选时段。");
    CHECK(std::holds_alternative<Correct>(world.appointment.submit(world.answers("2026-11-30", "09:00", "LOST", &world.chen), chen)));
    CHECK(outcome_of(world.appointment.submit(world.answers(), lin)).code == Code::OK);

    Context late = world.context(world.appointment, &world.chen);
    const Answers ten = world.answers("2026-11-30", "10:00", "LOST", &world.chen);
    CHECK(slot.check(ten, late).is_fine());
    const auto li = world.bound("li", "李子轩", "440199201604060013", "13700000009");
    Context other = world.context(world.appointment, &li);
    other.now += std::chrono::minutes{10};
    CHECK(slot.check(world.answers("2026-11-30", "10:00", "FIRST", &li), other).is_fine());  // the first hold has run out
}

TEST_CASE("what was not offered is not booked") {
    World world;
    const auto again_at = [&](const std::string& key, const std::string& value) {
        Answers answers = world.answers();
        answers[key] = value;
        const Result result = book_it(world, answers, world.lin);
        return std::holds_alternative<Correct>(result) ? std::get<Correct>(result).key : "booked";
    };
    CHECK(again_at("site", "no-such-site") == "site");
    CHECK(again_at("date", "2026-11-29") == "date");  // a Sunday
    CHECK(again_at("date", "2026-11-23") == "date");  // today
    CHECK(again_at("date", "2026-12-08") == "date");  // 15 days ahead
    CHECK(again_at("slot", "12:30") == "slot");
    CHECK(again_at("slot", "09:10") == "slot");
    CHECK(again_at("slot", "x") == "slot");
    world.figures.offices[0].verified_on.reset();
    CHECK(again_at("slot", "09:00") == "site");
}

TEST_CASE("only verified sites that receive the service are offered, the nearest first") {
    World world;
    world.figures.offices.push_back(office("th-closed", "天河区分局长兴派出所", "440106", {23.16, 113.37}));
    world.figures.offices.back().verified_on.reset();
    world.figures.offices.push_back(office("th-other", "天河区分局五山派出所", "440106", {23.15, 113.35}));
    world.figures.offices.back().businesses.clear();
    const auto districts = choices(world, "district", {});
    CHECK(districts.size() == 3);
    CHECK(districts.back().id == "near");
    const auto sites = choices(world, "site", {{"district", "440106"}});
    REQUIRE(sites.size() == 2);
    CHECK_FALSE(offers(sites, "th-closed"));
    const auto near = choices(world, "site", {{"district", "near"}, {"near", "@23.135000,113.346000"}});
    REQUIRE(near.size() == 3);
    CHECK(near.front().id == "th-shipai");
    CHECK(near.front().label == "天河区分局石牌派出所 100米");
    CHECK(near.back().id == "yx-beijing");
    Context context = world.context(world.appointment, &world.lin);
    CHECK_FALSE(world.appointment.field("district")->check({{"district", "440118"}}, context).is_fine());
    CHECK(world.appointment.field("district")->check({{"district", "440106"}}, context).is_fine());
}

TEST_CASE("a place typed for an appointment finds the sites of its district, the nearest first") {
    World world;
    const auto sites = [&](const std::string& typed) {
        std::string all;
        for (const Option& each : choices(world, "site", {{"district", "near"}, {"near", typed}})) all += each.id + " " + each.label + "|";
        return all;
    };
    const std::string tangxia_first = "th-tangxia 天河区分局棠下派出所|th-shipai 天河区分局石牌派出所|";
    CHECK(sites("我住在天河区棠下村") == tangxia_first);
    CHECK(sites("车陂") == tangxia_first);
    CHECK(sites("在岗顶附近上班") == "th-shipai 天河区分局石牌派出所|th-tangxia 天河区分局棠下派出所|");
    CHECK(sites("天河区的派出所") == tangxia_first);
    CHECK(sites("北京路步行街") == "yx-beijing 越秀区分局北京派出所|");
    CHECK(sites("良口镇") == "");
    CHECK(sites("火星路") == "");
}

TEST_CASE("one open appointment of a business, three in all, one a day; by person, not by account") {
    World world;
    CHECK(outcome_of(book_it(world, world.answers("2026-11-30"), world.lin)).code == Code::OK);
    CHECK(outcome_of(book_it(world, world.answers("2026-12-01"), world.lin)).code == Code::DUPLICATE);  // the same business
    CHECK(outcome_of(book_it(world, world.answers("2026-11-30", "10:00", "EXPIRED"), world.lin)).code == Code::DUPLICATE);  // the same day
    CHECK(outcome_of(book_it(world, world.answers("2026-12-01", "10:00", "EXPIRED"), world.lin)).code == Code::OK);
    CHECK(outcome_of(book_it(world, world.answers("2026-12-02", "10:00", "DAMAGED"), world.lin)).code == Code::OK);
    CHECK(outcome_of(book_it(world, world.answers("2026-12-03", "10:00", "TEMPORARY"), world.lin)).code == Code::QUOTA_FULL);

    // Another account with the same mobile is the same for the limits.
    const auto shared = world.bound("shared", "黄国强", "440199198001010012", world.lin.mobile);
    CHECK(outcome_of(book_it(world, world.answers("2026-12-04", "10:00", "TEMPORARY", &shared), shared)).code == Code::QUOTA_FULL);
    // The question itself says so, before the rest is asked.
    Context context = world.context(world.appointment, &world.lin);
    CHECK_FALSE(world.appointment.field("business")->check({{"business", "LOST"}}, context).is_fine());
}

TEST_CASE("three no-shows suspend booking for 30 days, and the answer says until when") {
    World world;
    absent(world, world.lin, "2026-11-30", "LOST");
    absent(world, world.lin, "2026-12-01", "EXPIRED");
    CHECK_FALSE(booking_refused(world.context(world.appointment, &world.lin), "LOST"));
    absent(world, world.lin, "2026-12-02", "DAMAGED");
    const Result result = book_it(world, world.answers("2026-12-03"), world.lin);
    CHECK(outcome_of(result).code == Code::BLACKLISTED);
    CHECK(outcome_of(result).headline.find("您因3次未到被暂停预约至12月23日") != std::string::npos);
    world.now += std::chrono::days{30};
    CHECK_FALSE(booking_refused(world.context(world.appointment, &world.lin), "LOST"));
}

TEST_CASE("cancelling before the deadline is free, afterwards late, and not possible once the time has come") {
    World world;
    book_it(world, world.answers("2026-11-25"), world.lin);
    book_it(world, world.answers("2026-11-24", "09:00", "EXPIRED"), world.lin);
    const auto all = world.stores.appointments.list_by_resident(world.lin.id);
    REQUIRE(all.size() == 2);
    const auto& first = all[0].slot.day == "2026-11-24" ? all[0] : all[1];
    const auto& second = all[0].slot.day == "2026-11-24" ? all[1] : all[0];

    world.now = at(day(2026, 11, 24), 9);
    Context begun = world.context(world.mine, &world.lin);
    CHECK(outcome_of(done(begun, record_of(world, first), "cancel_late")).headline == "预约时间已到，不能再取消，请尽快到场或致电窗口。");
    Context again = world.context(world.mine, &world.lin);
    again.now = at(day(2026, 11, 24), 17);
    const db::Record seen = record_of(world, second);
    CHECK(outcome_of(done(again, seen, "cancel_late")).code == Code::NOT_ELIGIBLE);
    CHECK(outcome_of(done(again, seen, "cancel")).headline == "预约已取消。");
    CHECK(world.stores.records.find(seen.id)->state == "CANCELLED");
    CHECK(outcome_of(done(again, seen, "cancel")).code == Code::TOO_LATE);

    World late;
    book_it(late, late.answers("2026-11-25"), late.lin);
    late.now = at(day(2026, 11, 24), 17) + std::chrono::seconds{1};
    Context context = late.context(late.mine, &late.lin);
    const db::Record cancelled = record_of(late, open_one(late, late.lin));
    CHECK(outcome_of(done(context, cancelled, "cancel")).code == Code::NOT_ELIGIBLE);
    CHECK(outcome_of(done(context, cancelled, "cancel_late")).code == Code::OK);
    const auto absences = late.stores.appointments.absences(late.lin.id_no, 0);
    REQUIRE(absences.size() == 1);
    CHECK(absences.front().late_cancel);
}

TEST_CASE("a place given back is sold again after 1 to 10 minutes, not at once") {
    World world;
    world.figures.offices[0].windows["id_card_appointment"] = 1;
    const Answers where{{"district", "440106"}, {"site", "th-tangxia"}, {"date", "2026-11-30"}};
    book_it(world, world.answers(), world.lin);
    Context context = world.context(world.mine, &world.lin);
    REQUIRE(outcome_of(done(context, record_of(world, open_one(world, world.lin)), "cancel")).code == Code::OK);
    CHECK_FALSE(offers(choices(world, "slot", where), "09:00"));
    CHECK(offers(choices(world, "slot", where), "09:30"));
    world.now += std::chrono::seconds{59};
    CHECK_FALSE(offers(choices(world, "slot", where), "09:00"));
    const Answers chens = world.answers("2026-11-30", "09:00", "LOST", &world.chen);
    CHECK(std::holds_alternative<Correct>(book_it(world, chens, world.chen)));
    world.now += std::chrono::seconds{541};
    CHECK(offers(choices(world, "slot", where), "09:00"));
    CHECK(outcome_of(book_it(world, chens, world.chen)).code == Code::OK);
}

TEST_CASE("my appointments: seen and cancelled by their owner only") {
    World world;
    book_it(world, world.answers(), world.lin);
    const std::string id = record_of(world, open_one(world, world.lin)).id;
    Context lin = world.context(world.mine, &world.lin);
    const Field& which = *world.mine.field("@record");
    const auto listed = which.choices({}, lin);
    REQUIRE(listed.size() == 2);
    CHECK(listed.front() == Option{id, "11月30日(周一) 09:00 丢失补领"});
    const auto acts = world.mine.field("@act")->choices({{"@record", id}}, lin);
    REQUIRE(acts.size() == 3);
    CHECK(acts[1].label == "取消预约");
    CHECK(acts[2].id == "rebook");
    const Outcome seen = outcome_of(deal_with(world.mine, {{"@record", id}, {"@act", "view"}}, lin));
    CHECK(fact(seen, "地点") == "天河区分局棠下派出所");
    REQUIRE(seen.offers.size() == 2);
    CHECK(seen.offers.front().service == "my_appointments");
    CHECK(seen.offers.front().answers.at("@act") == "cancel");

    Context chen = world.context(world.mine, &world.chen);
    CHECK(which.choices({}, chen).size() == 1);
    CHECK_FALSE(which.is_choice({{"@record", id}}, chen));
    for (const char* act : {"view", "cancel", "rebook"})
        CHECK(outcome_of(deal_with(world.mine, {{"@record", id}, {"@act", act}}, chen)).code == Code::NOT_FOUND);

    const Answers later{{"@record", id}, {"@act", "rebook"}, {"site", "th-tangxia"}, {"date", "2026-12-01"}, {"slot", "10:00"}};
    const Outcome moved = outcome_of(deal_with(world.mine, later, lin));
    CHECK(moved.headline == "改期成功，原来的预约已取消。");
    CHECK(fact(moved, "时间") == "12月1日(周二) 10:00");
    CHECK(fact(moved, "业务") == "丢失补领");
    CHECK(which.choices({}, lin).front().label == "12月1日(周二) 10:00 丢失补领");
    // Again, since the answer may have been lost; otherwise it is listed no more.
    const Outcome again = outcome_of(deal_with(world.mine, later, lin));
    CHECK(again.headline == moved.headline);
    CHECK(fact(again, "预约编号") == fact(moved, "预约编号"));
    CHECK(which.is_choice({{"@record", id}, {"@act", "rebook"}}, lin));
    CHECK_FALSE(which.is_choice({{"@record", id}, {"@act", "view"}}, lin));
    CHECK_FALSE(which.is_choice({{"@record", id}, {"@act", "rebook"}}, chen));
    CHECK(outcome_of(deal_with(world.mine, {{"@record", id}, {"@act", "view"}}, lin)).code == Code::NOT_FOUND);
}

TEST_CASE("the old place is given up only when the new one is had") {
    World world;
    world.figures.offices[0].windows["id_card_appointment"] = 1;  // one place a slot
    REQUIRE(outcome_of(book_it(world, world.answers("2026-12-01", "10:00", "LOST", &world.chen), world.chen)).code == Code::OK);
    book_it(world, world.answers(), world.lin);
    const db::Record record = record_of(world, open_one(world, world.lin));
    Context lin = world.context(world.mine, &world.lin);
    Answers wanted{{"@record", record.id}, {"@act", "rebook"}, {"site", "th-tangxia"}, {"date", "2026-12-01"}, {"slot", "10:00"}};
    const Result taken = deal_with(world.mine, wanted, lin);
    REQUIRE(std::holds_alternative<Correct>(taken));
    CHECK(std::get<Correct>(taken).key == "slot");
    CHECK(record_of(world, open_one(world, world.lin)).id == record.id);
    wanted["slot"] = "10:30";
    CHECK(outcome_of(deal_with(world.mine, wanted, lin)).code == Code::OK);
    CHECK(open_one(world, world.lin).slot.start == "10:30");
}

TEST_CASE("a place is not given up for a new one while booking is switched off, and 未到 is not recorded before the visit") {
    World world;
    book_it(world, world.answers(), world.lin);
    const db::Record record = record_of(world, open_one(world, world.lin));
    world.figures.settings["id_card_appointment"].enabled = false;
    Context lin = world.context(world.mine, &world.lin);
    const auto open = acts_open(record, db::By::resident, lin);
    REQUIRE(open.size() == 1);
    CHECK(open.front().id == "cancel");
    CHECK(outcome_of(done(lin, record, "rebook")).code == Code::UPSTREAM_DOWN);
    const ActRequest missed{.record = record.id, .version = record.version, .verb = "miss", .actor = {.by = db::By::officer}};
    Context officer = world.context(world.appointment, nullptr);
    CHECK(outcome_of(act(missed, officer)).code == Code::TOO_EARLY);
    officer.now = at(day(2026, 11, 30), 9);
    CHECK(outcome_of(act(missed, officer)).code == Code::OK);
}

TEST_CASE("whom the window cancels is told which visit it was") {
    World world;
    book_it(world, world.answers(), world.lin);
    const db::Record record = record_of(world, open_one(world, world.lin));
    Context officer = world.context(world.appointment, nullptr);
    REQUIRE(outcome_of(act({.record = record.id, .version = record.version, .verb = "close", .actor = {.by = db::By::officer}}, officer))
                .code == Code::OK);
    const auto told = world.stores.outbox.lease(unix_time(world.now), unix_time(world.now) + 60, 10);
    REQUIRE(told.size() == 1);
    CHECK(told.front().entry.body.find("时间：11月30日(周一) 09:00") != std::string::npos);
}

TEST_CASE("who has number and password cancels, and the owner is told") {
    World world;
    book_it(world, world.answers(), world.lin);
    const db::Record record = record_of(world, open_one(world, world.lin));
    Context chen = world.context(world.mine, &world.chen);
    const std::int64_t open = world.stores.outbox.counts(0).open;  // the reminders
    REQUIRE(outcome_of(act({.record = record.id, .version = record.version, .verb = "cancel", .actor = {.by = db::By::other_party}}, chen))
                .code == Code::OK);
    CHECK(world.stores.outbox.counts(0).open == open - 2 + 1);
    const auto told = world.stores.outbox.lease(unix_time(world.now), unix_time(world.now) + 60, 10);
    REQUIRE(told.size() == 1);
    CHECK(told.front().entry.to.id == "lin");
    CHECK(told.front().entry.body.find("有人凭预约编号和查询密码取消了这个预约") != std::string::npos);
}

TEST_CASE("an appointment is opened by number and password, with five tries a day") {
    World world;
    const Result booked = book_it(world, world.answers(), world.lin);
    const std::string number = fact(outcome_of(booked), "预约编号"), password = fact(outcome_of(booked), "查询密码");
    const std::string wrong = password == "000000" ? "000001" : "000000";
    const auto complaint = [](World& in, const std::string& a, const std::string& b, const db::Resident& who) {
        Context context = in.context(in.mine, &who);
        const Checked checked = in.mine.field("password")->check({{"number", a}, {"password", b}}, context);
        if (checked.ineligible() != nullptr) return checked.ineligible()->why;
        return checked.refusal() == nullptr ? std::string{} : checked.refusal()->why;
    };
    CHECK(complaint(world, number, wrong, world.chen) == "预约编号或查询密码不正确，请核对预约成功时的通知。");
    CHECK(complaint(world, "2026112300000000", password, world.chen) == complaint(world, number, wrong, world.chen));
    CHECK(complaint(world, number, password, world.chen).empty());
    Context chen = world.context(world.mine, &world.chen);
    const Answers opened{{"@record", "receipt"}, {"number", number}, {"password", password}, {"@act", "cancel"}};
    const auto acts = world.mine.field("@act");
    REQUIRE(acts != nullptr);
    CHECK(outcome_of(deal_with(world.mine, opened, chen)).headline == "预约已取消。");
    CHECK(complaint(world, number, password, world.chen) == "这个预约已经取消或办理。");

    World guessed;
    const Result other = book_it(guessed, guessed.answers(), guessed.lin);
    const std::string its = fact(outcome_of(other), "预约编号");
    for (int i = 0; i < 5; ++i) CHECK_FALSE(complaint(guessed, its, i == 0 ? "111112" : "111113", guessed.chen).empty());
    CHECK(complaint(guessed, its, fact(outcome_of(other), "查询密码"), guessed.lin) == "尝试次数过多，请24小时后再试，或致电预约的窗口。");
}

TEST_CASE("a child needs a guardian, a non-local resident a proof and the same looks") {
    World world;
    const auto child = world.bound("child", "李子轩", "440199201604060013", "13700000009");
    const auto stop = [&](const db::Resident& who, Answers answers) {
        const Context context = world.context(world.appointment, &who);
        return stopped(world.appointment.fields, answers, context.facts()).has_value();
    };
    const auto asked = [&](const db::Resident& who, const Answers& answers, std::string_view key) {
        const Context context = world.context(world.appointment, &who);
        const auto steps = path(world.appointment.fields, answers, context.facts());
        return std::any_of(steps.begin(), steps.end(), [&](const Step& step) { return step.key == key; });
    };
    CHECK(asked(child, {}, "guardian"));
    CHECK_FALSE(asked(child, {}, "photo_receipt"));
    CHECK_FALSE(asked(world.lin, {}, "guardian"));
    CHECK(stop(child, {{"guardian", "NO"}}));
    CHECK_FALSE(stop(child, {{"guardian", "YES"}}));
    Answers answers = world.answers("2026-11-30", "09:00", "FIRST", &child);
    answers["guardian"] = "YES";
    const Result booked = book_it(world, answers, child);
    CHECK(fact(outcome_of(booked), "预计有效期") == "5年");
    CHECK(fact(outcome_of(booked), "材料").find("监护人") != std::string::npos);

    CHECK(asked(world.lin, {{"business", "NON_LOCAL_LOST"}}, "proof"));
    CHECK_FALSE(asked(world.lin, {{"business", "LOST"}}, "proof"));
    CHECK(stop(world.lin, {{"business", "NON_LOCAL_LOST"}, {"proof", "NONE"}}));
    CHECK(stop(world.lin, {{"business", "NON_LOCAL_RENEW"}, {"proof", "WORK"}, {"changed", "YES"}}));
    CHECK_FALSE(stop(world.lin, {{"business", "NON_LOCAL_RENEW"}, {"proof", "WORK"}, {"changed", "NO"}}));
}

TEST_CASE("answers survive JSON, whatever is in them") {
    const Answers answers{{"a", ""}, {"b", "引号\"和\\与\n换行"}, {"c", "🙂"}};
    CHECK(from_json(to_json(answers)) == answers);
    CHECK(from_json("not json").empty());
    CHECK(from_json("[1]").empty());
    CHECK(from_json(R"({"a":1,"b":"x"})") == Answers{{"b", "x"}});
}
