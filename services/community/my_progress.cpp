// services/community/my_progress.cpp — 我的办件进度 (catalogue §5.5 row 48): everything of one's own, its stage and its limits.
#include "services/answers/fields.h"
#include "services/form/act.h"
#include "services/form/context.h"

namespace services {
namespace {

constexpr std::size_t most_opened = 5;

std::vector<db::Record> own(const Context& context) {
    return context.resident == nullptr ? std::vector<db::Record>{} : context.stores.records.list_by_resident(context.resident->id);
}

bool is_own(const Answers& answers, Context& context) {
    const auto record = context.stores.records.find(value_of(answers, "which"));
    return record && context.resident != nullptr && record->resident == context.resident->id;
}

std::vector<Option> options(const Answers&, Context& context) {
    std::vector<Option> lines;
    for (const db::Record& record : own(context)) lines.push_back({record.id, record.title + " " + record.number});
    return lines;
}

std::string is_chosen(const Answers& answers, const Facts&) { return answers.contains("which") ? "yes" : "no"; }

Result progress(const Answers& answers, Context& context) {
    if (answers.contains("which")) return shown_to_owner(context.stores.records.find(answers.at("which")).value(), context);
    const std::vector<db::Record> all = own(context);
    Outcome outcome{.headline = all.empty() ? "您还没有办理记录。" : "您的办件，共" + std::to_string(all.size()) + "件："};
    for (const db::Record& record : all) {
        outcome.facts.push_back({record.number, record.title + " " + record.number, standing(record, context).front().value});
        if (outcome.offers.size() < most_opened)
            outcome.offers.push_back({record.title + " " + record.number, "my_progress", {{"which", record.id}}});
    }
    return outcome;
}

}  // namespace

Service my_progress() {
    return Service{.id = "my_progress",
                   .title = "我的办件进度",
                   .kind = Kind::lookup,
                   .level = Level::L2,
                   .channels = "WJ",
                   .words = {"我的办件", "进度", "办件查询"},
                   .fields = {Field{.key = "which",
                                    .label = "办件",
                                    .ask = "请选择一件",
                                    .type = &choice,
                                    .choices = options,
                                    .is_choice = is_own,
                                    .when = {.key = "chosen", .values = {"yes"}, .fact = is_chosen}}},
                   .submit = progress};
}

}  // namespace services
