#include "services/form/act.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "db/failpoint.h"
#include "services/form/answers.h"
#include "services/form/catalog.h"
#include "services/form/check.h"
#include "services/form/clocks.h"
#include "services/form/flow.h"
#include "services/form/notices.h"
#include "services/rules/time.h"

namespace services {
namespace {

using db::By;

Outcome unknown() { return {.code = Code::NOT_FOUND, .headline = "没有找到这条记录。"}; }
Outcome changed() { return {.code = Code::TOO_LATE, .headline = "这条记录刚刚有变化，请重新查看后再办理。"}; }
Outcome not_from(const db::State* state) {
    return {.code = Code::TOO_LATE,
            .headline = "现在的状态是「" + std::string(state == nullptr ? "未知" : state->shown) + "」，不能这样办理。"};
}

bool is_operator(By by) { return by == By::officer || by == By::lead || by == By::approver; }

bool is_theirs(const db::Record& record, const Actor& actor, const Context& context) {
    return actor.by != By::resident || is_own(record, context);
}

/// Why these keys of the form cannot be asked for again.
std::optional<Correct> not_nameable(const Admitted& it) {
    const Answers answers = from_json(it.record.answers);
    if (it.request.input.empty()) return Correct{"", "请写明需要补正的项目。"};
    for (const auto& [key, why] : it.request.input) {
        const Field* field = it.service->field(key.substr(key.find('.') + 1));
        if (!answers.contains(key) || (field != nullptr && field->hidden)) return Correct{key, "这份申请没有这一项。"};
        if (why.empty()) return Correct{key, "请写明为什么要补正这一项。"};
    }
    return std::nullopt;
}

/// The answers with what was named given again; those that no longer apply go.
Answers supplemented(const Admitted& it) {
    Answers answers = from_json(it.record.answers);
    for (const auto& [key, why] : from_json(it.record.supplement)) answers.erase(key);
    for (const auto& [key, value] : it.request.input) answers[key] = value;
    prune(it.service->fields, answers, it.context.facts());
    return answers;
}

std::optional<Result> refused(std::optional<std::variant<Correct, Ineligible>> why) {
    if (!why) return std::nullopt;
    if (auto* again = std::get_if<Correct>(&*why)) return *std::move(again);
    auto& stop = std::get<Ineligible>(*why);
    return Outcome{.code = stop.code, .headline = std::move(stop.why)};
}

/// Everything named is given, and nothing else but what follows from it.
std::optional<Result> not_supplied(Admitted& it) {
    const Answers before = from_json(it.record.answers), named = from_json(it.record.supplement), after = supplemented(it);
    for (const auto& [key, value] : it.request.input) {
        if ((!named.contains(key) && before.contains(key)) || !after.contains(key)) return Correct{key, "这一项不用补正。"};
    }
    return refused(unacceptable(it.service->fields, after, it.context));
}

std::optional<Result> wrong_input(Admitted& it) {
    if (it.move->supplement == db::Supplement::given) return not_supplied(it);
    if (it.move->supplement == db::Supplement::named) {
        if (auto again = not_nameable(it)) return *std::move(again);
        return std::nullopt;
    }
    static const std::vector<Field> nothing;
    return refused(unacceptable(it.act == nullptr ? nothing : it.act->asks, it.request.input, it.context));
}

/// What may speak against it besides the table.
std::optional<Result> objection(Admitted& it) {
    if (it.act != nullptr && it.act->may) {
        if (const auto why = it.act->may(it.record, it.context)) return Outcome{.code = why->code, .headline = why->why};
    }
    if (auto wrong = wrong_input(it)) return wrong;
    if (it.act != nullptr && it.act->spends) {
        if (const auto why = it.act->spends(it.record, it.context)) return Outcome{.code = why->code, .headline = why->why};
    }
    return std::nullopt;
}

/// What the owner is told where the service says nothing of its own: never about what they did themselves.
std::vector<Notice> notices_of(const Admitted& it, std::string_view from, const Answers& input, Context& context) {
    if (it.act != nullptr && it.act->tells) return it.act->tells(it.record, input, context);
    const By by = it.move->by;
    if (by == By::resident || by == By::other_party || from == it.record.state) return {};
    const std::string shown(it.service->life->state(it.record.state)->shown);
    std::string text = "【广州公安】" + it.record.title + "\n编号：" + it.record.number + "\n状态：" + shown;
    if (it.move->supplement == db::Supplement::named) {
        const Answers form = from_json(it.record.answers);
        for (const Step& step : path(it.service->fields, form, context.facts())) {
            if (const auto asked = input.find(step.key); asked != input.end()) text += "\n" + step.label() + "：" + asked->second;
        }
    }
    if (it.record.due_at > 0 && by != By::clock) {
        const auto due = due_of(it.record, *it.service->life, context.figures.calendar);
        text += "\n期限：" + moment(due->at) + (due->is_provisional ? "（暂定）" : "");
    }
    return {{.state = shown, .text = text}};
}

void tell(db::Transaction& transaction, const Admitted& it, const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
        const auto& to = notice.to ? notice.to : it.owner;
        if (to) tell_progress(transaction, it.context, *to, it.record, notice);
    }
}

void audit(db::Transaction& transaction, const Admitted& it) {
    const Actor& actor = it.request.actor;
    if (!is_operator(actor.by) || !actor.sign) return;
    it.context.stores.audit.append(transaction,
                                   {.at = unix_time(it.context.now),
                                    .who = actor.id,
                                    .action = "case " + std::string(it.move->verb),
                                    .about = it.record.number,
                                    .detail = it.request.why},
                                   actor.sign);
}

void move_on(Admitted& it) {
    const std::string from = std::exchange(it.record.state, std::string(it.move->to));
    const Figures& figures = it.context.figures;
    const Settings& settings = it.context.settings();
    move_clocks(it.record, from, it.move->by == By::clock, *it.service->life, settings, figures.calendar, it.context.now);
    promise_word(it.record, *it.service->life, settings, figures.calendar, it.context.now);
    if (it.move->supplement == db::Supplement::named) it.record.supplement = to_json(it.request.input);
    if (it.move->supplement != db::Supplement::given) return;
    it.record.answers = to_json(supplemented(it));
    it.record.supplement.clear();
}

}  // namespace

