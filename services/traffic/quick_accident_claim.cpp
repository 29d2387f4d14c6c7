// services/traffic/quick_accident_claim.cpp — 快撤理赔 (catalogue §5.1 row 6): A reports, B confirms with a code sent to their telephone.
//
// The confirmation is a state of the record, not of a dialogue: B may answer tomorrow, in their own chat or by telling A the code.
#include <algorithm>
#include <array>

#include "services/accident.h"
#include "services/challenge.h"
#include "services/fields.h"
#include "services/handlers.h"
#include "services/progress.h"

namespace services {
namespace {

using accident::State;
using std::chrono::hours;

constexpr std::string_view id = "quick_accident_claim";
constexpr std::string_view uninsured = "没有保险";
constexpr hours plate_is_held{24};
constexpr std::array photos{"photo_front", "photo_rear", "photo_contact"};

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

std::optional<Stop> stop_if_injured(const Answers& answers, const Facts&) {
    if (value_of(answers, "injured") != "YES") return std::nullopt;
    return Stop{
        Code::NOT_ELIGIBLE,
        "请立即拨打120救人，并拨打122或110报警！\n有人受伤的事故不能自行处理：请保护现场，打开危险报警闪光灯，在安全的地方等候民警。"};
}

std::optional<Stop> stop_if_hindered(const Answers& answers, const Facts&) {
    const auto* found = std::ranges::find(obstacles, value_of(answers, "obstacle"), &Obstacle::id);
    if (found == obstacles.end()) return std::nullopt;
    return Stop{Code::NOT_ELIGIBLE, std::string(found->why) + "，不能自行处理。请保护现场，拨打122或110报警，等候民警到场。"};
}

std::int64_t loss_limit(const Facts& facts) { return facts.figures.of(id).integer("claim_loss_limit_fen"); }

std::string has_loss_limit(const Answers& answers, const Facts& facts) {
    return value_of(answers, "what") == "REPORT" && loss_limit(facts) > 0 ? "yes" : "no";
}

std::optional<Stop> stop_if_too_costly(const Answers& answers, const Facts& facts) {
    const std::string loss = value_of(answers, "loss");
    if (loss.empty() || fen_of(loss).count <= loss_limit(facts)) return std::nullopt;
    return Stop{Code::NOT_ELIGIBLE,
                "车辆损失超过" + payment::yuan(payment::Fen{loss_limit(facts)}) + "的，请拨打122报警，由民警到场处理。"};
}

std::optional<Stop> stop_if_uninsured(const Answers& answers, const Facts& facts) {
    if (value_of(answers, facts.part + ".insurer") != uninsured) return std::nullopt;
    return Stop{Code::NOT_ELIGIBLE, "有车辆没有投保交强险的，不能快撤理赔。请拨打122报警，由民警到场处理。"};
}

std::vector<Option> plate_types(const Answers& answers, Context& context) {
    constexpr std::size_t bytes_of_8 = 10;  // one Han character and seven letters
    if (value_of(answers, context.part + ".plate").size() >= bytes_of_8)
        return {{"小型新能源汽车", "小型新能源汽车"}, {"大型新能源汽车", "大型新能源汽车"}};
    std::vector<Option> options;
    for (const char* name : {"小型汽车", "大型汽车", "普通摩托车", "轻便摩托车", "教练汽车", "挂车", "其他"})
        options.push_back({name, name});
    return options;
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

/// Both sides gave the same, which only one can have.
std::function<std::optional<Refusal>(const Answers&, Context&)> differs(std::string key, std::string what) {
    return [key = std::move(key), what = std::move(what)](const Answers& answers, Context&) -> std::optional<Refusal> {
        const std::string own = value_of(answers, "A." + key);
        if (own.empty() || own != value_of(answers, "B." + key)) return std::nullopt;
        return Refusal{"对方的" + what + "和您的相同，请核对后重新输入对方的" + what + "。"};
    };
}

std::optional<Refusal> is_recent(const Answers& answers, Context& context) {
    const auto at = moment_of(value_of(answers, "happened_at"));
    const auto within = context.settings().integer("report_within_hours");
    if (at && context.now - *at <= hours{within}) return std::nullopt;
    return Refusal{"只受理" + std::to_string(within) + "小时内发生的事故；更早的请拨打122，或携带证件到交警大队处理。"};
}

// --- The record.

/// This service's record of that number; absent when there is none.
std::optional<db::Record> find(const std::string& number, Context& context) {
    auto record = context.stores.records.find_by_number(number);
    return record && record->service == id ? std::move(record) : std::nullopt;
}

bool is_awaiting(const db::Record& record) { return record.state == accident::name_of(State::awaiting_confirmation); }

db::Move move(const db::Record& record, State to, const char* who, const Context& context, std::int64_t due_at = 0) {
    if (!accident::may_move(accident::state_of(record.state), to)) throw std::logic_error("an accident cannot move there");
    return {.record = record.id,
            .from = record.state,
            .to = std::string(accident::name_of(to)),
            .who = who,
            .why = "",
            .now = unix_time(context.now),
            .due_at = due_at};
}

std::string service_points(const Answers& report, const Context& context) {
    const auto near = offices_at(context.figures, value_of(report, "position").substr(0, value_of(report, "position").find(' ')),
                                 [](const Office& office) { return office.receives(id); });
    std::string text;
    constexpr std::size_t most = 3;
    for (std::size_t i = 0; i < std::min(most, near.size()); ++i) {
        text += (text.empty() ? "" : "\n") + near[i].office->name + "，" + near[i].office->address + "，" + distance_text(near[i].metres);
    }
    return text;
}

Offer to_confirm(const db::Record& record) {
    return {"输入对方的确认码", std::string(id), {{"what", "CONFIRM"}, {"accident_no", record.number}}};
}
Offer to_see(const db::Record& record) { return {"查看或撤回报案", std::string(id), {{"what", "MINE"}, {"which", record.id}}}; }

/// The record as its reporter is shown it.
Outcome told(const db::Record& record, Context& context) {
    const Answers report = from_json(record.answers);
    const State state = accident::state_of(record.state);
    Outcome outcome{
        .headline = "",
        .facts = {{"事故编号", record.number}, {"状态", std::string(accident::shown(state))}, {"责任", accident::liability_text(report)}}};
    switch (state) {
        case State::awaiting_confirmation:
            outcome.headline = "报案已提交，等待对方确认。";
            outcome.facts.push_back({"确认码", "已发送到对方手机" + mask_mobile(value_of(report, "B.mobile"))});
            outcome.facts.push_back({"有效期至", moment(Instant{std::chrono::seconds{record.due_at}})});
            outcome.next =
                "请现在就把车移到不妨碍交通的地方。对方同意的，让对方把短信里的6位确认码告诉您，回复 1 "
                "输入；对方也可以关注本公众号自己确认。";
            outcome.offers = {to_confirm(record), to_see(record)};
            return outcome;
        case State::agreed:
            outcome.headline = "双方已确认，协议书已生成。";
            if (const auto document = context.stores.documents.find_by_record(record.id); document && context.link_to) {
                outcome.facts.push_back({"协议书（PDF，7天内可打开）", context.link_to(document->id)});
            }
            outcome.next = "凭事故编号和协议书即可向保险公司报案理赔。";
            break;
        case State::assigned:
            outcome.headline = "报案已提交，由民警在线认定责任。";
            outcome.next = "请保持电话畅通。认定结果会通知双方。";
            outcome.offers = {to_see(record)};
            break;
        case State::revoked:
            outcome.headline = "报案已撤回。";
            return outcome;
        case State::lapsed:
            outcome.headline = "对方没有在期限内确认，这次报案已关闭。";
            outcome.next = "仍需处理的，请重新报案，或拨打122。";
            return outcome;
    }
    if (const std::string points = service_points(report, context); !points.empty())
        outcome.facts.push_back({"就近理赔服务点", "\n" + points});
    return outcome;
}

/// What B is asked by SMS.
std::string request(const db::Record& record, const Answers& report, const std::string& code) {
    return "【广州公安】" + accident::summary(report) + "，报案人提议：" + accident::liability_text(report) + "。同意的，请把确认码" +
           code + "告诉报案人，或关注“广州公安”公众号回复“事故确认”自己确认；不同意的请勿提供。事故编号" + record.number + "，" +
           moment(Instant{std::chrono::seconds{record.due_at}}) + "前有效。";
}

// --- Reporting.

/// Why nothing was kept; thrown to undo the transaction.
struct NotReported {
    Result why;
};

/// The record stands on its photos from now on. What has not arrived yet is fetched later; what never will is asked for again.
void attach_photos(db::Transaction& transaction, const std::vector<db::StoredFile>& files, const std::string& record, Context& context) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!context.stores.files.attach(transaction, files[i].id, record)) {
            throw NotReported{Again{photos[i], "这张照片已用于另一次报案，请重新拍一张。"}};
        }
    }
}

