#include "services/form/flow.h"

#include <algorithm>
#include <charconv>

namespace services {
namespace {

bool applies(const Step& step, const Answers& answers, const Facts& facts) {
    const When& when = step.field->when;
    if (when.empty()) return true;
    std::string value;
    if (when.fact != nullptr) {
        value = when.fact(answers, about(step, facts));
    } else if (const auto answer = answers.find(when.key); answer != answers.end()) {
        value = answer->second;
    }
    return std::find(when.values.begin(), when.values.end(), value) != when.values.end();
}

bool has_same_parts(const Field& one, const Field& other) { return one.each == other.each && one.each_of == other.each_of; }

constexpr int most_parts = 20;  // of a number that a resident gave

/// Of whom or what a question is asked: its fixed list, or the values of an earlier answer.
std::vector<Option> parts_of(const Field& field, const std::vector<Field>& fields, const Answers& answers) {
    if (!field.each.empty()) return field.each;
    std::vector<Option> parts;
    const auto source = std::find_if(fields.begin(), fields.end(), [&](const Field& each) { return each.key == field.each_of; });
    const auto answer = answers.find(field.each_of);
    if (source == fields.end() || answer == answers.end()) return parts;
    const std::string& value = answer->second;
    if (!source->several) {
        int count = 0;
        std::from_chars(value.data(), value.data() + value.size(), count);
        for (int i = 1; i <= std::min(count, most_parts); ++i) parts.push_back({std::to_string(i), "第" + std::to_string(i) + "项"});
        return parts;
    }
    for (const std::string& id : values_in(value)) parts.push_back({id, label_of(source->options, id)});
    return parts;
}

/// Whether `step` was made of or checked with the answer to `earlier`; among questions asked of parts, of the same part's.
bool is_made_of(const Step& step, const Step& earlier) {
    const Field& field = *step.field;
    const auto names = [&](const std::string& key) { return std::find(field.from.begin(), field.from.end(), key) != field.from.end(); };
    if (field.each_of == earlier.field->key || names(earlier.key)) return true;
    return names(earlier.field->key) && (step.part == earlier.part || step.part.empty() || earlier.part.empty());
}

bool is_passed(const Step& step, const Facts& facts) { return facts.passed != nullptr && facts.passed->contains(step.key); }

std::string known_value(const Step& step, const Answers& answers, const Facts& facts) {
    return step.field->known ? step.field->known(answers, about(step, facts)) : std::string{};
}

std::optional<std::string> presumed_value(const Step& step, const Answers& answers, const Facts& facts) {
    return step.field->presumed ? step.field->presumed(answers, about(step, facts)) : std::nullopt;
}

bool is_answered(const Step& step, const Answers& answers, const Facts& facts) {
    if (!step.field->challenge.empty()) return is_passed(step, facts);
    if (const auto answer = answers.find(step.key); answer != answers.end())
        return !is_open_list(*step.field, answer->second) && !step.field->is_wanted(answer->second);
    return presumed_value(step, answers, facts) || !known_value(step, answers, facts).empty();
}

/// The lines picked from a list: one id, or several separated by '\n' in the order of the list.
Parsed accept_choice(const Field& field, const Input& input, const std::vector<Option>& options, const Facts& facts) {
    if (!field.several) return field.type->parse(input, facts);
    const std::vector<std::string> chosen = values_in(input.choice.value_or(""));
    std::vector<std::string> picked;
    for (const Option& option : options) {
        if (std::ranges::find(chosen, option.id) != chosen.end()) picked.push_back(option.id);
    }
    if (picked.empty()) return Refusal{"请选择列表中的一项或多项，例如：1 3"};
    return one_a_line(picked);
}

}  // namespace

bool is_open_list(const Field& field, std::string_view value) { return field.several && field.takes_files() && value.ends_with('\n'); }

std::string with_file(const std::string& value, const std::string& file, const Field& field) {
    std::vector<std::string> files = values_in(value);
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    std::string list;
    for (const std::string& each : files) list += each + "\n";
    return static_cast<int>(files.size()) < field.most ? list : closed_list(list);
}

std::string closed_list(std::string value) {
    if (value.ends_with('\n')) value.pop_back();
    return value;
}

Facts about(const Step& step, Facts facts) {
    facts.part = step.part;
    return facts;
}

std::vector<Step> path(const std::vector<Field>& fields, const Answers& answers, const Facts& facts) {
    std::vector<Step> steps;
    const auto add = [&](Step step) {
        if (applies(step, answers, facts)) steps.push_back(std::move(step));
    };
    for (auto field = fields.begin(); field != fields.end();) {
        if (!field->is_asked_of_parts()) {
            add({field->key, &*field});
            ++field;
            continue;
        }
        // All that is asked about one part, then all about the next.
        const auto after = std::find_if(field, fields.end(), [&](const Field& other) { return !has_same_parts(other, *field); });
        for (const Option& part : parts_of(*field, fields, answers)) {
            for (auto each = field; each != after; ++each) add({part.id + "." + each->key, &*each, part.id, part.label});
        }
        field = after;
    }
    return steps;
}

std::vector<Step> open_questions(const std::vector<Field>& fields, const Answers& answers, const Facts& facts) {
    std::vector<Step> steps = path(fields, answers, facts);
    std::erase_if(steps, [&](const Step& step) { return is_answered(step, answers, facts); });
    return steps;
}

std::optional<Step> next(const std::vector<Field>& fields, const Answers& answers, const Facts& facts) {
    for (Step& step : path(fields, answers, facts)) {
        if (!is_answered(step, answers, facts)) return std::move(step);
    }
    return std::nullopt;
}

Parsed accept(const Step& step, const Input& input, const std::vector<Option>& options, const Facts& facts) {
    const Field& field = *step.field;
    const bool is_only_file = input.file && input.text.empty() && !input.choice && !input.position;
    if (is_only_file && !field.takes_files()) return Refusal{"这一项不需要图片、语音或视频，请用文字说明。"};
    if (options.empty()) return field.type->parse(input, facts);
    const bool offered = field.several || (input.choice && std::any_of(options.begin(), options.end(),
                                                                       [&](const Option& option) { return option.id == *input.choice; }));
    if (!offered) return Refusal{"请选择列表中的一项。"};
    return accept_choice(field, input, options, facts);
}

void prune(const std::vector<Field>& fields, Answers& answers, const Facts& facts) {
    // An answer removed may switch off another question, so repeat until nothing changes.
    for (bool changed = true; changed;) {
        const std::vector<Step> steps = path(fields, answers, facts);
        changed = std::erase_if(answers, [&](const auto& answer) {
                      return answer.first != consent_answer &&
                             std::none_of(steps.begin(), steps.end(), [&](const Step& step) { return step.key == answer.first; });
                  }) > 0;
    }
}

std::vector<Step> outdated(const std::vector<Field>& fields, const std::string& key, const Answers& answers, const Facts& facts) {
    std::vector<Step> gone;  // what a question is made of stands before it, so once through is enough
    for (Step& step : path(fields, answers, facts)) {
        const bool follows = std::any_of(gone.begin(), gone.end(), [&](const Step& earlier) { return is_made_of(step, earlier); });
        if (follows || step.key == key) gone.push_back(std::move(step));
    }
    return gone;
}

Answers complete(const std::vector<Field>& fields, const Answers& answers, const Facts& facts) {
    Answers full = answers;
    for (const Step& step : path(fields, answers, facts)) {
        // What is known was verified once: an answer sent along by a page or an API never takes its place.
        if (std::string value = known_value(step, answers, facts); !value.empty()) full.insert_or_assign(step.key, std::move(value));
        if (const auto given = full.find(step.key); given != full.end()) {
            if (step.field->is_wanted(given->second)) full.erase(given);
        } else if (auto presumed = presumed_value(step, full, facts)) {
            full.emplace(step.key, *std::move(presumed));
        }
    }
    return full;
}

std::optional<Ineligible> stopped(const std::vector<Field>& fields, const Answers& answers, const Facts& facts) {
    const Answers full = complete(fields, answers, facts);
    for (const Step& step : path(fields, answers, facts)) {
        if (step.field->stop && full.contains(step.key)) {
            if (auto stop = step.field->stop(full, about(step, facts))) return stop;
        }
    }
    return std::nullopt;
}

}  // namespace services
