#include "services/appointments.h"

#include <algorithm>
#include <exception>
#include <sstream>

#include "services/fields.h"
#include "services/handlers.h"
#include "wechat/bytes.h"

namespace services {
namespace {

using std::chrono::days;
using std::chrono::seconds;

std::int64_t unix_time(Instant at) { return at.time_since_epoch().count(); }

std::string value_of(const Answers& answers, std::string_view key) {
    const auto found = answers.find(key);
    return found == answers.end() ? std::string{} : found->second;
}

Minutes minutes_parameter(const Settings& settings, std::string_view key, Minutes fallback) {
    return minutes_from_clock(settings.text(key)).value_or(fallback);
}

BookingRules rules_of(const Settings& settings) {
    const BookingRules defaults;
    return {.book_ahead_days = static_cast<int>(settings.integer("book_ahead_days")),
            .day_opens = minutes_parameter(settings, "day_opens", defaults.day_opens),
            .same_day = settings.flag("same_day"),
            .same_day_notice = defaults.same_day_notice,
            .slot = Minutes{settings.integer("slot_minutes")},
            .capacity_percent = static_cast<int>(settings.integer("capacity_percent"))};
}

BanRules ban_of(const Settings& settings) {
    return {.no_shows = static_cast<int>(settings.integer("no_shows")),
            .within_days = static_cast<int>(settings.integer("no_show_days")),
            .ban_days = static_cast<int>(settings.integer("ban_days"))};
}

// --- Places given back, not yet on sale again --------------------------------------------------------------------------------------
// One Kv key a site and service holds a line for each: `unix day start`. Losing it only puts the places on sale at once.

struct Resting {
    std::int64_t until = 0;
    std::string day, start;
};

std::string resting_key(const std::string& site, const std::string& group) { return "resting:" + site + ":" + group; }

std::vector<Resting> read_resting(const std::optional<std::string>& value, Instant now) {
    std::vector<Resting> places;
    std::istringstream lines(value.value_or(""));
    for (Resting one; lines >> one.until >> one.day >> one.start;) {
        if (one.until > unix_time(now)) places.push_back(one);
    }
    return places;
}

void rest(Context& context, const db::Slot& slot) {
    const std::string key = resting_key(slot.site, slot.group);
    const std::string random = wechat::random_bytes(2);
    const int drawn = static_cast<unsigned char>(random[0]) * 256 + static_cast<unsigned char>(random[1]);
    const Instant until = context.now + seconds{60 + drawn % 541};
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto before = context.stores.kv.get(key);
        std::ostringstream after;
        for (const Resting& one : read_resting(before, context.now)) after << one.until << ' ' << one.day << ' ' << one.start << '\n';
        after << unix_time(until) << ' ' << slot.day << ' ' << slot.start << '\n';
        if (context.stores.kv.exchange({{key, before}}, {{key, after.str(), std::chrono::minutes{11}}}, {}).done) return;
    }
}

// --- What is free -------------------------------------------------------------------------------------------------------------------

struct Free {
    Date day;
    Minutes start;
    std::int64_t places = 0;
};

/// The capacity the store is given: a place that rests is not for sale.
std::int64_t capacity_now(const Office& office, Context& context, const db::Slot& slot) {
    std::int64_t places = capacity(office, rules_of(context.settings()), slot.group);
    for (const Resting& one : read_resting(context.stores.kv.get(resting_key(slot.site, slot.group)), context.now)) {
        if (one.day == slot.day && one.start == slot.start) --places;
    }
    return std::max<std::int64_t>(places, 0);
}

/// Every slot of these days with at least one place left, in order.
std::vector<Free> free_slots(const Office& office, const std::vector<Date>& bookable, Context& context) {
    std::vector<Free> found;
    if (bookable.empty()) return found;
    const std::string& group = context.service->id;
    const BookingRules rules = rules_of(context.settings());
    std::map<std::pair<std::string, std::string>, std::int64_t> gone;
    for (const auto& taken :
         context.stores.appointments.taken(office.id, group, iso(bookable.front()), iso(bookable.back()), unix_time(context.now))) {
        gone[{taken.day, taken.start}] += taken.used;
    }
    for (const Resting& one : read_resting(context.stores.kv.get(resting_key(office.id, group)), context.now)) ++gone[{one.day, one.start}];
    const std::int64_t places = capacity(office, rules, group);
    for (const Date day : bookable) {
        for (const Minutes start : bookable_slots(office, context.figures.calendar, rules, day, context.now)) {
            const auto used = gone.find({iso(day), clock(start)});
            const std::int64_t left = places - (used == gone.end() ? 0 : used->second);
            if (left > 0) found.push_back({day, start, left});
        }
    }
    return found;
}

std::vector<Date> days_of(const Office& office, const Context& context) {
    return bookable_days(office, context.figures.calendar, rules_of(context.settings()), context.now);
}

std::vector<NearOffice> sites_at(const std::string& place, const Context& context) {
    return offices_at(context.figures, place, [&](const Office& office) { return office.receives(context.service->id); });
}

/// The site of the answers, when it may be booked for this service.
const Office* site_of(const Answers& answers, const Context& context) {
    const Office* office = context.figures.office(value_of(answers, "site"));
    return office != nullptr && office->verified_on && office->receives(context.service->id) ? office : nullptr;
}

std::string place_of(const Answers& answers) {
    const std::string district = value_of(answers, "district");
    return district == "near" ? value_of(answers, "near") : district;
}

// --- The questions ------------------------------------------------------------------------------------------------------------------

constexpr std::size_t most_sites = 10;

std::vector<Option> offered_districts(const Answers&, Context& context) {
    std::vector<Option> options;
    for (Option& district : district_options()) {
        if (!sites_at(district.id, context).empty()) options.push_back(std::move(district));
    }
    options.push_back({"near", "附近的网点（发送位置）"});
    return options;
}

std::vector<Option> offered_sites(const Answers& answers, Context& context) {
    std::vector<Option> options;
    for (const NearOffice& near : sites_at(place_of(answers), context)) {
        if (free_slots(*near.office, days_of(*near.office, context), context).empty()) continue;
        const std::string far = distance_text(near.metres);
        options.push_back({near.office->id, near.office->name + (far.empty() ? "" : " " + far)});
        if (options.size() == most_sites) break;
    }
    return options;
}

/// A place without a bookable site is refused where it was given, so that the resident can give another.
std::optional<Refusal> has_sites(const Answers& answers, Context& context) {
    if (value_of(answers, "district") == "near" && !answers.contains("near")) return std::nullopt;
    if (!offered_sites(answers, context).empty()) return std::nullopt;
    return Refusal{"这里近期没有可预约的网点，请另选一个区或位置。"};
}

std::vector<Option> offered_dates(const Answers& answers, Context& context) {
    std::vector<Option> options;
    const Office* office = site_of(answers, context);
    if (office == nullptr) return options;
    std::map<Date, std::int64_t> places;
    for (const Free& slot : free_slots(*office, days_of(*office, context), context)) places[slot.day] += slot.places;
    for (const auto& [day, left] : places) options.push_back({iso(day), chinese(day) + " 余" + std::to_string(left)});
    return options;
}

std::vector<Option> offered_slots(const Answers& answers, Context& context) {
    std::vector<Option> options;
    const Office* office = site_of(answers, context);
    const auto day = date_from_iso(value_of(answers, "date"));
    if (office == nullptr || !day) return options;
    for (const Free& slot : free_slots(*office, {*day}, context)) {
        options.push_back({clock(slot.start), clock(slot.start) + " 余" + std::to_string(slot.places)});
    }
    return options;
}

// Review shows what was chosen, not what is left of it.
std::string site_name(const std::string& value, const Facts& facts) {
    const Office* office = facts.figures.office(value);
    return office == nullptr ? value : office->name;
}
std::string day_name(const std::string& value, const Facts&) {
    const auto day = date_from_iso(value);
    return day ? chinese(*day) : value;
}

db::Slot slot_of(const Answers& answers, const Context& context) {
    return {value_of(answers, "site"), context.service->id, value_of(answers, "date"), value_of(answers, "slot")};
}

/// What is wrong with the place and time of the answers, as rules go; whether it is still free is the store's to say.
std::optional<Again> not_bookable(const Answers& answers, const Context& context) {
    const Office* office = site_of(answers, context);
    if (office == nullptr) return Again{"site", "这个网点暂不接受预约，请另选网点。"};
    const auto day = date_from_iso(value_of(answers, "date"));
    const auto bookable = days_of(*office, context);
    if (!day || std::ranges::find(bookable, *day) == bookable.end()) return Again{"date", "这一天不能预约，请另选日期。"};
    const auto start = minutes_from_clock(value_of(answers, "slot"));
    const auto starts = bookable_slots(*office, context.figures.calendar, rules_of(context.settings()), *day, context.now);
    if (!start || std::ranges::find(starts, *start) == starts.end()) return Again{"slot", "这个时段不能预约，请另选时段。"};
    return std::nullopt;
}

constexpr auto just_taken = "刚刚被约满，请另选时段。";

std::optional<Refusal> hold_slot(const Answers& answers, Context& context) {
    if (context.resident == nullptr) return std::nullopt;
    if (const auto wrong = not_bookable(answers, context)) return Refusal{wrong->why};
    const db::Slot slot = slot_of(answers, context);
    const Office& office = *context.figures.office(slot.site);
    const auto until = context.now + Minutes{context.settings().integer("hold_minutes")};
    const bool held = context.stores.appointments.hold({.slot = slot,
                                                        .capacity = capacity_now(office, context, slot),
                                                        .holder = context.resident->id,
                                                        .service = context.service->id,
                                                        .draft = context.draft,
                                                        .now = unix_time(context.now),
                                                        .until = unix_time(until)});
    return held ? std::nullopt : std::optional(Refusal{just_taken});
}

// --- The booking --------------------------------------------------------------------------------------------------------------------

/// The person the limits are counted by: never the channel's user. Someone without an ID number stands for themselves alone.
std::string person_of(const Context& context) {
    const db::Resident& resident = *context.resident;
    return context.stores.residents.person_key(resident.id_no.empty() ? resident.id : resident.id_no);
}

std::string mobile_of(const Context& context) {
    const std::string& mobile = context.resident->mobile;
    return mobile.empty() ? "" : context.stores.residents.mobile_key(mobile);
}

/// Ends the transaction without a trace. Caught where it is thrown for: a full slot is an answer, not a failure.
struct NotBooked : std::exception {
    explicit NotBooked(db::Appointments::Booked why_) : why(why_) {}
    db::Appointments::Booked why;
};

Outcome booked(const BookingSpec& spec, const db::Record& record, const db::Appointment& appointment, const Answers& answers,
               const Context& context) {
    const Office* office = context.figures.office(appointment.slot.site);
    const Date day = date_from_iso(appointment.slot.day).value_or(context.today());
    const Minutes start = minutes_from_clock(appointment.slot.start).value_or(Minutes{0});
    Outcome outcome{.headline = "预约成功",
                    .facts = {{"预约编号", record.number},
                              {"查询密码", password_of(context, record.number)},
                              {"业务", label_of(*context.service, "business", appointment.business)}}};
    if (office != nullptr) {
        outcome.facts.push_back({"地点", office->name});
        outcome.facts.push_back({"地址", office->address});
    }
    outcome.facts.push_back({"时间", chinese(day) + " " + appointment.slot.start});
    if (spec.facts) std::ranges::move(spec.facts(answers, day, context), std::back_inserter(outcome.facts));
    outcome.next = "请在" + clock(start - Minutes{30}) + "至" + clock(start + Minutes{10}) +
                   "之间到场取号，过时按未到处理。如需取消，请在" + moment(free_cancel_until(appointment, context.figures)) +
                   "前办理，过后取消记半次未到。";
    outcome.offers = {{"查看或取消预约", "my_appointments", {}}};
    return outcome;
}

Outcome of_draft(const BookingSpec& spec, const db::Record& record, const Answers& answers, const Context& context) {
    const auto appointment = context.stores.appointments.find_by_record(record.id);
    if (!appointment || appointment->state != "open") {
        return {
            .code = Code::DUPLICATE, .headline = "这个预约已经取消或结束，如需办理请重新预约。", .facts = {{"预约编号", record.number}}};
    }
    return booked(spec, record, *appointment, answers, context);
}

db::NewRecord record_of(const Answers& answers, const Office& office, const Context& context) {
    std::string day = iso(context.today());
    std::erase(day, '-');
    return {
        .service = context.service->id,
        .title = context.service->title,
        .resident = context.resident->id,
        .draft = context.draft,
        .state = "BOOKED",
        .answers = to_json(answers),
        .summary = to_json({{"business", label_of(*context.service, "business", value_of(answers, "business"))}, {"site", office.name}}),
        .day = day,
        .now = unix_time(context.now)};
}

Result book_place(const BookingSpec& spec, const Answers& answers, Context& context) {
    if (context.resident == nullptr) return Raise{context.service->level};
    db::Stores& stores = context.stores;
    // Before any limit: the appointment of this very draft must not stand in its own way.
    if (const auto record = stores.records.find_by_draft(context.draft)) return of_draft(spec, *record, answers, context);
    const std::string business = value_of(answers, "business");
    if (const auto refused = booking_refused(context, business)) {
        return Outcome{.code = refused->code, .headline = refused->why, .offers = {{"查看我的预约", "my_appointments", {}}}};
    }
    if (auto wrong = not_bookable(answers, context)) return *wrong;

    const db::Slot slot = slot_of(answers, context);
    const Office& office = *context.figures.office(slot.site);
    db::Booking booking{.slot = slot,
                        .capacity = capacity_now(office, context, slot),
                        .resident = context.resident->id,
                        .person = person_of(context),
                        .mobile = mobile_of(context),
                        .service = context.service->id,
                        .business = business,
                        .record = {},
                        .draft = context.draft,
                        .now = unix_time(context.now)};
    db::Record record;
    try {
        stores.sql.transaction([&](db::Transaction& transaction) {
            auto created = stores.records.create(transaction, record_of(answers, office, context));
            record = std::move(created.record);
            if (!created.created) return;
            booking.record = record.id;
            const auto result = stores.appointments.book(transaction, booking);
            if (result.booked != db::Appointments::Booked::done) throw NotBooked(result.booked);
            stores.drafts.erase(transaction, context.draft);
        });
    } catch (const NotBooked& not_booked) {
        if (not_booked.why == db::Appointments::Booked::full) return Again{"slot", just_taken};
        return Outcome{.code = Code::DUPLICATE,
                       .headline = "同一身份证号码或手机号码当天已有这项业务的预约，请另选日期或先取消原预约。",
                       .offers = {{"查看我的预约", "my_appointments", {}}}};
    }
    return of_draft(spec, record, answers, context);
}

std::vector<Absence> absences_of(const Context& context, Instant since) {
    std::vector<Absence> absences;
    for (const auto& appointment : context.stores.appointments.list_by_resident(context.resident->id, 200)) {
        const bool late = appointment.state == "late_cancelled";
        const Instant at{seconds{appointment.closed_at}};
        if ((late || appointment.state == "no_show") && at >= since) absences.push_back({at, late});
    }
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
        {"no_shows", int64_t{3}, "How many no-shows lead to a ban; a late cancel counts one half.", 1, 100},
        {"no_show_days", int64_t{90}, "Within how many days they are counted.", 1, 365},
        {"ban_days", int64_t{30}, "How long the ban lasts, from the absence that reached the number.", 1, 365},
    };
}

