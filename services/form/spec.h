// What a service is: a value made of fields and one submit function. Every channel draws and checks the same value.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment/fen.h"
#include "services/form/field.h"
#include "services/form/outcome.h"

namespace db {
class Transaction;
struct Lifecycle;
struct Record;
}  // namespace db

namespace services {

enum class Kind { lookup, appointment, application, payment, report, information };
enum class Pay { none, window, wechat };
enum class Channel : char { wechat = 'W', city = 'C', alipay = 'A', weibo = 'B', app = 'J' };

/// A draft that has left its record is submitted again when an answer was lost: it is answered by that record, whatever the answers are
/// now.
using Submit = std::function<Result(const Answers&, Context&)>;

/// A figure of one service that the administrator may set, with its default. `integer` bounds are inclusive.
struct ParameterSpec {
    std::string key;
    Parameter fallback;
    std::string doc;  // the comment above it in the config file
    std::int64_t least = 0;
    std::int64_t most = 1'000'000'000;
};

/// What somebody is told because a record was moved.
struct Notice {
    enum class To { owner, other_party };
    To to = To::owner;
    std::string state, text;  // in two or three words; in full, masked as a reply is
    std::string cause = {};   // unique for the record: told once
};

/// What a service adds to a move of its lifecycle, by the move's verb.
struct Act {
    std::string_view verb = {};
    std::string label = {};        // what the resident picks: 撤回报案
    std::vector<Field> asks = {};  // what must be answered before it is done
    /// The record of an act that is not on one of one's own: by what was asked. Absent: not found.
    std::function<std::optional<db::Record>(const Answers&, Context&)> finds = {};
    /// Why it may not be done now, where the state alone does not say so.
    std::function<std::optional<Ineligible>(const db::Record&, Context&)> may = {};
    /// What is done besides the move, in its transaction; an answer rolls everything back and is the answer.
    std::function<std::optional<Result>(db::Transaction&, db::Record&, const Answers&, Context&)> effect = {};
    /// Who is told, and what; written in the same transaction.
    std::function<std::vector<Notice>(const db::Record&, const Answers&, Context&)> tells = {};
};

struct Service {
    std::string id;
    std::string title;
    std::string department = {};  // the folder; set by the catalog
    Kind kind = Kind::lookup;
    Level level = Level::L0;
    std::string channels = "W";  // letters of catalogue §2
    Pay pay = Pay::none;
    bool anonymous = false;  // no openid may lead from the record to its sender
    std::vector<std::string> words = {};
    std::string intro = {};  // one line under the title when it opens
    std::vector<ParameterSpec> parameters = {};
    std::vector<std::string> fees = {};  // items of fees.json its answers quote
    std::vector<Field> fields = {};
    Submit submit = {};
    const db::Lifecycle* life = nullptr;  // of its records; null: it leaves none, or they never change
    std::vector<Act> acts = {};           // what may be done with a record, in the order offered
    /// The record as its owner is shown it.
    std::function<Outcome(const db::Record&, Context&)> shows = {};
    /// What becomes of a record of this service when its due_at comes; it must move it, or set another. Asked again until it has, by any
    /// number of processes at once. The context has no resident.
    std::function<void(const db::Record&, Context&)> overdue = {};
    /// Whether these answers only look something up, in a service whose kind otherwise leaves a record; null: never.
    bool (*only_looks)(const Answers&) = nullptr;

    const Field* field(std::string_view key) const;
};

std::string_view name_of(Kind);  // "lookup" …
std::string_view name_of(Pay);   // "-" | "win" | "WX"

/// Whether the form is shown for review before it is submitted: everything that leaves a record is.
bool is_reviewed(const Service&, const Answers&);
/// What the resident saw for an option of the service's field; the id itself when there is none such.
std::string label_of(const Service&, std::string_view field, std::string_view id);
/// Whether the consent screen comes first: any identity level, or any personal field.
bool needs_consent(const Service&);

}  // namespace services
