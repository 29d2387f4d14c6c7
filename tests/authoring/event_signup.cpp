// 微友进警营活动报名 (catalogue row 56), written as an author would, outside of the catalog: what a service with a waiting list or lots
// takes.
#include "event_signup.h"

#include "services/answers/fields.h"
#include "services/form/context.h"
#include "services/rules/time.h"
#include "services/shapes/pool.h"

namespace services {
namespace {

using db::By;

const db::Lifecycle& sign_up_life() {
    static const db::Lifecycle life{.begins = "ENTERED",
                                    .states = {{.id = "ENTERED", .shown = "已报名，待抽签"},
                                               {.id = "CONFIRMED", .shown = "报名成功"},
                                               {.id = "WAITLIST", .shown = "候补"},
                                               {.id = "CANCELLED", .shown = "已取消"}},
                                    .moves = {{"place", {"ENTERED", "WAITLIST"}, "CONFIRMED", By::clock},
                                              {"queue", {"ENTERED"}, "WAITLIST", By::clock},
                                              {"cancel", {"ENTERED", "CONFIRMED", "WAITLIST"}, "CANCELLED", By::resident}}};
    return life;
}

/// What the administrator writes into services/community.json.
const ParameterSpec& events() {
    static const ParameterSpec all{
        .key = "events",
        .fallback = Rows{},
        .doc = "What can be signed up for, in the order offered.",
        .most = 30,
        .columns = {{.key = "id", .holds = Holds::id, .doc = "Never changed later: sign-ups carry it.", .most = 50, .unique = true},
                    {.key = "title", .doc = "As residents read it.", .most = 20},
                    {.key = "capacity", .holds = Holds::integer, .doc = "Places; may change later.", .least = 1, .most = 100'000},
                    {.key = "most_waiting", .holds = Holds::integer, .doc = "Most who may wait for one.", .most = 100'000},
                    {.key = "opens", .holds = Holds::moment, .doc = "From when it is offered."},
                    {.key = "drawn_at",
                     .holds = Holds::moment,
                     .doc = "When the lots are drawn; null: first come, first served.",
                     .optional = true,
                     .not_before = "opens"}}};
    return all;
}

std::vector<Option> offered(const Answers&, Context& context) {
    std::vector<Option> options;
    for (const Row& event : context.settings().rows("events")) {
        if (event.moment("opens") <= context.now)
            options.push_back({event.text("id"), event.text("title") + (event.has("drawn_at") ? "（抽签）" : "")});
    }
    return options;
}

std::optional<Pool> pool_of(const Answers& answers, const Context& context) {
    const Row* event = find_row(context.settings().rows("events"), "id", value_of(answers, "event"));
    if (event == nullptr) return std::nullopt;
    return Pool{.key = "event:" + event->text("id"),
                .capacity = event->integer("capacity"),
                .most_waiting = event->integer("most_waiting"),
                .drawn_at = event->has("drawn_at") ? std::optional(event->moment("drawn_at")) : std::nullopt};
}

}  // namespace

const Pooled& sign_ups() {
    static const Pooled all{.of = pool_of};
    return all;
}

Service event_signup() {
    return Service{.id = "event_signup",
                   .title = "微友进警营活动报名",
                   .department = "community",
                   .kind = Kind::application,
                   .level = Level::L1,
                   .words = {"活动报名"},
                   .parameters = {events()},
                   .fields = {{.key = "event", .label = "活动", .ask = "参加哪个活动？", .type = &choice, .choices = offered},
                              {.key = "name", .label = "姓名", .ask = "参加人的姓名？", .type = &person_name}},
                   .submit = sign_up(sign_ups()),
                   .life = &sign_up_life(),
                   .acts = {{.verb = "cancel", .label = "取消报名", .effect = give_back(sign_ups())}},
                   .shows = show_place(sign_ups())};
}

}  // namespace services
