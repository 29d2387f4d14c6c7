#include "services/shapes/appointments.h"

#include <algorithm>

#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/form/spec.h"
#include "services/rules/time.h"
#include "services/shapes/filing.h"
#include "services/shapes/places.h"
#include "services/shapes/reminders.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// The states of the record, as stored.
constexpr std::string_view booked_state = "BOOKED";
constexpr std::string_view cancelled_in_time = "CANCELLED";
constexpr std::string_view cancelled_late = "CANCELLED_LATE";

BanRules ban_of(const Settings& settings) {
    return {.no_shows = static_cast<int>(settings.integer("no_shows")),
            .within_days = static_cast<int>(settings.integer("no_show_days")),
            .ban_days = static_cast<int>(settings.integer("ban_days"))};
}

/// The person the limits are counted by: never the channel's user. Someone without an ID number stands for themselves alone.
const std::string& person_of(const Context& context) {
    const db::Resident& resident = *context.resident;
    return resident.id_no.empty() ? resident.id : resident.id_no;
}

/// The lines of the business. May throw, for a fee that nobody has set, say: never to be called between a commit and its answer.
std::vector<Line> lines_of(const BookingSpec& spec, const Answers& answers, const Context& context) {
    if (!spec.facts) return {};
    return spec.facts(answers, date_from_iso(value_of(answers, "date")).value_or(context.today()), context);
}

Outcome booked(const db::Record& record, const db::Appointment& appointment, const std::vector<Line>& lines, const Context& context) {
    const Office* office = context.figures.office(appointment.slot.site);
    const Date day = date_from_iso(appointment.slot.day).value_or(context.today());
    const Minutes start = minutes_from_clock(appointment.slot.start).value_or(Minutes{0});
    Outcome outcome{.headline = "预约成功",
                    .facts = {{"number", "预约编号", record.number},
                              {"password", "查询密码", passwords_of(context, appointment, record.number).front()},
                              {"business", "业务", label_of(*context.service, "business", appointment.business)}}};
    if (office != nullptr) {
        outcome.facts.push_back({"site", "地点", office->name});
        outcome.facts.push_back({"address", "地址", office->address});
    }
    outcome.facts.push_back({"time", "时间", chinese(day) + " " + appointment.slot.start});
    std::ranges::copy(lines, std::back_inserter(outcome.facts));
    const Instant until = free_cancel_until(appointment, context.figures);
    outcome.next = "请在" + clock(start - Minutes{30}) + "至" + clock(start + Minutes{10}) + "之间到场取号，过时按未到处理。";
    outcome.next += context.now <= until ? "如需取消，请在" + moment(until) + "前办理，过后取消记半次未到。" : "现在起取消记半次未到。";
    outcome.offers = {{"查看或取消预约", "my_appointments", about_record(record.id)}};
    return outcome;
}

Outcome of_record(const db::Record& record, const std::vector<Line>& lines, const Context& context) {
    const auto appointment = context.stores.appointments.find_by_record(record.id);
    if (!appointment || appointment->state != "open") {
        return {.code = Code::DUPLICATE,
                .headline = "这个预约已经取消或结束，如需办理请重新预约。",
                .facts = {{"number", "预约编号", record.number}}};
    }
    return booked(record, *appointment, lines, context);
}

db::NewRecord record_of(const Answers& answers, const Office& office, const Context& context) {
    db::NewRecord record = new_record(answers, context);
    record.summary = to_json({{"business", label_of(*context.service, "business", value_of(answers, "business"))}, {"site", office.name}});
    return record;
}

/// Site, date and slot are those of the answers.
db::Booking booking_of(const Answers& answers, const std::string& record, Context& context) {
    const db::Slot slot = slot_of(answers, context);
    return {.slot = slot,
            .capacity = capacity_now(*context.figures.office(slot.site), context, slot),
            .resident = context.resident->id,
            .person = person_of(context),
            .mobile = context.resident->mobile,
            .service = context.service->id,
            .business = value_of(answers, "business"),
            .record = record,
            .draft = context.draft,
            .now = unix_time(context.now)};
}

Outcome already_booked() {
    return {.code = Code::DUPLICATE,
            .headline = "同一身份证号码或手机号码当天已有这项业务的预约，请另选日期或先取消原预约。",
            .offers = {{"查看我的预约", "my_appointments", {}}}};
}

