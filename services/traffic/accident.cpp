#include "services/traffic/accident.h"

#include <algorithm>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/rules/gazetteer.h"

namespace services::accident {
namespace {

std::string plate_of(const Answers& report, std::string_view part) { return value_of(report, std::string(part) + ".plate"); }

std::string liability_between(const Answers& report, const std::string& a, const std::string& b) {
    const std::string liability = value_of(report, "liability");
    if (liability == "A_FULL") return a + "负全部责任，" + b + "无责任";
    if (liability == "B_FULL") return b + "负全部责任，" + a + "无责任";
    if (liability == "EQUAL") return a + "与" + b + "负同等责任";
    return "双方有争议，由民警认定";
}

/// Of a value of `position`, without what the resident called the place.
std::string coordinates(const std::string& position) {
    return "坐标" + position.substr(std::min<std::size_t>(1, position.size()), position.find(' ') - 1);
}

PaperSection party_section(const Answers& report, const std::string& part, const std::string& heading) {
    const auto answer = [&](const char* key) { return value_of(report, part + "." + key); };
    const std::string policy = answer("policy_no");
    return {.heading = heading,
            .rows = {{"姓名", answer("name")},
                     {"驾驶证号码", mask_id_card(answer("license_no"))},
                     {"联系电话", mask_mobile(answer("mobile"))},
                     {"车辆", answer("plate") + "，" + answer("plate_type")},
                     {"保险", answer("insurer") + (policy.empty() ? "" : "，保险单号" + policy)}}};
}

}  // namespace

const db::Lifecycle& life() {
    using db::By;
    // Names as in the short form of catalogue §9; the first is what the other party's code adds to it.
    static const db::Lifecycle table{
        .begins = awaiting_confirmation,
        .states = {{.id = awaiting_confirmation, .shown = "等待对方确认", .ticks = {{"confirm_hours", db::Unit::hours, "lapse"}}},
                   {.id = agreed, .shown = "双方已确认"},
                   {.id = assigned, .shown = "民警处理中"},
                   {.id = revoked, .shown = "已撤回"},
                   {.id = lapsed, .shown = "对方未确认，已关闭"}},
        .moves = {{"confirm", {awaiting_confirmation}, agreed, By::other_party},
                  {"refuse", {awaiting_confirmation}, assigned, By::other_party},
                  {"resend", {awaiting_confirmation}, awaiting_confirmation, By::resident},
                  {"revoke", {awaiting_confirmation, assigned}, revoked, By::resident},
                  {"lapse", {awaiting_confirmation}, lapsed, By::clock}}};
    return table;
}

const std::vector<Option>& parties() {
    static const std::vector<Option> both{{"A", "我方"}, {"B", "对方"}};
    return both;
}

std::vector<Option> plate_types(const std::string& plate) {
    static const std::vector<std::string> of_8{"小型新能源汽车", "大型新能源汽车"};
    static const std::vector<std::string> of_7{"小型汽车", "大型汽车", "普通摩托车", "轻便摩托车", "教练汽车", "挂车", "其他"};
    std::vector<Option> options;
    for (const std::string& name : is_new_energy_plate(plate) ? of_8 : of_7) options.push_back({name, name});
    return options;
}

std::optional<std::string> usual_type(const std::string& plate) {
    if (plate.empty()) return std::nullopt;
    if (!is_new_energy_plate(plate)) return "小型汽车";
    // GA 36: the letter of a large one stands at the end.
    return is_digits(std::string_view(plate).substr(plate.size() - 1)) ? "小型新能源汽车" : "大型新能源汽车";
}

std::vector<Option> liabilities() {
    return {{"A_FULL", "我方负全部责任"},
            {"B_FULL", "对方负全部责任"},
            {"EQUAL", "双方负同等责任"},
            {std::string(disputed), "有争议，请民警认定"}};
}

std::string liability_text(const Answers& report) {
    return liability_between(report, mask_plate(plate_of(report, "A")), mask_plate(plate_of(report, "B")));
}

std::string place_named(const std::string& position) {
    const std::size_t space = position.find(' ');
    return space != std::string::npos ? position.substr(space + 1) : coordinates(position);
}

std::string place_told(const Answers& report, const Figures& figures) {
    constexpr double near_enough = 5'000;  // metres; positions of the gazetteer are good to one kilometre
    const auto at = position_of(value_of(report, "position"));
    const GazetteerPlace* near = at ? figures.gazetteer->nearest_to(*at, near_enough) : nullptr;
    return near == nullptr ? "广州市" : "广州市" + district_name(near->district) + near->names.front() + "附近";
}

std::string summary(const Answers& report, const Figures& figures) {
    const auto at = instant_from_iso(value_of(report, "happened_at"));
    return (at ? moment(*at) : "") + "在" + place_told(report, figures) + "，" + mask_name(value_of(report, "A.name")) + "（" +
           mask_plate(plate_of(report, "A")) + "）与" + mask_name(value_of(report, "B.name")) + "（" + mask_plate(plate_of(report, "B")) +
           "）发生的交通事故";
}

Paper agreement(const Answers& report, const std::string& number, const Confirmed& confirmed, const Figures& figures) {
    const auto at = instant_from_iso(value_of(report, "happened_at"));
    Paper paper{.title = "道路交通事故自行协商协议书", .number = "事故编号：" + number, .sections = {}, .footer = {}};
    paper.sections.push_back({.heading = "事故",
                              .rows = {{"发生时间", at ? moment_with_year(*at) : ""},
                                       {"发生地点", place_told(report, figures) + "（" + coordinates(value_of(report, "position")) + "）"},
                                       {"现场照片", "车头方向、车尾方向、接触部位各一张，随案保存"}}});
    paper.sections.push_back(party_section(report, "A", "甲方（报案人）"));
    paper.sections.push_back(party_section(report, "B", confirmed.is_identified ? "乙方" : "乙方（身份未核验）"));
    paper.sections.push_back(
        {.heading = "责任",
         .rows = {},
         .text = "事故未造成人员伤亡，车辆可以移动。双方经协商一致：" +
                 liability_between(report, "甲方（" + plate_of(report, "A") + "）", "乙方（" + plate_of(report, "B") + "）") +
                 "。双方据此向保险公司办理理赔。"});
    paper.sections.push_back({.heading = "确认",
                              .rows = {{"甲方", "实名绑定的微信用户，" + moment_with_year(confirmed.reported_at) + "提交"},
                                       {"乙方", confirmed.by + "，手机" + mask_mobile(value_of(report, "B.mobile")) + "，" +
                                                    moment_with_year(confirmed.confirmed_at) + "确认"}}});
    paper.footer = "本协议书由广州公安微信服务号按双方提交和确认的内容生成，核验以事故编号为准。";
    return paper;
}

}  // namespace services::accident
