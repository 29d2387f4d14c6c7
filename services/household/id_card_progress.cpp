// services/household/id_card_progress.cpp — 身份证办理进度查询: how far an ID card has come, by its holder's number and the receipt's.
#include "services/answers/fields.h"
#include "services/shapes/look_up.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

const std::vector<Option>& stages() {
    static const std::vector<Option> all{
        {"ACCEPTED", "受理"}, {"REVIEW", "审核"}, {"PRODUCTION", "制证"}, {"READY", "待领取"}, {"COLLECTED", "已领取"}};
    return all;
}

const DataSet& applications() {
    static const DataSet set{.id = "id_card_applications",
                             .title = "身份证办理进度",
                             .columns = {Column{.name = "id_no", .label = "身份证号码", .type = &id_card, .kept = Kept::key},
                                         Column{.name = "receipt_no", .label = "受理号", .type = &receipt_no, .kept = Kept::key},
                                         Column{.name = "stage", .label = "办理环节", .type = &choice, .options = stages()},
                                         Column{.name = "stage_date", .label = "环节日期", .type = &date},
                                         Column{.name = "accepted_date", .label = "受理日期", .type = &date},
                                         Column{.name = "place", .label = "领取地点", .type = &line, .optional = true}}};
    return set;
}

std::string whole_way(const std::string& stage) {
    std::string way;
    for (const Option& each : stages()) way += (way.empty() ? "" : " → ") + (each.id == stage ? "【" + each.label + "】" : each.label);
    return way;
}

/// What happens next and by when; what is later than usual is said to be late.
std::string what_next(const std::string& stage, Date accepted, const Context& context) {
    if (stage == "READY") return "请本人携带领取凭证和旧身份证领取；由他人代领的，请先致电领取地点确认。";
    if (stage == "COLLECTED") return "如果不是您本人或家人领取的，请尽快致电受理的派出所。";
    const auto days = context.settings().integer("issue_days");
    const Date due = accepted + std::chrono::days{days};
    const std::string usual = "一般自受理之日起" + std::to_string(days) + "天内可以领取";
    if (due < context.today()) return usual + "，现在已经超过，请携带领取凭证到受理的派出所查询，或先致电。";
    return usual + "，即" + chinese_with_year(due) + "前。";
}

Outcome shows(const Answers& row, Context& context) {
    const std::string& stage = row.at("stage");
    const Date accepted = date_from_iso(row.at("accepted_date")).value();
    Outcome outcome{.headline = "身份证办理进度：" + label_of(stages(), stage),
                    .facts = {{"way", "进度", whole_way(stage)},
                              {"stage_date", "本环节日期", date.mask(row.at("stage_date"))},
                              {"accepted_date", "受理日期", chinese_with_year(accepted)}},
                    .next = what_next(stage, accepted, context)};
    if (const std::string place = value_of(row, "place"); !place.empty()) {
        outcome.facts.push_back({"place", "领取地点", place});
        const auto is_it = [&](const Office& office) { return office.name.find(place) != std::string::npos; };
        const bool is_known = !offices_at(context.figures, place, is_it).empty();
        if (is_known) outcome.offers.push_back({"领取地点的电话和开放时间", "police_station_directory", {{"place", place}}});
    }
    outcome.offers.push_back({"再查一个", "id_card_progress", {}});
    return outcome;
}

std::string is_bound(const Answers&, const Facts& facts) {
    return facts.resident != nullptr && !facts.resident->id_no.empty() ? "yes" : "no";
}

std::string own_number(const Answers& answers, const Facts& facts) {
    return value_of(answers, "whose") == "own" && facts.resident != nullptr ? facts.resident->id_no : "";
}

}  // namespace

Service id_card_progress() {
    auto parameters = look_up_parameters();
    parameters.push_back({"issue_days", std::int64_t{25}, "Within how many days of its acceptance a card is usually ready.", 1, 60});
    return Service{
        .id = "id_card_progress",
        .title = "身份证办理进度查询",
        .kind = Kind::lookup,
        .level = Level::L1,
        .channels = "WBJ",
        .words = {"身份证进度", "身份证办好没", "领身份证"},
        .intro = "凭身份证号码和受理号查询，受理号在领取凭证上。",
        .card = {.who = "本人或家人都可以查，需要领取凭证上的受理号",
                 .papers = "领取凭证上的受理号和办证人的身份证号码",
                 .term = "查询马上有结果；身份证一般自受理之日起25天内可以领取"},
        .parameters = std::move(parameters),
        .fields = {Field{.key = "whose",
                         .label = "查询对象",
                         .ask = "查谁的身份证？",
                         .type = &choice,
                         .options = {{"own", "我本人的"}, {"other", "家人或他人的"}},
                         .when = {.key = "is_bound", .values = {"yes"}, .fact = is_bound}},
                   Field{
                       .key = "id_no", .label = "身份证号码", .ask = "请输入办证人的18位身份证号码", .type = &id_card, .known = own_number},
                   Field{.key = "receipt_no", .label = "受理号", .ask = "请输入领取凭证上的受理号", .type = &receipt_no}},
        .submit =
            look_up({.data = &applications(), .nothing = "没有查到相符的办理记录，请对照领取凭证核对身份证号码和受理号。", .shows = shows}),
        .reads = {&applications()}};
}

}  // namespace services