Result book_place(const BookingSpec& spec, const Answers& answers, Context& context) {
    if (context.resident == nullptr) return StepUp{context.service->level};
    db::Stores& stores = context.stores;
    // Before any limit: the appointment of this very draft must not stand in its own way.
    if (context.record != nullptr) {
        return of_record(*context.record, lines_of(spec, from_json(context.record->answers), context), context);
    }
    const std::string business = value_of(answers, "business");
    if (const auto refused = booking_refused(context, business)) {
        return Outcome{.code = refused->code, .headline = refused->why, .offers = {{"查看我的预约", "my_appointments", {}}}};
    }
    if (auto wrong = not_bookable(answers, context)) return *wrong;

    const std::vector<Line> lines = lines_of(spec, answers, context);
    db::Booking booking = booking_of(answers, {}, context);
    const Office& office = *context.figures.office(booking.slot.site);
    db::Record record;
    std::optional<db::Appointment> made;
    db::Appointments::Booked outcome{};
    const bool is_kept = stores.sql.commit_if([&](db::Transaction& transaction) {
        made.reset();  // the work may be run again
        auto created = stores.records.create(transaction, record_of(answers, office, context));
        record = std::move(created.record);
        if (!created.created) return true;
        booking.record = record.id;
        auto result = stores.appointments.book(transaction, booking);
        outcome = result.booked;
        if (outcome != db::Appointments::Booked::done) return false;
        made = std::move(result.appointment);
        remind(transaction, context, made->id, booking.slot, label_of(*context.service, "business", business), record.number);
        return true;
    });
    if (!is_kept && outcome == db::Appointments::Booked::full) return Correct{"slot", just_taken};
    if (!is_kept) return already_booked();
    return made ? booked(record, *made, lines, context) : of_record(record, lines, context);
}

// --- What follows the record: the appointment, and its place.

using Effects = std::function<std::optional<Result>(db::Transaction&, db::Record&, Answers&, Context&)>;

Outcome gone() { return {.code = Code::NOT_FOUND, .headline = "没有找到这个预约，可能已经取消或办理。"}; }

bool has_begun(const db::Appointment& appointment, const Context& context) {
    const auto day = date_from_iso(appointment.slot.day);
    const auto start = minutes_from_clock(appointment.slot.start);
    return !day || !start || context.now >= instant_of(*day, *start);
}

constexpr const char* begun_text = "预约时间已到，不能再取消，请尽快到场或致电窗口。";

/// In time for this price; the other act is for the other one.
std::function<std::optional<Ineligible>(const db::Record&, Context&)> may_cancel(bool late) {
    return [late](const db::Record& record, Context& context) -> std::optional<Ineligible> {
        const auto appointment = context.stores.appointments.find_by_record(record.id);
        if (!appointment) return Ineligible{Code::NOT_FOUND, gone().headline};
        if (has_begun(*appointment, context)) return Ineligible{Code::TOO_LATE, begun_text};
        const bool is_late = context.now > free_cancel_until(*appointment, context.figures);
        if (is_late == late) return std::nullopt;
        return Ineligible{Code::NOT_ELIGIBLE, is_late ? "已过取消截止时间，现在取消记半次未到。" : "还没到取消截止时间。"};
    };
}

std::optional<Ineligible> may_miss(const db::Record& record, Context& context) {
    const auto appointment = context.stores.appointments.find_by_record(record.id);
    if (!appointment) return Ineligible{Code::NOT_FOUND, gone().headline};
    if (has_begun(*appointment, context)) return std::nullopt;
    return Ineligible{Code::TOO_EARLY, "还没到预约时间，不能记未到。"};
}

Effects cancelled(bool late) {
    return [late](db::Transaction& transaction, db::Record& record, Answers&, Context& context) -> std::optional<Result> {
        const auto appointment = context.stores.appointments.find_by_record(transaction, record.id);
        if (!appointment ||
            !context.stores.appointments.cancel(transaction, appointment->id, appointment->resident, unix_time(context.now), late)) {
            return gone();
        }
        withdraw_reminders(transaction, context, appointment->id);
        return std::nullopt;
    };
}

std::string when_text(const db::Slot& slot) {
    const auto day = date_from_iso(slot.day);
    return (day ? chinese(*day) : slot.day) + " " + slot.start;
}

/// Adds `when` to the input, for who is told.
Effects closed_as(std::string state) {
    return [state = std::move(state)](db::Transaction& transaction, db::Record& record, Answers& input,
                                      Context& context) -> std::optional<Result> {
        const auto appointment = context.stores.appointments.find_by_record(transaction, record.id);
        if (!appointment ||
            !context.stores.appointments.close(transaction, appointment->id, state, "officer", "", unix_time(context.now))) {
            return gone();
        }
        withdraw_reminders(transaction, context, appointment->id);
        input["when"] = when_text(appointment->slot);
        return std::nullopt;
    };
}

