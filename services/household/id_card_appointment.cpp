// services/household/id_card_appointment.cpp — 身份证业务办理预约 (catalogue §5.3 row 28).
#include "services/answers/fields.h"
#include "services/shapes/appointments.h"

namespace services {
namespace {

struct Business {
    std::string_view id, label, fee, materials;
    std::vector<std::string> words;  // by which residents call it
};

const std::vector<Business>& businesses() {
    static const std::vector<Business> all{
        {"FIRST", "首次申领", "id_card_first_issue", "居民户口簿", {"首次", "第一次", "首办", "初次"}},
        {"EXPIRED", "到期换领", "id_card_renewal", "原身份证", {"到期", "过期", "快期", "期满"}},
        {"DAMAGED",
         "损坏换领",
         "id_card_lost_or_damaged",
         "损坏的身份证",
         {"损坏", "坏了", "烂咗", "烂了", "断了", "断咗", "消磁", "刷不了", "读不出", "磨花"}},
        {"LOST",
         "丢失补领",
         "id_card_lost_or_damaged",
         "居民户口簿，或有效的相片回执",
         {"丢了", "丢失", "遗失", "不见", "唔见", "跌咗", "掉了", "被偷", "找不到", "揾唔到", "补办", "补领"}},
        {"INFO_CHANGED",
         "信息变更换领",
         "id_card_renewal",
         "原身份证、已变更的居民户口簿",
         {"改名", "改了名", "信息变更", "地址变", "换地址", "户口迁", "民族变更"}},
        {"TEMPORARY", "临时身份证", "id_card_temporary", "居民户口簿、正在办理身份证的领证回执", {"临时"}},
        {"NON_LOCAL_RENEW", "异地换领（非本市户籍）", "id_card_renewal", "原身份证、在本市工作、学习或居住的证明", {"异地换"}},
        {"NON_LOCAL_LOST", "异地补领（非本市户籍）", "id_card_lost_or_damaged", "在本市工作、学习或居住的证明", {"异地补"}},
    };
    return all;
}

std::vector<Option> business_options() {
    std::vector<Option> options;
    for (const Business& each : businesses()) options.push_back({std::string(each.id), std::string(each.label), each.words});
    return options;
}

int age_of(const Facts& facts) {
    const bool known = facts.resident != nullptr && !facts.resident->id_no.empty();
    return known ? age_on(birth_of(facts.resident->id_no), facts.today()) : 0;
}

std::string under_16(const Answers&, const Facts& facts) { return age_of(facts) < 16 ? "yes" : "no"; }

StopRule refuse_when(std::string key, std::string answer, std::string why) {
    return [=](const Answers& answers, const Facts&) -> std::optional<Ineligible> {
        const auto given = answers.find(key);
        if (given == answers.end() || given->second != answer) return std::nullopt;
        return Ineligible{Code::NOT_ELIGIBLE, why};
    };
}

std::vector<Line> facts_of(const Answers& answers, Date day, const Context& context) {
    const std::string& chosen = answers.at("business");
    const Date birth = birth_of(answers.at("id_no"));
    std::vector<Line> facts;
    for (const Business& each : businesses()) {
        if (each.id != chosen) continue;
        std::string materials(each.materials);
        if (age_on(birth, day) < 16) materials += "；未满16周岁须由监护人携带身份证和居民户口簿陪同";
        facts.push_back({"materials", "材料", materials});
        const payment::Fen fee = context.figures.fee(each.fee, day);
        facts.push_back({"fee", "费用", fee.count == 0 ? "免费" : payment::yuan(fee) + "，到窗口缴纳"});
    }
    if (const auto receipt = answers.find("photo_receipt"); receipt != answers.end() && !receipt->second.empty()) {
        facts.push_back({"photo", "相片", "回执2年内、相貌无明显变化的可以沿用"});
    }
    if (chosen != "TEMPORARY") facts.push_back({"validity", "预计有效期", id_card_validity(birth, day)});
    return facts;
}

std::vector<Field> fields() {
    std::vector<Field> all = applicant_fields();
    all.push_back(business_field(business_options()));
    const When non_local{.key = "business", .values = {"NON_LOCAL_RENEW", "NON_LOCAL_LOST"}};
    all.push_back(Field{.key = "guardian",
                        .label = "监护人陪同",
                        .ask = "申领人未满16周岁，须由监护人陪同办理。监护人能一起到场吗？",
                        .type = &choice,
                        .options = {{"YES", "能到场"}, {"NO", "不能到场"}},
                        .when = {.key = "under_16", .values = {"yes"}, .fact = under_16},
                        .stop = refuse_when("guardian", "NO", "未满16周岁须由监护人陪同才能办理，请在监护人方便时再预约。")});
    all.push_back(
        Field{.key = "proof",
              .label = "异地证明",
              .ask = "异地办理需要在广州工作、学习或居住的证明，您有哪一种？",
              .type = &choice,
              .options = {{"WORK", "工作证明"}, {"STUDY", "学习证明"}, {"RESIDENCE", "居住证明"}, {"NONE", "都没有"}},
              .when = non_local,
              .stop = refuse_when("proof", "NONE", "异地办理需要在广州工作、学习或居住的证明；没有证明的请回户籍地派出所办理。")});
    all.push_back(Field{.key = "changed",
                        .label = "相貌或信息变化",
                        .ask = "与原身份证相比，您的相貌有较大变化，或姓名等信息与户口登记不一致吗？",
                        .type = &choice,
                        .options = {{"NO", "没有"}, {"YES", "有"}},
                        .when = non_local,
                        .stop = refuse_when("changed", "YES", "相貌有较大变化或信息不一致的，不能异地办理，请回户籍地派出所办理。")});
    all.push_back(Field{.key = "photo_receipt",
                        .label = "相片回执号",
                        .ask = "已有2年内的数码相片回执的，请输入回执号",
                        .type = &slip_no,
                        .optional = true,
                        .presumed = presumes(""),  // the counter asks for it
                        .when = {.key = "under_16", .values = {"no"}, .fact = under_16},
                        .example = "440106202611230001"});
    for (Field& each : appointment_fields()) all.push_back(std::move(each));
    return all;
}

}  // namespace

Service id_card_appointment() {
    return Service{.id = "id_card_appointment",
                   .title = "身份证业务办理预约",
                   .kind = Kind::appointment,
                   .level = Level::L2,
                   .channels = "WCABJ",
                   .pay = Pay::window,
                   .words = {"身份证", "办身份证", "换身份证", "补身份证", "身份证预约", "身份证到期", "临时身份证"},
                   .intro = "身份证丢了也在这里预约补领，到窗口时请先挂失。",
                   .card = {.ways = {"年满16周岁、广州户籍、办证时留过指纹的，到期前6个月内可以在「粤居码」小程序网上换领，证件邮寄到家",
                                     "其他情况在这里预约，再带材料到窗口办理"},
                            .who = "本人办理；未满16周岁的由监护人陪同；非广州户籍的可以异地换领、补领",
                            .prices = {{"首次申领", "id_card_first_issue"},
                                       {"到期换领", "id_card_renewal"},
                                       {"丢失补领或损坏换领", "id_card_lost_or_damaged"},
                                       {"临时身份证", "id_card_temporary"}},
                            .papers = "首次申领带居民户口簿；到期换领带原身份证；损坏换领带损坏的身份证；丢失补领带居民户口簿或有效的相片回"
                                      "执；异地办理另带在广州工作、学习或居住的证明",
                            .term = "窗口办理的一般25天内可以领取，最长不超过60天；急用的可以同时办临时身份证",
                            .at_home = "行动不便的老人、病人，请致电户籍地派出所或12345，询问上门办理"},
                   .parameters = appointment_parameters(),
                   .fees = {"id_card_first_issue", "id_card_renewal", "id_card_lost_or_damaged", "id_card_temporary"},
                   .fields = fields(),
                   .submit = book({.facts = facts_of}),
                   .life = &appointment_life(),
                   .acts = appointment_acts(),
                   .shows = shown_appointment};
}

}  // namespace services
