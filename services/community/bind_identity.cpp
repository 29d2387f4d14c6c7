// services/community/bind_identity.cpp — 实名绑定: mobile by SMS code (L1), then name and ID number by population data (L2).
#include "services/answers/fields.h"
#include "services/form/challenge.h"
#include "services/form/context.h"
#include "services/form/tries.h"
#include "services/shapes/population.h"

namespace services {
namespace {

constexpr const char* tries_of_names = "bind";

std::string target_of(const Answers& answers, const Facts&) {
    const auto preset = answers.find("target");
    return preset == answers.end() || preset->second.empty() ? "L2" : preset->second;
}

int level_of(const Facts& facts) { return facts.resident == nullptr ? 0 : facts.resident->level; }

std::string lacks_mobile(const Answers&, const Facts& facts) { return level_of(facts) < 1 ? "yes" : "no"; }

std::string lacks_name(const Answers& answers, const Facts& facts) {
    return level_of(facts) < 2 && target_of(answers, facts) == "L2" ? "yes" : "no";
}

Offer window() { return {"查询就近派出所", "police_station_directory", {}}; }

Result bind_name(const Answers& answers, const db::Resident& resident, Context& context) {
    const std::string& name = answers.at("name");
    const std::string& id_no = answers.at("id_no");
    db::Stores& stores = context.stores;
    if (!stores.data_sets.in_force(population().id)) {
        return Outcome{.code = Code::UPSTREAM_DOWN, .headline = "人口数据正在更新，暂时不能核验身份，手机号码已绑定，请稍后再试。"};
    }
    // Counted by resident and by ID number: one person trying many numbers, and many persons trying one, both end.
    const std::int64_t allowed = context.settings().integer("name_tries");
    const std::string target = stores.vault.index("id_no", id_no);
    const Try attempt = spend_try(context, {.what = tries_of_names, .own = allowed, .theirs = allowed}, target);
    if (!attempt.is_allowed()) {
        return Outcome{.code = Code::RATE_LIMITED,
                       .headline = "核验失败次数过多，请24小时后再试，或携带身份证到派出所窗口办理。",
                       .offers = {window()}};
    }
    if (!is_person(context, name, id_no)) {
        if (attempt.left > 0) {
            return Correct{
                "name", "姓名和身份证号码核对不符。请对照身份证重新填写，还可以试" + std::to_string(attempt.left) + "次。", {"id_no"}};
        }
        return Outcome{.code = Code::MISMATCH,
                       .headline = "姓名和身份证号码核对不符。",
                       .next = "次数已用完，请24小时后再试，或携带身份证到派出所窗口办理。",
                       .offers = {window()}};
    }
    if (stores.residents.bind_identity(resident.id, name, id_no, context.now.time_since_epoch().count()) == db::Residents::Binding::taken) {
        return Outcome{.code = Code::DUPLICATE,
                       .headline = "这个身份证号码已绑定另一个账号，一个号码只能绑定一个账号。",
                       .next = "如果换了账号，或不是本人绑定，请携带身份证到派出所户政窗口换绑。",
                       .offers = {window()}};
    }
    forget_tries(context, tries_of_names, target);
    return Outcome{.headline = "实名绑定成功", .facts = {{"name", "姓名", mask_name(name)}, {"id_no", "身份证号码", mask_id_card(id_no)}}};
}

Result bind(const Answers& answers, Context& context) {
    const auto now = context.now.time_since_epoch().count();
    db::Stores& stores = context.stores;
    const db::Resident resident = stores.residents.create_or_get(context.user, now);
    const int target = answers.at("target") == "L1" ? 1 : 2;
    if (resident.level >= target) return Outcome{.headline = "您已完成绑定，不需要重复办理。"};
    if (resident.level < 1) {
        const auto mobile = answers.find("mobile");
        if (mobile == answers.end() || !passed_challenges(context, answers).contains("code"))
            return Correct{"mobile", "请先验证手机号码。"};
        stores.residents.set_mobile(resident.id, mobile->second, now);
        if (target == 1) return Outcome{.headline = "手机号码绑定成功", .facts = {{"mobile", "手机号码", mask_mobile(mobile->second)}}};
    }
    return bind_name(answers, resident, context);
}

}  // namespace

Service bind_identity() {
    auto parameters = challenge_parameters();
    parameters.push_back(
        {"name_tries", std::int64_t{5}, "How many failed matches of name and ID number lead to a lock of 24 hours.", 1, 20});
    const When mobile_missing{.key = "lacks_mobile", .values = {"yes"}, .fact = lacks_mobile};
    const When name_missing{.key = "lacks_name", .values = {"yes"}, .fact = lacks_name};
    return Service{
        .id = "bind_identity",
        .title = "实名绑定",
        .kind = Kind::application,
        .level = Level::L0,
        .channels = "WCABJ",
        .words = {"绑定", "实名", "实名认证", "实名绑定", "绑定手机", "绑定身份证"},
        .card = {.who = "年满16周岁、在广州登记过户口或居住信息的本人；一个身份证号码只能绑定一个账号",
                 .papers = "本人的手机，姓名和身份证号码",
                 .term = "马上生效"},
        .parameters = std::move(parameters),
        .fields = {Field{.key = "target",
                         .label = "级别",
                         .ask = "请选择绑定到哪一级",
                         .type = &choice,
                         .options = {{"L1", "手机号码"}, {"L2", "手机号码和身份证"}},
                         .known = target_of,
                         .hidden = true},
                   Field{.key = "mobile", .label = "手机号码", .ask = "请输入您的手机号码", .type = &mobile, .when = mobile_missing},
                   Field{.key = "code",
                         .label = "短信验证码",
                         .ask = "请输入6位短信验证码",
                         .type = &sms_code,
                         .when = mobile_missing,
                         .challenge = "mobile"},
                   Field{
                       .key = "name", .label = "姓名", .ask = "请输入您的姓名（与身份证一致）", .type = &person_name, .when = name_missing},
                   Field{.key = "id_no", .label = "身份证号码", .ask = "请输入您的18位身份证号码", .type = &id_card, .when = name_missing}},
        .submit = bind,
        .reads = {&population()}};
}

}  // namespace services