// --- What is shown of it.

std::string business_of(const db::Record& record) {
    const std::string business = value_of(from_json(record.summary), "business");
    return business.empty() ? record.title : business;
}

std::string price_of_cancelling(const db::Appointment& appointment, const Context& context) {
    if (has_begun(appointment, context)) return begun_text;
    const Instant until = free_cancel_until(appointment, context.figures);
    return context.now <= until ? moment(until) + "前可以取消，过后取消记半次未到。" : "已过取消截止时间，现在取消记半次未到。";
}

/// Once it is cancelled, by whomever, another can be booked.
Outcome shown_cancelled(Outcome outcome, const db::Record& record, const db::Appointment& appointment) {
    outcome.headline = record.state == cancelled_late ? "预约已取消，因超过截止时间，记半次未到。" : "预约已取消。";
    outcome.offers = {{"重新预约", appointment.service, {{"business", appointment.business}}}};
    return outcome;
}

/// The new place is taken in the transaction that gives the old one up: nobody is ever left with neither.
Effects moved_to_another(bool late) {
    return [give_up = cancelled(late)](db::Transaction& transaction, db::Record& record, Answers& input,
                                       Context& context) -> std::optional<Result> {
        if (auto refused = give_up(transaction, record, input, context)) return refused;
        Answers answers = from_json(record.answers);
        for (const char* key : {"site", "date", "slot"}) answers.insert_or_assign(key, value_of(input, key));
        const Office& office = *context.figures.office(value_of(input, "site"));
        answers.insert_or_assign("district", office.district);
        answers.erase("near");
        const auto made = context.stores.records.create(transaction, record_of(answers, office, context));
        const db::Booking booking = booking_of(answers, made.record.id, context);
        const auto result = context.stores.appointments.book(transaction, booking);
        if (result.booked == db::Appointments::Booked::full) return Correct{"slot", just_taken};
        if (result.booked != db::Appointments::Booked::done) return already_booked();
        remind(transaction, context, result.appointment.id, booking.slot, label_of(*context.service, "business", booking.business),
               made.record.number);
        return std::nullopt;
    };
}

/// As the new one is told when it is booked.
Outcome told_of_new(const db::Record& record, Context& context) {
    const auto made = context.stores.records.find_by_draft(context.draft);
    if (!made || made->service != context.service->id) return shown_appointment(record, context);
    Context its = context;
    its.record = &*made;
    const Result again = context.service->submit(from_json(made->answers), its);
    const auto* outcome = std::get_if<Outcome>(&again);
    if (outcome == nullptr) return shown_appointment(*made, context);
    Outcome told = *outcome;
    if (told.code == Code::OK) told.headline = "改期成功，原来的预约已取消。";
    return told;
}

/// The owner, when somebody else did it with number and password.
std::vector<Notice> owner_of_others_act(const db::Record& record, const Answers&, Context& context) {
    if (is_own(record, context)) return {};
    return {{.state = "已取消",
             .text = "【广州公安】" + record.title + "\n预约编号：" + record.number +
                     "\n有人凭预约编号和查询密码取消了这个预约。不是您同意的，请重新预约，并不要把查询密码告诉他人。"}};
}

std::vector<Notice> told_of_closing(const db::Record& record, const Answers& input, Context&) {
    return {{.state = "已取消",
             .text = "【广州公安】您的" + record.title + "已由窗口取消，不用前往。\n预约编号：" + record.number + "\n时间：" +
                     value_of(input, "when") + "\n不会记未到，可以重新预约。"}};
}

std::vector<Notice> nobody(const db::Record&, const Answers&, Context&) { return {}; }

/// The place is sold again after a while.
void cool_place_down(const db::Record& record, Context& context) {
    if (const auto appointment = context.stores.appointments.find_by_record(record.id)) cool_down(context, appointment->slot);
}

std::vector<Absence> absences_of(const Context& context, Instant since) {
    std::vector<Absence> absences;
    const std::string& person = person_of(context);
    const auto read = [&] { return context.stores.appointments.absences(person, unix_time(since)); };
    for (const db::Absence& one : context.read_once("absences:" + person, read)) absences.push_back({instant_at(one.at), one.late_cancel});
    return absences;
}

}  // namespace

