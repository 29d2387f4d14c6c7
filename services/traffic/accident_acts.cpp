#include "services/traffic/accident_acts.h"

#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/form/challenge.h"
#include "services/form/notices.h"
#include "services/form/tries.h"
#include "services/rules/time.h"
#include "services/shapes/filing.h"
#include "services/shapes/offices.h"
#include "services/shapes/photos.h"
#include "services/traffic/accident.h"

namespace services::accident {
namespace {

using std::chrono::hours;

constexpr std::string_view plate_mark = "accident_plate";
constexpr hours plate_is_held{24};

bool is_awaiting(const db::Record& record) { return record.state == awaiting_confirmation; }

std::string service_points(const Answers& report, const Context& context) {
    const auto near =
        offices_at(context.figures, value_of(report, "position"), [](const Office& office) { return office.kind == "claim_point"; });
    std::string text;
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(most, near.size()); ++i) {
        text += (text.empty() ? "" : "\n") + near[i].office->name + "，" + near[i].office->address + "，" + distance_text(near[i].metres);
    }
    return text;
}

Offer to_confirm(const db::Record& record) {
    Answers answers = about_record(by_receipt);
    answers.emplace("accident_no", record.number);
    return {"输入对方的确认码", std::string(service_id), std::move(answers)};
}

Outcome awaited(Outcome outcome, const db::Record& record, const Answers& report) {
    outcome.headline = "报案已提交，等待对方确认。";
    outcome.facts.push_back({"code", "确认码", "已发送到对方手机" + mask_mobile(value_of(report, "B.mobile"))});
    outcome.facts.push_back({"until", "有效期至", moment(instant_at(record.due_at))});
    outcome.next =
        "请现在就把车移到不妨碍交通的地方。对方同意的，让对方把短信里的6位确认码告诉您，"
        "由您输入；对方也可以关注本公众号自己确认。";
    outcome.offers = {to_confirm(record)};
    return outcome;
}

/// What the reporter is told at once; the rest is for later.
Outcome told_to_reporter(const db::Record& record, Context& context) {
    Outcome outcome = told(record, context);
    outcome.offers.push_back({"查看或撤回报案", std::string(service_id), about_record(record.id)});
    return outcome;
}

}  // namespace

std::optional<db::Record> find(const Answers& answers, Context& context) {
    auto record = context.stores.records.find_by_number(value_of(answers, "accident_no"));
    return record && record->service == service_id ? std::move(record) : std::nullopt;
}

std::vector<ParameterSpec> parameters() {
    using std::int64_t;
    return {{"report_within_hours", int64_t{24}, "Until how many hours after the accident it can be reported.", 1, 168},
            {"confirm_hours", int64_t{48}, "How long the other party has to confirm.", 1, 168},
            {"confirm_tries", int64_t{5}, "How many times a confirmation code may be entered wrongly before it is void.", 1, 20},
            {"tries_a_day", int64_t{10}, "How many confirmation codes a resident may enter a day.", 1, 100}};
}

Outcome told(const db::Record& record, Context& context) {
    const Answers report = from_json(record.answers);
    Outcome outcome{.headline = "",
                    .facts = {{"number", "事故编号", record.number},
                              {"state", "状态", std::string(life().state(record.state)->shown)},
                              {"liability", record.state == assigned ? "报案人提议的责任" : "责任", liability_text(report)}}};
    if (record.state == awaiting_confirmation) return awaited(std::move(outcome), record, report);
    if (record.state == revoked) {
        outcome.headline = "报案已撤回。";
        return outcome;
    }
    if (record.state == lapsed) {
        outcome.headline = "对方没有在期限内确认，这次报案已关闭。";
        outcome.next = "仍需处理的，请重新报案，或拨打122。";
        return outcome;
    }
    if (record.state == agreed) {
        outcome.headline = "双方已确认，协议书已生成。";
        if (const auto document = context.stores.documents.find_by_record(record.id); document && context.link_to) {
            outcome.facts.push_back({"agreement", "协议书（PDF，7天内可打开）", context.link_to(document->id)});
        }
        outcome.next = "凭事故编号和协议书即可向保险公司报案理赔。";
    } else {
        outcome.headline = "报案已提交，由民警在线认定责任。";
        outcome.next = "请保持电话畅通。认定结果会通知双方。";
    }
    if (const std::string points = service_points(report, context); !points.empty()) {
        outcome.facts.push_back({"service_points", "就近理赔服务点", "\n" + points});
        const std::string at = value_of(report, "position");  // with the name of the place, which is not part of a `place`
        outcome.offers.push_back({"更多理赔服务点", "claim_service_points", {{"place", at.substr(0, at.find(' '))}}});
    }
    return outcome;
}

