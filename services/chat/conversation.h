// One message of a conversation: the chat as a face of the form. What was heard becomes an answer or a wish; what the form has to say
// becomes a screen.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/chat/screen.h"
#include "services/chat/session.h"
#include "services/chat/words.h"
#include "services/distress/recogniser.h"
#include "services/form/catalog.h"
#include "services/form/context.h"
#include "services/form/form.h"

namespace services {

/// So often the same question may be shown in a row before another way is offered with it.
inline constexpr int most_repeats = 2;

enum class Enquiry;
struct Elsewhere;
struct Finding;

/// What came in, already read by the channel.
struct Heard {
    enum class What {
        said,      // text, voice, picture or position: `input`
        tapped,    // a menu entry: `key`
        followed,  // the resident has just followed the account; by a QR code: `key` is its scene
        scanned,   // a QR code of the account's: `key` is its scene
        shared,    // nothing of the resident's own: a link, a sticker, an earlier message quoted
    };
    What what = What::said;
    Input input = {};
    std::string key = {};
    std::optional<Distress> distress = {};  // as recognised in `input` by whoever must know it before the conversation does
    bool stale = false;                     // tapped on a list that is no longer the last one shown: its numbers mean something else now
};

/// Lives for one message. Changes the session it was given and the stores; throws what the stores throw, and the caller shows the emergency
/// card where one is due.
class Conversation {
  public:
    /// `silence`: after this long the next message is met with 继续 / 重新开始 instead of being taken as an answer.
    Conversation(const Catalog&, Context&, Session&, std::chrono::seconds silence);

    Screen hear(const Heard&);

  private:
    /// A question of the conversation's own: how it is shown once more, and what picking one of its lines does.
    struct OwnQuestion {
        std::string_view key;  // as sessions keep it
        Screen (Conversation::*again)(const std::string& before);
        Screen (Conversation::*pick)(const std::string& id);
        Word picks_first = Word::none;  // said instead of the first line's number
        bool may_be_left = false;       // for whatever else is said
    };
    static const OwnQuestion* own_question(const std::string& asked);

    // --- A cry for help, and what follows it.
    Screen alarmed(const Distress&, const Heard&, bool also_answers);
    bool is_in_alarm() const;
    bool is_for_desk(const Heard&);
    std::string slip_told(const std::string& kind, const std::string& text, const std::string& said);
    bool keep_for_desk(const std::string& alarm, const db::AlarmEntry&);  // false when it was closed meanwhile
    std::optional<Screen> tell_desk(const Heard&);
    std::string desk_says(const Heard& heard);
    db::Caller caller() const;

    // --- What was heard.
    Screen unstuck(const Heard&, bool after_silence);
    Screen reply(const Heard&, bool after_silence);  // to anything but an alarm
    Screen answer(const Heard&, bool after_silence);
    bool names_line(const Input&);
    std::optional<Screen> obey(const Input&);                              // an engine word
    std::optional<Screen> pick_of_list(const OwnQuestion&, const Input&);  // an answer to a question of our own
    Screen take(const Input&);                                             // an answer to the service's question
    struct Several {
        std::vector<std::pair<std::string, Input>> answers = {};  // in their order
        std::string not_offered = {};                             // the day or hour they end at
    };
    Several several_answers(const Step&, const Input&);
    Screen take_several(const Several&, const Step& asked);
    std::optional<Screen> other_meant(const std::string& text, const Step* asked = nullptr, const Input& given = {});
    std::optional<Screen> said_instead(const Step&, const Input& given, const Input& said);
    bool is_answer_to(const Step&, const Input&);
    std::variant<Input, Refusal> heard_as(const Step&, const Input&);
    std::variant<Input, Refusal> read_ahead(const Step&, const std::vector<Option>& lines, const std::string& piece);
    std::optional<Screen> not_taken(const std::vector<Fault>&, const Step& asked);  // absent when all answers were
    Screen take_code(const Step&, const Input&);
    Screen ask_number_again(const Step&);
    Screen find_service(const Input&);  // words
    Screen done_elsewhere(const Elsewhere&);
    Screen missed(const Input&, const std::vector<const Service*>& offered);  // words that name nothing
    std::variant<Input, Refusal> picked(const Step&, const Input&);           // with the line it names, or why there is none
    std::optional<Input> accepted_proposal(const Step&, const Input&);