std::vector<ParameterSpec> appointment_parameters() {
    using std::int64_t;
    return {
        {"book_ahead_days", int64_t{14}, "How many calendar days ahead can be booked.", 1, 90},
        {"day_opens", std::string("08:00"), "When, each day, the last of those days goes on sale (HH:MM)."},
        {"same_day", false, "Whether today can be booked, two hours ahead; otherwise from the next working day."},
        {"slot_minutes", int64_t{30}, "Length of a slot in minutes.", 5, 240},
        {"capacity_percent", int64_t{80}, "Share of the places sold by appointment; the rest is for walk-ins.", 0, 100},
        {"hold_minutes", int64_t{10}, "How long a chosen slot is held while the form is finished.", 1, 60},
        {"open_per_business", int64_t{1}, "Open appointments one person may have of the same business.", 1, 10},
        {"open_in_total", int64_t{3}, "Open appointments one person may have in all.", 1, 50},
        {"cancel_until", std::string("17:00"), "Until when, on the working day before, cancelling is without penalty (HH:MM)."},
        {"remind_evening", std::string("18:00"), "When, the evening before, the resident is reminded (HH:MM)."},
        {"remind_hours", int64_t{2}, "How many hours before the visit the resident is reminded again; 0: not.", 0, 24},
        {"no_shows", int64_t{3}, "How many no-shows lead to a ban; a late cancel counts one half.", 1, 100},
        {"no_show_days", int64_t{90}, "Within how many days they are counted.", 1, 365},
        {"ban_days", int64_t{30}, "How long the ban lasts, from the absence that reached the number.", 1, 365},
    };
}

Submit book(BookingSpec spec) {
    return [spec = std::move(spec)](const Answers& answers, Context& context) { return book_place(spec, answers, context); };
}

std::vector<std::string> passwords_of(const Context& context, const std::optional<db::Appointment>& appointment,
                                      const std::string& number) {
    if (appointment && !appointment->password.empty()) return {appointment->password};
    std::vector<std::string> passwords;
    for (const std::string& digest : context.stores.vault.indexes("query_password", number)) {
        const std::string digits = std::to_string(std::stoull(digest.substr(0, 15), nullptr, 16) % 1'000'000);
        passwords.push_back(std::string(6 - digits.size(), '0') + digits);
    }
    return passwords;
}

Instant free_cancel_until(const db::Appointment& appointment, const Figures& figures) {
    const Minutes until = minutes_from_clock(figures.of(appointment.service).text("cancel_until")).value_or(Minutes{17 * 60});
    return cancel_deadline(date_from_iso(appointment.slot.day).value_or(Date{}), figures.calendar, until);
}

std::string appointment_line(const db::Record& record, Context& context) {
    if (record.state != booked_state) return {};
    const auto appointment = context.stores.appointments.find_by_record(record.id);
    return appointment ? when_text(appointment->slot) + " " + business_of(record) : std::string{};
}

Outcome shown_appointment(const db::Record& record, Context& context) {
    Outcome outcome{.headline = record.title, .facts = {{"number", "预约编号", record.number}, {"business", "业务", business_of(record)}}};
    const auto appointment = context.stores.appointments.find_by_record(record.id);
    if (!appointment) return outcome;
    const Office* office = context.figures.office(appointment->slot.site);
    if (office != nullptr && record.state == booked_state) {
        outcome.facts.push_back({"site", "地点", office->name});
        outcome.facts.push_back({"address", "地址", office->address});
    }
    outcome.facts.push_back({"time", "时间", when_text(appointment->slot)});
    if (record.state == cancelled_in_time || record.state == cancelled_late) return shown_cancelled(outcome, record, *appointment);
    outcome.facts.push_back({"state", "状态", std::string(appointment_life().state(record.state)->shown)});
    if (record.state == booked_state) outcome.next = price_of_cancelling(*appointment, context);
    return outcome;
}

const db::Lifecycle& appointment_life() {
    using db::By;
    static const db::Lifecycle life{.begins = booked_state,
                                    .states = {{.id = booked_state, .shown = "已预约"},
                                               {.id = cancelled_in_time, .shown = "已取消"},
                                               {.id = cancelled_late, .shown = "已取消，记半次未到"},
                                               {.id = "ATTENDED", .shown = "已办理"},
                                               {.id = "NO_SHOW", .shown = "未到"}},
                                    // Whoever has number and password cancels as well.
                                    .moves = {{"cancel", {booked_state}, cancelled_in_time, By::resident},
                                              {"cancel", {booked_state}, cancelled_in_time, By::other_party},
                                              {"cancel_late", {booked_state}, cancelled_late, By::resident},
                                              {"cancel_late", {booked_state}, cancelled_late, By::other_party},
                                              {"rebook", {booked_state}, cancelled_in_time, By::resident},
                                              {"rebook_late", {booked_state}, cancelled_late, By::resident},
                                              {"close", {booked_state}, cancelled_in_time, By::officer},
                                              {"attend", {booked_state}, "ATTENDED", By::officer},
                                              {"miss", {booked_state}, "NO_SHOW", By::officer}}};
    return life;
}