std::optional<Refusal> too_long_ago(const Answers& answers, Context& context) {
    const auto at = instant_from_iso(value_of(answers, "happened_at"));
    const auto within = context.settings().integer("report_within_hours");
    if (at && context.now - *at <= hours{within}) return std::nullopt;
    return Refusal{"只受理" + std::to_string(within) + "小时内发生的事故；更早的请拨打122，或携带证件到交警大队处理。"};
}

std::optional<Refusal> reported_already(const Answers& answers, Context& context) {
    if (context.part != "A") return std::nullopt;
    if (!context.stores.marks.is_held(std::string(plate_mark), value_of(answers, "A.plate"), unix_time(context.now))) return std::nullopt;
    return Refusal{"这辆车24小时内已有报案，不能重复提交。自己的报案可以在「快撤理赔」里查看或撤回；不是您的车请重新输入。"};
}

std::optional<Refusal> same_on_both_sides(const Answers& answers, const std::string& key) {
    const std::string own = value_of(answers, "A." + key);
    if (own.empty() || own != value_of(answers, "B." + key)) return std::nullopt;
    const std::string what = key == "plate" ? "车牌号码" : key == "mobile" ? "手机号码" : "驾驶证号码";
    return Refusal{"对方的" + what + "和您的相同，请核对后重新输入对方的" + what + "。"};
}

namespace {

/// What B is asked by SMS.
std::string request(const db::Record& record, const Answers& report, const std::string& code, const Context& context) {
    return "【广州公安】" + summary(report, context.figures) + "，报案人提议：" + liability_text(report) + "。同意的，请把确认码" + code +
           "告诉报案人，或关注“广州公安”公众号，在“快撤理赔”中自己确认；不同意的请勿提供。事故编号" + record.number + "，" +
           moment(instant_at(record.due_at)) + "前有效。";
}

Outcome too_many_codes() { return {.code = Code::RATE_LIMITED, .headline = "今天发给对方手机的短信已达上限，请明天再来，或拨打122。"}; }

// --- Reporting.

db::NewRecord record_of(const Answers& answers, const Context& context) {
    const bool is_disputed = answers.at("liability") == disputed;
    db::NewRecord record = new_record(answers, context, is_disputed ? assigned : awaiting_confirmation);
    record.day.insert(0, "KC");
    return record;
}

Outcome reported_before() {
    return {
        .code = Code::DUPLICATE,
        .headline = "这辆车24小时内已有报案，不能重复提交。",
        .next = "自己的报案可以查看或撤回；对方已经报案的，选择确认即可。",
        .offers = {{"查看我的报案", std::string(service_id), {}}, {"确认对方的报案", std::string(service_id), about_record(by_receipt)}}};
}

/// A plate is held by who reported or confirmed with it: naming somebody else's holds nothing.
bool hold_plate(db::Transaction& transaction, const std::string& plate, const std::string& record, const Context& context) {
    return context.stores.marks.take(transaction, std::string(plate_mark), {plate}, record, unix_time(context.now + plate_is_held),
                                     unix_time(context.now));
}

/// B is asked for the code, or told that an officer decides.
void tell_other_party(db::Transaction& transaction, const db::Record& record, const Answers& answers, Context& context) {
    const db::ChannelUser to = by_sms(answers.at("B.mobile"));
    if (record.state == assigned) {
        tell_progress(transaction, context, to, record,
                      {.state = "民警处理中",
                       .text = "【广州公安】" + summary(answers, context.figures) + "已报案，责任由民警认定，请保持电话畅通。事故编号" +
                               record.number + "。",
                       .cause = "disputed"});
        return;
    }
    const auto tries = static_cast<int>(context.settings().integer("confirm_tries"));
    const std::string code = context.stores.confirmations.ask(transaction, record.id, tries, record.due_at);
    tell_progress(transaction, context, to, record, {.state = "等待确认", .text = request(record, answers, code, context)});
}

}  // namespace

