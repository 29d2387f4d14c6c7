// The counter by itself: whoever goes past the questions meets every rule there again, for every service of the catalog.
#include "services/form/counter.h"

#include <doctest/doctest.h>

#include "services/answers/fields.h"
#include "services/form/catalog.h"
#include "services/form/existing.h"
#include "services/form/flow.h"
#include "walk.h"
#include "world.h"

using namespace engine_tests;

namespace {

using services::Code;

struct Form {
    const services::Service& service;
    Citizen who;
    services::Answers answers;  // valid, as far as they can be without the world
};

std::string answer_to(const services::Step& step, const Citizen& who, const services::Context& context, const services::Answers& before) {
    const services::Field& field = *step.field;
    if (!field.options.empty()) return field.options.front().id;
    if (field.choices) {
        services::Context asked = context;
        asked.part = step.part;
        const auto options = field.choices(before, asked);
        if (!options.empty()) return options.front().id;
    }
    const std::string example = example_for(field, who, step.part);
    if (field.type == &services::choice) return example;
    services::Input input{.text = example, .raw = example};
    if (field.type == &services::photo) input.file = services::FileRef{example + step.key, "image"};
    const services::Parsed parsed = field.type->parse(input, context.facts());
    REQUIRE_MESSAGE(std::holds_alternative<std::string>(parsed), step.key, ": the example is refused");
    return std::get<std::string>(parsed);
}

/// The answers a page or an interface might send without ever having asked.
services::Answers fill(const services::Service& service, const Citizen& who, const services::Context& context) {
    services::Answers answers;
    std::set<std::string> passed;
    for (int fields = 0; fields < 100; ++fields) {
        services::Facts facts = context.facts();
        facts.passed = &passed;
        const services::Sheet sheet = services::sheet_of(service, answers, context);
        const auto step = services::next(*sheet.fields, answers, facts);
        if (!step) return answers;
        if (step->field->challenge.empty()) {
            answers[step->key] = answer_to(*step, who, context, services::complete(*sheet.fields, answers, facts));
        } else {
            passed.insert(step->key);
        }
    }
    FAIL(service.id << " asks without end");
    return answers;
}

void consent(World& world, const services::Service& service, const services::Context& context) {
    world.stores().consents.record(context.user, service.id, std::string(services::consent_version),
                                   world.now().time_since_epoch().count());
}

/// The code of an outcome by name; what else came of it in brackets.
std::string code_of(const services::Result& result) {
    if (const auto* again = std::get_if<services::Correct>(&result)) return "[again " + again->key + "]";
    if (std::holds_alternative<services::StepUp>(result)) return "[raise]";
    return std::string(services::name_of(std::get<services::Outcome>(result).code));
}

void refused_without_consent(World& world, const services::Service& service, const Citizen& who) {
    services::Context context = world.context(who.openid);
    const auto result = services::submit(service, {}, context);
    if (services::needs_consent(service)) CHECK(code_of(result) == "CONSENT_REQUIRED");
}

void refused_without_level(World& world, const services::Service& service, const Citizen& who) {
    if (service.level == services::Level::L0) return;
    services::Context context = world.context(who.openid);
    const auto result = services::submit(service, {}, context);
    const auto* raise = std::get_if<services::StepUp>(&result);
    REQUIRE(raise != nullptr);
    CHECK(raise->level == service.level);
}

void refused_with_bad_answers(World& world, const services::Service& service, const Citizen& who) {
    const auto resident = world.stores().residents.find_by_alias({"W", who.openid});
    services::Context context = world.context(who.openid);
    context.service = &service;
    context.resident = resident ? &*resident : nullptr;
    context.draft = "draft-" + service.id;
    const services::Answers valid = fill(service, who, context);
    const services::Sheet sheet = services::sheet_of(service, valid, context);
    for (const auto& step : services::path(*sheet.fields, valid, context.facts())) {
        CAPTURE(step.key);
        const bool is_known = !valid.contains(step.key);
        if (!step.field->challenge.empty()) {
            services::Context unverified = context;
            const auto result = services::submit(service, valid, unverified);
            const auto* again = std::get_if<services::Correct>(&result);
            REQUIRE(again != nullptr);
            CHECK(again->key == step.key);
            continue;
        }
        std::set<std::string> all_passed;
        for (const auto& field : *sheet.fields) {
            if (!field.challenge.empty()) all_passed.insert(field.key);
        }
        services::Answers bad = valid;
        bad[step.key] = std::string(700, '\x01');
        // What the account knows of the resident counts, not what a form says instead.
        if (services::complete(*sheet.fields, bad, context.facts()).at(step.key) != bad[step.key]) continue;
        services::Context tried = context;
        tried.passed = &all_passed;
        const auto result = services::submit(service, bad, tried);
        const auto* again = std::get_if<services::Correct>(&result);
        const auto* outcome = std::get_if<services::Outcome>(&result);
        // Options that depend on the world: it may answer with a code of its own.
        if (step.field->choices) {
            CHECK((again != nullptr || (outcome != nullptr && outcome->code != Code::OK)));
        } else {
            REQUIRE(again != nullptr);
            CHECK(again->key == step.key);
        }
        if (is_known) continue;
        services::Answers missing = valid;
        missing.erase(step.key);
        services::Context without = context;
        without.passed = &all_passed;
        const auto answer = services::submit(service, missing, without);
        const auto* asked = std::get_if<services::Correct>(&answer);
        const auto* told = std::get_if<services::Outcome>(&answer);
        // An answer that other questions depend on takes them with it; one that has a default is not missed.
        CHECK((asked != nullptr || told == nullptr || told->code != Code::OK || step.field->known));
    }
}

void refused_when_closed(World& world, const services::Service& service, const Citizen& who) {
    gateway::Config config = world.config();
    config.figures.settings[service.id].enabled = false;
    services::Context off = world.context(who.openid);
    services::Context context{.now = off.now, .figures = config.figures, .stores = off.stores, .citizen = off.citizen, .user = off.user};
    CHECK(code_of(services::submit(service, {}, context)) == "UPSTREAM_DOWN");
    config.figures.settings[service.id].enabled = true;
    config.figures.settings[service.id].channels = {"J"};
    CHECK(code_of(services::submit(service, {}, context)) == "NOT_ELIGIBLE");
    config.figures.settings[service.id].channels = {};
    config.figures.settings[service.id].hours = {services::Span{services::Minutes{60}, services::Minutes{120}}};
    // A look-up has hours only when it is given some of its own (deploy/config/services).
    const bool is_looked_up = service.kind == services::Kind::lookup || service.kind == services::Kind::information;
    if (!is_looked_up) CHECK(code_of(services::submit(service, {}, context)) == "CLOSED_DAY");
}

}  // namespace

TEST_CASE("the counter refuses what was never asked, for every service") {
    on_both([](Pair pair) {
        World world(pair);
        int n = 0;
        for (const services::Service& service : services::catalog().all()) {
            CAPTURE(service.id);
            const Citizen who = citizen(++n);
            refused_without_consent(world, service, who);
            consent(world, service, world.context(who.openid));
            refused_without_level(world, service, who);
            refused_when_closed(world, service, who);
            world.bind(who, static_cast<int>(std::min(service.level, services::Level::L2)));
            refused_with_bad_answers(world, service, who);
        }
        CHECK(world.rows("records") == 0);
        CHECK(world.rows("appointments") == 0);
    });
}
