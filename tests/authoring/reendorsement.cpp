// 往来港澳再次签注 (catalogue row 18) at L2, written as an author would, outside of the catalog: what an application with a fee takes that
// depends on what was chosen.
#include "reendorsement.h"

#include "payment/bill.h"
#include "services/answers/fields.h"
#include "services/form/act.h"
#include "services/form/flow.h"
#include "services/form/lifecycles.h"
#include "services/shapes/filing.h"

namespace services {
namespace {

const std::vector<Option>& destinations() {
    static const std::vector<Option> all{{"HK", "香港"}, {"MO", "澳门"}};
    return all;
}

/// Macao knows one entry in three months or a year, and nothing twice.
std::vector<Option> counts(const Answers&, Context& context) {
    std::vector<Option> all{{"M3_1", "3个月1次"}, {"Y1_1", "1年1次"}};
    if (context.part == "HK") all.insert(all.end(), {{"M3_2", "3个月2次"}, {"Y1_2", "1年2次"}});
    return all;
}

Checked valid_long_enough(const Answers& answers, Context& context) {
    const auto least = context.settings().integer("permit_months");
    const auto from = std::chrono::year_month_day(context.today()) + std::chrono::months(least);
    if (date_from_iso(answers.at("permit_expiry")).value() >= Date(from)) return {};
    return Ineligible{.why = "通行证剩余有效期不足" + std::to_string(least) + "个月的，请先换发通行证。"};
}

/// One endorsement a place, each for the fee of the day it was applied for.
payment::Bill bill_of(const db::Record& record, const Context& context) {
    const Date day = date_of(instant_at(record.created_at));
    const Answers answers = from_json(record.answers);
    payment::Bill bill{.of = record.number, .title = record.title, .lines = {}, .quoted_on = day};
    for (const Option& place : destinations()) {
        const std::string count = value_of(answers, place.id + ".count");
        if (count.empty()) continue;
        const std::string item = std::string("hk_macau_endorsement_") + (count.ends_with("_2") ? "double" : "single");
        bill.lines.push_back({item, place.label + "签注", context.figures.fee(item, day), ""});
    }
    return bill;
}

Outcome shown(const db::Record& record, Context& context) {
    Outcome outcome{.headline = record.title, .facts = {{"number", "业务编号", record.number}}};
    for (Line& line : standing(record, context)) outcome.facts.push_back(std::move(line));
    outcome.facts.push_back({"fee", "费用", payment::yuan(total(bill_of(record, context)))});
    return outcome;
}

}  // namespace

Service reendorsement() {
    auto parameters = application_parameters();
    parameters.push_back({"permit_months", std::int64_t{4}, "Months for which the permit must still be valid.", 0, 60});
    return Service{
        .id = "reendorsement",
        .title = "往来港澳再次签注",
        .department = "exit_entry",
        .kind = Kind::application,
        .level = Level::L2,
        .pay = Pay::window,
        .words = {"签注", "续签"},
        .parameters = std::move(parameters),
        .fees = {"hk_macau_endorsement_single", "hk_macau_endorsement_double"},
        .fields =
            {{.key = "permit_no", .label = "通行证号码", .ask = "往来港澳通行证的号码？", .type = &hk_macau_permit},
             {.key = "permit_expiry",
              .label = "有效期至",
              .ask = "通行证有效期到哪一天？",
              .type = &date,
              .check = valid_long_enough,
              .example = "2029-12-01"},
             {.key = "destination",
              .label = "前往地",
              .ask = "去哪里？可以都选",
              .type = &choice,
              .options = destinations(),
              .several = true},
             {.key = "type",
              .label = "签注种类",
              .ask = "哪一种签注？",
              .type = &choice,
              .options = {{"G", "个人旅游"}, {"L", "团队旅游"}},
              .each_of = "destination"},
             {.key = "count",
              .label = "有效期和次数",
              .ask = "有效期和次数？",
              .type = &choice,
              .choices = counts,
              .each_of = "destination"},
             {.key = "collection",
              .label = "领取方式",
              .ask = "怎么领取？",
              .type = &choice,
              .options = {{"machine", "自助机"}, {"window", "窗口"}, {"ems", "邮寄"}}},
             {.key = "address", .label = "邮寄地址", .ask = "寄到哪里？", .type = &line, .when = {.key = "collection", .values = {"ems"}}}},
        .submit = file_record("申请已提交。"),
        .life = &application(),
        .acts = application_acts(),
        .shows = shown};
}

}  // namespace services