Result report(const Answers& answers, Context& context) {
    if (context.record != nullptr) return told_to_reporter(*context.record, context);
    const auto found = photos_of(answers, context);
    if (const auto* again = std::get_if<Correct>(&found)) return *again;
    const Photos& photos = std::get<Photos>(found);
    if (!count_code(context, answers.at("B.mobile"))) return too_many_codes();
    db::Record record;
    std::optional<Result> refused;
    context.stores.sql.commit_if([&](db::Transaction& transaction) {
        refused.reset();  // the work may be run again
        auto made = context.stores.records.create(transaction, record_of(photos.answers, context));
        record = std::move(made.record);
        if (!made.created) return true;
        if (!hold_plate(transaction, answers.at("A.plate"), record.id, context)) {
            refused = reported_before();
        } else if (auto again = attach(transaction, photos, record.id, context)) {
            refused = *std::move(again);
        } else {
            tell_other_party(transaction, record, answers, context);
        }
        return !refused;
    });
    return refused ? *std::move(refused) : told_to_reporter(record, context);
}

namespace {

// --- Confirming.

/// Why the code does not confirm the record; absent when it does, and there is one. A wrong number and a wrong code are not told apart: who
/// guesses learns of a number only when its code has been tried to death.
std::optional<Refusal> not_confirmed(const std::optional<db::Record>& record, const std::string& code, Context& context) {
    using Verdict = db::Confirmations::Verdict;
    const Verdict verdict = context.stores.confirmations.check(record ? record->id : "", code, unix_time(context.now));
    if (verdict == Verdict::exhausted) return Refusal{"错误次数过多，这个确认码已作废，请报案人重发确认码。"};
    if (verdict != Verdict::right || !is_awaiting(*record)) return Refusal{"事故编号或确认码不正确，或已经确认、过期，请核对短信。"};
    return std::nullopt;
}

}  // namespace

Checked check_code(const Answers& answers, Context& context) {
    const auto record = find(answers, context);
    if (record && is_own(*record, context) && !is_awaiting(*record)) return {};  // theirs to see, whatever became of it
    const TryLimit limit{.what = "confirm:" + iso(context.today()), .own = context.settings().integer("tries_a_day")};
    if (!spend_try(context, limit).is_allowed()) return Ineligible{Code::RATE_LIMITED, "今天尝试次数过多，请明天再来，或拨打122。"};
    return not_confirmed(record, value_of(answers, "code"), context);
}

std::string what_is_confirmed(const db::Record& record, Context& context) {
    const Answers report = from_json(record.answers);
    const std::string hand_over = is_own(record, context) ? "请把手机交给对方本人，由对方看过后选择。\n" : "";
    return hand_over + summary(report, context.figures) + "。\n报案人提议：" + liability_text(report) + "。";
}

