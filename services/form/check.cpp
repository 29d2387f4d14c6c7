#include "services/form/check.h"

#include <algorithm>

#include "wechat/bytes.h"

namespace services {
namespace {

constexpr std::chrono::hours pass_life{24};

/// The context as the rules of one question see it.
Context& about(const Step& step, Context& context) {
    context.part = step.part;
    return context;
}

// --- Passes: a keyed digest of the answers a check was made with, kept with the draft. Lost, the check is made once more.

std::string pass_key(const Step& step, const Context& context) { return "pass:" + context.draft + ":" + step.key; }

std::string checked_with(const Step& step, const Answers& full, const Context& context) {
    std::string text = context.service->id + "\n" + step.key + "\n" + value_of(full, step.key);
    for (const std::string& key : step.field->from) {
        // Of a question about a part, the answer of that part.
        const std::string own = step.part + "." + key;
        text += "\n" + key + "=" + value_of(full, !step.part.empty() && full.contains(own) ? own : key);
    }
    return text;
}

bool has_pass(const Step& step, const Answers& full, const Context& context) {
    if (context.draft.empty()) return false;
    const auto left = context.stores.kv.get(pass_key(step, context));
    if (!left) return false;
    bool is_right = false;
    for (const std::string& digest : context.stores.vault.indexes("pass", checked_with(step, full, context)))
        is_right |= wechat::equal_constant_time(digest, *left);
    return is_right;
}

Checked make_check(const Step& step, const Answers& full, Context& context) {
    if (!step.field->check) return {};
    Checked checked = step.field->check(full, about(step, context));
    if (step.field->effect != Effect::none && checked.is_fine() && !context.draft.empty()) {
        context.stores.kv.set(pass_key(step, context), context.stores.vault.index("pass", checked_with(step, full, context)), pass_life);
    }
    return checked;
}

/// The options that matter for one value: all, or just itself where that is known to be one.
std::vector<Option> options_for(const Step& step, const std::string& value, const Answers& full, Context& context) {
    const Field& field = *step.field;
    if (!field.choices || !field.is_choice) return options_of(step, full, context);
    Answers with = full;
    with.insert_or_assign(step.key, value);
    return field.is_choice(with, about(step, context)) ? std::vector<Option>{{value, value}} : std::vector<Option>{};
}

/// The value against type and options; what has choices and offers none refuses everything.
Parsed accepted(const Step& step, const Input& input, const Answers& full, Context& context) {
    const auto options = input.choice ? options_for(step, *input.choice, full, context) : options_of(step, full, context);
    if (step.field->choices && options.empty()) return Refusal{"这一项已经不能选，请重新选择。"};
    return accept(step, input, options, about(step, context.facts()));
}

/// An answer that was normalised before, as its type reads it; one a file.
std::vector<Input> stored(const Step& step, const std::string& value) {
    if (!step.field->takes_files()) return {given_again(value)};
    std::vector<Input> inputs;
    for (const std::string& file : values_in(value))
        inputs.push_back({.file = FileRef{file, "image"}});  // its kind was checked when it came
    return inputs;
}

/// The value, read as when it was given; what it is then, or why it is refused.
Parsed read_again(const Step& step, const std::string& value, const Answers& full, Context& context) {
    const std::vector<Input> inputs = stored(step, value);
    if (inputs.size() > (step.field->several ? static_cast<std::size_t>(step.field->most) : 1))
        return Refusal{"数量超过上限，请重新填写。"};
    std::string again;
    for (const Input& input : inputs) {
        Parsed parsed = accepted(step, input, full, context);
        if (std::holds_alternative<Refusal>(parsed)) return parsed;
        again += (again.empty() ? "" : "\n") + std::get<std::string>(parsed);
    }
    return again;
}

std::optional<std::variant<Correct, Ineligible>> wrong_with(const Step& step, const Answers& full, Context& context) {
    const Field& field = *step.field;
    const Facts facts = context.facts();
    if (!field.challenge.empty()) {
        if (facts.passed == nullptr || !facts.passed->contains(step.key)) return Correct{step.key, "请先完成短信验证。"};
        return std::nullopt;
    }
    const auto answer = full.find(step.key);
    if (answer == full.end() || is_open_list(field, answer->second)) return Correct{step.key, {}};
    if (!answer->second.empty() || !field.optional) {
        const Parsed parsed = read_again(step, answer->second, full, context);
        if (const auto* refusal = std::get_if<Refusal>(&parsed)) return Correct{step.key, refusal->why};
        if (std::get<std::string>(parsed) != answer->second) return Correct{step.key, "请重新填写这一项。"};
        const bool is_passed = field.effect != Effect::none && has_pass(step, full, context);
        const Checked checked = is_passed ? Checked{} : make_check(step, full, context);
        if (const Refusal* refusal = checked.refusal()) return Correct{step.key, refusal->why};
        if (const Ineligible* stop = checked.ineligible()) return *stop;
    }
    if (!field.stop) return std::nullopt;
    auto stop = field.stop(full, about(step, facts));
    return stop ? std::optional<std::variant<Correct, Ineligible>>(*std::move(stop)) : std::nullopt;
}

}  // namespace

Input given_again(const std::string& value) { return {.text = value, .choice = value, .raw = value}; }

std::vector<Option> options_of(const Step& step, const Answers& full, Context& context) {
    return step.field->choices ? step.field->choices(full, about(step, context)) : step.field->options;
}

std::string told_before(const Step& step, const Answers& full, Context& context) {
    return step.field->tell ? step.field->tell(full, about(step, context)) : "";
}

std::variant<std::string, Refusal, Ineligible> take_answer(const Step& step, const Input& input, const Answers& full, Context& context) {
    const Parsed parsed = accepted(step, input, full, context);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
    std::string value = std::get<std::string>(parsed);
    if (step.field->takes_files() && step.field->several) value = with_file(value_of(full, step.key), value, *step.field);
    Answers with = full;
    with.insert_or_assign(step.key, value);
    const Checked checked = make_check(step, with, context);
    if (const Refusal* refusal = checked.refusal()) return *refusal;
    if (const Ineligible* stop = checked.ineligible()) return *stop;
    return value;
}

std::optional<std::variant<Correct, Ineligible>> unacceptable(const std::vector<Field>& fields, const Answers& given, Context& context) {
    const Answers full = complete(fields, given, context.facts());
    const std::vector<Step> steps = path(fields, full, context.facts());
    for (const Step& step : steps) {
        if (auto wrong = wrong_with(step, full, context)) return wrong;
    }
    for (const auto& [key, value] : given) {
        if (key == consent_answer || std::ranges::find(steps, key, &Step::key) != steps.end()) continue;
        return Correct{key, "这一项现在不需要填写。"};
    }
    return std::nullopt;
}

void forget_pass(const Step& step, Context& context) {
    if (step.field->effect != Effect::none) context.stores.kv.erase(pass_key(step, context));
}

}  // namespace services