    // --- What is done about it.
    Screen open(const Service&, Answers preset = {}, const std::string& said = {});
    struct LineSaid {
        Step asked;
        std::string line;
    };
    static std::optional<LineSaid> line_said(const Form&, const std::string& said);  // of an open list, by a word of its own
    std::optional<Screen> answer_by(const std::string& said);                        // all such lists, by the words that opened the form
    void take_new_time(Form&, const std::string& said);
    Screen leave_for(const Service& other);
    Screen near(const Input&);
    std::optional<Screen> enquire(const Input&);  // about what is being answered, was done, or whose card is shown
    Screen card(const Service&, Enquiry);

    // --- What was done last.
    void remember_done();
    std::optional<db::Record> record_done();  // when it is the resident's
    std::optional<Screen> tell_of_done(Enquiry);
    std::optional<Screen> deal_with_done(const std::string& said);  // what is wrong with it, or wanted otherwise

    Screen look_aside(const Service&);               // suspends what is being answered
    Screen advance(const std::string& before = {});  // whatever the form has to say now
    Screen send();
    Screen paused(const Outcome&);
    Screen stopped_at(const std::string& key, Outcome);
    Screen finish(const Outcome&);
    Screen resume(const Screen& finished);  // what was suspended
    Screen step_up(Level);
    Screen cancel();
    Answers kept(const Dialogue&);  // of what is given up: what can be taken up again
    Screen back();
    Screen restart();
    void drop(std::optional<Dialogue>&);
    std::string leave_withdrawn();  // what the resident is told when a dialogue's service left the catalog; "" when none has

    Screen pick_consent(const std::string& id);
    Screen pick_review(const std::string& id);
    Screen pick_resume(const std::string& id);
    Screen pick_switch(const std::string& id);
    Screen pick_offer(const std::string& id);
    Screen change(const std::string& key);          // asks one answered question again
    std::optional<Screen> change_to(const Input&);  // gives an answered question the new answer that is said
    std::optional<Input> new_answer(const Form&, const Step&, const std::string& value, bool is_named);

    // --- How it is said.
    Screen draw(const Question&, const std::string& before);
    Screen draw_code(const CodeDue&, const std::string& before);
    Screen draw(const Review&, const std::string& before);
    Screen draw(const ConsentDue&, const std::string& before);
    Screen ask_again(const Step&, const Refusal&);  // the same question after an answer that was not taken
    Screen change_screen(const std::string& before);
    Screen resume_screen(const std::string& before);
    Screen switch_screen(const Service& other, const std::string& before);
    Screen switch_again(const std::string& before);
    Screen question_again(const std::string& before);  // whatever is on the screen, once more
    Screen listed_again(const std::string& before);
    std::vector<Option> shown_lines();  // of a question of our own, as they stand on the screen
    Screen list(const std::string& before, const std::vector<const Service*>&, bool with_person);
    Screen menu(const std::string& before);
    Screen tapped(const std::string& key);
    Screen welcome(const std::string& scene);
    Screen scanned(const std::string& scene);
    Screen help();
    Screen lost();
    Screen shared();

    const Service* service() const;       // of the current dialogue; null when there is none
    const FieldType* type_asked() const;  // of the question last shown, no store asked; null: a list of our own, or no dialogue
    Form form();                          // of the current dialogue, which there must be
    bool is_binding() const;
    bool is_offered(const Service&) const;
    std::vector<const Service*> offered_of(const Finding&) const;

    const Catalog& catalog_;
    Context& context_;  // of whoever writes; each form takes a copy of its own
    Session& session_;
    std::chrono::seconds silence_;
    const bool is_stranger_;  // nothing is remembered of the citizen: new, or after a loss
    Identity identity_;
};

}  // namespace services