Field business_field(std::vector<Option> businesses) {
    return {.key = "business",
            .label = "业务",
            .ask = "请选择要办理的业务",
            .type = &choice,
            .options = std::move(businesses),
            .hold = [](const Answers& answers, Context& context) -> std::optional<Refusal> {
                if (context.resident == nullptr) return std::nullopt;
                const auto refused = booking_refused(context, value_of(answers, "business"));
                return refused ? std::optional(Refusal{refused->why}) : std::nullopt;
            }};
}

std::vector<Field> applicant_fields() {
    const auto own = [](std::string db::Resident::*member) {
        return [member](const Answers&, const Facts& facts) { return facts.resident == nullptr ? std::string{} : facts.resident->*member; };
    };
    return {{.key = "name", .label = "姓名", .ask = "请输入姓名", .type = &person_name, .known = own(&db::Resident::name)},
            {.key = "id_no", .label = "身份证号码", .ask = "请输入身份证号码", .type = &id_card, .known = own(&db::Resident::id_no)},
            {.key = "mobile", .label = "手机号码", .ask = "请输入手机号码", .type = &mobile, .known = own(&db::Resident::mobile)}};
}

std::vector<Field> appointment_fields() {
    return {{.key = "district",
             .label = "办理地区",
             .ask = "请选择在哪个区办理",
             .type = &choice,
             .choices = offered_districts,
             .hold = has_sites,
             .show = [](const std::string& value, const Facts&) { return value == "near" ? "附近" : district_name(value); }},
            {.key = "near",
             .label = "位置",
             .ask = "请发送您的位置，或输入附近的地点名称",
             .type = &place,
             .when = {.key = "district", .values = {"near"}},
             .hold = has_sites},
            {.key = "site", .label = "办理地点", .ask = "请选择办理地点", .type = &choice, .choices = offered_sites, .show = site_name},
            {.key = "date", .label = "日期", .ask = "请选择日期", .type = &choice, .choices = offered_dates, .show = day_name},
            {.key = "slot",
             .label = "时段",
             .ask = "请选择时段，选好后为您保留10分钟",
             .type = &choice,
             .choices = offered_slots,
             .hold = hold_slot,
             .show = [](const std::string& value, const Facts&) { return value; }}};
}

