// The questions a conversation asks of its own accord, a row each: how one is shown again, and what picking a line of it does.
#include <algorithm>
#include <array>

#include "services/answers/fields.h"
#include "services/chat/conversation.h"
#include "services/chat/hearing.h"
#include "services/chat/picking.h"
#include "services/form/counter.h"
#include "wechat/utf8.h"

namespace services {
namespace {

/// Whether words before a new value name the answer: 手机 or 号码 of 手机号码.
bool names(const std::string& said, const std::string& label) {
    const std::u32string words = wechat::to_utf32(said), all = wechat::to_utf32(label);
    return all.size() >= 2 &&
           (words.find(all.substr(0, 2)) != std::u32string::npos || words.find(all.substr(all.size() - 2)) != std::u32string::npos);
}

}  // namespace

const Conversation::OwnQuestion* Conversation::own_question(const std::string& asked) {
    using C = Conversation;
    static constexpr std::array all = std::to_array<OwnQuestion>({
        {.key = "@consent", .again = &C::advance, .pick = &C::pick_consent, .picks_first = Word::confirm},
        {.key = "@review", .again = &C::advance, .pick = &C::pick_review, .picks_first = Word::confirm},
        {.key = "@change", .again = &C::change_screen, .pick = &C::change},
        {.key = "@resume", .again = &C::resume_screen, .pick = &C::pick_resume, .picks_first = Word::resume},
        {.key = "@switch", .again = &C::switch_again, .pick = &C::pick_switch},
        {.key = "@menu", .again = &C::listed_again, .pick = &C::pick_offer, .may_be_left = true},
        {.key = card_shown, .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = "@services", .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = missed_once, .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = "@given_up", .again = &C::listed_again, .pick = &C::pick_offer, .picks_first = Word::resume},
        {.key = "@offers", .again = &C::listed_again, .pick = &C::pick_offer},
    });
    const auto* found = std::ranges::find(all, asked, &OwnQuestion::key);
    return found == all.end() ? nullptr : found;
}

std::vector<Option> Conversation::shown_lines() {
    const OwnQuestion* own = own_question(session_.asked.key);
    if (own == nullptr || (!session_.current && own->again != &Conversation::listed_again)) return {};
    if (session_.asked.key == "@consent") return consent_lines;
    if (session_.asked.key == "@review") return review_lines(is_about_record(session_.current->answers));
    return (this->*own->again)({}).options;
}

Screen Conversation::pick_consent(const std::string& id) {
    if (id != "agree") return cancel();
    form().agree();
    return advance();
}

Screen Conversation::pick_review(const std::string& id) {
    if (id == "confirm") return send();
    return id == "cancel" ? cancel() : change({});
}

Screen Conversation::pick_resume(const std::string& id) { return id == "restart" ? restart() : advance(); }

Screen Conversation::pick_switch(const std::string& id) {
    if (id == "stay") return advance();
    drop(session_.current);
    return pick_offer(id);
}

/// A line that leads on: a person, a line of the menu, or a service and the answers given with it, one a line.
Screen Conversation::pick_offer(const std::string& id) {
    if (id == "@person") return {.text = {}, .person = true};
    if (id.starts_with("menu:")) return tapped(id.substr(5));
    Answers preset;
    std::size_t end = id.find('\n');
    const Service* wanted = catalog_.find(id.substr(0, end));
    while (end != std::string::npos) {
        const std::size_t start = end + 1;
        end = id.find('\n', start);
        const std::string pair = id.substr(start, end == std::string::npos ? end : end - start);
        const std::size_t equals = pair.find('=');
        if (equals != std::string::npos && equals > 0) preset.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return wanted == nullptr ? lost() : open(*wanted, std::move(preset));
}

Screen Conversation::change(const std::string& key) {
    if (key.empty()) return change_screen({});
    form().erase(key);
    return advance();
}

/// 改到10点: of the one answer that it unmistakably fits, and with it what is made of that. What is not offered changes nothing.
std::optional<Screen> Conversation::change_to(const Input& input) {
    const auto said = correction(input.text);
    if (!said) return std::nullopt;
    Form filled = form();
    const std::vector<Step> steps = filled.own_answers();
    const auto is_named = [&](const Step& step) { return names(said->named, step.field->label); };
    const bool any_is_named = std::ranges::any_of(steps, is_named);
    const std::vector<std::string> pieces = apart(said->value, true);
    std::optional<std::pair<Step, Input>> meant;
    for (const Step& step : steps) {
        if (any_is_named && !is_named(step)) continue;
        auto given = new_answer(filled, step, pieces.size() == 2 ? pieces.front() : said->value, any_is_named);
        if (given && meant) return std::nullopt;
        if (given) meant = {step, *std::move(given)};
    }
    if (!meant) return std::nullopt;
    const auto& [step, given] = *meant;
    if (!given.choice && !filled.options_of(step).empty())
        return advance("没有「" + said->value + "」可选，原来的没有改动。要看有哪些可以选，请回复「修改」。");
    if (auto refused = not_taken(filled.answer({{step.key, given}}), step)) return refused;
    // 改到后天10点: the hour is asked anew.
    const auto next = pieces.size() == 2 ? filled.next() : std::nullopt;
    if (next) {
        const auto later = read_ahead(*next, filled.options_of(*next), pieces.back());
        if (const auto* hour = std::get_if<Input>(&later); hour != nullptr && hour->choice) filled.answer({{next->key, *hour}});
    }
    return advance();
}

/// The value as an answer to this question, as a line where it has lines; without its line when it says a day or an hour that is not
/// offered. Absent when it is none: what anything would be an answer to must be named.
std::optional<Input> Conversation::new_answer(const Form& filled, const Step& step, const std::string& value, bool is_named) {
    const FieldType& type = *step.field->type;
    if (step.field->takes_files() || step.field->several || !step.field->challenge.empty()) return std::nullopt;
    const std::vector<Option> lines = filled.options_of(step);
    if (!lines.empty()) {
        const auto read = read_ahead(step, lines, value);
        const auto* given = std::get_if<Input>(&read);
        const bool fits = given != nullptr && (given->choice || says_day_or_hour(ids_of(lines), value, context_.today()));
        return fits && given->choice != "" ? std::optional(*given) : std::nullopt;
    }
    const bool takes_anything = type.free_text || &type == &person_name || &type == &newborn_name || &type == &place;
    if (takes_anything && !is_named) return std::nullopt;
    const auto read = heard_as(step, {.text = value, .raw = value});
    const auto* given = std::get_if<Input>(&read);
    if (given == nullptr || std::holds_alternative<Refusal>(accept(step, *given, {}, about(step, context_.facts())))) return std::nullopt;
    return *given;
}

}  // namespace services
