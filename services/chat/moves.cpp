// What a conversation does: opens, goes on, submits, ends, gives up.
#include <algorithm>
#include <utility>

#include "services/answers/fields.h"
#include "services/chat/conversation.h"
#include "services/chat/elsewhere.h"
#include "services/chat/finding.h"
#include "services/chat/hearing.h"
#include "services/chat/picking.h"
#include "services/form/check.h"
#include "services/form/counter.h"
#include "wechat/bytes.h"

namespace services {
namespace {

Dialogue begin(const Service& service, Answers preset) {
    return {.service = service.id, .draft = wechat::random_hex(16), .answers = std::move(preset)};
}

template <class... Ts>
struct Visitor : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

}  // namespace

Screen Conversation::open(const Service& wanted, Answers preset, const std::string& said) {
    // What was put aside for a dialogue in which nothing has been said yet is what the resident is busy with.
    if (session_.under && (!session_.current || session_.current->answers.empty())) {
        drop(session_.current);
        session_.current = std::exchange(session_.under, std::nullopt);
    }
    if (session_.current && !session_.current->answers.empty()) {
        return service() == &wanted ? advance() : switch_screen(wanted, {});
    }
    drop(session_.current);
    drop(session_.under);
    if (!is_about_record(preset)) session_.done.reset();
    session_.asked = {};
    if (auto outcome = closed(wanted, context_)) {
        if (const Elsewhere* row = other_way(wanted.id)) outcome->next += (outcome->next.empty() ? "" : "\n") + std::string(row->way);
        return finish(*outcome);
    }
    // Where a record that is there may be meant, the form says it once a new one is.
    const bool begins_new = !is_about_record(preset) && (!wanted.existing || wanted.existing->ask.empty());
    if (auto outcome = out_of_hours(wanted, context_); outcome && begins_new) return finish(*outcome);
    session_.current = begin(wanted, std::move(preset));
    if (auto refused = answer_by(said)) return *refused;
    return advance(wanted.intro.empty() ? wanted.title : wanted.title + "\n" + wanted.intro);
}

std::optional<Conversation::LineSaid> Conversation::line_said(const Form& filled, const std::string& said) {
    const auto first = filled.next();
    for (const Step& asked : filled.open_questions()) {
        // Which lines a later list will have depends on what is answered before it.
        const bool has_lines = !asked.field->options.empty() || (first && asked.key == first->key);
        const auto line = has_lines ? called(filled.options_of(asked), said) : std::nullopt;
        if (line) return LineSaid{asked, *line};
    }
    return std::nullopt;
}

std::optional<Screen> Conversation::answer_by(const std::string& said) {
    if (said.empty()) return std::nullopt;
    Form filled = form();
    // An answer may bring other questions, so they are looked through anew after each.
    while (const auto found = line_said(filled, said)) {
        if (auto refused = not_taken(filled.answer({{found->asked.key, given_again(found->line)}}), found->asked)) return refused;
    }
    take_new_time(filled, said);
    return std::nullopt;
}

/// 改到后天 of what is changed: the day, and the hour after it, where they are offered.
void Conversation::take_new_time(Form& filled, const std::string& said) {
    const auto wanted = is_about_record(session_.current->answers) ? correction(said) : std::nullopt;
    if (!wanted) return;
    for (const std::string& piece : apart(wanted->value, true)) {
        filled.take_lines();
        const auto step = filled.next();
        const auto read = step ? read_ahead(*step, filled.options_of(*step), piece) : Refusal{};
        const auto* given = std::get_if<Input>(&read);
        if (given == nullptr || given->choice.value_or("").empty() || !filled.answer({{step->key, *given}}).empty()) return;
    }
}

/// Another service in the middle of one: said why when it is closed, otherwise nothing is lost without being asked.
Screen Conversation::leave_for(const Service& other) {
    if (auto outcome = closed(other, context_)) return question_again(outcome->headline);
    return open(other);
}

/// A position out of the blue, or nothing but a place's name: what can be looked up around it, with the place as the first answer.
Screen Conversation::near(const Input& input) {
    const Parsed parsed = place.parse(input, context_.facts());
    const auto* value = std::get_if<std::string>(&parsed);
    std::vector<Offer> offers;
    for (const Service& candidate : catalog_.all()) {
        if (is_reviewed(candidate, {}) || !opens_with_place(candidate) || !is_offered(candidate)) continue;
        Answers where = value == nullptr ? Answers{} : Answers{{candidate.fields.front().key, *value}};
        offers.push_back({candidate.title, candidate.id, std::move(where)});
    }
    // The question where can be answered otherwise.
    if (value == nullptr) return finish({.code = Code::BAD_FIELD, .headline = std::get<Refusal>(parsed).why, .offers = offers});
    if (offers.size() == 1) return open(*catalog_.find(offers.front().service), offers.front().answers);
    const std::string received = input.position ? "收到您的位置" : "收到地点「" + input.text + "」";
    return finish({.headline = received + (offers.empty() ? "，但现在没有可以按位置查询的业务。" : "，要查询什么？"), .offers = offers});
}

Screen Conversation::look_aside(const Service& wanted) {
    if (session_.current && !session_.under) session_.under = std::exchange(session_.current, std::nullopt);
    session_.current = begin(wanted, {});
    return advance();
}

Screen Conversation::advance(const std::string& before) {
    if (auto outcome = closed(*service(), context_); outcome && !session_.current->answers.empty()) return paused(*outcome);
    Form filled = form();
    filled.take_lines();
    return std::visit(Visitor{
                          [&](const Refused& refused) { return stopped_at({}, refused.outcome); },
                          [&](const StepUp& higher) { return step_up(higher.level); },
                          [&](const CodeDue& due) { return draw_code(due, before); },
                          [&](Ready) { return send(); },
                          [&](const auto& drawn) { return draw(drawn, before); },
                      },
                      filled.view());
}

/// Switched off in the middle: what was filled in waits until it is on again.
Screen Conversation::paused(const Outcome& outcome) {
    const Elsewhere* row = other_way(service()->id);
    return {.text = outcome.headline + (row == nullptr ? "" : "\n" + std::string(row->way)) +
                    "\n已填写的内容会保留，恢复后回复「继续」接着办；不办了回复「取消」。"};
}

/// Ended by the answer to `key`, or by the last one that was given; with the way back to that question.
Screen Conversation::stopped_at(const std::string& key, Outcome outcome) {
    const Form filled = form();
    Answers before = session_.current->answers;
    std::string last = key;
    for (const Step& step : filled.own_answers()) {
        const auto answer = before.find(step.key);
        if (answer == before.end()) continue;
        if (key.empty()) last = step.key;
        // A photo belongs to the draft that ends here; of an offer every answer is one line.
        if (step.field->takes_files() || answer->second.find('\n') != std::string::npos) before.erase(answer);
    }
    if (outcome.code == Code::CLOSED_DAY || last.empty()) return finish(outcome);
    before.erase(last);
    outcome.offers.push_back({"选错了，改一下", service()->id, std::move(before)});
    return finish(outcome);
}

Screen Conversation::send() {
    if (auto outcome = closed(*service(), context_)) return paused(*outcome);
    Form filled = form();
    if (filled.next()) return advance();  // something this form needs was added or withdrawn meanwhile
    const Result result = filled.submit();
    if (const auto* outcome = std::get_if<Outcome>(&result)) return finish(*outcome);
    if (const auto* higher = std::get_if<StepUp>(&result)) return step_up(higher->level);
    const Correct& correct = std::get<Correct>(result);
    if (!form().next()) return finish({.code = Code::BAD_FIELD, .headline = correct.why});
    return advance(correct.why);
}

Screen Conversation::finish(const Outcome& outcome) {
    Screen screen = outcome_screen(outcome);
    const bool resumes = !is_binding() || outcome.code == Code::OK;
    if (outcome.code != Code::OK) drop(session_.current);
    remember_done();
    session_.current.reset();
    session_.asked = {};
    if (session_.under && resumes) return resume(screen);
    if (session_.under) {
        screen.text += "\n\n「" + catalog_.find(session_.under->service)->title + "」需要先完成实名绑定，这次没有继续。";
        drop(session_.under);
    }
    std::erase_if(screen.options, [&](const Option& option) {
        const Service* offered = catalog_.find(option.id.substr(0, option.id.find('\n')));
        return offered == nullptr || !is_offered(*offered);
    });
    if (!screen.options.empty()) {
        session_.asked.key = "@offers";
        for (const Option& option : screen.options) session_.asked.ids.push_back(option.id);
    }
    return screen;
}

Screen Conversation::resume(const Screen& finished) {
    session_.current = std::exchange(session_.under, std::nullopt);
    Screen next = advance("继续办理「" + service()->title + "」");
    put_before(next, finished.text);
    return next;
}

Screen Conversation::step_up(Level level) {
    const Service* binding = catalog_.find(binding_service);
    if (session_.under && !is_binding()) {
        return finish({.code = Code::LEVEL_TOO_LOW, .headline = "「" + service()->title + "」需要先实名绑定，请办完手上的业务再来。"});
    }
    if (binding == nullptr || is_binding() || level > Level::L2) {
        return finish({.code = Code::LEVEL_TOO_LOW, .headline = "这项业务需要更高级别的实名认证，请携带身份证到就近派出所办理。"});
    }
    session_.under = std::exchange(session_.current, std::nullopt);
    session_.current = begin(*binding, {{"target", std::string(name_of(level))}});
    return advance("办理「" + catalog_.find(session_.under->service)->title + "」需要先完成实名绑定，完成后自动继续。");
}

Screen Conversation::cancel() {
    if (!session_.current) {
        session_.asked = {};
        return {.text = "没有正在办理的业务。回复「菜单」查看全部业务。"};
    }
    const std::string title = service()->title;
    const bool begins_nothing = is_about_record(session_.current->answers) || !service()->submit;
    const std::string ended = begins_nothing ? "没有改动任何内容，已退出「" + title + "」" : "已取消「" + title + "」";
    const bool resumes = session_.under && !is_binding();
    const Dialogue& given_up = session_.under && !resumes ? *session_.under : *session_.current;
    const Offer way_back{"接着办刚才的", given_up.service, kept(given_up)};
    drop(session_.current);
    session_.asked = {};
    if (resumes) {
        session_.current = std::exchange(session_.under, std::nullopt);
        return advance(ended + "，继续办理「" + service()->title + "」。");
    }
    drop(session_.under);
    Screen screen = outcome_screen(
        {.headline = ended + (begins_nothing ? "" : "，没有提交任何内容") + "。回复「菜单」查看全部业务，回复「继续」接着办。",
         .offers = {way_back}});
    session_.asked = {.key = "@given_up", .ids = ids_of(screen.options)};
    return screen;
}

/// Not a file, which goes with its form, nor a place that is held no more, nor what is secret; of an anonymous form nothing. An offer has
/// one line an answer.
Answers Conversation::kept(const Dialogue& dialogue) {
    const Service& of = *catalog_.find(dialogue.service);
    if (of.anonymous) return {};
    Answers answers = dialogue.answers;
    const Form filled(of, answers, context_, identity_);
    Answers all = answers;
    for (const Step& step : filled.own_answers()) {
        const Field& field = *step.field;
        if (field.takes_files() || field.effect != Effect::none || field.type->secret) all.erase(step.key);
    }
    std::erase_if(all, [](const auto& answer) { return answer.second.find('\n') != std::string::npos; });
    return all;
}

Screen Conversation::back() { return form().back() ? advance() : question_again("已经是第一步了。"); }

Screen Conversation::restart() {
    const Service& wanted = *service();
    Answers preset;
    for (const Field& field : wanted.fields) {
        const auto answer = session_.current->answers.find(field.key);
        if (field.hidden && answer != session_.current->answers.end()) preset.insert(*answer);
    }
    drop(session_.current);
    session_.current = begin(wanted, std::move(preset));
    return advance("已重新开始「" + wanted.title + "」。");
}

void Conversation::drop(std::optional<Dialogue>& dialogue) {
    if (!dialogue) return;
    abandon(catalog_.find(dialogue->service), dialogue->draft, context_.stores);
    context_.has_changed();
    dialogue.reset();
}

std::string Conversation::leave_withdrawn() {
    const auto is_gone = [&](const std::optional<Dialogue>& dialogue) { return dialogue && catalog_.find(dialogue->service) == nullptr; };
    const bool is_current_gone = is_gone(session_.current);
    if (!is_current_gone && !is_gone(session_.under)) return {};
    if (is_gone(session_.under)) drop(session_.under);
    if (is_current_gone) {
        drop(session_.current);
        session_.current = std::exchange(session_.under, std::nullopt);
        session_.asked = {};
    }
    return "您之前办理的业务已下线。";
}

}  // namespace services
