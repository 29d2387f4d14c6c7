// The figures in force: calendar, offices, fees, articles and each service's settings, read from deploy/config and never changed
// afterwards.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "payment/fen.h"
#include "services/rules/article.h"
#include "services/rules/rows.h"
#include "services/rules/time.h"

namespace services {

class Recogniser;
std::shared_ptr<const Recogniser> shipped_recogniser();  // services/distress/recogniser.h
class Gazetteer;
std::shared_ptr<const Gazetteer> shipped_gazetteer();  // services/rules/gazetteer.h

/// GCJ-02, degrees, as WeChat gives it.
struct Position {
    double latitude = 0;
    double longitude = 0;
};

/// Metres on the ground between two positions.
double distance(Position a, Position b);

struct District {
    std::string code;  // GB/T 2260, e.g. 440103
    std::string name;  // 荔湾区
};

/// The 11 districts of Guangzhou (catalogue §11).
const std::vector<District>& districts();
/// Name of a district code; the code itself when it is not one of the 11.
std::string district_name(std::string_view code);

/// Working days of the city (State Council notices; catalogue §8.2). Weekends are off unless a row says otherwise.
struct Calendar {
    std::map<Date, bool> exceptions;  // true: a working weekend, false: a holiday
    Date loaded_until{};              // the last day the loaded notices speak for; nothing is offered beyond it

    bool is_working_day(Date day) const;
    /// The n-th working day after `day` (n >= 1), or before it (n <= -1).
    Date working_day(Date day, int n) const;
};

struct Span {
    Minutes opens{}, closes{};
    bool contains(Minutes time) const { return opens <= time && time < closes; }
};
/// Whether it is open at that time of the day; without any span always.
bool is_open_at(const std::vector<Span>&, Minutes);

using WeeklyHours = std::map<int, std::vector<Span>>;  // ISO weekday 1..7 -> when it is open; a day without a row: closed

/// A time of the year with hours of its own, e.g. the summer's longer evenings.
struct Season {
    std::chrono::month_day from{}, until{};      // both inclusive; an `until` before `from` is of the year after
    std::optional<std::chrono::year> year = {};  // in which it begins; absent: every year
    WeeklyHours hours = {};

    /// The last day of the season that `day` lies in; absent when it lies in none. Where there is no 29 February, a season from then
    /// begins on 1 March, and one until then ends on the 28th.
    std::optional<Date> lasts_until(Date day) const;
};

/// One place where residents are received, or a machine that serves them.
struct Office {
    std::string id, name, district, address, phone;
    std::string kind;    // bureau | station | hall | machine | claim_point | office
    std::string parent;  // id of the unit above, empty for a sub-bureau
    Position position;
    std::optional<Date> verified_on;                // rows never verified are not shown to residents
    WeeklyHours hours;                              // the weekly template
    std::vector<Season> seasons = {};               // each replaces the weekly template while it lasts; no two overlap
    std::map<Date, std::vector<Span>> dated_hours;  // replaces both on that day; empty: closed
    bool open_on_holidays = false;                  // a public holiday keeps the weekday's hours
    std::vector<std::string> handles = {};          // what is done here, as residents read it: 护照
    std::vector<std::string> businesses;            // ids of the services received here by appointment
    std::map<std::string, int> windows;             // service id -> windows open for it
    int average_minutes = 15;                       // of one visit

    /// The season in force on `day`; null when there is none.
    const Season* season_on(Date day) const;
    /// When the office is open on `day`: dated hours; else nothing on a public holiday, unless it keeps open; else the template of the
    /// season in force, or the weekly one. A working weekend uses the template's Monday.
    std::vector<Span> open_on(Date day, const Calendar& calendar) const;
    bool receives(std::string_view service) const;
};

struct Fee {
    std::string item;
    payment::Fen amount;
    Date from{};
    std::optional<Date> until;  // the last day it is in force
    std::string basis;          // the document that sets it
};

using Parameter = std::variant<std::int64_t, bool, std::string, std::vector<std::string>, Rows>;

/// What the administrator says of one service (deploy/config/services/<department>.json).
struct Settings {
    bool enabled = true;
    std::string notice;                    // why it is off and until when; shown to residents
    std::optional<Instant> opens, closes;  // scheduled toggle: open in [opens, closes)
    std::vector<Span> hours;               // when submissions are accepted, every day; empty: always
    std::optional<int> daily_limit;        // submissions a resident a day
    std::vector<std::string> channels;     // letters; empty: those of the service
    std::vector<std::string> words;        // more words that open it
    std::map<std::string, Parameter> parameters;

    bool is_open(Instant now) const;
    std::int64_t integer(std::string_view parameter) const;  // throws std::out_of_range on an undeclared parameter
    bool flag(std::string_view parameter) const;
    const std::string& text(std::string_view parameter) const;
    const Rows& rows(std::string_view parameter) const;
};

/// A line of the account's menu: what a tap on it lists.
struct MenuEntry {
    std::string key, name;
    std::vector<std::string> services;  // ids in the order shown
    std::string tag = {};               // of the account's followers, who alone see the line at WeChat; empty: all see it
};
struct MenuButton {
    std::string name;
    std::vector<MenuEntry> entries;
};

struct Figures {
    Calendar calendar;
    std::vector<Office> offices;
    std::vector<Fee> fees;
    std::vector<MenuButton> menu;
    std::map<std::string, Settings, std::less<>> settings;                   // every service of the catalog has a row
    std::map<std::string, std::vector<Article>, std::less<>> articles = {};  // of each collection, as they are listed; expired ones, too
    std::shared_ptr<const Recogniser> distress = shipped_recogniser();       // never null
    std::shared_ptr<const Gazetteer> gazetteer = shipped_gazetteer();        // never null

    /// The fee in force on `day`; throws std::out_of_range when no row covers it.
    payment::Fen fee(std::string_view item, Date day) const;
    const Office* office(std::string_view id) const;  // null when absent
    const Settings& of(std::string_view service) const;
};

}  // namespace services