Submit book(BookingSpec spec) {
    return [spec = std::move(spec)](const Answers& answers, Context& context) { return book_place(spec, answers, context); };
}

std::string password_of(const Context& context, const std::string& number) {
    const std::string digest = context.stores.vault.index("query_password", number);
    std::string digits = std::to_string(std::stoull(digest.substr(0, 15), nullptr, 16) % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

Instant free_cancel_until(const db::Appointment& appointment, const Figures& figures) {
    const Minutes until = minutes_parameter(figures.of(appointment.service), "cancel_until", Minutes{17 * 60});
    return cancel_deadline(date_from_iso(appointment.slot.day).value_or(Date{}), figures.calendar, until);
}

Cancelled cancel(Context& context, const db::Appointment& appointment) {
    const auto day = date_from_iso(appointment.slot.day);
    const auto start = minutes_from_clock(appointment.slot.start);
    if (!day || !start || context.now >= instant_of(*day, *start)) return Cancelled::begun;
    const bool late = context.now > free_cancel_until(appointment, context.figures);
    bool done = false;
    context.stores.sql.transaction([&](db::Transaction& transaction) {
        done = context.stores.appointments.cancel(transaction, appointment.id, appointment.resident, unix_time(context.now), late);
        if (!done) return;
        context.stores.records.move(transaction, {.record = appointment.record,
                                                  .from = "BOOKED",
                                                  .to = late ? "CANCELLED_LATE" : "CANCELLED",
                                                  .who = "resident",
                                                  .why = "",
                                                  .now = unix_time(context.now),
                                                  .due_at = {}});
    });
    if (!done) return Cancelled::gone;
    rest(context, appointment.slot);
    return late ? Cancelled::late : Cancelled::free;
}

std::optional<Stop> booking_refused(const Context& context, const std::string& business) {
    const Settings& settings = context.settings();
    const BanRules ban = ban_of(settings);
    const auto absences = absences_of(context, context.now - days{ban.within_days + ban.ban_days});
    if (const auto until = banned_until(absences, ban, context.now)) {
        return Stop{Code::BLACKLISTED, "您因" + std::to_string(ban.no_shows) + "次未到被暂停预约至" + moment(*until) +
                                           "，期间可直接到窗口取号办理；如有异议，请到窗口申请解除。"};
    }
    const auto open = context.stores.appointments.open_of(person_of(context), mobile_of(context));
    const auto same = std::ranges::count_if(
        open, [&](const db::Appointment& one) { return one.service == context.service->id && one.business == business; });
    if (same >= settings.integer("open_per_business")) {
        return Stop{Code::DUPLICATE, "这项业务您已有未办理的预约，请按预约时间前往；如需改期，请在「我的预约」先取消。"};
    }
    if (std::ssize(open) >= settings.integer("open_in_total")) {
        return Stop{Code::QUOTA_FULL, "您已有" + std::to_string(open.size()) + "个未办理的预约，已达上限，请办理或取消后再预约。"};
    }
    return std::nullopt;
}

}  // namespace services