bool is_own(const db::Record& record, const Context& context) {
    return context.resident != nullptr && record.resident == context.resident->id;
}

const Service* service_of(const db::Record& record, const Context& context) {
    if (context.service != nullptr && context.service->id == record.service) return context.service;
    return catalog().find(record.service);
}

const Act* act_of(const Service& service, std::string_view verb) {
    const auto found = std::ranges::find(service.acts, verb, &Act::verb);
    return found == service.acts.end() ? nullptr : &*found;
}

std::vector<Option> acts_open(const db::Record& record, By by, const Context& context) {
    std::vector<Option> open;
    const Service* service = service_of(record, context);
    if (service == nullptr || service->life == nullptr) return open;
    Context its = context;
    enter(*service, its);
    for (const Act& act : service->acts) {
        if (act.label.empty() || service->life->move(act.verb, record.state, by) == nullptr) continue;
        if (!act.may || !act.may(record, its)) open.push_back({std::string(act.verb), act.label, act.words});
    }
    return open;
}

bool is_done(const db::Record& record, std::string_view verb, By by, const Context& context) {
    const Service* service = service_of(record, context);
    if (service == nullptr || service->life == nullptr) return false;
    const auto leads_here = [&](const db::Move& move) { return move.verb == verb && move.by == by && move.to == record.state; };
    return service->life->move(verb, record.state, by) == nullptr && std::ranges::any_of(service->life->moves, leads_here);
}

Outcome shown_to_owner(const db::Record& record, const Context& context) {
    const Service* service = service_of(record, context);
    Context its = context;
    its.service = service;
    if (service != nullptr && service->shows) return service->shows(record, its);
    Outcome outcome{.headline = record.title, .facts = {{"number", "编号", record.number}}};
    for (Line& line : standing(record, context)) outcome.facts.push_back(std::move(line));
    return outcome;
}

std::vector<Line> standing(const db::Record& record, const Context& context) {
    const Service* service = service_of(record, context);
    if (service == nullptr || service->life == nullptr) return {{"state", "状态", record.state}};
    return standing(record, *service->life, context.figures);
}

std::variant<Admitted, Result> admit(const ActRequest& request, const Context& context) {
    auto record = context.stores.records.find(request.record);
    const Service* service = record ? service_of(*record, context) : nullptr;
    if (service == nullptr || service->life == nullptr) return Result(unknown());
    Admitted it{.request = request, .record = *std::move(record), .service = service, .context = context};
    enter(*service, it.context);
    if (!is_theirs(it.record, request.actor, it.context) ||
        !sees(request.actor.unit, unit_of(it.record, *service, context.figures), context.figures)) {
        return Result(unknown());
    }
    if (it.record.version != request.version) return Result(changed());
    it.move = service->life->move(request.verb, it.record.state, request.actor.by);
    if (it.move == nullptr) return Result(not_from(service->life->state(it.record.state)));
    it.act = act_of(*service, request.verb);
    if (auto why_not = objection(it)) return *std::move(why_not);
    it.owner = sender_of(it.record, it.context);
    return it;
}

