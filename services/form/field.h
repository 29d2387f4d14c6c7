// One question of a form: what is asked, how an answer is read, what it depends on. Every channel draws and checks the same value.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/form/answers.h"
#include "services/form/outcome.h"
#include "services/rules/figures.h"
#include "services/rules/time.h"

namespace db {
struct Resident;
}  // namespace db

namespace services {

struct Context;

/// The key of the one answer that belongs to no field: the version of the consent text agreed to for an anonymous service.
inline constexpr std::string_view consent_answer = "@consent";

/// The answer of a question that is presumed, or proposes, and that the resident wants to be asked after all.
inline constexpr std::string_view wanted_answer = "?";

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

using Parsed = std::variant<std::string, Refusal>;

/// What a page draws for an answer, and what a channel explains: a picker, the camera, the map.
enum class Control { text, tel, date, select, file, location, textarea };
std::string_view name_of(Control);  // "text" …

/// One kind of answer. Chat, page and API all use this one row; there is no second validator.
struct FieldType {
    std::string_view name;                        // id_card, mobile, choice …
    Parsed (*parse)(const Input&, const Facts&);  // normalises or refuses
    std::string (*mask)(std::string_view value);  // how a reply shows it
    std::string_view example;                     // a valid value of the demonstration resident; tests walk by it
    bool personal = false;                        // personal data: masked everywhere but in the form in which it was typed
    bool secret = false;                          // a code or a password: shown nowhere
    bool number = false;                          // digits alone are a plausible answer, so 110 is not an alarm here
    bool free_text = false;                       // prose: an emergency word in it is also the answer
    Control control = Control::text;
};

/// One of the field's options; all other kinds are in services/answers/.
extern const FieldType choice;

struct Option {
    std::string id, label;
    std::vector<std::string> words = {};  // other words by which residents call it: 丢了 of 丢失补领
    bool operator==(const Option&) const = default;
};

/// What is shown for one of the options; the id itself when there is none such.
std::string label_of(const std::vector<Option>&, std::string_view id);

using Choices = std::function<std::vector<Option>(const Answers&, Context&)>;
using Presumed = std::function<std::optional<std::string>(const Answers&, const Facts&)>;
/// Always this one.
Presumed presumes(std::string value);
/// Nothing, or why the form must end now.
using StopRule = std::function<std::optional<Ineligible>(const Answers&, const Facts&)>;

/// What the world says of an answer: nothing against it, or it is asked again, or the form ends.
struct Checked {
    std::variant<std::monostate, Refusal, Ineligible> what = {};

    Checked() = default;
    Checked(std::nullopt_t) {}
    Checked(Refusal why) : what(std::move(why)) {}
    Checked(Ineligible why) : what(std::move(why)) {}
    template <class Why>
    Checked(std::optional<Why> why) {
        if (why) what = *std::move(why);
    }

    const Refusal* refusal() const { return std::get_if<Refusal>(&what); }
    const Ineligible* ineligible() const { return std::get_if<Ineligible>(&what); }
    bool is_fine() const { return what.index() == 0; }
};

/// What a check does besides looking. One that does something leaves a pass for the answers it was made with, and is not made again for
/// the same ones; any other is made again whenever it is wanted.
enum class Effect { none, holds_place, spends_try };

/// What must be settled before a question is asked: whether anybody is hurt is asked of everybody, at once; who they are, when it matters.
/// The door asks for all of it before anything is submitted.
enum class Needs { nothing, consent, level };

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
    std::string ask;    // the question, in words no channel owns
    const FieldType* type = nullptr;
    std::vector<Option> options = {};
    Choices choices = {};  // options that depend on the world
    /// Whether a value is one of `choices`, where that costs less than making the list; of the answers with the value among them.
    std::function<bool(const Answers&, Context&)> is_choice = {};
    /// Keys of the earlier answers that `choices`, `check` and `tell` look at: when one of them goes, this answer goes too. Of a question
    /// about a part `plate` is that part's, `A.plate` the one of A.
    std::vector<std::string> from = {};
    bool optional = false;  // 跳过 is an answer
    /// The answer that is taken as given until the resident changes it; the question is asked only then, or when there is none.
    Presumed presumed = {};
    bool proposes = false;  // the first of `choices` is taken, and can be changed, as the nearest of several places
    Needs needs = Needs::level;
    bool several = false;  // more than one option may be picked: 1 3 4; of files, more than one may be sent
    int most = 9;          // of files, where several may be
    When when = {};
    std::vector<Option> each = {};  // asked once a part, all such questions in a row about one part after the other: A.plate, B.plate
    /// The same for the values of an earlier answer: a `several` one, or a number, which asks 1 … n times. Keys become `HK.count`.
    std::string each_of = {};
    std::function<std::string(const Answers&, const Facts&)> known = {};  // non-empty: not asked, shown masked in review
    StopRule stop = {};                                                   // refuse now, not after twelve questions
    std::string challenge = {};  // key of the mobile answer a code is sent to; the field is passed or not, never an answer
    /// What needs the world when the answer is accepted, and again at submit.
    std::function<Checked(const Answers&, Context&)> check = {};
    Effect effect = Effect::none;  // of the check
    /// What may turn out to be wrong with an answer that was taken, as a photo that has been fetched since; asked with every message.
    std::function<std::optional<Refusal>(const std::string& value, Context&)> later = {};
    /// What must be read before it is answered, from the world; stands above the question.
    std::function<std::string(const Answers&, Context&)> tell = {};
    std::string example = {};  // overrides the type's example
    bool hidden = false;       // not shown in review (a preset, not something the resident said)
    /// How review shows a value whose list label or mask would not do; pure.
    std::function<std::string(const std::string& value, const Facts&)> show = {};

    bool is_asked_of_parts() const { return !each.empty() || !each_of.empty(); }
    bool is_wanted(std::string_view value) const { return (presumed || proposes) && value == wanted_answer; }
    bool takes_files() const { return type->control == Control::file; }
};

}  // namespace services
