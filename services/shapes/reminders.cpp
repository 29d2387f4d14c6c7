#include "services/shapes/reminders.h"

#include "services/form/answers.h"
#include "services/rules/time.h"

namespace services {
namespace {

using std::chrono::hours;

struct Visit {
    std::string business, place, address, number;
    Date day;
    Minutes start;

    Instant begins() const { return instant_of(day, start); }
    std::string when() const { return chinese(day) + " " + clock(start); }
};

/// The text, and beside it the facts by which an administrator's template may say the same.
std::string body(const Visit& visit, const std::string& opening) {
    const std::string text = "【预约提醒】" + opening + "\n业务：" + visit.business + "\n时间：" + visit.when() + "\n地点：" + visit.place +
                             (visit.address.empty() ? "" : "（" + visit.address + "）") + "\n预约编号：" + visit.number + "\n请在" +
                             clock(visit.start - Minutes{30}) + "至" + clock(visit.start + Minutes{10}) +
                             "之间到场取号。如不能前往，请在「我的预约」取消。";
    return to_json({{"text", text},
                    {"business", visit.business},
                    {"place", visit.place},
                    {"time", moment_with_year(visit.begins())},
                    {"number", visit.number}});
}

}  // namespace

void remind(db::Transaction& transaction, const Context& context, const std::string& appointment, const db::Slot& slot,
            const std::string& business, const std::string& number) {
    const auto day = date_from_iso(slot.day);
    const auto start = minutes_from_clock(slot.start);
    if (!day || !start || context.user.empty()) return;
    const Office* office = context.figures.office(slot.site);
    const Visit visit{.business = business,
                      .place = office != nullptr ? office->name : "",
                      .address = office != nullptr ? office->address : "",
                      .number = number,
                      .day = *day,
                      .start = *start};
    const auto write = [&](const char* which, const std::string& opening, Instant due, Instant until) {
        if (due <= context.now) return;
        context.stores.outbox.put(transaction,
                                  {.to = context.user,
                                   .kind = std::string(appointment_reminder),
                                   .body = body(visit, opening),
                                   .cause = which + appointment,
                                   .subject = appointment,
                                   .due_at = unix_time(due),
                                   .expires_at = unix_time(until)},
                                  unix_time(context.now));
    };
    const Settings& settings = context.settings();
    const Minutes evening = minutes_from_clock(settings.text("remind_evening")).value_or(Minutes{18 * 60});
    const auto ahead = settings.integer("remind_hours");
    write("evening:", "您明天有预约", instant_of(*day - std::chrono::days{1}, evening),
          instant_of(*day, Minutes{0}));  // from then on it is not tomorrow any more
    if (ahead > 0) write("before:", "您的预约还有" + std::to_string(ahead) + "小时", visit.begins() - hours{ahead}, visit.begins());
}

void withdraw_reminders(db::Transaction& transaction, const Context& context, const std::string& appointment) {
    context.stores.outbox.withdraw(transaction, appointment);
}

}  // namespace services