/// In the order of `photos`, or the photo to be sent again.
std::variant<std::vector<db::StoredFile>, Again> photos_of(const Answers& report, Context& context) {
    std::vector<db::StoredFile> files;
    for (const char* key : photos) {
        const std::string& media = report.at(key);
        // Free when it is wanted already; the process that should have asked for it may have died.
        context.stores.files.want(context.channel_name(), context.subject, media, "image", unix_time(context.now));
        auto file = context.stores.files.find(context.channel_name(), context.subject, media);
        const bool is_bad =
            file && file->state == db::StoredFile::State::kept && file->content_type != "image/jpeg" && file->content_type != "image/png";
        if (!file || file->state == db::StoredFile::State::lost || is_bad) return Again{key, "这张照片没有收到，请重新发送。"};
        const bool is_twice = std::ranges::find(files, file->id, &db::StoredFile::id) != files.end();
        if (is_twice) return Again{key, "三张照片不能相同，请重新拍一张。"};
        files.push_back(std::move(*file));
    }
    return files;
}

Result report(const Answers& answers, Context& context) {
    if (context.record != nullptr) return told(*context.record, context);
    auto files = photos_of(answers, context);
    if (auto* again = std::get_if<Again>(&files)) return *again;
    const std::string& mobile = answers.at("B.mobile");
    const bool is_disputed = answers.at("liability") == accident::disputed;
    if (!is_disputed && !count_code(context, mobile)) {
        return Outcome{.code = Code::RATE_LIMITED, .headline = "今天发送的确认码次数已用完，请明天再来，或拨打122。"};
    }
    const std::int64_t now = unix_time(context.now);
    const Settings& settings = context.settings();
    const std::int64_t due_at = is_disputed ? 0 : unix_time(context.now + hours{settings.integer("confirm_hours")});
    std::string day = iso(context.today());
    std::erase(day, '-');
    db::Record record;
    try {
        context.stores.sql.transaction([&](db::Transaction& transaction) {
            auto made = context.stores.records.create(
                transaction, {.service = std::string(id),
                              .title = context.service->title,
                              .resident = context.resident->id,
                              .draft = context.draft,
                              .state = std::string(accident::name_of(is_disputed ? State::assigned : State::awaiting_confirmation)),
                              .answers = to_json(answers),
                              .summary = to_json({{"business", context.service->title}}),
                              .due_at = due_at,
                              .day = "KC" + day,
                              .now = now});
            record = std::move(made.record);
            if (!made.created) return;
            if (!context.stores.marks.take(transaction, "accident_plate", {answers.at("A.plate"), answers.at("B.plate")}, record.id,
                                           unix_time(context.now + plate_is_held), now)) {
                throw NotReported{Outcome{.code = Code::DUPLICATE,
                                          .headline = "其中一辆车24小时内已有报案，不能重复提交。",
                                          .next = "自己的报案可以查看或撤回；对方已经报案的，请回复「事故确认」。",
                                          .offers = {{"查看我的报案", std::string(id), {{"what", "MINE"}}},
                                                     {"确认对方的报案", std::string(id), {{"what", "CONFIRM"}}}}}};
            }
            attach_photos(transaction, std::get<std::vector<db::StoredFile>>(files), record.id, context);
            if (is_disputed) {
                tell_progress(transaction, context, by_sms(mobile), record,
                              {"民警处理中",
                               "【广州公安】" + accident::summary(answers) + "已报案，责任由民警认定，请保持电话畅通。事故编号" +
                                   record.number + "。",
                               "disputed"});
            } else {
                const auto tries = static_cast<int>(settings.integer("confirm_tries"));
                const std::string code = context.stores.confirmations.ask(transaction, record.id, tries, due_at);
                tell_progress(transaction, context, by_sms(mobile), record, {"等待确认", request(record, answers, code), ""});
            }
        });
    } catch (const NotReported& refused) {
        return refused.why;
    }
    return told(record, context);
}

