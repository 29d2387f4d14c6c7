#include "services/answers/days.h"
#include "services/answers/fields.h"

namespace services {
namespace {

Parsed parse_date(const Input& input, const Facts& facts) {
    if (const auto day = day_in(input.choice.value_or(input.text), facts.today())) return iso(*day);
    return Refusal{"请输入存在的日期，例如“11月30日”“明天”或“下周一”。"};
}

std::string show_date(std::string_view value) {
    const auto day = date_from_iso(value);
    return day ? chinese_with_year(*day) : std::string(value);
}

}  // namespace

constinit const FieldType date{
    .name = "date", .parse = parse_date, .mask = show_date, .example = "2026-11-30", .number = true, .control = Control::date};

}  // namespace services