namespace {

// --- What a move brings with it.

std::optional<Result> make_agreement(db::Transaction& transaction, db::Record& record, Answers& input, Context& context) {
    const Answers report = from_json(record.answers);
    if (!hold_plate(transaction, value_of(report, "B.plate"), record.id, context))
        return Outcome{.code = Code::DUPLICATE,
                       .headline = "您的车24小时内已有另一起事故的报案，不能再确认这一起。",
                       .next = "请对方撤回其中一起，或拨打122由民警处理。"};
    context.stores.confirmations.settle(transaction, record.id);
    const db::Resident* by = context.resident;
    const bool is_identified = by != nullptr && by->level >= static_cast<int>(Level::L2) && by->id_no == value_of(report, "B.license_no");
    const Confirmed how{
        .by = "凭短信确认码", .is_identified = is_identified, .reported_at = instant_at(record.created_at), .confirmed_at = context.now};
    input["document"] = context.stores.documents.put(
        transaction, record.id, to_json(agreement(report, record.number, how, context.figures)), unix_time(context.now));
    return std::nullopt;
}

/// Without what would be one SMS too many for its number or for whoever causes it: every kind counts as the codes do.
std::vector<Notice> as_many_as_allowed(std::vector<Notice> notices, Context& context) {
    std::erase_if(notices, [&](const Notice& notice) {
        return notice.to && notice.to->channel == db::sms_channel && !count_code(context, notice.to->id);
    });
    return notices;
}

std::vector<Notice> tell_both(const db::Record& record, const std::string& state, const std::string& what, Context& context) {
    const Answers report = from_json(record.answers);
    const std::string text = "【广州公安】快撤理赔\n事故编号：" + record.number + "\n" + summary(report, context.figures) + "。\n" + what;
    const db::ChannelUser other = is_own(record, context) ? by_sms(value_of(report, "B.mobile")) : context.user;
    return as_many_as_allowed(
        {{.state = state, .text = text, .cause = "reporter"}, {.state = state, .text = text, .cause = "other", .to = other}}, context);
}

std::vector<Notice> tell_agreed(const db::Record& record, const Answers& input, Context& context) {
    return tell_both(record, "双方已确认",
                     "双方已确认：" + liability_text(from_json(record.answers)) + "。\n协议书（PDF，7天内可打开）：\n" +
                         (context.link_to ? context.link_to(value_of(input, "document")) : ""),
                     context);
}

std::optional<Result> give_up_code(db::Transaction& transaction, db::Record& record, Answers&, Context& context) {
    context.stores.confirmations.settle(transaction, record.id);
    return std::nullopt;
}

std::optional<Result> give_up_all(db::Transaction& transaction, db::Record& record, Answers&, Context& context) {
    context.stores.confirmations.settle(transaction, record.id);
    context.stores.marks.release(transaction, record.id);
    return std::nullopt;
}

std::optional<Result> take_back(db::Transaction& transaction, db::Record& record, Answers& input, Context& context) {
    context.stores.outbox.withdraw(transaction, record.id);
    return give_up_all(transaction, record, input, context);
}

std::vector<Notice> tell_revoked(const db::Record& record, const Answers&, Context& context) {
    const Answers report = from_json(record.answers);
    return {
        {.state = "已撤回",
         .text = "【广州公安】" + summary(report, context.figures) + "，报案人已撤回报案，您不用再做什么。事故编号" + record.number + "。",
         .cause = "revoked",
         .to = by_sms(value_of(report, "B.mobile"))}};
}

std::vector<Notice> tell_lapsed(const db::Record& record, const Answers&, Context&) {
    return {{.state = "已关闭",
             .text = "【广州公安】快撤理赔\n对方没有在期限内确认，报案" + record.number + "已关闭。仍需处理的，请重新报案，或拨打122。",
             .cause = "lapsed"}};
}

/// The same code, as long as it can be used: two messages that differ would only confuse.
std::optional<Result> find_code(db::Transaction& transaction, db::Record& record, Answers& input, Context& context) {
    const auto known = context.stores.confirmations.code_of(transaction, record.id, unix_time(context.now));
    const auto tries = static_cast<int>(context.settings().integer("confirm_tries"));
    input["code"] = known ? *known : context.stores.confirmations.ask(transaction, record.id, tries, record.due_at);
    return std::nullopt;
}

std::vector<Notice> tell_code(const db::Record& record, const Answers& input, Context& context) {
    const Answers report = from_json(record.answers);
    return {{.state = "等待确认",
             .text = request(record, report, value_of(input, "code"), context),
             .to = by_sms(value_of(report, "B.mobile"))}};
}

Outcome told_of_resending(const db::Record& record, Context& context) {
    Outcome outcome = told(record, context);
    outcome.headline = "确认码已重新发送。";
    return outcome;
}

std::optional<Ineligible> count_one_code(const db::Record& record, Context& context) {
    if (count_code(context, value_of(from_json(record.answers), "B.mobile"))) return std::nullopt;
    const Outcome why = too_many_codes();
    return Ineligible{why.code, why.headline};
}

}  // namespace

std::vector<Act> acts() {
    return {
        {.verb = "resend",
         .label = "重新发送确认码",
         .spends = count_one_code,
         .effect = find_code,
         .tells = tell_code,
         .answers = told_of_resending},
        {.verb = "revoke", .label = "撤回报案", .effect = take_back, .tells = tell_revoked},
        {.verb = "confirm", .label = "同意", .effect = make_agreement, .tells = tell_agreed},
        {.verb = "refuse",
         .label = "不同意，请民警认定",
         .effect = give_up_code,
         .tells =
             [](const db::Record& record, const Answers&, Context& context) {
                 return tell_both(record, "民警处理中", "有一方不同意提议的责任，转由民警认定，请保持电话畅通。", context);
             }},
        {.verb = "lapse", .effect = give_up_all, .tells = tell_lapsed},
    };
}

}  // namespace services::accident
