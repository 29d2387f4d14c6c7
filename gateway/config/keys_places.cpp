#include "gateway/config/keys.h"
#include "services/rules/figures.h"

namespace gateway {

namespace {

const std::vector<std::string> weekdays{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

std::vector<std::string> district_codes() {
    std::vector<std::string> codes;
    for (const auto& district : services::districts()) codes.push_back(district.code);
    return codes;
}

}  // namespace

// One row a key, one line a row: a table is read down its columns.
// clang-format off

Keys office_keys() {
    return {
        {"", {}, Form::object, "",
         "Where residents are received: sub-bureaus, stations, halls and offices, their hours, windows and businesses."},
        {"offices", each(&Config::figures, &services::Figures::offices), Form::list, "", "One entry a place.", 0, 2000},
        {"offices[]", {}, Form::object, "", "A place."},
        {"offices[].id", into(&services::Office::id), Form::id, "", "Its id; never changed later, since appointments carry it.", 1, 64},
        {"offices[].name", into(&services::Office::name), Form::text, "", "Its full name, as residents read it.", 1, 60},
        {"offices[].kind", into(&services::Office::kind),
         Form::word,
         "",
         "bureau (分局) | station (派出所) | hall (出入境办证大厅) | machine (出入境自助机) | claim_point (快撤理赔服务点) | office (any other counter).",
         0,
         0,
         {"bureau", "station", "hall", "machine", "claim_point", "office"}},
        {"offices[].parent", into(&services::Office::parent), Form::text, "\"\"", "Id of the unit above it; empty for a sub-bureau.", 0, 64},
        {"offices[].district", into(&services::Office::district), Form::word, "", "GB/T 2260 code of its district.", 0, 0, district_codes()},
        {"offices[].address", into(&services::Office::address), Form::text, "\"\"", "Street and number.", 0, 200},
        {"offices[].phone", into(&services::Office::phone), Form::text, "\"\"", "Digits and hyphens; several are separated by a comma and a space.", 0, 100},
        {"offices[].position", {}, Form::object, "null", "On the map, GCJ-02 as in WeChat and Amap; null when not known."},
        {"offices[].position.latitude", into(&services::Office::position, &services::Position::latitude), Form::number, "", "Degrees north; Guangzhou lies between 22.43 and 23.94.", -180, 180},
        {"offices[].position.longitude", into(&services::Office::position, &services::Position::longitude), Form::number, "", "Degrees east; Guangzhou lies between 112.95 and 114.06.", -180, 180},
        {"offices[].verified_on", into(&services::Office::verified_on), Form::date, "null", "The day somebody checked this entry; null: it is not shown to residents."},
        {"offices[].hours", by_hand(), Form::map, "{}", "Opening hours by weekday, monday to sunday; a day not named is closed.", 0, 7, weekdays},
        {"offices[].hours.*", {}, Form::list, "", "Hours of that weekday.", 0, 6},
        {"offices[].hours.*[]", {}, Form::span, "", "One opening."},
        {"offices[].seasons", by_hand(), Form::list, "[]", "Times of the year with hours of their own, instead of the weekday's; two must not overlap.", 0, 6},
        {"offices[].seasons[]", {}, Form::object, "", "A time of the year."},
        {"offices[].seasons[].from", {}, Form::text, "", "Its first day: \"07-01\" of every year, or \"2027-07-01\" once.", 1, 10},
        {"offices[].seasons[].until", {}, Form::text, "", "Its last day, written like the first; \"02-28\" after \"12-01\" is next year's.", 1, 10},
        {"offices[].seasons[].hours", {}, Form::map, "", "Opening hours by weekday; a day not named is closed.", 0, 7, weekdays},
        {"offices[].seasons[].hours.*", {}, Form::list, "", "Hours of that weekday.", 0, 6},
        {"offices[].seasons[].hours.*[]", {}, Form::span, "", "One opening."},
        {"offices[].dated_hours", by_hand(), Form::map, "{}", "Hours of single days (\"2026-12-31\"), instead of the weekday's and the season's; [] is closed.", 0,
         400},
        {"offices[].dated_hours.*", {}, Form::list, "", "Hours of that day.", 0, 6},
        {"offices[].dated_hours.*[]", {}, Form::span, "", "One opening."},
        {"offices[].open_on_holidays", into(&services::Office::open_on_holidays), Form::flag, "false", "Whether a public holiday keeps the weekday's hours, as at a machine in the street."},
        {"offices[].handles", into(&services::Office::handles), Form::list, "[]", "What is done here, in residents' words.", 0, 20},
        {"offices[].handles[]", {}, Form::text, "", "One matter, e.g. 港澳通行证再次签注.", 1, 30},
        {"offices[].businesses", by_hand(), Form::list, "[]", "Ids of the services received here by appointment.", 0, 57},
        {"offices[].businesses[]", {}, Form::id, "", "A service id."},
        {"offices[].windows", by_hand(), Form::map, "{}", "For each of the businesses, how many windows are open for it.", 0, 57},
        {"offices[].windows.*", {}, Form::integer, "", "Windows; 0 offers no appointments.", 0, 100},
        {"offices[].average_minutes", into(&services::Office::average_minutes), Form::integer, "15", "How long one visit takes; decides how many fit into a slot.", 1, 240},
    };
}

Keys calendar_keys() {
    return {
        {"", {}, Form::object, "", "Days off and working weekends, from the State Council's yearly notice (国务院办公厅关于节假日安排的通知)."},
        {"loaded_until", into(&Config::figures, &services::Figures::calendar, &services::Calendar::loaded_until), Form::date, "",
         "The last day the notices below speak for. Nothing is offered beyond it, so add next year's notice when it appears (October to "
         "December)."},
        {"holidays", by_hand(), Form::list, "", "Days off besides ordinary weekends.", 0, 1000},
        {"holidays[]", {}, Form::object, "", "One holiday."},
        {"holidays[].name", {}, Form::text, "", "Its name.", 1, 20},
        {"holidays[].from", {}, Form::date, "", "Its first day."},
        {"holidays[].until", {}, Form::date, "", "Its last day."},
        {"working_weekends", by_hand(), Form::list, "", "Saturdays and Sundays that are worked (调休); a place keeps its Monday hours on them.", 0,
         1000},
        {"working_weekends[]", {}, Form::date, "", "One day."},
    };
}

Keys fee_keys() {
    return {
        {"", {}, Form::object, "", "Official fees by date. An amount that changes gets a new row; the old one gets its last day and stays."},
        {"fees", each(&Config::figures, &services::Figures::fees), Form::list, "", "One row an amount.", 0, 1000},
        {"fees[]", {}, Form::object, "", "An amount in force for some time."},
        {"fees[].item", into(&services::Fee::item), Form::id, "", "What is paid for; a service's code names it.", 1, 64},
        {"fees[].yuan", into(&services::Fee::amount), Form::money, "", "The amount in yuan.", 0, 100000},
        {"fees[].from", into(&services::Fee::from), Form::date, "", "The first day it is in force."},
        {"fees[].until", into(&services::Fee::until), Form::date, "null", "The last day it is in force; null: until further notice."},
        {"fees[].basis", into(&services::Fee::basis), Form::text, "", "The document that sets it.", 1, 200},
    };
}

Keys menu_keys() {
    return {
        {"", {}, Form::object, "", "The account's menu: at most 3 buttons of at most 5 lines; a tap on a line lists its services."},
        {"button", each(&Config::figures, &services::Figures::menu), Form::list, "", "The buttons, from left to right.", 1, 3},
        {"button[]", {}, Form::object, "", "A button."},
        {"button[].name", into(&services::MenuButton::name), Form::text, "", "Its label: at most 4 Han characters.", 1, 16},
        {"button[].sub_button", each(&services::MenuButton::entries), Form::list, "", "Its lines, from top to bottom.", 1, 5},
        {"button[].sub_button[]", {}, Form::object, "", "A line."},
        {"button[].sub_button[].type", by_hand(), Form::word, "\"click\"", "Always click.", 0, 0, {"click"}},
        {"button[].sub_button[].name", into(&services::MenuEntry::name), Form::text, "", "Its label: at most 7 Han characters.", 1, 60},
        {"button[].sub_button[].key", into(&services::MenuEntry::key), Form::id, "", "What WeChat sends on a tap; different for each line.", 1, 128},
        {"button[].sub_button[].services", into(&services::MenuEntry::services), Form::list, "", "Ids of the services listed, in this order; a single one opens at once.", 1, 57},
        {"button[].sub_button[].services[]", {}, Form::id, "", "A service id."},
        {"button[].sub_button[].tag", into(&services::MenuEntry::tag), Form::text, "\"\"", "The name of a tag at WeChat: only followers with it see the line.", 0, 30},
    };
}

Keys operator_keys() {
    return {
        {"", {}, Form::object, "", "Who may change something from the command line, and how they prove who they are."},
        {"operators", each(&Config::operators), Form::list, "", "One entry a person; nobody: production refuses such commands, else they run for \"unnamed\".", 0, 200},
        {"operators[]", {}, Form::object, "", "A person."},
        {"operators[].id", into(&Operator::id), Form::id, "", "By which they say who they are (--as); never given to somebody else.", 1, 32},
        {"operators[].name", into(&Operator::name), Form::text, "", "Their name.", 1, 30},
        {"operators[].unit", into(&Operator::unit), Form::text, "", "Where they serve: the id of an office, or a department (traffic). With the roles case and lead, whose records they see.", 1, 60},
        {"operators[].roles", into(&Operator::roles), Form::list, "", "What they may do.", 1, 6},
        {"operators[].roles[]", {}, Form::word, "", "publisher (the menu, QR codes, notices to followers) | duty (on call) | keys (key files) | auditor (reads what others did) | case (records of their unit) | lead (what only its head decides).", 0, 0,
         {"publisher", "duty", "keys", "auditor", "case", "lead", "data"}},
        {"operators[].token", into(&Operator::token), Form::text, "", "The public part that police-gateway operators new-token FILE prints.", 1, 100},
        {"operators[].mobile", into(&Operator::mobile), Form::text, "\"\"", "Gets the codes by which somebody with the role duty signs in at the desk's pages; empty: only police-gateway alarms sign-in opens them.", 0, 11},
    };
}

// clang-format on

}  // namespace gateway
