// A form submitted again, and what counts as one use of a service.
#include "services/form/counter.h"

#include <doctest/doctest.h>

#include "conversation.h"
#include "services/shapes/population.h"
#include "tests/loaded.h"

using namespace services;

namespace {

void agree(World& world, const Service& service, const std::string& citizen) {
    world.stores.consents.record({"W", citizen}, service.id, std::string(consent_version), world.now.time_since_epoch().count());
}

Code code_of(const Result& result) { return std::get<Outcome>(result).code; }

}  // namespace

TEST_CASE("a form that has its record is answered by it, whatever the rules say now") {
    World world;
    agree(world, world.appointment, world.lin.id);
    Settings& settings = world.figures.settings.at("id_card_appointment");
    settings.daily_limit = 1;
    Context context = world.context(world.appointment, &world.lin);
    const Result first = submit(world.appointment, world.answers(), context);
    REQUIRE(code_of(first) == Code::OK);

    settings.hours = {Span{Minutes{60}, Minutes{120}}};
    settings.enabled = false;
    world.sql->execute("DELETE FROM consents");
    Answers other = world.answers("2026-12-01", "10:00", "EXPIRED");
    for (const Answers& answers : {world.answers(), other, Answers{}}) {
        const Result again = submit(world.appointment, answers, context);
        REQUIRE(std::holds_alternative<Outcome>(again));
        CHECK(code_of(again) == Code::OK);
        for (const char* label : {"预约编号", "业务", "时间", "费用"})
            CHECK(fact(outcome_of(again), label) == fact(outcome_of(first), label));
    }
    // The draft of somebody else is no key to their record.
    Context stranger = world.context(world.appointment, &world.chen);
    stranger.draft = context.draft;
    CHECK(code_of(submit(world.appointment, other, stranger)) != Code::OK);
}

TEST_CASE("a daily limit counts a form once and a look-up every time") {
    World world;
    int refusals = 2;
    Service form = stub("form", "测试申请", text);
    form.kind = Kind::application;
    form.submit = [&](const Answers&, Context&) -> Result {
        if (refusals-- > 0) return Correct{"note", "请重填"};
        return Outcome{.headline = "办好了"};
    };
    Service look = stub("look", "测试查询", text);
    for (const Service* each : {&form, &look}) world.figures.settings[each->id].daily_limit = 1;
    Context context = world.context(form, &world.lin);
    for (int i = 0; i < 2; ++i) CHECK(std::holds_alternative<Correct>(submit(form, {{"note", "一"}}, context)));
    CHECK(code_of(submit(form, {{"note", "一"}}, context)) == Code::OK);
    Context next = world.context(form, &world.lin);
    for (int i = 0; i < 2; ++i) CHECK(code_of(submit(form, {{"note", "一"}}, next)) == Code::RATE_LIMITED);
    CHECK(code_of(submit(look, {{"note", "一"}}, context)) == Code::OK);
    CHECK(code_of(submit(look, {{"note", "一"}}, context)) == Code::RATE_LIMITED);
}

TEST_CASE("a fee that nobody has set fails the booking before it is made") {
    World world;
    world.figures.fees.clear();
    Context context = world.context(world.appointment, &world.lin);
    CHECK_THROWS(world.appointment.submit(world.answers(), context));
    CHECK_FALSE(world.stores.records.find_by_draft(context.draft));
    CHECK(world.stores.appointments.list_by_resident(world.lin.id).empty());
}

TEST_CASE("failed matches are forgotten only by a binding that came about") {
    World world;
    load(world.stores.data_sets, population(), {person("陈美玲", "440199198001010020", "F", 1980)});
    world.figures.settings.at("bind_identity").parameters["name_tries"] = std::int64_t{3};
    const auto who = world.stores.residents.create_or_get({"W", "other"}, world.now.time_since_epoch().count());
    world.stores.residents.set_mobile(who.id, "13700137000", world.now.time_since_epoch().count());
    const db::Resident resident = world.stores.residents.find(who.id).value();
    Context context = world.context(world.binding, &resident);
    context.user = {"W", "other"};
    const Answers taken{{"target", "L2"}, {"name", "陈美玲"}, {"id_no", "440199198001010020"}};
    for (int i = 0; i < 3; ++i) CHECK(code_of(world.binding.submit(taken, context)) == Code::DUPLICATE);
    CHECK(code_of(world.binding.submit(taken, context)) == Code::RATE_LIMITED);
}