std::optional<Result> act(db::Transaction& transaction, Admitted& it) {
    Context& context = it.context;
    if (!context.stores.records.take(transaction, it.record.id, it.record.version)) return changed();
    ++it.record.version;
    const std::string from = it.record.state;
    Answers input = it.request.input;
    move_on(it);
    db::failpoint("act: moved");
    if (it.act != nullptr && it.act->effect) {
        if (auto answer = it.act->effect(transaction, it.record, input, context)) return answer;
    }
    const std::string who = it.request.actor.id.empty() ? std::string(name_of(it.move->by)) : it.request.actor.id;
    context.stores.records.put(transaction, it.record, {from, it.record.state, who, it.request.why, unix_time(context.now)});
    tell(transaction, it, notices_of(it, from, input, context));
    audit(transaction, it);
    return std::nullopt;
}

Result act(const ActRequest& request, const Context& caller) {
    auto admitted = admit(request, caller);
    if (auto* answer = std::get_if<Result>(&admitted)) return *std::move(answer);
    std::optional<Admitted> done;
    std::optional<Result> answer;
    caller.stores.sql.commit_if([&](db::Transaction& transaction) {
        done.emplace(std::get<Admitted>(admitted));  // the work may be run again
        answer = act(transaction, *done);
        return !answer;
    });
    if (answer) return *std::move(answer);
    if (done->act != nullptr && done->act->afterwards) done->act->afterwards(done->record, done->context);
    const bool has_answer = done->act != nullptr && done->act->answers;
    return has_answer ? done->act->answers(done->record, done->context) : shown_to_owner(done->record, done->context);
}

void ring(const db::Record& record, const Context& context) {
    const Service* service = service_of(record, context);
    const std::string_view verb =
        service == nullptr || service->life == nullptr ? std::string_view() : verb_of_clock(record, *service->life);
    if (verb.empty()) throw std::logic_error("no clock of this record can run out");
    const std::int64_t due = unix_time(due_of(record, *service->life, context.figures.calendar)->at);
    if (due > unix_time(context.now)) {
        context.stores.records.move({.record = record.id,
                                     .from = record.state,
                                     .to = record.state,
                                     .who = std::string(name_of(By::clock)),
                                     .why = "the calendar gives it longer",
                                     .now = unix_time(context.now),
                                     .due_at = due});
        return;
    }
    const Result result = act({.record = record.id, .version = record.version, .verb = verb, .actor = {.by = By::clock}}, context);
    // Somebody was faster: the next look sees what has become of it.
    const auto* outcome = std::get_if<Outcome>(&result);
    const bool is_settled = outcome != nullptr && (outcome->code == Code::OK || outcome->code == Code::TOO_LATE);
    if (!is_settled) throw std::runtime_error("the clock's move was refused");
}

std::string unit_of(const db::Record& record, const Service& service, const Figures& figures) {
    const Office* office = figures.office(value_of(from_json(record.answers), "site"));
    return office == nullptr ? service.department : office->id;
}

bool sees(std::string_view unit, const std::string& of, const Figures& figures) {
    if (unit.empty() || unit == of) return true;
    constexpr int most_levels = 8;  // a parent that is its own grandchild ends somewhere
    const Office* office = figures.office(of);
    for (int level = 0; office != nullptr && level < most_levels; ++level, office = figures.office(office->parent)) {
        if (office->id == unit) return true;
    }
    return false;
}

std::vector<Line> standing(const db::Record& record, const db::Lifecycle& life, const Figures& figures) {
    const db::State* state = life.state(record.state);
    std::vector<Line> lines{{"state", "状态", state == nullptr ? record.state : std::string(state->shown)}};
    if (const auto due = due_of(record, life, figures.calendar)) {
        lines.push_back({"due", "期限", moment_with_year(due->at) + (due->is_provisional ? "（暂定）" : "")});
    }
    if (record.word_at > 0) {
        const Instant at = instant_at(record.word_at);
        const bool is_provisional = date_of(at) > figures.calendar.loaded_until;
        lines.push_back({"word", "最迟告知进展", moment_with_year(at) + (is_provisional ? "（暂定）" : "")});
    }
    return lines;
}

}  // namespace services
