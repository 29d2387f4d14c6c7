// One form being filled in, on any channel: what it has to say, and everything a resident can do to it. No word of any channel is in it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/form/challenge.h"
#include "services/form/context.h"
#include "services/form/existing.h"
#include "services/form/identity.h"
#include "services/form/view.h"

namespace services {

/// The service that proves who a resident is; StepUp leads to it.
inline constexpr std::string_view binding_service = "bind_identity";

/// An answer that was not taken: asked again, or the end.
struct Fault {
    std::string key;
    std::variant<Refusal, Ineligible> why;
};

/// Made for one message or request; throws what the stores throw. The steps it gives out are good as long as it lives. The context says who
/// writes, on which channel, and names the draft; what an anonymous service may not know of it the form takes away.
class Form {
  public:
    /// Service, answers and identity outlive the form. The answers are the form's: nobody else changes them meanwhile.
    Form(const Service&, Answers&, const Context&, Identity&);
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;

    /// No effect: sends, holds and counts nothing.
    View view() const;

    /// Takes the answers that nothing is against, in the order of the form; the others are told. A fault that ends the form is the last.
    std::vector<Fault> answer(const std::map<std::string, Input>&);
    /// Skips an optional question.
    void skip(const std::string& key);
    /// No more files come for a question of several; nothing when none has been sent.
    void close(const std::string& key);
    /// The resident agrees to the text in force, also to what proving who they are needs.
    void agree();
    /// Of a question that is a challenge.
    Issued send_code(const std::string& key);
    std::variant<Refusal, Verified> verify(const std::string& key, const Input& code);
    /// The answer, and all that was made of it or checked with it; what was held for it is given back.
    void erase(const std::string& key);
    /// Erases the first answer that has turned out to be wrong since it was taken, and says why; absent when none has.
    std::optional<Fault> turned_out_wrong();
    /// Erases the last answer given; false at the first question.
    bool back();
    /// Takes the line of each question that is a list of one, or proposes its first; nothing that does something by being taken.
    void take_lines();
    /// Passes the one door. What is to be corrected has been erased; identity is asked anew.
    Result submit();

    const Service& service() const { return service_; }
    Facts facts() const { return context_.facts(); }
    /// Every question there is, as the answers make them.
    const std::vector<Field>& fields() const { return *sheet_.fields; }
    /// The answered questions a resident would recognise as theirs, and those that were presumed.
    std::vector<Step> own_answers() const;
    std::optional<Step> next() const;
    /// Every question that is still without an answer, as the answers make them now.
    std::vector<Step> open_questions() const;
    /// As the resident is shown it, masked.
    Line line_of(const Step&) const;
    std::vector<Option> options_of(const Step&) const;

  private:
    const Answers& answered() const { return sheet_.base.empty() ? answers_ : merged_; }
    Answers full() const { return complete(fields(), answered(), context_.facts()); }
    void read_sheet();     // after every change of the answers
    void prune_answers();  // drops those that are asked no more, of which none makes another sheet
    std::optional<Step> step(const std::string& key) const;
    void erase_steps(const std::string& key, bool itself);     // and what was made of it
    std::optional<std::string> line_taken(const Step&) const;  // without being asked
    void find_passed();
    bool has_level() const;

    const Service& service_;
    Answers& answers_;
    Identity& identity_;
    std::set<std::string> passed_;
    Sheet sheet_;
    std::vector<std::shared_ptr<const std::vector<Field>>> read_before_;  // steps that were given out point into them
    Answers merged_;                                                      // with those of the record under 补正
    mutable Context context_;                                             // rules are told the part they are asked about through it
};

/// A form is given up: what it may hold is given back. Null: of a service that is not there any more nobody knows what it held.
void abandon(const Service*, const std::string& draft, db::Stores&);

/// The personal data a service takes, by name: what its level takes, and what any branch of its form asks.
std::vector<std::string> personal_labels(const Service&);

}  // namespace services
