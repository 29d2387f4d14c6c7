#include "plain_face.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "services/answers/fields.h"
#include "wechat/bytes.h"

namespace engine_tests {

using namespace services;

PlainFace::PlainFace(World& world, Citizen who, const Service& service)
    : world_(world), who_(std::move(who)), service_(service), context_(world.context(who_.openid)) {
    context_.draft = wechat::random_hex(16);
    context_.link_to = [](const std::string& document) { return document; };
}

Outcome PlainFace::finish(const Seen& seen) {
    for (int step = 0; step < 60; ++step) {
        Form form(service_, answers_, context_, identity_);
        const View view = form.view();
        if (const auto* refused = std::get_if<Refused>(&view)) return refused->outcome;
        REQUIRE_MESSAGE(!std::holds_alternative<StepUp>(view), service_.id, " wants a higher level than the resident has");
        if (std::holds_alternative<ConsentDue>(view)) {
            form.agree();
        } else if (const auto* due = std::get_if<CodeDue>(&view)) {
            prove(form, *due);
        } else if (const auto* question = std::get_if<Question>(&view)) {
            if (seen) seen(*question, complete(form.fields(), answers_, form.facts()));
            answer(form, *question);
        } else {
            const Result result = form.submit();
            if (const auto* correct = std::get_if<Correct>(&result)) FAIL(correct->key, ": ", correct->why);
            return std::get<Outcome>(result);
        }
    }
    FAIL(service_.id, " does not end");
    return {};
}

Input PlainFace::example_of(const Question& question) const {
    const Step& asked = question.step;
    const Field& field = *asked.field;
    Input input;
    if (!question.options.empty()) {
        const auto wanted = std::ranges::find(question.options, field.example, &Option::id);
        input.choice = wanted == question.options.end() ? question.options.front().id : wanted->id;
    } else if (field.type->control == Control::file) {
        input.file = FileRef{"photo-" + asked.key, "image"};
    } else {
        input.text = input.raw = example_for(field, who_, asked.part);
        input.position = field.type == &position ? position_of(input.text) : std::nullopt;
        input.place = input.position ? "广州" : "";
    }
    return input;
}

void PlainFace::answer(Form& form, const Question& question) {
    const std::string& key = question.step.key;
    if (question.files > 0) return form.close(key);
    const Input input = example_of(question);
    for (const Fault& fault : form.answer({{key, input}})) {
        const auto* refusal = std::get_if<Refusal>(&fault.why);
        FAIL(service_.id, ".", fault.key, ": ", refusal != nullptr ? refusal->why : std::get<Ineligible>(fault.why).why);
    }
}

void PlainFace::prove(Form& form, const CodeDue& due) {
    REQUIRE(form.send_code(due.step.key) == Issued::sent);
    const std::string text = world_.sms();
    const auto came = form.verify(due.step.key, {.text = text.substr(text.find_first_of("0123456789"), 6)});
    REQUIRE(std::holds_alternative<Verified>(came));
    REQUIRE(std::get<Verified>(came) == Verified::passed);
}

}  // namespace engine_tests