namespace {

/// A cancellation; `late`, and so with its price, or in time.
Act cancelling(std::string_view verb, const std::string& label, bool late) {
    return {.verb = verb,
            .label = late ? label + "（已过截止时间，记半次未到）" : label,
            .words = {"取消", "退预约", "退号", "不去", "唔去", "去不了", "去不到", "去唔到", "不约", "唔约"},
            .may = may_cancel(late),
            .effect = cancelled(late),
            .tells = owner_of_others_act,
            .afterwards = cool_place_down};
}

/// A change as late as this counts like a late cancel: who would be banned by it could not book the new time.
std::optional<Ineligible> banned_by_another(const Context& context) {
    const BanRules ban = ban_of(context.settings());
    if (context.resident == nullptr) return std::nullopt;
    auto absences = absences_of(context, context.now - days{ban.within_days + ban.ban_days});
    absences.push_back({context.now, true});
    if (!banned_until(absences, ban, context.now)) return std::nullopt;
    return Ineligible{Code::BLACKLISTED, "已过截止时间，这次改期会达到暂停预约的次数，不能改期；原来的预约仍然有效。"};
}

Act rebooking(std::string_view verb, bool late) {
    Act act = cancelling(verb, "改期", late);
    act.words = {"改期", "改到", "改成", "改为", "改时间", "改日期", "改个", "改天", "换个时间", "换时间", "换成", "推迟", "提前", "延期"};
    act.asks = new_time_fields();
    act.may = [may = act.may, late](const db::Record& record, Context& context) -> std::optional<Ineligible> {
        if (!context.settings().is_open(context.now))
            return Ineligible{Code::UPSTREAM_DOWN, "现在暂停预约，不能改期；原来的预约仍然有效。"};
        if (auto refused = may(record, context)) return refused;
        return late ? banned_by_another(context) : std::nullopt;
    };
    act.effect = moved_to_another(late);
    act.answers = told_of_new;
    return act;
}

}  // namespace

std::vector<Act> appointment_acts() {
    return {
        cancelling("cancel", "取消预约", false),
        cancelling("cancel_late", "取消预约", true),
        rebooking("rebook", false),
        rebooking("rebook_late", true),
        {.verb = "close", .label = "取消（窗口关闭）", .effect = closed_as("cancelled"), .tells = told_of_closing},
        {.verb = "attend", .label = "已到", .effect = closed_as("attended"), .tells = nobody},
        {.verb = "miss", .label = "未到", .may = may_miss, .effect = closed_as("no_show")},
    };
}

std::optional<Ineligible> booking_refused(const Context& context, const std::string& business) {
    const Settings& settings = context.settings();
    const BanRules ban = ban_of(settings);
    const auto absences = absences_of(context, context.now - days{ban.within_days + ban.ban_days});
    if (const auto until = banned_until(absences, ban, context.now)) {
        return Ineligible{Code::BLACKLISTED, "您因" + std::to_string(ban.no_shows) + "次未到被暂停预约至" + moment(*until) +
                                                 "，期间可直接到窗口取号办理；如有异议，请到窗口申请解除。"};
    }
    const std::string &person = person_of(context), &mobile = context.resident->mobile;
    const auto open =
        context.read_once("open:" + person + ":" + mobile, [&] { return context.stores.appointments.open_of(person, mobile); });
    const auto same = std::ranges::count_if(
        open, [&](const db::Appointment& one) { return one.service == context.service->id && one.business == business; });
    if (same >= settings.integer("open_per_business")) {
        return Ineligible{Code::DUPLICATE, "这项业务您已有未办理的预约，请按预约时间前往；如需改期，请在「我的预约」先取消。"};
    }
    if (std::ssize(open) >= settings.integer("open_in_total")) {
        return Ineligible{Code::QUOTA_FULL, "您已有" + std::to_string(open.size()) + "个未办理的预约，已达上限，请办理或取消后再预约。"};
    }
    return std::nullopt;
}

}  // namespace services