// --- Confirming.

/// The record the code belongs to, or why it is not to be confirmed. What is wrong is not told apart: nobody learns which numbers exist.
std::variant<db::Record, Refusal> confirmable(const std::string& number, const std::string& code, Context& context) {
    const auto record = find(number, context);
    using Verdict = db::Confirmations::Verdict;
    const Verdict verdict = context.stores.confirmations.check(record ? record->id : "", code, unix_time(context.now));
    if (verdict == Verdict::exhausted) return Refusal{"错误次数过多，这个确认码已作废，请报案人重发确认码。"};
    if (verdict != Verdict::right || !is_awaiting(*record)) return Refusal{"事故编号或确认码不正确，或已经确认、过期，请核对短信。"};
    return *record;
}

std::optional<Refusal> check_code(const Answers& answers, Context& context) {
    const auto tries = context.stores.kv.increment("confirm_tries:" + context.citizen + ":" + iso(context.today()), hours{24});
    if (tries > context.settings().integer("tries_a_day")) return Refusal{"今天尝试次数过多，请明天再来，或拨打122。"};
    auto found = confirmable(value_of(answers, "accident_no"), value_of(answers, "code"), context);
    if (auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
    return std::nullopt;
}

std::string what_is_confirmed(const Answers& answers, Context& context) {
    const auto record = find(value_of(answers, "accident_no"), context);
    if (!record) return {};
    const Answers report = from_json(record->answers);
    return accident::summary(report) + "。\n报案人提议：" + accident::liability_text(report) + "。";
}

Result confirm(const Answers& answers, Context& context) {
    auto found = confirmable(answers.at("accident_no"), answers.at("code"), context);
    if (const auto* refusal = std::get_if<Refusal>(&found)) return Again{"code", refusal->why, {"answer"}};
    db::Record& record = std::get<db::Record>(found);
    const Answers report = from_json(record.answers);
    const bool agrees = answers.at("answer") == "AGREE";
    const auto reporter = sender_of(record, context);
    const bool is_reporter = context.resident != nullptr && record.resident == context.resident->id;
    const db::ChannelUser other =
        is_reporter ? by_sms(value_of(report, "B.mobile")) : db::ChannelUser{context.channel_name(), context.subject};
    bool done = false;
    context.stores.sql.transaction([&](db::Transaction& transaction) {
        done = context.stores.records.move(transaction, move(record, agrees ? State::agreed : State::assigned, "other_party", context));
        if (!done) return;
        context.stores.confirmations.settle(transaction, record.id);
        std::string state = "民警处理中", text = "对方不同意提议的责任，转由民警认定，请保持电话畅通。";
        if (agrees) {
            const accident::Confirmed how{
                .by = "凭短信确认码", .reported_at = Instant{std::chrono::seconds{record.created_at}}, .confirmed_at = context.now};
            const std::string document = context.stores.documents.put(
                transaction, record.id, to_json(accident::agreement(report, record.number, how)), unix_time(context.now));
            state = "双方已确认";
            text = "双方已确认：" + accident::liability_text(report) + "。\n协议书（PDF，7天内可打开）：\n" +
                   (context.link_to ? context.link_to(document) : "");
        }
        text = "【广州公安】快撤理赔\n事故编号：" + record.number + "\n" + accident::summary(report) + "。\n" + text;
        if (reporter) tell_progress(transaction, context, *reporter, record, {state, text, "reporter"});
        tell_progress(transaction, context, other, record, {state, text, "other"});
    });
    if (!done) return Again{"code", "这起事故已经确认或撤回。", {"answer"}};
    record.state = std::string(accident::name_of(agrees ? State::agreed : State::assigned));
    return told(record, context);
}

// --- The reporter's own.

std::vector<Option> own(const Answers&, Context& context) {
    std::vector<Option> options;
    if (context.resident == nullptr) return options;
    for (const db::Record& record : context.stores.records.list_by_resident(context.resident->id)) {
        if (record.service != id) continue;
        options.push_back({record.id, record.number + " " + std::string(accident::shown(accident::state_of(record.state)))});
    }
    return options;
}

/// The resident's own record; absent for anybody else's.
std::optional<db::Record> own_one(const Answers& answers, Context& context) {
    auto record = context.stores.records.find(value_of(answers, "which"));
    const bool is_own = record && record->service == id && context.resident != nullptr && record->resident == context.resident->id;
    return is_own ? std::move(record) : std::nullopt;
}

std::vector<Option> actions(const Answers& answers, Context& context) {
    std::vector<Option> options{{"VIEW", "查看详情"}};
    const auto record = own_one(answers, context);
    if (record && is_awaiting(*record)) options.push_back({"RESEND", "重新发送确认码"});
    if (record && accident::may_move(accident::state_of(record->state), State::revoked)) options.push_back({"REVOKE", "撤回报案"});
    return options;
}

Result resend(const db::Record& record, Context& context) {
    const Answers report = from_json(record.answers);
    const std::string mobile = value_of(report, "B.mobile");
    if (!is_awaiting(record)) return told(record, context);
    if (!count_code(context, mobile))
        return Outcome{.code = Code::RATE_LIMITED, .headline = "今天发送的确认码次数已用完，请明天再来，或拨打122。"};
    // The same code, as long as it can be used: two messages that differ would only confuse.
    const auto known = context.stores.confirmations.code_of(record.id, unix_time(context.now));
    context.stores.sql.transaction([&](db::Transaction& transaction) {
        const auto tries = static_cast<int>(context.settings().integer("confirm_tries"));
        const std::string code = known ? *known : context.stores.confirmations.ask(transaction, record.id, tries, record.due_at);
        tell_progress(transaction, context, by_sms(mobile), record, {"等待确认", request(record, report, code), ""});
    });
    Outcome outcome = told(record, context);
    outcome.headline = "确认码已重新发送。";
    return outcome;
}

Result revoke(db::Record record, Context& context) {
    const Answers report = from_json(record.answers);
    bool done = accident::may_move(accident::state_of(record.state), State::revoked);
    if (done) {
        context.stores.sql.transaction([&](db::Transaction& transaction) {
            done = context.stores.records.move(transaction, move(record, State::revoked, "resident", context));
            if (!done) return;
            context.stores.confirmations.settle(transaction, record.id);
            context.stores.marks.release(transaction, record.id);
            context.stores.outbox.withdraw(transaction, record.id);
            tell_progress(
                transaction, context, by_sms(value_of(report, "B.mobile")), record,
                {"已撤回", "【广州公安】" + accident::summary(report) + "，报案人已撤回报案，无需确认。事故编号" + record.number + "。",
                 "revoked"});
        });
    }
    if (!done) return Outcome{.code = Code::TOO_LATE, .headline = "这次报案已经确认或处理，不能再撤回。"};
    record.state = std::string(accident::name_of(State::revoked));
    return told(record, context);
}

Result act(const Answers& answers, Context& context) {
    const std::string& what = answers.at("what");
    if (what == "REPORT") return report(answers, context);
    if (what == "CONFIRM") return confirm(answers, context);
    auto record = own_one(answers, context);
    if (!record) return Outcome{.code = Code::NOT_FOUND, .headline = "没有找到这次报案。"};
    const std::string& action = answers.at("action");
    if (action == "RESEND") return resend(*record, context);
    if (action == "REVOKE") return revoke(std::move(*record), context);
    return told(*record, context);
}

/// Nobody confirmed in time.
void lapse(const db::Record& record, Context& context) {
    if (!is_awaiting(record)) return;
    const auto reporter = sender_of(record, context);
    context.stores.sql.transaction([&](db::Transaction& transaction) {
        if (!context.stores.records.move(transaction, move(record, State::lapsed, "deadline", context))) return;
        context.stores.confirmations.settle(transaction, record.id);
        context.stores.marks.release(transaction, record.id);
        if (!reporter) return;
        tell_progress(
            transaction, context, *reporter, record,
            {"已关闭", "【广州公安】快撤理赔\n对方没有在期限内确认，报案" + record.number + "已关闭。仍需处理的，请重新报案，或拨打122。",
             "lapsed"});
    });
}

std::vector<Field> fields() {
    const When reports{.key = "what", .values = {"REPORT"}};
    const When confirms{.key = "what", .values = {"CONFIRM"}};
    const When looks{.key = "what", .values = {"MINE"}};
    const auto photo_field = [&](const char* key, const char* label, const char* ask) {
        return Field{.key = key, .label = label, .ask = ask, .type = &photo, .when = reports};
    };
    std::vector<Field> all{
        {.key = "what",
         .label = "办理事项",
         .ask = "请选择",
         .type = &choice,
         .options = {{"REPORT", "报案：刚发生了轻微事故"}, {"CONFIRM", "确认：对方已报案，我有确认码"}, {"MINE", "查看或撤回我的报案"}}},
        {.key = "injured",
         .label = "人员受伤",
         .ask = "有人受伤吗？",
         .type = &choice,
         .options = {{"NO", "没有人受伤"}, {"YES", "有人受伤"}},
         .when = reports,
         .stop = stop_if_injured},
        {.key = "obstacle",
         .label = "特殊情形",
         .ask = "有下列情形吗？",
         .type = &choice,
         .options = obstacle_options(),
         .when = reports,
         .stop = stop_if_hindered},
        {.key = "loss",
         .label = "车辆损失估计",
         .ask = "两车损失合计估计多少元？",
         .type = &money,
         .when = {.key = "has_loss_limit", .values = {"yes"}, .fact = has_loss_limit},
         .stop = stop_if_too_costly},
        {.key = "position",
         .label = "事故地点",
         .ask = "请发送事故地点：点击对话框旁的“+”，选择“位置”",
         .type = &position,
         .when = reports,
         .show = [](const std::string& value, const Facts&) { return accident::place_named(value); }},
        {.key = "happened_at",
         .label = "发生时间",
         .ask = "什么时候发生的？例如「刚刚」「14:05」",
         .type = &past_moment,
         .when = reports,
         .check = is_recent,
         .example = "刚刚"},
        photo_field("photo_front", "车头方向照片", "请拍一张能看清两车车头方向和车牌的照片，发送过来"),
        photo_field("photo_rear", "车尾方向照片", "请拍一张能看清两车车尾方向的照片，发送过来"),
        photo_field("photo_contact", "接触部位照片", "请拍一张两车接触部位的照片，发送过来。拍好三张后，可以先把车移到不妨碍交通的地方"),
    };
    const auto party = [&](Field field) {
        field.when = reports;
        field.each = accident::parties();
        all.push_back(std::move(field));
    };
    party({.key = "name", .label = "姓名", .ask = "驾驶人的姓名", .type = &person_name, .known = of_resident(&db::Resident::name)});
    party({.key = "mobile",
           .label = "手机号码",
           .ask = "驾驶人的手机号码（确认码会发到这里）",
           .type = &mobile,
           .known = of_resident(&db::Resident::mobile),
           .check = differs("mobile", "手机号码"),
           .example = "13911119999"});
    party({.key = "license_no",
           .label = "驾驶证号码",
           .ask = "驾驶证号码（与身份证号码相同）",
           .type = &id_card,
           .known = of_resident(&db::Resident::id_no),
           .check = differs("license_no", "驾驶证号码")});
    party({.key = "plate", .label = "车牌号码", .ask = "车牌号码", .type = &plate, .check = differs("plate", "车牌号码")});
    party({.key = "plate_type", .label = "号牌种类", .ask = "号牌种类", .type = &choice, .choices = plate_types, .from = {"plate"}});
    party({.key = "insurer",
           .label = "保险公司",
           .ask = "投保的保险公司",
           .type = &choice,
           .options = insurers(),
           .stop = stop_if_uninsured});
    party(
        {.key = "policy_no", .label = "保险单号", .ask = "保险单号", .type = &text, .optional = true, .example = "PDAA202644010000000001"});
    all.push_back({.key = "liability",
                   .label = "责任",
                   .ask = "您认为责任怎么划分？",
                   .type = &choice,
                   .options = accident::liabilities(),
                   .when = reports});
    all.push_back(
        {.key = "accident_no", .label = "事故编号", .ask = "请输入短信里的事故编号（KC开头）", .type = &accident_no, .when = confirms});
    all.push_back(
        {.key = "code", .label = "确认码", .ask = "请输入短信里的6位确认码", .type = &sms_code, .when = confirms, .check = check_code});
    all.push_back({.key = "answer",
                   .label = "是否同意",
                   .ask = "您同意吗？",
                   .type = &choice,
                   .options = {{"AGREE", "同意"}, {"REFUSE", "不同意，请民警认定"}},
                   .when = confirms,
                   .tell = what_is_confirmed});
    all.push_back({.key = "which", .label = "报案", .ask = "请选择一次报案", .type = &choice, .choices = own, .when = looks});
    all.push_back(
        {.key = "action", .label = "操作", .ask = "请选择操作", .type = &choice, .choices = actions, .from = {"which"}, .when = looks});
    return all;
}

}  // namespace

