#include "services/form/flow.h"

#include <algorithm>

namespace services {
namespace {

bool applies(const Field& field, const Answers& answers, const Facts& facts) {
    const When& when = field.when;
    if (when.empty()) return true;
    std::string value;
    if (when.fact != nullptr) {
        value = when.fact(answers, facts);
    } else if (const auto answer = answers.find(when.key); answer != answers.end()) {
        value = answer->second;
    }
    return std::find(when.values.begin(), when.values.end(), value) != when.values.end();
}

/// Whether the choices of `step` are made of the answer to `earlier`; among questions asked once a name, of that name's.
bool is_made_of(const Step& step, const Step& earlier) {
    const auto& from = step.field->from;
    const bool is_named = std::find(from.begin(), from.end(), earlier.field->key) != from.end();
    return is_named && (step.part == earlier.part || step.part.empty() || earlier.part.empty());
}

bool is_passed(const Step& step, const Facts& facts) { return facts.passed != nullptr && facts.passed->contains(step.key); }

/// The facts as the rules of one question see them.
Facts about(const Step& step, Facts facts) {
    facts.part = step.part;
    return facts;
}

std::string known_value(const Step& step, const Answers& answers, const Facts& facts) {
    return step.field->known ? step.field->known(answers, about(step, facts)) : std::string{};
}

bool is_answered(const Step& step, const Answers& answers, const Facts& facts) {
    if (!step.field->challenge.empty()) return is_passed(step, facts);
    return answers.contains(step.key) || !known_value(step, answers, facts).empty();
}

/// The lines picked from a list: one id, or several separated by '\n' in the order of the list.
Parsed accept_choice(const Field& field, const Input& input, const std::vector<Option>& options, const Facts& facts) {
    if (!field.several) return field.type->parse(input, facts);
    std::string picked;
    std::string rest = input.choice.value_or("");
    for (const Option& option : options) {
        const std::string wrapped = "\n" + rest + "\n";
        if (wrapped.find("\n" + option.id + "\n") == std::string::npos) continue;
        if (!picked.empty()) picked += '\n';
        picked += option.id;
    }
    if (picked.empty()) return Refusal{"请回复选项前面的数字，可以选多项，例如：1 3"};
    return picked;
}

}  // namespace

std::vector<Step> path(const Service& service, const Answers& answers, const Facts& facts) {
    std::vector<Step> steps;
    const auto end = service.fields.end();
    for (auto field = service.fields.begin(); field != end;) {
        if (field->each.empty()) {
            if (applies(*field, answers, facts)) steps.push_back({field->key, &*field});
            ++field;
            continue;
        }
        // All that is asked about one part, then all about the next.
        const auto after = std::find_if(field, end, [&](const Field& other) { return other.each != field->each; });
        for (const Option& part : field->each) {
            for (auto each = field; each != after; ++each) {
                if (applies(*each, answers, facts)) steps.push_back({part.id + "." + each->key, &*each, part.id, part.label});
            }
        }
        field = after;
    }
    return steps;
}

std::optional<Step> next(const Service& service, const Answers& answers, const Facts& facts) {
    for (Step& step : path(service, answers, facts)) {
        if (!is_answered(step, answers, facts)) return std::move(step);
    }
    return std::nullopt;
}

std::optional<Step> last(const Service& service, const Answers& answers, const Facts& facts) {
    std::optional<Step> found;
    for (Step& step : path(service, answers, facts)) {
        if (!is_answered(step, answers, facts)) break;
        if (!step.field->hidden && answers.contains(step.key)) found = std::move(step);
    }
    return found;
}

Parsed accept(const Step& step, const Input& input, const std::vector<Option>& options, const Facts& facts) {
    const Field& field = *step.field;
    const bool is_only_file = input.file && input.text.empty() && !input.choice && !input.position;
    if (is_only_file && field.type->draws != "file") return Refusal{"这一项不需要图片、语音或视频，请用文字回复。"};
    if (options.empty()) return field.type->parse(input, facts);
    const bool offered = field.several || (input.choice && std::any_of(options.begin(), options.end(),
                                                                       [&](const Option& option) { return option.id == *input.choice; }));
    if (!offered) return Refusal{"请回复选项前面的数字。"};
    return accept_choice(field, input, options, facts);
}

void prune(const Service& service, Answers& answers, const Facts& facts) {
    // An answer removed may switch off another question, so repeat until nothing changes.
    for (bool changed = true; changed;) {
        const std::vector<Step> steps = path(service, answers, facts);
        changed = std::erase_if(answers, [&](const auto& answer) {
                      return answer.first != consent_answer &&
                             std::none_of(steps.begin(), steps.end(), [&](const Step& step) { return step.key == answer.first; });
                  }) > 0;
    }
}

std::vector<Step> outdated(const Service& service, const std::string& key, const Answers& answers, const Facts& facts) {
    std::vector<Step> gone;  // what a question is made of stands before it, so once through is enough
    for (Step& step : path(service, answers, facts)) {
        const bool follows = std::any_of(gone.begin(), gone.end(), [&](const Step& earlier) { return is_made_of(step, earlier); });
        if (follows || step.key == key) gone.push_back(std::move(step));
    }
    return gone;
}

Answers complete(const Service& service, const Answers& answers, const Facts& facts) {
    Answers full = answers;
    for (const Step& step : path(service, answers, facts)) {
        // What is known was verified once: an answer sent along by a page or an API never takes its place.
        if (std::string value = known_value(step, answers, facts); !value.empty()) full.insert_or_assign(step.key, std::move(value));
    }
    return full;
}

std::optional<Ineligible> stopped(const Service& service, const Answers& answers, const Facts& facts) {
    const Answers full = complete(service, answers, facts);
    for (const Step& step : path(service, answers, facts)) {
        if (step.field->stop && full.contains(step.key)) {
            if (auto stop = step.field->stop(full, about(step, facts))) return stop;
        }
    }
    return std::nullopt;
}

}  // namespace services
