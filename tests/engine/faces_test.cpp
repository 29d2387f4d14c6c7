// Two faces of one form reach the same record; and what a rule looks at takes its answer with it when it goes.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "plain_face.h"
#include "readme_example.h"
#include "services/answers/fields.h"
#include "services/form/flow.h"
#include "tests/authoring/anonymous_tip.h"
#include "tests/authoring/reendorsement.h"

namespace services {
Service bind_identity();
}

using namespace engine_tests;

namespace {

std::optional<db::Record> by_chat(World& world, const services::Service& service, const Citizen& who) {
    prepare(world, who, service.id);
    Walker walker(world, who);
    walker.open(service.id);
    std::string draft;
    for (int step = 0; step < 80 && walker.is_talking(); ++step) {
        const services::Session now = walker.session();
        if (now.current->service == service.id) draft = now.current->draft;
        walker.answer();
    }
    REQUIRE_FALSE(walker.is_talking());
    return world.stores().records.find_by_draft(draft);
}

/// With photos, each a file of its own, by the number of them.
services::Answers answers_of(const services::Catalog& catalog, const db::Record& record) {
    services::Answers answers = services::from_json(record.answers);
    for (auto& [key, value] : answers) {
        const services::Service* service = catalog.find(record.service);
        const services::Field* field = service == nullptr ? nullptr : service->field(key.substr(key.rfind('.') + 1));
        if (field != nullptr && field->type == &services::photo) value = std::to_string(services::values_in(value).size());
    }
    return answers;
}

void compare(const services::Catalog& catalog, const std::optional<db::Record>& chat, const std::optional<db::Record>& plain) {
    REQUIRE(chat.has_value() == plain.has_value());
    if (!chat) return;
    CHECK(chat->service == plain->service);
    CHECK(chat->state == plain->state);
    CHECK(answers_of(catalog, *chat) == answers_of(catalog, *plain));
    CHECK(chat->summary == plain->summary);
    CHECK(chat->due_at == plain->due_at);
}

/// What is known of the resident once they are bound as the chat binds them on the way.
void make_ready(World& world, const services::Service& service, const Citizen& who) {
    if (service.id != "my_appointments") world.bind(who, static_cast<int>(service.level));
    prepare(world, who, service.id);
}

/// The record that both faces came to; none where the service leaves none.
std::optional<db::Record> by_both_faces(const services::Catalog& catalog, const services::Service& service) {
    const Citizen who = citizen(0);
    std::optional<db::Record> chat;
    {
        World world(Pair::embedded, {.catalog = &catalog});
        chat = by_chat(world, service, who);
    }
    World world(Pair::embedded, {.catalog = &catalog});
    make_ready(world, service, who);
    PlainFace face(world, who, service);
    const services::Outcome outcome = face.finish();
    CHECK_MESSAGE(outcome.code == services::Code::OK, outcome.headline);
    compare(catalog, chat, world.stores().records.find_by_draft(face.draft()));
    return chat;
}

}  // namespace

TEST_CASE("a face that says nothing reaches the same record as the chat, for every service") {
    for (const services::Service& service : services::catalog().all()) {
        SUBCASE(service.id.c_str()) { by_both_faces(services::catalog(), service); }
    }
}

TEST_CASE("so it does for the example of README.md, which leaves a record") {
    const auto record = by_both_faces(readme_catalog(), readme_example());
    REQUIRE(record);
    CHECK(record->state == readme_example().life->begins);
    CHECK(record->word_at > 0);
}

TEST_CASE("and for services of authors outside of the catalog") {
    const services::Catalog others({services::anonymous_tip(), services::reendorsement(), services::bind_identity()});
    for (const char* id : {"anonymous_tip", "reendorsement"}) {
        SUBCASE(id) { CHECK(by_both_faces(others, *others.find(id))); }
    }
}

TEST_CASE("an earlier answer that choices, a check or a tell looks at takes their answer with it") {
    int looked = 0;
    for (const services::Service& service : services::catalog().all()) {
        SUBCASE(service.id.c_str()) {
            World world(Pair::embedded);
            const Citizen who = citizen(0);
            make_ready(world, service, who);
            PlainFace face(world, who, service);
            face.finish([&](const services::Question& question, const services::Answers& before) {
                const services::Step& step = question.step;
                const services::Field& field = *step.field;
                services::Context context = face.context();
                const auto resident = world.stores().residents.find_by_alias({"W", who.openid});
                context.resident = resident ? &*resident : nullptr;
                context.service = &service;
                context.part = step.part;
                services::Answers with = before;
                with[step.key] = question.options.empty() ? example_for(field, who, step.part) : question.options.front().id;
                services::Answers::Reads reads;
                if (field.choices) field.choices(before, context);
                if (field.tell) field.tell(before, context);
                if (field.check && field.effect == services::Effect::none) field.check(with, context);
                const std::set<std::string, std::less<>> keys = reads.keys;
                for (const std::string& key : keys) {
                    if (key == step.key || !before.contains(key)) continue;
                    ++looked;
                    const auto gone = services::outdated(*services::sheet_of(service, with, context).fields, key, with, context.facts());
                    const bool goes = std::ranges::find(gone, step.key, &services::Step::key) != gone.end();
                    CHECK_MESSAGE(goes, service.id, ".", step.key, " looks at ", key, " and stays when it changes");
                }
            });
            if (service.id == "id_card_appointment") CHECK(looked > 3);
        }
    }
}
