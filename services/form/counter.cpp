#include "services/form/counter.h"

#include <algorithm>

#include "db/failpoint.h"
#include "services/form/challenge.h"
#include "services/form/check.h"
#include "services/form/existing.h"
#include "services/form/flow.h"
#include "services/form/tries.h"

namespace services {
namespace {

Outcome refused(Code code, std::string why) { return {.code = code, .headline = std::move(why)}; }

Outcome stopped_by(const Ineligible& stop) { return {.code = stop.code, .headline = stop.why, .offers = stop.offers}; }

std::string spelled(const std::vector<Span>& hours) {
    std::string text;
    for (const Span& span : hours) {
        if (!text.empty()) text += "、";
        text += clock(span.opens) + "–" + clock(span.closes);
    }
    return text;
}

/// The record that the same form left when it was submitted before. Nobody else's record is ever answered with.
std::optional<db::Record> record_before(const Service& service, const Answers& answers, const Context& context) {
    if (!is_reviewed(service, answers) || is_about_record(answers) || context.draft.empty()) return std::nullopt;
    auto record = context.stores.records.find_by_draft(context.draft);
    const auto owner = context.resident == nullptr ? std::nullopt : std::optional(context.resident->id);
    return record && record->service == service.id && record->resident == owner ? std::move(record) : std::nullopt;
}

/// A look-up counts every time; what leaves a record counts once a draft, however often it had to be corrected.
std::optional<Outcome> over_limit(const Service& service, const Answers& answers, Context& context) {
    const std::optional<int> limit = context.settings().daily_limit;
    if (!limit || counted_as(context).empty()) return std::nullopt;
    db::Kv& kv = context.stores.kv;
    const bool once = is_reviewed(service, answers) && !context.draft.empty();
    const std::string counted = "counted:" + service.id + ":" + context.draft;
    if (once && kv.get(counted)) return std::nullopt;
    if (!spend_try(context, {.what = "submit:" + service.id + ":" + iso(context.today()), .own = *limit}).is_allowed()) {
        return refused(Code::RATE_LIMITED,
                       "「" + service.title + "」每天最多使用" + std::to_string(*limit) + "次，今天已用完，请明天再来。");
    }
    if (once) kv.set(counted, "1", std::chrono::hours(24));
    return std::nullopt;
}

/// The fields are held to the rules of the service whose they are.
std::optional<std::variant<Correct, Ineligible>> unacceptable(const Sheet& sheet, const Answers& answers, const Context& context) {
    Context its = context;
    its.service = sheet.of;
    return unacceptable(*sheet.fields, sheet.with(answers), its);
}

Result checked(const Service& service, const Answers& answers, Context& context) {
    if (const auto record = record_before(service, answers, context)) {
        Context with_record = context;
        with_record.record = &*record;
        return service.submit(complete(service.fields, answers, context.facts()), with_record);
    }
    if (auto outcome = closed(service, context)) return *outcome;
    if (!has_consent(service, answers, context)) return refused(Code::CONSENT_REQUIRED, "办理前需要您同意使用个人信息。");
    if (auto outcome = out_of_hours(service, context); outcome && !only_looks(answers)) return *outcome;
    if (service.level != Level::L0 && (context.resident == nullptr || context.resident->level < static_cast<int>(service.level))) {
        return StepUp{service.level};
    }
    const Sheet sheet = sheet_of(service, answers, context);
    if (auto wrong = unacceptable(sheet, answers, context)) {
        if (const auto* correct = std::get_if<Correct>(&*wrong)) return *correct;
        return stopped_by(std::get<Ineligible>(*wrong));
    }
    if (auto outcome = over_limit(service, answers, context)) return *outcome;
    db::failpoint("counter: admitted");
    if (is_about_record(answers)) return deal_with(service, answers, context);
    Answers full = complete(*sheet.fields, answers, context.facts());
    full.erase(std::string(record_answer));  // no answer of the service's own
    return service.submit(full, context);
}

}  // namespace

bool has_consent(const Service& service, const Answers& answers, const Context& context) {
    if (!needs_consent(service)) return true;
    if (!service.anonymous) {
        return context.agreed_to == service.id || context.stores.consents.has(context.user, service.id, std::string(consent_version));
    }
    const auto agreed = answers.find(consent_answer);
    return agreed != answers.end() && agreed->second == consent_version;
}

std::optional<Outcome> closed(const Service& service, const Context& context) {
    const Settings& settings = context.figures.of(service.id);
    const char letter = static_cast<char>(context.channel);
    const bool offered = settings.channels.empty() ? service.channels.find(letter) != std::string::npos
                                                   : std::find(settings.channels.begin(), settings.channels.end(),
                                                               std::string(1, letter)) != settings.channels.end();
    if (!offered) return refused(Code::NOT_ELIGIBLE, "「" + service.title + "」不在这里办理，请使用微信服务号或警民通。");
    if (settings.is_open(context.now)) return std::nullopt;
    std::string why = "「" + service.title + "」暂停服务。";
    if (!settings.notice.empty()) {
        why += settings.notice;
    } else if (settings.opens && context.now < *settings.opens) {
        why += "将于" + moment(*settings.opens) + "开放。";
    }
    return refused(Code::UPSTREAM_DOWN, std::move(why));
}

std::optional<Outcome> out_of_hours(const Service& service, const Context& context) {
    const auto& hours = context.figures.of(service.id).hours;
    if (is_open_at(hours, time_of_day(context.now))) return std::nullopt;
    return refused(Code::CLOSED_DAY, "「" + service.title + "」的受理时间是每天" + spelled(hours) + "，请届时再来。");
}

Result submit(const Service& service, const Answers& answers, Context& context) {
    Context seen = context;
    enter(service, seen);
    Result result = checked(service, answers, seen);
    context.has_changed();
    db::failpoint("counter: submitted");
    if (const auto* outcome = std::get_if<Outcome>(&result); outcome != nullptr && outcome->code == Code::OK) forget_challenges(seen);
    if (const auto* outcome = std::get_if<Outcome>(&result); outcome != nullptr && context.observe) context.observe(service, outcome->code);
    return result;
}

}  // namespace services
