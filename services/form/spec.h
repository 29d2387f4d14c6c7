// What a service is: a value made of fields and one submit function. Every channel draws and checks the same value.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/channel_user.h"
#include "payment/fen.h"
#include "services/form/field.h"
#include "services/form/outcome.h"

namespace db {
class Transaction;
struct Lifecycle;
struct Record;
}  // namespace db

namespace services {

struct DataSet;

enum class Kind { lookup, appointment, application, payment, report, information };
enum class Pay { none, window, wechat };
enum class Channel : char { wechat = 'W', city = 'C', alipay = 'A', weibo = 'B', app = 'J' };

/// A draft that has left its record is submitted again when an answer was lost: it is answered by that record, whatever the answers are
/// now.
using Submit = std::function<Result(const Answers&, Context&)>;

/// What a column of a table holds; how each is written says gateway/config/keys.h.
enum class Holds { text, id, one_of, integer, flag, money, date, moment, time };

/// A column of a parameter that is a table.
struct ColumnSpec {
    std::string key;
    Holds holds = Holds::text;
    std::string doc;
    std::int64_t least = 0;               // of the number, of the yuan, of the characters of a text (which has one unless it is optional)
    std::int64_t most = 1'000'000'000;    // likewise, inclusive
    std::vector<std::string> words = {};  // of one_of
    bool optional = false;                // may be left out of a row
    bool unique = false;                  // no two rows have the same
    std::string not_before = {};          // an earlier column: what is here must not be before what is there; of dates and times
};

/// A figure of one service that the administrator may set, with its default. `integer` bounds are inclusive.
struct ParameterSpec {
    std::string key;
    Parameter fallback;
    std::string doc;  // the comment above it in the config file
    std::int64_t least = 0;
    std::int64_t most = 1'000'000'000;     // of the number; of a table how many rows
    std::vector<ColumnSpec> columns = {};  // of a table, whose fallback is Rows
};

/// What somebody is told because of a record.
struct Notice {
    std::string state, text;                 // in two or three words; in full, masked as a reply is
    std::string cause = {};                  // unique for the record: told once; "": it cannot come twice
    std::optional<db::ChannelUser> to = {};  // absent: whoever submitted it
};

/// What a service adds to a move of its lifecycle, by the move's verb.
struct Act {
    std::string_view verb = {};
    std::string label = {};               // what is picked: 撤回报案; "": not offered, as what only the clock does
    std::vector<std::string> words = {};  // other words for it: 去不了 of 取消预约
    std::vector<Field> asks = {};         // what must be answered before it is done
    /// Why it may not be done now, where the state alone does not say so; also asked to see what can be offered.
    std::function<std::optional<Ineligible>(const db::Record&, Context&)> may = {};
    /// What it takes a try of: asked once, when all else is in order.
    std::function<std::optional<Ineligible>(const db::Record&, Context&)> spends = {};
    /// What is done besides the move, in its transaction, through which alone it reads: the record is moved already, and what is changed in
    /// it is kept. What it adds to the input is for `tells`. An answer rolls everything back and is the answer.
    std::function<std::optional<Result>(db::Transaction&, db::Record&, Answers& input, Context&)> effect = {};
    /// Who is told, and what, in the same transaction. Empty: the owner, of every state they did not bring about.
    std::function<std::vector<Notice>(const db::Record&, const Answers& input, Context&)> tells = {};
    /// What follows once it stands, and may be lost.
    std::function<void(const db::Record&, Context&)> afterwards = {};
    /// What whoever did it is answered; absent: the record as it is shown.
    std::function<Outcome(const db::Record&, Context&)> answers = {};
};

/// How a record of somebody else's is opened: by what they were given of it, its number and a code.
struct Receipt {
    std::string label;               // of the line that leads there: 确认：对方已报案，我有确认码
    std::vector<Field> asks;         // the last one checks that they belong together, and spends a try
    std::string ask = "请选择操作";  // which of the acts of the other party
    /// The record these answers open; absent when there is none.
    std::function<std::optional<db::Record>(const Answers&, Context&)> finds;
    /// What is to be read before one of the acts is chosen.
    std::function<std::string(const db::Record&, Context&)> tells = {};
};

/// Records that are there already, and how a service lets one be dealt with. Form and door see to whose they are.
struct Existing {
    std::string label;                       // what such a record is called: 报案
    std::string ask = {};                    // which of them, or a new one; "": not asked, an offer leads there
    std::string begins = {};                 // the line of a new one; "": none is begun here
    std::vector<std::string> begun_by = {};  // words that say it is a new one, 追尾
    std::string none = {};                   // said where none of one's own is listed
    /// How one of one's own is listed; "": it is not dealt with here.
    std::function<std::string(const db::Record&, Context&)> line = {};
    std::optional<Receipt> receipt = {};
};

/// What residents ask before they begin; in sentences of theirs, "" where there is nothing to say.
struct Card {
    /// What is paid for, and the item of fees.json that says how much.
    struct Price {
        std::string label, item;
    };
    std::vector<std::string> ways = {};  // to have it done lawfully, the quickest first (catalogue §17)
    std::string who = {};                // may use it, and for whom
    std::vector<Price> prices = {};
    std::string papers = {};
    std::string term = {};
    std::string at_home = {};  // for whoever cannot come
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
    Card card = {};
    std::vector<ParameterSpec> parameters = {};
    std::vector<std::string> fees = {};  // items of fees.json its answers and its card quote
    std::vector<Field> fields = {};
    Submit submit = {};
    const db::Lifecycle* life = nullptr;  // of its records; null: it leaves none, or they never change
    std::vector<Act> acts = {};           // what may be done with a record, in the order offered
    /// The record as its owner is shown it.
    std::function<Outcome(const db::Record&, Context&)> shows = {};
    std::optional<Existing> existing = {};
    std::vector<const DataSet*> reads = {};     // what departments must have loaded, or answer, for it
    std::vector<std::string> collections = {};  // of the articles it shows: folders below articles/

    /// What is asked of whoever begins anew, of a record of one's own, and of one that a receipt opens, where it is not just `fields`; made
    /// by the catalog.
    struct Sheets {
        std::vector<Field> anew = {}, own = {}, by_receipt = {};
    } sheets = {};

    /// The question of that key, in whatever form it stands; null when there is none.
    const Field* field(std::string_view key) const;
    /// Every question there is, once: of the form, about records that are there, of the acts.
    std::vector<const Field*> questions() const;
};

std::string_view name_of(Kind);  // "lookup" …
std::string_view name_of(Pay);   // "-" | "win" | "WX"

// The answers that tell a form about a record from a new one.
inline constexpr std::string_view record_answer = "@record";  // anew, by_receipt, or the id of a record of one's own
inline constexpr std::string_view act_answer = "@act";        // the verb of what is done with it, or `look`
inline constexpr std::string_view anew = "new", by_receipt = "receipt", look = "view";

/// The answers that open a form on a record, or by a receipt; with an act, at what is done.
Answers about_record(std::string_view record, std::string_view act = "");
/// Whether these answers are about a record that is there already, and whether they only look at it.
bool is_about_record(const Answers&);
bool only_looks(const Answers&);
/// Whether the form is shown for review before it is submitted: everything that leaves a record or changes one is.
bool is_reviewed(const Service&, const Answers&);
/// What the resident saw for an option of the service's field; the id itself when there is none such.
std::string label_of(const Service&, std::string_view field, std::string_view id);
/// Whether the consent screen comes first: any identity level, or any personal field.
bool needs_consent(const Service&);

}  // namespace services
