// What is asked and wanted once a business is done: 要带什么, 几点, 改到后天, 取消 are about it.
#include <algorithm>

#include "services/chat/conversation.h"
#include "services/chat/enquiry.h"
#include "services/chat/hearing.h"
#include "services/chat/picking.h"
#include "services/form/act.h"
#include "services/form/counter.h"
#include "services/shapes/card.h"

namespace services {
namespace {

/// Whether the line of an outcome answers what is asked.
bool answers(const Line& line, Enquiry what) {
    switch (what) {
        case Enquiry::fee:
            return line.key == "fee";
        case Enquiry::papers:
            return line.key == "materials" || line.key == "photo";
        case Enquiry::place:
            return line.key == "site" || line.key == "address";
        case Enquiry::hours:
            return line.key == "time";
        default:
            return false;
    }
}

/// Where records like this are dealt with, those of its own kind first: 我的预约 before 我的办件进度 for a booking.
const Service* dealt_with_by(const Catalog& catalog, const db::Record& record, Kind kind, Context& context) {
    const Service* found = nullptr;
    for (const Service& each : catalog.all()) {
        const bool deals = each.existing && each.existing->begins.empty() && each.existing->line && !closed(each, context);
        if (!deals || (found != nullptr && each.kind != kind) || each.existing->line(record, context).empty()) continue;
        found = &each;
    }
    return found;
}

}  // namespace

/// Of an anonymous form nothing is remembered, and a look-up leaves nothing to come back to.
void Conversation::remember_done() {
    const Service* of = service();
    if (of == nullptr || of->anonymous || of->id == binding_service) return;
    const std::string about = value_of(session_.current->answers, record_answer);
    if (!is_about_record(session_.current->answers) && !is_reviewed(*of, {})) return;
    session_.done = Dialogue{.service = of->id, .draft = session_.current->draft};
    if (!about.empty() && about != anew) session_.done->answers = about_record(about);
}

std::optional<db::Record> Conversation::record_done() {
    const Service* of = session_.done ? catalog_.find(session_.done->service) : nullptr;
    if (of == nullptr) return std::nullopt;
    const Form knows_resident(*of, session_.done->answers, context_, identity_);
    const std::string about = value_of(session_.done->answers, record_answer);
    // What is done to a record may have made another, as 改期 does.
    auto record = context_.stores.records.find_by_draft(session_.done->draft);
    if (!record && !about.empty()) record = context_.stores.records.find(about);
    const bool is_theirs = record && identity_.resident && record->resident == identity_.resident->id;
    return is_theirs ? std::move(record) : std::nullopt;
}

/// What they were told when it was done, as it stands now, with what is asked for first.
std::optional<Screen> Conversation::tell_of_done(Enquiry what) {
    const auto record = record_done();
    const Service* of = record ? catalog_.find(record->service) : nullptr;
    if (of == nullptr || !is_reviewed(*of, {})) return std::nullopt;
    Context its = context_;
    its.draft = record->draft;
    its.resident = &*identity_.resident;
    its.observe = {};  // nothing is submitted: whoever has a record is answered by it
    const Result again = submit(*of, {}, its);
    const auto* came = std::get_if<Outcome>(&again);
    if (came == nullptr) return std::nullopt;
    Outcome told = *came;
    std::erase_if(told.facts, [](const Line& line) { return line.key == "password"; });  // told once
    if (told.code != Code::OK) return finish(told);                                      // cancelled meanwhile
    std::ranges::stable_partition(told.facts, [&](const Line& line) { return answers(line, what); });
    if (told.facts.empty() || !answers(told.facts.front(), what)) {
        for (Line& line : card_of(*of, context_.figures, context_.now)) {
            if (line.key == line_of(what)) told.facts.insert(told.facts.begin(), std::move(line));
        }
    }
    told.headline = "您的「" + of->title + "」：";
    return finish(told);
}

std::optional<Screen> Conversation::deal_with_done(const std::string& said) {
    const auto record = session_.current ? std::nullopt : record_done();
    const Service* of = record ? catalog_.find(record->service) : nullptr;
    const Service* by = of == nullptr ? nullptr : dealt_with_by(catalog_, *record, of->kind, context_);
    if (by == nullptr) return std::nullopt;
    Context its = context_;
    its.resident = &*identity_.resident;
    const auto acts = acts_open(*record, db::By::resident, its);
    const auto verb = called(acts, plain(said));
    if (acts.empty() || (!verb && !says_wrong(said))) return std::nullopt;
    return open(*by, about_record(record->id, verb.value_or("")), said);
}

}  // namespace services
