// 微友进警营活动报名 (catalogue row 56), written as an author would, outside of the catalog: what a service with a waiting list or lots
// takes.
#include "event_signup.h"

#include <algorithm>

#include "services/answers/fields.h"
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

std::optional<Pool> pool_of(const Answers& answers, const Context&) {
    const auto event = std::ranges::find(events(), value_of(answers, "event"), &Pool::key);
    return event == events().end() ? std::nullopt : std::optional(*event);
}

}  // namespace

std::vector<Pool>& events() {
    static std::vector<Pool> all;
    return all;
}

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
                   .fields = {{.key = "event",
                               .label = "活动",
                               .ask = "参加哪个活动？",
                               .type = &choice,
                               .options = {{"event:open-day", "警营开放日"}, {"event:summer-class", "暑期安全课堂（抽签）"}}},
                              {.key = "name", .label = "姓名", .ask = "参加人的姓名？", .type = &person_name}},
                   .submit = sign_up(sign_ups()),
                   .life = &sign_up_life(),
                   .acts = {{.verb = "cancel", .label = "取消报名", .effect = give_back(sign_ups())}},
                   .shows = show_place(sign_ups())};
}

}  // namespace services
