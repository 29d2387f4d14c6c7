// What a service is: a value made of fields and one submit function. Every channel draws and checks the same value.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "payment/fen.h"
#include "services/form/answers.h"
#include "services/rules/figures.h"
#include "services/rules/time.h"

namespace db {
struct Record;
struct Resident;
}  // namespace db

namespace services {

struct Context;

enum class Kind { lookup, appointment, application, payment, report, information };
enum class Level { L0, L1, L2, L3, L4 };  // catalogue §6
enum class Pay { none, window, wechat };
enum class Channel : char { wechat = 'W', city = 'C', alipay = 'A', weibo = 'B', app = 'J' };

/// The key of the one answer that belongs to no field: the version of the consent text agreed to for an anonymous service.
inline constexpr std::string_view consent_answer = "@consent";

/// A file a resident sent. The bytes are fetched and kept by the gateway, outside the deadline.
struct FileRef {
    std::string id;
    std::string kind;  // image | voice | video | file
};

/// What a resident gave for one question, on any channel.
struct Input {
    std::string text = {};                   // normalised: trimmed, half-width, simplified characters
    std::optional<std::string> choice = {};  // id of the option the resident picked, when the question was a list
    std::optional<FileRef> file = {};
    std::optional<Position> position = {};
    std::string place = {};  // the name that came with the position
    std::string raw = {};    // as typed, trimmed only: free text keeps what the resident wrote
};

/// What pure functions may know besides the answers.
struct Facts {
    Instant now;
    const Figures& figures;
    const db::Resident* resident = nullptr;         // null: unknown or anonymous
    const std::set<std::string>* passed = nullptr;  // keys of the challenges this draft has passed
    std::string part = {};                          // of an `each` question: whom or what it is asked about

    Date today() const { return date_of(now); }
};

/// A value refused, with a Chinese sentence that says what to do. It never repeats the value.
struct Refusal {
    std::string why;
};
using Parsed = std::variant<std::string, Refusal>;

/// One kind of answer. Chat, page and API all use this one row; there is no second validator.
struct FieldType {
    std::string_view name;                        // id_card, mobile, choice …
    Parsed (*parse)(const Input&, const Facts&);  // normalises or refuses
    std::string (*mask)(std::string_view value);  // how a reply shows it
    std::string_view example;                     // a valid value of the demonstration resident; tests walk by it
    bool personal = false;                        // personal data: masked everywhere
    bool number = false;                          // digits alone are a plausible answer, so 110 is not an alarm here
    bool free_text = false;                       // prose: an emergency word in it is also the answer
    std::string_view draws = "text";              // how a page draws it: text, tel, date, select, file, location, textarea
};

struct Option {
    std::string id, label;
    bool operator==(const Option&) const = default;
};

using Choices = std::function<std::vector<Option>(const Answers&, Context&)>;
/// Nothing, or why the dialogue must end now.
struct Ineligible;
using StopRule = std::function<std::optional<Ineligible>(const Answers&, const Facts&)>;

/// Shown only when: an earlier answer, or a named fact, has one of these values.
struct When {
    std::string key;  // an earlier field; or, with `fact`, the fact's name for readers
    std::vector<std::string> values;
    std::string (*fact)(const Answers&, const Facts&) = nullptr;

    bool empty() const { return key.empty(); }
};

struct Field {
    std::string key;
    std::string label;  // short name in review and on pages: 身份证号码
    std::string ask;    // the question
    const FieldType* type = nullptr;
    std::vector<Option> options = {};
    Choices choices = {};                // options that depend on the world; resolved by the engine
    std::vector<std::string> from = {};  // keys of the answers its choices are made of: when one of them changes, this answer goes too
    bool optional = false;               // 跳过 is an answer
    bool several = false;                // more than one option may be picked: 1 3 4
    When when = {};
    std::vector<Option> each = {};  // asked once a part, all such questions in a row about one part after the other: A.plate, B.plate
    std::function<std::string(const Answers&, const Facts&)> known = {};  // non-empty: not asked, shown masked in review
    StopRule stop = {};                                                   // refuse now, not after twelve questions
    std::string challenge = {};  // key of the mobile answer a code is sent to; the field is passed or not, never an answer
    /// What needs the world when the answer is accepted (repeated at submit). A refusal asks again.
    std::function<std::optional<Refusal>(const Answers&, Context&)> check = {};
    /// What must be read before it is answered, from the world; stands above the question.
    std::function<std::string(const Answers&, Context&)> tell = {};
    bool holds = false;        // its check holds a place of an appointment for the draft, given back when the answer goes
    std::string example = {};  // overrides the type's example
    bool hidden = false;       // not shown in review (a preset, not something the resident said)
    /// How review shows a value whose list label or mask would not do; pure.
    std::function<std::string(const std::string& value, const Facts&)> show = {};
};

/// Result codes residents' software and staff see (catalogue §5.6).
enum class Code {
    OK,
    ALREADY_PAID,
    DUPLICATE,
    NOT_FOUND,
    MISMATCH,
    NOT_OWNER,
    LEVEL_TOO_LOW,
    NOT_ELIGIBLE,
    BAD_FIELD,
    QUOTA_FULL,
    TOO_EARLY,
    TOO_LATE,
    BLACKLISTED,
    CLOSED_DAY,
    RATE_LIMITED,
    CAPTCHA_REQUIRED,
    UPSTREAM_DOWN,
    CONSENT_REQUIRED,
};

struct Ineligible {
    Code code = Code::NOT_ELIGIBLE;
    std::string why;  // Chinese: the reason and what else the resident can do
};

/// One line of an answer: 预约编号: … . The value is already fit to be shown.
struct Shown {
    std::string label, value;
};

/// Something the resident can do next with one tap: a service, opened with some answers given.
struct Offer {
    std::string label;
    std::string service;
    Answers answers = {};
};

/// What came of a submit, for every channel. Text alone is always enough to go on.
struct Outcome {
    Code code = Code::OK;
    std::string headline;
    std::vector<Shown> facts = {};
    std::string next = {};  // what happens next and by when
    std::vector<Offer> offers = {};
};

/// An answer turned out wrong in the world: ask it again, and the others that go with it.
struct Correct {
    std::string key, why;
    std::vector<std::string> also = {};
};
/// The resident must prove more of who they are; the dialogue is suspended and resumed.
struct StepUp {
    Level level;
};
using Result = std::variant<Outcome, Correct, StepUp>;

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
    /// What becomes of a record of this service when its due_at comes; it must move it, or set another. Asked again until it has, by any
    /// number of processes at once. The context has no resident.
    std::function<void(const db::Record&, Context&)> overdue = {};
    /// Whether these answers only look something up, in a service whose kind otherwise leaves a record; null: never.
    bool (*only_looks)(const Answers&) = nullptr;

    const Field* field(std::string_view key) const;
};

std::string_view name_of(Kind);   // "lookup" …
std::string_view name_of(Level);  // "L0" …
std::string_view name_of(Pay);    // "-" | "win" | "WX"
std::string_view name_of(Code);   // "OK" …

/// Whether the form is shown for review before it is submitted: everything that leaves a record is.
bool is_reviewed(const Service&, const Answers&);
/// What the resident saw for an option of the service's field; the id itself when there is none such.
std::string label_of(const Service&, std::string_view field, std::string_view id);
/// Whether the consent screen comes first: any identity level, or any personal field.
bool needs_consent(const Service&);

}  // namespace services
