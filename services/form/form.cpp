#include "services/form/form.h"

#include <algorithm>
#include <utility>

#include "services/form/check.h"
#include "services/form/counter.h"

namespace services {
namespace {

bool needs_resident(const Service& service) {
    if (service.anonymous) return false;
    return service.level != Level::L0 || service.existing || std::ranges::any_of(service.fields, [](const Field& field) {
               return field.known || field.check || field.when.fact != nullptr || !field.challenge.empty();
           });
}

bool holds_place(const Field& field) { return field.effect == Effect::holds_place; }
bool takes_files(const Field& field) { return field.takes_files(); }

}  // namespace

Form::Form(const Service& service, Answers& answers, const Context& context, Identity& identity)
    : service_(service), answers_(answers), identity_(identity), context_(context) {
    if (!identity_.is_known && needs_resident(service_) && !context_.user.empty()) {
        auto known = context_.stores.residents.find_with_consent(context_.user, service_.id, std::string(consent_version));
        identity_ = {true, std::move(known.resident), known.has_agreed ? service_.id : ""};
    }
    context_.resident = identity_.resident ? &*identity_.resident : nullptr;
    context_.agreed_to = identity_.agreed_to;
    context_.passed = &passed_;
    enter(service_, context_);
    read_sheet();
    find_passed();
}

void Form::read_sheet() {
    if (sheet_.fields) read_before_.push_back(std::move(sheet_.fields));
    sheet_ = sheet_of(service_, answers_, context_);
    context_.service = sheet_.of;
    merged_ = sheet_.base.empty() ? Answers{} : sheet_.with(answers_);
}

void Form::prune_answers() {
    Answers& all = sheet_.base.empty() ? answers_ : merged_;
    prune(fields(), all, context_.facts());
    if (&all != &answers_) std::erase_if(answers_, [&](const auto& answer) { return !all.contains(answer.first); });
}

void Form::find_passed() {
    const bool has_challenge = std::ranges::any_of(fields(), [](const Field& field) { return !field.challenge.empty(); });
    if (has_challenge) passed_ = passed_challenges(context_, full());
}

bool Form::has_level() const {
    return service_.level == Level::L0 || (context_.resident != nullptr && context_.resident->level >= static_cast<int>(service_.level));
}

View Form::view() const {
    if (auto outcome = closed(service_, context_)) return Refused{*std::move(outcome)};
    if (auto stop = stopped(fields(), answered(), context_.facts())) {
        return Refused{{.code = stop->code, .headline = std::move(stop->why), .offers = std::move(stop->offers)}};
    }
    auto due = next();
    const Needs needs = due ? due->field->needs : Needs::level;
    if (needs != Needs::nothing && !has_consent(service_, answers_, context_)) return ConsentDue{personal_labels(service_)};
    if (needs == Needs::level && !has_level()) return StepUp{service_.level};
    const bool has_just_begun = answers_.size() == 1 && value_of(answers_, record_answer) == anew;
    if (has_just_begun) {
        if (auto outcome = out_of_hours(service_, context_)) return Refused{*std::move(outcome)};
    }
    if (due) {
        const Answers known = full();
        if (!due->field->challenge.empty()) return CodeDue{*due, value_of(known, due->field->challenge)};
        Question question{.step = *std::move(due)};
        question.options = services::options_of(question.step, known, context_);
        question.tell = told_before(question.step, known, context_);
        question.files = values_in(value_of(known, question.step.key)).size();
        if (const std::string why = value_of(sheet_.reasons, question.step.key); !why.empty())
            question.tell = "需要补正：" + why + (question.tell.empty() ? "" : "\n" + question.tell);
        return question;
    }
    // A single answer was just read by the resident who gave it; from two on there is something to check.
    if (!is_reviewed(service_, answers_) || own_answers().size() < 2) return Ready{};
    Review review;
    const Answers known = full();
    for (const Step& line : path(fields(), answered(), context_.facts())) {
        if (line.field->hidden || !known.contains(line.key)) continue;
        review.lines.push_back(line_of(line));
        const FieldType& type = *line.field->type;
        const bool is_typed = answers_.contains(line.key) && (!line.field->known || line.field->known(known, about(line, facts())).empty());
        if (is_typed && type.personal && !type.secret && type.control != Control::file && type.control != Control::location)
            review.typed.insert(*answers_.find(line.key));
    }
    return review;
}

std::optional<Step> Form::next() const { return services::next(fields(), answered(), context_.facts()); }

std::vector<Step> Form::open_questions() const { return services::open_questions(fields(), answered(), context_.facts()); }

std::optional<Step> Form::step(const std::string& key) const {
    std::vector<Step> steps = path(fields(), answered(), context_.facts());
    const auto found = std::ranges::find(steps, key, &Step::key);
    return found == steps.end() ? std::nullopt : std::optional(std::move(*found));
}

std::vector<Fault> Form::answer(const std::map<std::string, Input>& given) {
    std::vector<Fault> faults;
    auto left = given;
    // One answer decides which questions come after it, so the path is asked anew after each.
    for (bool found = true; found && !left.empty();) {
        found = false;
        for (const Step& each : path(fields(), answered(), context_.facts())) {
            const auto input = left.find(each.key);
            if (input == left.end()) continue;
            found = true;
            auto taken = take_answer(each, input->second, full(), context_);
            left.erase(input);
            if (auto* refusal = std::get_if<Refusal>(&taken)) {
                faults.push_back({each.key, std::move(*refusal)});
                break;
            }
            if (auto* stop = std::get_if<Ineligible>(&taken)) {
                faults.push_back({each.key, std::move(*stop)});
                return faults;
            }
            if (answers_.contains(each.key)) erase_steps(each.key, false);  // what it holds was exchanged by its check
            answers_.insert_or_assign(each.key, std::get<std::string>(std::move(taken)));
            read_sheet();
            prune_answers();
            break;
        }
    }
    for (const auto& [key, input] : left) faults.push_back({key, Refusal{"这一项现在不需要填写。"}});
    return faults;
}

void Form::skip(const std::string& key) {
    answers_.insert_or_assign(key, "");
    read_sheet();
}

void Form::close(const std::string& key) {
    if (const auto answer = answers_.find(key); answer != answers_.end()) answer->second = closed_list(answer->second);
    read_sheet();
}

void Form::agree() {
    if (service_.anonymous) {
        answers_.insert_or_assign(std::string(consent_answer), std::string(consent_version));
        return;
    }
    const auto record = [&](std::string_view service) {
        context_.stores.consents.record(context_.user, std::string(service), std::string(consent_version), unix_time(context_.now));
    };
    record(service_.id);
    if (service_.level != Level::L0) record(binding_service);
    identity_.agreed_to = context_.agreed_to = service_.id;
}

Issued Form::send_code(const std::string& key) {
    const auto asked = step(key);
    return asked ? issue_challenge(context_, key, value_of(full(), asked->field->challenge)) : Issued::unavailable;
}

std::variant<Refusal, Verified> Form::verify(const std::string& key, const Input& code) {
    const auto asked = step(key);
    if (!asked) return Verified::expired;
    const Parsed parsed = asked->field->type->parse(code, context_.facts());
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
    const Verified verified = verify_challenge(context_, key, value_of(full(), asked->field->challenge), std::get<std::string>(parsed));
    if (verified == Verified::passed) passed_.insert(key);
    return verified;
}

void Form::erase(const std::string& key) { erase_steps(key, true); }

void Form::erase_steps(const std::string& key, bool itself) {
    bool held = false;
    for (const Step& gone : outdated(fields(), key, answered(), context_.facts())) {
        if ((gone.key == key && !itself) || answers_.erase(gone.key) == 0) continue;
        forget_pass(gone, context_);
        held = held || holds_place(*gone.field);
    }
    read_sheet();
    if (const auto again = step(key); itself && again && again->field->is_wanted(wanted_answer)) {
        answers_.insert_or_assign(key, std::string(wanted_answer));
        read_sheet();
    }
    // A place held for the old answer must not be missing from the list of the new question.
    if (held && context_.stores.appointments.release(context_.draft)) context_.has_changed();
}

std::optional<Fault> Form::turned_out_wrong() {
    for (const Step& step : path(fields(), answers_, context_.facts())) {
        const std::string value = value_of(answers_, step.key);
        if (!step.field->later || value.empty()) continue;
        if (auto why = step.field->later(value, context_)) {
            erase(step.key);
            return Fault{step.key, *std::move(why)};
        }
    }
    return std::nullopt;
}

bool Form::back() {
    const auto due = next();
    std::optional<Step> before;
    for (Step& step : path(fields(), answered(), context_.facts())) {
        if (due && step.key == due->key) break;
        if (!step.field->hidden && answers_.contains(step.key) && !line_taken(step)) before = std::move(step);
    }
    if (before) erase(before->key);
    return before.has_value();
}

std::optional<std::string> Form::line_taken(const Step& step) const {
    const Field& field = *step.field;
    if (!field.choices || field.several || field.optional || field.effect != Effect::none) return std::nullopt;
    if (field.proposes && field.is_wanted(value_of(answered(), step.key))) return std::nullopt;
    const std::vector<Option> lines = options_of(step);
    return !lines.empty() && (lines.size() == 1 || field.proposes) && lines.front().id != by_receipt ? std::optional(lines.front().id)
                                                                                                     : std::nullopt;
}

void Form::take_lines() {
    while (const auto due = next()) {
        const auto line = line_taken(*due);
        if (!line || !answer({{due->key, given_again(*line)}}).empty()) return;
    }
}

Result Form::submit() {
    prune_answers();
    Result result = services::submit(service_, answers_, context_);
    identity_.forget();  // the submit may have changed who we know the resident to be
    if (const auto* correct = std::get_if<Correct>(&result)) {
        erase(correct->key);
        answers_.erase(correct->key);  // also where it is asked no more
        read_sheet();
        for (const std::string& key : correct->also) erase(key);
    }
    return result;
}

void abandon(const Service* service, const std::string& draft, db::Stores& stores) {
    const auto asks = [&](bool (*what)(const Field&)) {
        // What is done to a record that is there may ask for another service's place or file.
        return service == nullptr || service->existing ||
               std::ranges::any_of(service->questions(), [&](const Field* field) { return what(*field); });
    };
    if (asks(holds_place)) stores.appointments.release(draft);
    if (asks(takes_files)) stores.files.give_up(draft);
}

std::vector<Step> Form::own_answers() const {
    std::vector<Step> lines = path(fields(), answered(), context_.facts());
    std::erase_if(lines, [&](const Step& line) { return line.field->hidden || (!answers_.contains(line.key) && !line.field->presumed); });
    return lines;
}

std::vector<Option> Form::options_of(const Step& asked) const { return services::options_of(asked, full(), context_); }

Line Form::line_of(const Step& line) const {
    const Field& field = *line.field;
    const std::string value = value_of(full(), line.key);
    Line shown{line.key, line.label(), {}};
    if (value.empty()) return shown;
    if (field.show) {
        shown.value = field.show(value, context_.facts());
        return shown;
    }
    for (const Option& option : options_of(line)) {
        if (("\n" + value + "\n").find("\n" + option.id + "\n") != std::string::npos)
            shown.value += (shown.value.empty() ? "" : "、") + option.label;
    }
    if (shown.value.empty()) shown.value = field.type->mask(value);
    return shown;
}

std::vector<std::string> personal_labels(const Service& service) {
    std::vector<std::string> labels;
    if (service.level >= Level::L1) labels.push_back("手机号码");
    if (service.level >= Level::L2) labels.insert(labels.begin(), {"姓名", "身份证号码"});
    for (const Field& field : service.fields) {
        const bool is_named = std::ranges::find(labels, field.label) != labels.end();
        const bool is_taken = field.type->personal || field.takes_files() || field.type->control == Control::location;
        if (is_taken && !field.hidden && !is_named) labels.push_back(field.label);
    }
    return labels;
}

}  // namespace services
