#include "services/shapes/population.h"

#include "services/answers/characters.h"
#include "services/answers/fields.h"

namespace services {
namespace {

// The year alone is kept of a birth date: beside a name, the day would lead to one person.
Parsed parse_year(const Input& input, const Facts& facts) {
    const std::string year = input.text.substr(0, 4);
    const bool is_alone = input.text.size() == 4 || std::holds_alternative<std::string>(date.parse(input, facts));
    const std::string now = iso(facts.today()).substr(0, 4);
    if (!is_digits(year) || !is_alone || year < "1900" || year > now)
        return Refusal{"it is neither a year nor a date, such as 1990 or 1990-03-07"};
    return year;
}

Parsed parse_area(const Input& input, const Facts&) {
    if (!is_digits(input.text) || input.text.size() != 6) return Refusal{"it is no area code of 6 digits, such as 440106"};
    return input.text;
}

constinit const FieldType year{.name = "year", .parse = parse_year, .mask = mask_nothing, .example = "1990"};
constinit const FieldType area_code{.name = "area_code", .parse = parse_area, .mask = mask_nothing, .example = "440106"};

}  // namespace

const DataSet& population() {
    static const DataSet set{
        .id = "population",
        .title = "常住人口",
        .columns = {Column{.name = "name", .label = "姓名", .type = &person_name, .kept = Kept::group},
                    Column{.name = "id_no", .label = "身份证号码", .type = &id_card, .kept = Kept::key},
                    Column{.name = "sex", .label = "性别", .type = &choice, .kept = Kept::plain, .options = {{"M", "男"}, {"F", "女"}}},
                    Column{.name = "birth", .label = "出生日期", .type = &year, .kept = Kept::plain},
                    Column{.name = "area", .label = "户籍区划", .type = &area_code, .kept = Kept::plain}},
        .fresh = std::chrono::days{40}};
    return set;
}

bool is_person(Context& context, const std::string& name, const std::string& id_no) {
    return context.stores.data_sets.find(name_of(population()), id_no, name).has_value();
}

std::vector<NameCount> name_counts(Context& context, const std::string& name) {
    std::vector<NameCount> counts;
    for (const db::DataCount& each : context.stores.data_sets.counts(name_of(population()), name)) {
        const Answers row = from_json(each.plain);
        counts.push_back({row.at("sex"), std::stoi(row.at("birth")), row.at("area"), each.rows});
    }
    return counts;
}

}  // namespace services
