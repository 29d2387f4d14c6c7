// services/traffic/quick_accident_claim.cpp — 快撤理赔 (catalogue §5.1 row 6): A reports, B confirms with a code sent to their telephone.
#include <algorithm>
#include <array>

#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/shapes/photos.h"
#include "services/traffic/accident.h"
#include "services/traffic/accident_acts.h"

namespace services {
namespace {

constexpr std::string_view uninsured = "没有保险";

// --- What is asked.

struct Obstacle {
    std::string_view id, label, why;
};
// Catalogue §5.1 row 6, who may not settle by themselves.
constexpr std::array obstacles = std::to_array<Obstacle>({
    {"IMMOVABLE", "车辆不能自行移动", "车辆不能移动的"},
    {"LICENCE", "有人无驾驶证，或与准驾车型不符", "驾驶人没有有效驾驶证的"},
    {"DRINK_DRUGS", "有人涉嫌酒驾、毒驾", "涉嫌酒后或吸毒后驾驶的"},
    {"PLATE", "有车辆无号牌、假号牌，或未年检、已报废", "车辆没有有效号牌或检验的"},
    {"LEFT", "有一方已离开现场", "一方离开现场的"},
    {"OVERLOAD", "校车，或涉嫌超员、超载、严重超速", "涉及校车、超员、超载或严重超速的"},
    {"HAZARD", "载有危险物品", "载运危险物品的"},
    {"FACILITY", "撞到护栏、路灯等公共设施", "损坏公共设施的"},
    {"INTENT", "对方像是故意碰瓷，或涉嫌骗保", "有故意制造事故嫌疑的"},
});

std::vector<Option> obstacle_options() {
    std::vector<Option> options{{"NONE", "都没有"}};
    for (const Obstacle& each : obstacles) options.push_back({std::string(each.id), std::string(each.label)});
    return options;
}

std::optional<Ineligible> stop_if_injured(const Answers& answers, const Facts&) {
    if (value_of(answers, "injured") != "YES") return std::nullopt;
    return Ineligible{
        Code::NOT_ELIGIBLE,
        "请立即拨打120救人，并拨打122或110报警！\n有人受伤的事故不能自行处理：请保护现场，打开危险报警闪光灯，在安全的地方等候民警。"};
}

std::optional<Ineligible> stop_if_hindered(const Answers& answers, const Facts&) {
    const auto* found = std::ranges::find(obstacles, value_of(answers, "obstacle"), &Obstacle::id);
    if (found == obstacles.end()) return std::nullopt;
    return Ineligible{Code::NOT_ELIGIBLE, std::string(found->why) + "，不能自行处理。请保护现场，拨打122或110报警，等候民警到场。"};
}

std::int64_t loss_limit(const Facts& facts) { return facts.figures.of(accident::service_id).integer("claim_loss_limit_fen"); }

std::string has_loss_limit(const Answers&, const Facts& facts) { return loss_limit(facts) > 0 ? "yes" : "no"; }

std::optional<Ineligible> stop_if_too_costly(const Answers& answers, const Facts& facts) {
    const std::string loss = value_of(answers, "loss");
    if (loss.empty() || fen_of(loss).count <= loss_limit(facts)) return std::nullopt;
    return Ineligible{Code::NOT_ELIGIBLE,
                      "车辆损失超过" + payment::yuan(payment::Fen{loss_limit(facts)}) + "的，请拨打122报警，由民警到场处理。"};
}

std::optional<Ineligible> stop_if_uninsured(const Answers& answers, const Facts& facts) {
    if (value_of(answers, facts.part + ".insurer") != uninsured) return std::nullopt;
    return Ineligible{Code::NOT_ELIGIBLE, "有车辆没有投保交强险的，不能快撤理赔。请拨打122报警，由民警到场处理。"};
}

std::vector<Option> insurers() {
    std::vector<Option> options;
    for (const char* name :
         {"人保财险", "平安产险", "太平洋产险", "国寿财险", "中华财险", "大地保险", "阳光财险", "太平财险", "其他保险公司"}) {
        options.push_back({name, name});
    }
    options.push_back({std::string(uninsured), std::string(uninsured)});
    return options;
}

/// Of A, who is the resident, the name and the numbers are known.
std::function<std::string(const Answers&, const Facts&)> of_resident(std::string db::Resident::*member) {
    return [member](const Answers&, const Facts& facts) {
        return facts.part == "A" && facts.resident != nullptr ? facts.resident->*member : std::string{};
    };
}

std::function<Checked(const Answers&, Context&)> differs(std::string key) {
    return [key = std::move(key)](const Answers& answers, Context& context) {
        return context.part == "B" ? accident::same_on_both_sides(answers, key) : std::nullopt;
    };
}

Checked check_plate(const Answers& answers, Context& context) {
    if (const Checked same = differs("plate")(answers, context); !same.is_fine()) return same;
    return accident::reported_already(answers, context);
}

/// What happened, where and when; those who may not settle by themselves go no further.
std::vector<Field> scene_fields() {
    return {
        Field{.key = "injured",
              .label = "人员受伤",
              .ask = "有人受伤吗？人都没事的，请打开双闪，到安全的地方再办。",
              .type = &choice,
              .options = {{"NO", "没有人受伤"}, {"YES", "有人受伤"}},
              .needs = Needs::nothing,
              .stop = stop_if_injured},
        Field{.key = "obstacle",
              .label = "特殊情形",
              .ask = "有下列情形吗？",
              .type = &choice,
              .options = obstacle_options(),
              .needs = Needs::nothing,
              .stop = stop_if_hindered},
        Field{.key = "loss",
              .label = "车辆损失估计",
              .ask = "两车损失合计估计多少元？",
              .type = &money,
              .needs = Needs::consent,
              .when = {.key = "has_loss_limit", .values = {"yes"}, .fact = has_loss_limit},
              .stop = stop_if_too_costly},
        Field{.key = "position",
              .label = "事故地点",
              .ask = "请发送事故地点",
              .type = &position,
              .needs = Needs::consent,
              .show = [](const std::string& value, const Facts&) { return accident::place_named(value); }},
        Field{.key = "happened_at",
              .label = "发生时间",
              .ask = "什么时候发生的？例如「刚刚」「14:05」",
              .type = &past_moment,
              .needs = Needs::consent,
              .check = accident::too_long_ago,
              .example = "刚刚"},
    };
}

std::vector<Field> photo_fields() {
    std::vector<Field> all{
        photo_field("photo_front", "车头方向照片", "请拍一张能看清两车车头方向和车牌的照片，发送过来"),
        photo_field("photo_rear", "车尾方向照片", "请拍一张能看清两车车尾方向的照片，发送过来"),
        photo_field("photo_contact", "接触部位照片", "请拍一张两车接触部位的照片，发送过来。拍好三张后，可以先把车移到不妨碍交通的地方"),
    };
    for (Field& field : all) field.needs = Needs::consent;
    return all;
}

/// Asked of both sides.
std::vector<Field> party_fields() {
    std::vector<Field> all{
        Field{.key = "name", .label = "姓名", .ask = "驾驶人的姓名", .type = &person_name, .known = of_resident(&db::Resident::name)},
        Field{.key = "mobile",
              .label = "手机号码",
              .ask = "驾驶人的手机号码（确认码会发到这里）",
              .type = &mobile,
              .from = {"A.mobile"},
              .known = of_resident(&db::Resident::mobile),
              .check = differs("mobile"),
              .example = "13911119999"},
        Field{.key = "license_no",
              .label = "驾驶证号码",
              .ask = "驾驶证号码（与身份证号码相同）",
              .type = &id_card,
              .from = {"A.license_no"},
              .known = of_resident(&db::Resident::id_no),
              .check = differs("license_no")},
        Field{.key = "plate", .label = "车牌号码", .ask = "车牌号码", .type = &plate, .from = {"A.plate"}, .check = check_plate},
        Field{.key = "plate_type",
              .label = "号牌种类",
              .ask = "号牌种类",
              .type = &choice,
              .choices = [](const Answers& answers,
                            Context& context) { return accident::plate_types(value_of(answers, context.part + ".plate")); },
              .from = {"plate"},
              .presumed = [](const Answers& answers,
                             const Facts& facts) { return accident::usual_type(value_of(answers, facts.part + ".plate")); }},
        Field{.key = "insurer",
              .label = "保险公司",
              .ask = "投保的保险公司",
              .type = &choice,
              .options = insurers(),
              .stop = stop_if_uninsured},
        Field{.key = "policy_no",
              .label = "保险单号",
              .ask = "保险单号",
              .type = &slip_no,
              .optional = true,
              .presumed = presumes(""),  // the insurer asks for it
              .example = "PDAA202644010000000001"},
    };
    for (Field& field : all) field.each = accident::parties();
    return all;
}

/// How B gets at what A has reported.
Receipt receipt() {
    return {.label = "确认：对方已报案，我有确认码",
            .asks = {Field{.key = "accident_no", .label = "事故编号", .ask = "请输入短信里的事故编号（KC开头）", .type = &accident_no},
                     Field{.key = "code",
                           .label = "确认码",
                           .ask = "请输入短信里的6位确认码",
                           .type = &sms_code,
                           .from = {"accident_no"},
                           .check = accident::check_code,
                           .effect = Effect::spends_try}},
            .ask = "您同意吗？",
            .finds = accident::find,
            .tells = accident::what_is_confirmed};
}

/// A report of one's own among the others.
std::string line_of(const db::Record& record, Context&) {
    return record.service == accident::service_id ? record.number + " " + std::string(accident::life().state(record.state)->shown) : "";
}

std::vector<Field> fields() {
    std::vector<Field> all;
    const auto add = [&](std::vector<Field> more) { std::ranges::move(more, std::back_inserter(all)); };
    add(scene_fields());
    add(photo_fields());
    add(party_fields());
    add({Field{.key = "liability", .label = "责任", .ask = "您认为责任怎么划分？", .type = &choice, .options = accident::liabilities()}});
    return all;
}

std::vector<ParameterSpec> parameters() {
    std::vector<ParameterSpec> all = accident::parameters();
    all.push_back({"claim_loss_limit_fen", std::int64_t{0}, "Most the loss may be, in fen, where a rule says so (200000); 0: not asked.", 0,
                   100'000'000});
    return all;
}

}  // namespace

Service quick_accident_claim() {
    return Service{.id = std::string(accident::service_id),
                   .title = "快撤理赔",
                   .kind = Kind::report,
                   .level = Level::L2,
                   .channels = "WCAJ",
                   .words = {"快撤", "快赔", "快撤e赔", "撞车", "追尾", "剐蹭", "小事故", "事故快处"},
                   .intro = "没有人受伤、车辆能移动的两车事故，可以拍照后快速撤离、在线理赔。",
                   .card = {.ways = {"没有人受伤、车辆能移动的，在这里拍照报案，双方确认后凭协议书理赔",
                                     "有人受伤或车辆不能移动的，拨打120和122，等候民警到场"},
                            .who = "事故任何一方的驾驶人，需要实名绑定；对方凭短信确认码确认",
                            .papers = "现场照片三张，双方的姓名、手机号码、驾驶证号码、车牌和保险公司",
                            .term = "几分钟报完；对方确认后马上有协议书"},
                   .parameters = parameters(),
                   .fields = fields(),
                   .submit = accident::report,
                   .life = &accident::life(),
                   .acts = accident::acts(),
                   .shows = accident::told,
                   .existing = Existing{.label = "办理事项",
                                        .ask = "快撤理赔，您要办理哪一项？",
                                        .begins = "报案：刚发生了轻微事故",
                                        .begun_by = {"追尾", "撞车", "剐蹭", "刮蹭", "碰撞", "撞了", "撞咗", "追咗尾"},
                                        .line = line_of,
                                        .receipt = receipt()}};
}

}  // namespace services
