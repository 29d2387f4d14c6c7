// services/community/my_appointments.cpp — 我的预约: see, cancel, or change to another time.
//
// The catalogue lets an appointment be cancelled by number and password without binding. A service has one level, and the
// list needs L2; so that way is offered here as well, to a bound resident who acts for somebody else, and without
// binding at the window or by telephone.
#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/form/tries.h"
#include "services/shapes/appointments.h"
#include "wechat/bytes.h"

namespace services {
namespace {

std::optional<db::Record> by_number(const Answers& answers, Context& context) {
    auto record = context.stores.records.find_by_number(value_of(answers, "number"));
    return record && context.stores.appointments.find_by_record(record->id) ? std::move(record) : std::nullopt;
}

/// Number and password belong together; which of them is wrong is not told.
Checked check_password(const Answers& answers, Context& context) {
    const std::string number = value_of(answers, "number");
    const std::int64_t tries = context.settings().integer("password_tries");
    const Try attempt =
        spend_try(context, {.what = "appointment", .own = tries, .theirs = tries}, context.stores.vault.index("appointment", number));
    if (!attempt.is_allowed()) return Ineligible{Code::RATE_LIMITED, "尝试次数过多，请24小时后再试，或致电预约的窗口。"};
    const auto record = context.stores.records.find_by_number(number);
    // Asked for either way: how long the answer takes must not tell whether the number exists.
    const auto appointment = context.stores.appointments.find_by_record(record ? record->id : "");
    bool is_right = false;
    for (const std::string& password : passwords_of(context, appointment, number)) {
        is_right |= wechat::equal_constant_time(password, value_of(answers, "password"));
    }
    if (!appointment || !is_right) return Refusal{"预约编号或查询密码不正确，请核对预约成功时的通知。"};
    if (appointment->state != "open") return Refusal{"这个预约已经取消或办理。"};
    return {};
}

std::string read_before_cancelling(const db::Record& record, Context& context) {
    const Outcome shown = shown_appointment(record, context);
    std::string text = shown.headline;
    for (const Line& line : shown.facts) text += "\n" + line.label + "：" + line.value;
    return text + "\n" + shown.next;
}

Receipt receipt() {
    return {.label = "凭预约编号和查询密码取消",
            .asks = {Field{.key = "number", .label = "预约编号", .ask = "请输入预约编号", .type = &appointment_no},
                     Field{.key = "password",
                           .label = "查询密码",
                           .ask = "请输入6位查询密码",
                           .type = &query_password,
                           .from = {"number"},
                           .check = check_password,
                           .effect = Effect::spends_try}},
            .finds = by_number,
            .tells = read_before_cancelling};
}

}  // namespace

Service my_appointments() {
    return Service{
        .id = "my_appointments",
        .title = "我的预约",
        .kind = Kind::appointment,
        .level = Level::L2,
        .channels = "WJ",
        .words = {"我的预约", "取消预约", "改期", "预约查询"},
        .card = {.who = "本人的预约直接列出；别人的凭预约编号和查询密码取消", .term = "马上生效"},
        .parameters = {{"password_tries", std::int64_t{5}, "How many times a day a number and password may be tried.", 1, 20}},
        .existing = Existing{
            .label = "预约", .ask = "请选择一个预约", .none = "您没有未办理的预约。", .line = appointment_line, .receipt = receipt()}};
}

}  // namespace services
