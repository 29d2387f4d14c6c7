#include "services/form/spec.h"

#include <algorithm>

namespace services {
namespace {

std::vector<const std::vector<Field>*> all_sheets(const Service& service) {
    std::vector<const std::vector<Field>*> all{&service.fields, &service.sheets.anew, &service.sheets.own, &service.sheets.by_receipt};
    for (const Act& act : service.acts) all.push_back(&act.asks);
    return all;
}

}  // namespace

const Field* Service::field(std::string_view key) const {
    const auto own = std::ranges::find(fields, key, &Field::key);  // at every message
    if (own != fields.end()) return &*own;
    for (const std::vector<Field>* sheet : all_sheets(*this)) {
        const auto found = std::ranges::find(*sheet, key, &Field::key);
        if (found != sheet->end()) return &*found;
    }
    return nullptr;
}

std::vector<const Field*> Service::questions() const {
    std::vector<const Field*> all;
    for (const std::vector<Field>* sheet : all_sheets(*this)) {
        for (const Field& field : *sheet) {
            const auto is_same = [&](const Field* other) { return other->key == field.key && other->ask == field.ask; };
            if (std::ranges::none_of(all, is_same)) all.push_back(&field);
        }
    }
    return all;
}

Answers about_record(std::string_view record, std::string_view act) {
    Answers answers{{std::string(record_answer), std::string(record)}};
    if (!act.empty()) answers.emplace(act_answer, act);
    return answers;
}

bool is_about_record(const Answers& answers) {
    const std::string record = value_of(answers, record_answer);
    return !record.empty() && record != anew;
}

bool only_looks(const Answers& answers) { return is_about_record(answers) && value_of(answers, act_answer) == look; }

bool is_reviewed(const Service& service, const Answers& answers) {
    if (is_about_record(answers)) return !only_looks(answers);
    return service.kind != Kind::lookup && service.kind != Kind::information;
}

bool needs_consent(const Service& service) {
    return service.level != Level::L0 || std::any_of(service.fields.begin(), service.fields.end(),
                                                     [](const Field& field) { return field.type != nullptr && field.type->personal; });
}

std::string label_of(const Service& service, std::string_view field, std::string_view id) {
    const Field* found = service.field(field);
    return found == nullptr ? std::string(id) : label_of(found->options, id);
}

}  // namespace services
