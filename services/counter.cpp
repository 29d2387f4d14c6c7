#include "services/counter.h"

#include <algorithm>

#include "services/flow.h"

namespace services {
namespace {

Outcome refused(Code code, std::string why) { return {.code = code, .headline = std::move(why)}; }

bool in_hours(const std::vector<Span>& hours, Minutes now) {
    return hours.empty() ||
           std::any_of(hours.begin(), hours.end(), [&](const Span& span) { return span.opens <= now && now < span.closes; });
}

std::string spelled(const std::vector<Span>& hours) {
    std::string text;
    for (const Span& span : hours) {
        if (!text.empty()) text += "、";
        text += clock(span.opens) + "–" + clock(span.closes);
    }
    return text;
}

/// The rules of the service as a whole: none of them looks at an answer.
std::optional<Outcome> refused_as_a_whole(const Service& service, const Context& context) {
    if (auto outcome = closed(service, context)) return outcome;
    if (needs_consent(service) && !context.stores.consents.has(context.citizen, service.id, std::string(consent_version))) {
        return refused(Code::CONSENT_REQUIRED, "办理前需要您同意使用个人信息。");
    }
    return std::nullopt;
}

std::optional<Outcome> over_limit(const Service& service, const Context& context) {
    const std::optional<int> limit = context.settings().daily_limit;
    if (!limit || context.citizen.empty()) return std::nullopt;
    const std::string key = "limit:" + service.id + ":" + context.citizen + ":" + iso(context.today());
    if (context.stores.kv.increment(key, std::chrono::hours(24)) <= *limit) return std::nullopt;
    return refused(Code::RATE_LIMITED, "「" + service.title + "」每天最多使用" + std::to_string(*limit) + "次，今天已用完，请明天再来。");
}

/// Nothing, or the answer that does not hold. Options that depend on the world are the handler's to check.
std::optional<Again> unacceptable(const Service& service, const Answers& answers, const Facts& facts) {
    for (const Step& step : path(service, answers, facts)) {
        const Field& field = *step.field;
        if (!field.challenge.empty()) {
            if (facts.passed == nullptr || !facts.passed->contains(step.key)) return Again{step.key, "请先完成短信验证。"};
            continue;
        }
        const auto answer = answers.find(step.key);
        if (answer == answers.end()) return Again{step.key, {}};
        if (answer->second.empty() && field.optional) continue;
        const Input input{.text = answer->second, .choice = answer->second, .raw = answer->second};
        const Parsed parsed = accept(step, input, field.options, facts);
        if (const auto* refusal = std::get_if<Refusal>(&parsed)) return Again{step.key, refusal->why};
        if (std::get<std::string>(parsed) != answer->second) return Again{step.key, "请重新填写这一项。"};
    }
    return std::nullopt;
}

Result checked(const Service& service, const Answers& answers, Context& context) {
    if (auto outcome = refused_as_a_whole(service, context)) return *outcome;
    const bool only_looks = service.only_looks != nullptr && service.only_looks(answers);
    if (auto outcome = out_of_hours(service, context); outcome && !only_looks) return *outcome;
    if (service.level != Level::L0 && (context.resident == nullptr || context.resident->level < static_cast<int>(service.level))) {
        return Raise{service.level};
    }
    const Facts facts = context.facts();
    const Answers full = complete(service, answers, facts);
    if (auto again = unacceptable(service, full, facts)) return *again;
    if (auto stop = stopped(service, full, facts)) return refused(stop->code, stop->why);
    if (auto outcome = over_limit(service, context)) return *outcome;
    return service.submit(full, context);
}

}  // namespace

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
    if (in_hours(hours, time_of_day(context.now))) return std::nullopt;
    return refused(Code::CLOSED_DAY, "「" + service.title + "」的受理时间是每天" + spelled(hours) + "，请届时再来。");
}

Result submit(const Service& service, const Answers& answers, Context& context) {
    context.service = &service;
    Result result = checked(service, answers, context);
    if (const auto* outcome = std::get_if<Outcome>(&result); outcome != nullptr && context.observe) context.observe(service, outcome->code);
    return result;
}

}  // namespace services