Service quick_accident_claim() {
    using std::int64_t;
    return {
        .id = std::string(id),
        .title = "快撤理赔",
        .kind = Kind::report,
        .level = Level::L2,
        .channels = "WCAJ",
        .words = {"快撤", "快赔", "快撤e赔", "快处快赔", "撞车", "追尾", "剐蹭", "小事故", "事故快处", "事故确认"},
        .intro = "没有人受伤、车辆能移动的两车事故，可以拍照后快速撤离、在线理赔。",
        .parameters = {{"report_within_hours", int64_t{24}, "Until how many hours after the accident it can be reported.", 1, 168},
                       {"confirm_hours", int64_t{48}, "How long the other party has to confirm.", 1, 168},
                       {"confirm_tries", int64_t{5}, "How many times a confirmation code may be entered wrongly before it is void.", 1, 20},
                       {"tries_a_day", int64_t{10}, "How many confirmation codes a resident may enter a day.", 1, 100},
                       {"claim_loss_limit_fen", int64_t{0}, "Most the loss may be, in fen, where a rule says so (200000); 0: not asked.", 0,
                        100'000'000}},
        .fields = fields(),
        .submit = act,
        .overdue = lapse,
        .only_looks = [](const Answers& answers) { return value_of(answers, "action") == "VIEW"; }};
}

}  // namespace services
