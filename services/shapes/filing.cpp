#include "services/shapes/filing.h"

#include <limits>
#include <utility>

#include "services/answers/fields.h"
#include "services/form/act.h"
#include "services/form/clocks.h"
#include "services/form/tries.h"
#include "services/shapes/photos.h"

namespace services {
namespace {

constexpr int wrong_passwords = 10;      // of one report, ever
constexpr std::int64_t tries_a_day = 5;  // of one sender
constexpr std::int64_t always = std::numeric_limits<std::int64_t>::max();

Outcome filed(const std::string& thanks, const db::Record& record, Context& context) {
    if (!context.service->anonymous) {
        Outcome outcome = shown_to_owner(record, context);
        if (!thanks.empty()) outcome.headline = thanks;
        return outcome;
    }
    Outcome outcome{.headline = thanks, .facts = {{"number", "编号", record.number}}};
    if (const auto password = context.stores.confirmations.code_of(record.id, unix_time(context.now)))
        outcome.facts.push_back({"password", "查询密码", *password});
    outcome.next = "我们不知道您是谁，请记下编号和查询密码，凭它们可以查询进度，别人不能。";
    return outcome;
}

std::optional<db::Record> named(const Answers& answers, Context& context) {
    auto record = context.stores.records.find_by_number(value_of(answers, "number"));
    return record && record->service == context.service->id ? std::move(record) : std::nullopt;
}

Checked opens(const Answers& answers, Context& context) {
    if (!spend_try(context, {.what = "opens:" + iso(context.today()), .own = tries_a_day}).is_allowed())
        return Ineligible{Code::RATE_LIMITED, "今天尝试次数过多，请明天再来。"};
    const auto record = named(answers, context);
    const auto verdict =
        context.stores.confirmations.check(record ? record->id : "", value_of(answers, "password"), unix_time(context.now));
    if (verdict == db::Confirmations::Verdict::right) return {};
    return Refusal{"编号或查询密码不正确，请核对后重新输入查询密码；编号输错的，请返回上一步修改。"};
}

}  // namespace

db::NewRecord new_record(const Answers& answers, const Context& context, std::string_view state) {
    const Service& service = *context.service;
    db::NewRecord record{.service = service.id,
                         .title = service.title,
                         .resident = context.resident == nullptr ? std::nullopt : std::optional(context.resident->id),
                         .draft = context.draft,
                         .state = std::string(state.empty() ? service.life->begins : state),
                         .answers = to_json(answers),
                         .summary = to_json({{"business", service.title}}),
                         .day = iso_basic(context.today()),
                         .now = unix_time(context.now)};
    start_clocks(record, *service.life, context.settings(), context.figures.calendar, context.now);
    return record;
}

Submit file_record(std::string thanks) {
    return [thanks = std::move(thanks)](const Answers& answers, Context& context) -> Result {
        if (context.record != nullptr) return filed(thanks, *context.record, context);
        const auto found = photos_of(answers, context);
        if (const auto* again = std::get_if<Correct>(&found)) return *again;
        const Photos& photos = std::get<Photos>(found);
        db::Record record;
        std::optional<Correct> again;
        context.stores.sql.commit_if([&](db::Transaction& transaction) {
            again.reset();  // the work may be run again
            auto made = context.stores.records.create(transaction, new_record(photos.answers, context));
            record = std::move(made.record);
            if (!made.created) return true;
            if (context.service->anonymous) context.stores.confirmations.ask(transaction, record.id, wrong_passwords, always);
            again = attach(transaction, photos, record.id, context);
            return !again;
        });
        return again ? Result(*std::move(again)) : filed(thanks, record, context);
    };
}

Existing opened_by_password(std::string begins) {
    return {.label = "办理事项",
            .ask = "您要办理哪一项？",
            .begins = std::move(begins),
            .receipt = Receipt{.label = "查询进度：我有编号和查询密码",
                               .asks = {Field{.key = "number", .label = "编号", .ask = "请输入编号", .type = &record_no},
                                        Field{.key = "password",
                                              .label = "查询密码",
                                              .ask = "请输入6位查询密码",
                                              .type = &query_password,
                                              .from = {"number"},
                                              .check = opens,
                                              .effect = Effect::spends_try}},
                               .finds = named,
                               .tells = [](const db::Record& record, Context& context) {
                                   std::string text;
                                   for (const Line& line : standing(record, context))
                                       text += (text.empty() ? "" : "\n") + line.label + "：" + line.value;
                                   return text;
                               }}};
}

}  // namespace services
