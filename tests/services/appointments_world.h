// A small Guangzhou for the tests of appointments: three offices, two bound residents, a calendar of 2026, all stores on a temporary file.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "db/migrate.h"
#include "db/open.h"
#include "db/stores.h"
#include "services/form/answers.h"
#include "services/form/clocks.h"
#include "services/form/context.h"
#include "services/form/existing.h"
#include "services/form/spec.h"
#include "wechat/bytes.h"

namespace services {

Service id_card_appointment();
Service newborn_name_query();
Service police_station_directory();
Service my_appointments();
Service bind_identity();

inline Date day(int year, unsigned month, unsigned number) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(number)};
}
inline Instant at(Date date, int hour, int minute = 0) { return instant_of(date, Minutes{hour * 60 + minute}); }

/// National Day 2026 and the working Saturday after it, as the State Council notice has them (catalogue §8.2).
inline Calendar calendar_2026() {
    Calendar calendar;
    for (unsigned number = 1; number <= 7; ++number) calendar.exceptions[day(2026, 10, number)] = false;
    calendar.exceptions[day(2026, 9, 20)] = true;
    calendar.exceptions[day(2026, 10, 10)] = true;
    calendar.loaded_until = day(2026, 12, 31);
    return calendar;
}

inline Office office(std::string id, std::string name, std::string district, Position position) {
    Office made{.id = std::move(id),
                .name = std::move(name),
                .district = std::move(district),
                .address = "测试路1号",
                .phone = "020-00000000",
                .kind = "station",
                .parent = {},
                .position = position,
                .verified_on = day(2026, 1, 1),
                .hours = {},
                .dated_hours = {},
                .businesses = {"id_card_appointment"},
                .windows = {{"id_card_appointment", 2}},
                .average_minutes = 15};
    const Span morning{Minutes{8 * 60 + 30}, Minutes{12 * 60}}, afternoon{Minutes{14 * 60}, Minutes{17 * 60 + 30}};
    for (int weekday = 1; weekday <= 5; ++weekday) made.hours[weekday] = {morning, afternoon};
    made.hours[6] = {morning};
    return made;
}

inline Settings settings_of(const Service& service) {
    Settings settings;
    for (const ParameterSpec& each : service.parameters) settings.parameters[each.key] = each.fallback;
    return settings;
}

struct World {
    // Deleted when the world ends.
    struct Folder {
        std::filesystem::path path =
            std::filesystem::temp_directory_path() / ("police-world-" + std::to_string(::getpid()) + "-" + std::to_string(next()));
        // Two worlds may stand side by side in one test.
        static int next() {
            static int made = 0;
            return ++made;
        }
        Folder() {
            std::filesystem::remove_all(path);
            std::filesystem::create_directories(path);
        }
        ~Folder() { std::filesystem::remove_all(path); }
    } folder;
    db::Vault vault{db::new_key_file("k1"), db::new_key_file("i1")};
    std::unique_ptr<db::Sql> sql = db::open_sql("sqlite:" + (folder.path / "world.db").string());
    std::unique_ptr<db::Kv> kv = db::open_kv("memory:");
    db::Stores stores{*sql, *kv, vault};
    Figures figures;
    Service appointment = id_card_appointment(), mine = my_appointments(), names = newborn_name_query(),
            stations = police_station_directory(), binding = bind_identity();
    db::Resident lin, chen;
    Instant now = at(day(2026, 11, 23), 10);  // a Monday
    std::string sms;
    int drafts = 0;

    World() {
        db::migrate(*sql);
        mine.sheets = sheets_of(mine);
        figures.calendar = calendar_2026();
        figures.offices = {office("th-tangxia", "天河区分局棠下派出所", "440106", {23.132, 113.380}),
                           office("th-shipai", "天河区分局石牌派出所", "440106", {23.135, 113.345}),
                           office("yx-beijing", "越秀区分局北京派出所", "440104", {23.125, 113.270})};
        for (const Service* each : {&appointment, &mine, &names, &stations, &binding}) figures.settings[each->id] = settings_of(*each);
        figures.fees = {{"id_card_first_issue", {2000}, day(2003, 1, 1), day(2018, 3, 31), "发改价格〔2003〕2322号"},
                        {"id_card_first_issue", {0}, day(2018, 4, 1), std::nullopt, "首次申领免收"},
                        {"id_card_renewal", {2000}, day(2003, 1, 1), std::nullopt, "发改价格〔2003〕2322号"},
                        {"id_card_lost_or_damaged", {4000}, day(2003, 1, 1), std::nullopt, "发改价格〔2003〕2322号"},
                        {"id_card_temporary", {1000}, day(2003, 1, 1), std::nullopt, "发改价格〔2003〕2322号"}};
        lin = bound("lin", "林志远", "440199199003074612", "13800138000");
        chen = bound("chen", "陈美玲", "440199198001010020", "13900139000");
    }

    db::Resident bound(const std::string& subject, const std::string& name, const std::string& id_no, const std::string& mobile) {
        const auto seconds = now.time_since_epoch().count();
        const auto made = stores.residents.create_or_get({"W", subject}, seconds);
        stores.residents.set_mobile(made.id, mobile, seconds);
        stores.residents.bind_identity(made.id, name, id_no, seconds);
        return stores.residents.find(made.id).value();
    }

    Context context(const Service& service, const db::Resident* resident) {
        Context made{.now = now, .figures = figures, .stores = stores};
        made.resident = resident;
        made.citizen = resident == nullptr ? "nobody" : resident->id;
        made.user = {"W", made.citizen};
        made.draft = "draft" + std::to_string(++drafts);
        made.service = &service;
        made.send_sms = [this](const std::string&, const std::string& text) { return !(sms = text).empty(); };
        return made;
    }

    /// As the service's form would have made it, in that state from now on.
    db::Record record(const Service& service, const db::Resident& owner, std::string_view state, const Answers& answers) {
        db::NewRecord wanted{.service = service.id,
                             .title = service.title,
                             .resident = owner.id,
                             .draft = wechat::random_hex(8),
                             .state = std::string(state),
                             .answers = to_json(answers),
                             .summary = "{}",
                             .day = iso_basic(date_of(now)),
                             .now = unix_time(now)};
        start_clocks(wanted, *service.life, figures.settings[service.id], figures.calendar, now);
        return stores.records.create(wanted).record;
    }

    Answers answers(const std::string& date = "2026-11-30", const std::string& slot = "09:00", const std::string& business = "LOST",
                    const db::Resident* resident = nullptr) const {
        const db::Resident& who = resident == nullptr ? lin : *resident;
        return {{"name", who.name},     {"id_no", who.id_no},   {"mobile", who.mobile}, {"business", business}, {"photo_receipt", ""},
                {"district", "440106"}, {"site", "th-tangxia"}, {"date", date},         {"slot", slot}};
    }
};

inline std::string fact(const Outcome& outcome, std::string_view label) {
    for (const Line& each : outcome.facts) {
        if (each.label == label) return each.value;
    }
    return {};
}

inline const Outcome& outcome_of(const Result& result) { return std::get<Outcome>(result); }

}  // namespace services
