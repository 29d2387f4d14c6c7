// services/community/my_appointments.cpp — 我的预约: see, cancel, or cancel and book again.
//
// The catalogue lets an appointment be cancelled by number and password without binding. A service has one level, and the
// list needs L2; so that way is offered here as well, to a bound resident who acts for somebody else, and without
// binding at the window or by telephone.
#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/form/tries.h"
#include "services/shapes/appointments.h"
#include "wechat/bytes.h"

namespace services {
namespace {

constexpr auto by_number = "number";

std::string when_text(const db::Slot& slot) {
    const auto day = date_from_iso(slot.day);
    return (day ? chinese(*day) : slot.day) + " " + slot.start;
}

struct Found {
    db::Appointment appointment;
    db::Record record;
};

std::string business_of(const db::Record& record) {
    const Answers summary = from_json(record.summary);
    const auto business = summary.find("business");
    return business == summary.end() ? record.title : business->second;
}

std::vector<Option> own(const Answers&, Context& context) {
    std::vector<Option> options;
    if (context.resident == nullptr) return options;
    for (const auto& each : context.stores.appointments.list_by_resident(context.resident->id)) {
        if (each.state != "open") continue;
        const auto record = context.stores.records.find(each.record);
        options.push_back({each.id, when_text(each.slot) + " " + (record ? business_of(*record) : "")});
    }
    const std::string label = "凭预约编号和查询密码取消";
    options.push_back({by_number, options.empty() ? "您没有未办理的预约；" + label : label});
    return options;
}

std::vector<Option> actions(const Answers& answers, Context& context) {
    const auto appointment = context.stores.appointments.find(value_of(answers, "which"));
    const bool late = appointment && context.now > free_cancel_until(*appointment, context.figures);
    const std::string price = late ? "（已过截止时间，记半次未到）" : "";
    return {{"VIEW", "查看详情"}, {"CANCEL", "取消预约" + price}, {"REBOOK", "改期，先取消再重新预约" + price}};
}

std::string way(const Answers& answers, const Facts&) { return value_of(answers, "which") == by_number ? by_number : "own"; }

Outcome missing() { return {.code = Code::NOT_FOUND, .headline = "没有找到这个预约，可能已经取消或办理。"}; }

std::optional<Found> own_one(const std::string& id, Context& context) {
    auto appointment = context.stores.appointments.find(id);
    if (!appointment || context.resident == nullptr || appointment->resident != context.resident->id || appointment->state != "open")
        return std::nullopt;
    auto record = context.stores.records.find(appointment->record);
    if (!record) return std::nullopt;
    return Found{std::move(*appointment), std::move(*record)};
}

Outcome view(const Found& found, const Context& context) {
    const db::Slot& slot = found.appointment.slot;
    Outcome outcome{.headline = found.record.title,
                    .facts = {{"number", "预约编号", found.record.number}, {"business", "业务", business_of(found.record)}}};
    if (const Office* office = context.figures.office(slot.site)) {
        outcome.facts.push_back({"site", "地点", office->name});
        outcome.facts.push_back({"address", "地址", office->address});
    }
    outcome.facts.push_back({"time", "时间", when_text(slot)});
    const Instant until = free_cancel_until(found.appointment, context.figures);
    outcome.next = context.now <= until ? moment(until) + "前可以取消，过后取消记半次未到。" : "已过取消截止时间，现在取消记半次未到。";
    outcome.offers = {{"取消这个预约", "my_appointments", {{"which", found.appointment.id}, {"action", "CANCEL"}}},
                      {"改期", "my_appointments", {{"which", found.appointment.id}, {"action", "REBOOK"}}}};
    return outcome;
}

Outcome cancelled(const Found& found, bool again, db::By by, Context& context) {
    const Cancelled result = cancel(context, found.record, by);
    switch (result) {
        case Cancelled::begun:
            return {.code = Code::TOO_LATE, .headline = "预约时间已到，不能再取消，请尽快到场或致电窗口。"};
        case Cancelled::gone:
            return missing();
        case Cancelled::late:
        case Cancelled::free:
            break;
    }
    const bool late = result == Cancelled::late;
    Outcome outcome{.headline = late ? "预约已取消，因超过截止时间，记半次未到。" : "预约已取消。",
                    .facts = {{"number", "预约编号", found.record.number},
                              {"business", "业务", business_of(found.record)},
                              {"time", "时间", when_text(found.appointment.slot)}}};
    if (again) outcome.next = "请继续选择新的时间。";
    outcome.offers = {{"重新预约", found.appointment.service, {{"business", found.appointment.business}}}};
    return outcome;
}

Result cancel_by_number(const Answers& answers, Context& context) {
    const std::string& number = answers.at("number");
    const std::int64_t tries = context.settings().integer("password_tries");
    const Try attempt =
        spend_try(context, {.what = "appointment", .own = tries, .theirs = tries}, context.stores.vault.index("appointment", number));
    if (!attempt.is_allowed()) return Outcome{.code = Code::RATE_LIMITED, .headline = "尝试次数过多，请24小时后再试，或致电预约的窗口。"};
    const auto record = context.stores.records.find_by_number(number);
    // Asked for either way: how long the answer takes must not tell whether the number exists.
    auto appointment = context.stores.appointments.find_by_record(record ? record->id : "");
    bool right = false;
    for (const std::string& password : passwords_of(context, appointment, number)) {
        right |= wechat::equal_constant_time(password, answers.at("password"));
    }
    if (!appointment || !right) return Outcome{.code = Code::MISMATCH, .headline = "预约编号或查询密码不正确，请核对预约成功时的通知。"};
    if (appointment->state != "open") return missing();
    return cancelled({std::move(*appointment), *record}, false, db::By::other_party, context);
}

Result act(const Answers& answers, Context& context) {
    if (way(answers, context.facts()) == by_number) return cancel_by_number(answers, context);
    const auto found = own_one(answers.at("which"), context);
    if (!found) return missing();
    const std::string& action = answers.at("action");
    if (action == "VIEW") return view(*found, context);
    return cancelled(*found, action == "REBOOK", db::By::resident, context);
}

}  // namespace

Service my_appointments() {
    const When is_own{.key = "way", .values = {"own"}, .fact = way};
    const When is_numbered{.key = "which", .values = {by_number}};
    return Service{
        .id = "my_appointments",
        .title = "我的预约",
        .kind = Kind::appointment,
        .level = Level::L2,
        .channels = "WJ",
        .words = {"我的预约", "取消预约", "改期", "预约查询"},
        .parameters = {{"password_tries", std::int64_t{5}, "How many times a day a number and password may be tried.", 1, 20}},
        .fields = {Field{.key = "which", .label = "预约", .ask = "请选择一个预约", .type = &choice, .choices = own},
                   Field{.key = "number", .label = "预约编号", .ask = "请输入预约编号", .type = &appointment_no, .when = is_numbered},
                   Field{.key = "password", .label = "查询密码", .ask = "请输入6位查询密码", .type = &query_password, .when = is_numbered},
                   Field{.key = "action",
                         .label = "操作",
                         .ask = "请选择操作",
                         .type = &choice,
                         .choices = actions,
                         .from = {"which"},
                         .when = is_own}},
        .submit = act,
        .only_looks = [](const Answers& answers) { return value_of(answers, "action") == "VIEW"; }};
}

}  // namespace services
