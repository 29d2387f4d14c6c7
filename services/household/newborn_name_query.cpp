// services/household/newborn_name_query.cpp — 新生儿重名查询: how many bear a name, never who.
#include <map>

#include "services/answers/fields.h"
#include "services/shapes/population.h"

namespace services {
namespace {

/// In tens, so that neither a count nor the difference of two tells of fewer than ten people.
std::string people(std::int64_t count) {
    if (count == 0) return "0人";
    return count < 10 ? "不足10人" : "约" + std::to_string(count / 10 * 10) + "人";
}

std::int64_t total_of(const std::vector<NameCount>& counts) {
    std::int64_t total = 0;
    for (const auto& each : counts) total += each.count;
    return total;
}

std::string by_sex(const std::vector<NameCount>& counts) {
    std::int64_t male = 0, female = 0;
    for (const auto& each : counts) (each.sex == "M" ? male : female) += each.count;
    return "男" + people(male) + "，女" + people(female);
}

std::string by_decade(const std::vector<NameCount>& counts) {
    std::map<int, std::int64_t> decades;
    for (const auto& each : counts) decades[each.birth_year / 10 * 10] += each.count;
    std::string text;
    for (const auto& [decade, count] : decades) text += (text.empty() ? "" : "，") + std::to_string(decade) + "年代" + people(count);
    return text;
}

std::vector<Option> areas() {
    std::vector<Option> options{{std::string(whole_city), "全市"}};
    for (Option& district : district_options()) options.push_back(std::move(district));
    return options;
}

Result count_names(const Answers& answers, Context& context) {
    const auto loaded = context.stores.data_sets.in_force(population().id);
    if (!loaded) {
        return Outcome{.code = Code::UPSTREAM_DOWN, .headline = "人口数据正在更新，暂时不能查询，请稍后再试。"};
    }
    const std::string& name = answers.at("name");
    const std::string& sex = answers.at("sex");
    const std::string& area = answers.at("area");
    const std::int64_t breakdown_from = context.settings().integer("breakdown_from");

    auto counts = name_counts(context, name);
    std::string where = "全市";
    // A rare name is not narrowed either: two narrow counts would tell what the breakdown hides.
    const bool rare = total_of(counts) < breakdown_from;
    const bool anywhere = area == whole_city;
    const bool narrowed = sex != "ANY" || !anywhere;
    if (!rare && narrowed) {
        std::erase_if(counts, [&](const NameCount& each) { return (sex != "ANY" && each.sex != sex) || (!anywhere && each.area != area); });
        where = anywhere ? "全市" : district_name(area);
        where += sex == "M" ? "男性" : sex == "F" ? "女性" : "";
    }

    const std::int64_t total = total_of(counts);
    Outcome outcome{.headline = total == 0 ? where + "没有人叫「" + mask_name(name) + "」"
                                           : where + "叫「" + mask_name(name) + "」的" + (total < 10 ? "" : "有") + people(total)};
    if (total >= breakdown_from) {
        outcome.facts.push_back({"by_sex", "按性别", by_sex(counts)});
        outcome.facts.push_back({"by_decade", "按出生年代", by_decade(counts)});
    } else if (total > 0) {
        outcome.facts.push_back({"note", "说明", "人数较少，为保护个人信息，只显示" + std::string(rare ? "全市" : "") + "总数。"});
    }
    const auto day = date_from_iso(loaded->data_date);
    outcome.facts.push_back({"data_date", "数据日期", day ? chinese_with_year(*day) : loaded->data_date});
    outcome.next = "同名不影响出生登记，结果仅供取名参考。";
    if (!rare && anywhere)
        outcome.offers.push_back(
            {"只看一个区", "newborn_name_query", {{"name", name}, {"sex", sex}, {"area", std::string(wanted_answer)}}});
    outcome.offers.push_back({"再查一个名字", "newborn_name_query", {}});
    return outcome;
}

}  // namespace

Service newborn_name_query() {
    return Service{.id = "newborn_name_query",
                   .title = "新生儿重名查询",
                   .kind = Kind::lookup,
                   .level = Level::L1,
                   .channels = "WCABJ",
                   .words = {"重名", "同名", "取名", "起名", "宝宝名字", "新生儿重名"},
                   .intro = "查一查有多少人与宝宝同名，只有人数，没有个人信息。",
                   .card = {.who = "已绑定手机号码的都可以查", .papers = "不用材料，想好宝宝的姓名就行", .term = "马上有结果"},
                   .parameters = {{"breakdown_from", std::int64_t{10},
                                   "From how many bearers of a name the breakdown by sex and decade is shown.", 10, 1000}},
                   .fields = {Field{.key = "name",
                                    .label = "姓名",
                                    .ask = "请输入宝宝的姓名（含姓，2至6个汉字）",
                                    .type = &newborn_name,
                                    .example = "林子轩"},
                              Field{.key = "sex",
                                    .label = "性别",
                                    .ask = "查哪种性别？",
                                    .type = &choice,
                                    .options = {{"ANY", "不限"}, {"M", "男"}, {"F", "女"}}},
                              Field{.key = "area",
                                    .label = "地区",
                                    .ask = "查哪个地区？",
                                    .type = &choice,
                                    .options = areas(),
                                    .presumed = presumes(std::string(whole_city))}},
                   .submit = count_names,
                   .reads = {&population()}};
}

}  // namespace services
