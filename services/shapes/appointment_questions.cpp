// The questions of place and time that every appointment service asks.
#include <algorithm>
#include <map>

#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/rules/time.h"
#include "services/shapes/appointments.h"
#include "services/shapes/offices.h"
#include "services/shapes/places.h"

namespace services {
namespace {

std::string place_of(const Answers& answers) {
    const std::string district = value_of(answers, "district");
    return district == "near" ? value_of(answers, "near") : district;
}

constexpr std::size_t most_sites = 10, most_near = 5;

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
    const std::size_t most = position_of(place_of(answers)) ? most_near : most_sites;
    for (const NearOffice& near : sites_at(place_of(answers), context)) {
        if (free_slots(*near.office, days_of(*near.office, context), context).empty()) continue;
        const std::string far = distance_text(near.metres);
        options.push_back({near.office->id, near.office->name + (far.empty() ? "" : " " + far)});
        if (options.size() == most) break;
    }
    return options;
}

bool is_site(const Answers& answers, Context& context) {
    const Office* office = site_of(answers, context);
    const auto at = sites_at(place_of(answers), context);
    return office != nullptr && std::ranges::find(at, office, &NearOffice::office) != at.end();
}

bool is_date(const Answers& answers, Context& context) {
    const Office* office = site_of(answers, context);
    const auto day = date_from_iso(value_of(answers, "date"));
    if (office == nullptr || !day) return false;
    const auto days = days_of(*office, context);
    return std::ranges::find(days, *day) != days.end();
}

/// A place without a bookable site is refused where it was given, so that the resident can give another. Who has chosen a slot has passed
/// here, and whether it is theirs still is asked of the slot alone.
Checked has_sites(const Answers& answers, Context& context) {
    if (value_of(answers, "district") == "near" && !answers.contains("near")) return std::nullopt;
    const bool has_slot = answers.contains("slot");
    const bool is_any_free = std::ranges::any_of(sites_at(place_of(answers), context), [&](const NearOffice& near) {
        return has_slot || !free_slots(*near.office, days_of(*near.office, context), context).empty();
    });
    if (is_any_free) return std::nullopt;
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

/// The site may have been proposed.
std::string which_site(const Answers& answers, Context& context) {
    const std::vector<Option> sites = offered_sites(answers, context);
    const std::string shown = label_of(sites, value_of(answers, "site"));
    return "办理地点：" + shown + (sites.size() > 1 ? "（附近还有" + std::to_string(sites.size() - 1) + "处，核对时可以修改）" : "");
}

/// Where the booking that is changed is, then the other sites of its district.
std::vector<Option> sites_instead(const Answers& answers, Context& context) {
    const auto appointment = context.stores.appointments.find_by_record(value_of(answers, record_answer));
    const Office* office = appointment ? context.figures.office(appointment->slot.site) : nullptr;
    if (office == nullptr) return {};
    std::vector<Option> options = offered_sites({{"district", office->district}}, context);
    const auto own = std::ranges::find(options, office->id, &Option::id);
    if (own != options.end()) std::rotate(options.begin(), own, own + 1);
    return options;
}

bool is_any_site(const Answers& answers, Context& context) { return site_of(answers, context) != nullptr; }

std::string which_site_instead(const Answers& answers, Context& context) {
    const Office* office = site_of(answers, context);
    return office == nullptr ? "" : "办理地点：" + office->name + "。换好之前，原来的预约一直保留。";
}

/// Whether a place of it is left is said by holding one.
bool is_slot(const Answers& answers, Context& context) { return !not_bookable(answers, context); }

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

Checked hold_slot(const Answers& answers, Context& context) {
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
    context.has_changed();
    return held ? Checked{} : Checked{Refusal{just_taken}};
}

}  // namespace

Field business_field(std::vector<Option> businesses) {
    return Field{.key = "business",
                 .label = "业务",
                 .ask = "请选择要办理的业务",
                 .type = &choice,
                 .options = std::move(businesses),
                 .check = [](const Answers& answers, Context& context) -> Checked {
                     // Of a telephone that several share nobody learns what another has booked.
                     if (context.resident == nullptr || context.resident->level < static_cast<int>(Level::L2)) return {};
                     const auto refused = booking_refused(context, value_of(answers, "business"));
                     return refused ? Checked{Refusal{refused->why}} : Checked{};
                 }};
}

std::vector<Field> applicant_fields() {
    const auto own = [](std::string db::Resident::*member) {
        return [member](const Answers&, const Facts& facts) { return facts.resident == nullptr ? std::string{} : facts.resident->*member; };
    };
    return {Field{.key = "name", .label = "姓名", .ask = "请输入姓名", .type = &person_name, .known = own(&db::Resident::name)},
            Field{.key = "id_no", .label = "身份证号码", .ask = "请输入身份证号码", .type = &id_card, .known = own(&db::Resident::id_no)},
            Field{.key = "mobile", .label = "手机号码", .ask = "请输入手机号码", .type = &mobile, .known = own(&db::Resident::mobile)}};
}

std::vector<Field> appointment_fields() {
    return {Field{.key = "district",
                  .label = "办理地区",
                  .ask = "请选择在哪个区办理",
                  .type = &choice,
                  .choices = offered_districts,
                  .check = has_sites,
                  .show = [](const std::string& value, const Facts&) { return value == "near" ? "附近" : district_name(value); }},
            Field{.key = "near",
                  .label = "位置",
                  .ask = "请发送您的位置，或输入附近的地点名称",
                  .type = &place,
                  .from = {"district"},
                  .when = {.key = "district", .values = {"near"}},
                  .check = has_sites},
            Field{.key = "site",
                  .label = "办理地点",
                  .ask = "请选择办理地点",
                  .type = &choice,
                  .choices = offered_sites,
                  .is_choice = is_site,
                  .from = {"district", "near"},
                  .proposes = true,
                  .show = site_name},
            Field{.key = "date",
                  .label = "日期",
                  .ask = "请选择日期",
                  .type = &choice,
                  .choices = offered_dates,
                  .is_choice = is_date,
                  .from = {"site"},
                  .tell = which_site,
                  .show = day_name},
            Field{.key = "slot",
                  .label = "时段",
                  .ask = "请选择时段，选好后为您保留10分钟",
                  .type = &choice,
                  .choices = offered_slots,
                  .is_choice = is_slot,
                  .from = {"date"},
                  .check = hold_slot,
                  .effect = Effect::holds_place,
                  .show = [](const std::string& value, const Facts&) { return value; }}};
}

std::vector<Field> new_time_fields() {
    std::vector<Field> fields = appointment_fields();
    std::erase_if(fields, [](const Field& field) { return field.key == "district" || field.key == "near"; });
    Field &site = fields[0], &date = fields[1];
    site.choices = sites_instead;
    site.is_choice = is_any_site;
    site.from = {};
    date.tell = which_site_instead;
    return fields;
}

}  // namespace services
