// services/community/my_progress.cpp — 我的办件进度 (catalogue §5.5 row 48): everything of one's own, its stage and its limits.
#include <algorithm>
#include <ranges>

#include "services/form/act.h"
#include "services/form/context.h"
#include "services/form/existing.h"

namespace services {
namespace {

constexpr std::size_t most_shown = 15;  // of what is not finished, and then the newest

std::vector<db::Record> own(const Context& context) {
    if (context.resident == nullptr) return {};
    auto all = context.stores.records.list_by_resident(context.resident->id, most_own_records);
    std::ranges::stable_partition(all, [&](const db::Record& record) {
        const Service* service = service_of(record, context);
        return service != nullptr && service->life != nullptr && !service->life->is_final(record.state);
    });
    return all;
}

std::string line_of(const db::Record& record, Context&) { return record.title + " " + record.number; }

Result progress(const Answers&, Context& context) {
    const std::vector<db::Record> all = own(context);
    Outcome outcome{.headline = all.empty() ? "您还没有办理记录。" : "您的办件，共" + std::to_string(all.size()) + "件："};
    for (const db::Record& record : all | std::views::take(most_shown)) {
        const std::string stage = standing(record, context).front().value;
        outcome.offers.push_back({line_of(record, context) + " " + stage, "my_progress", about_record(record.id, look)});
    }
    if (all.size() > most_shown) outcome.next = "这里只列出未办结的和最近的，共" + std::to_string(most_shown) + "件。";
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
                   .card = {.who = "已实名绑定的本人", .term = "马上有结果"},
                   .submit = progress,
                   .existing = Existing{.label = "办件", .line = line_of}};
}

}  // namespace services
