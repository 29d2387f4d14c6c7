// One message of a conversation: the engine that turns what was heard into the next screen, for every service alike.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "db/stores/residents.h"
#include "services/chat/screen.h"
#include "services/chat/session.h"
#include "services/chat/words.h"
#include "services/form/catalog.h"
#include "services/form/context.h"
#include "services/form/flow.h"

namespace services {

/// What came in, already read by the channel.
struct Heard {
    enum class What {
        said,      // text, voice, picture or position: `input`
        tapped,    // a menu entry: `key`
        followed,  // the resident has just followed the account; by a QR code: `key` is its scene
        scanned,   // a QR code of the account's: `key` is its scene
    };
    What what = What::said;
    Input input = {};
    std::string key = {};
    bool stale = false;  // tapped on a list that is no longer the last one shown: its numbers mean something else now
};

/// What to do at once; shown on top of whatever is being answered.
std::string emergency_card(Emergency);

/// The service that proves who a resident is; StepUp leads to it.
inline constexpr std::string_view binding_service = "bind_identity";

/// Lives for one message. Changes the session it was given and the stores; throws what the stores throw, and the caller shows the emergency
/// card where one is due.
class Conversation {
  public:
    /// `silence`: after this long the next message is met with 继续 / 重新开始 instead of being taken as an answer.
    Conversation(const Catalog&, Context&, Session&, std::chrono::seconds silence);

    Screen hear(const Heard&);

  private:
    Screen reply(const Heard&, bool after_silence);  // to anything but an alarm
    Screen answer(const Heard&, bool after_silence);
    std::optional<Screen> obey(const Input&);          // an engine word
    std::optional<Screen> pick_of_list(const Input&);  // an answer to one of the engine's own questions
    Screen take(const Input&);                         // an answer to the service's question
    Screen find_service(const Input&);                 // words
    Screen pick(const std::string& asked, const std::string& id);

    Screen open(const Service&, Answers preset = {});
    Screen leave_for(const Service& other);
    Screen near(const Input&);
    Screen look_aside(const Service&);               // suspends what is being answered
    Screen advance(const std::string& before = {});  // the next question, review or submit
    Screen ask(const Step&, const std::string& before);
    Screen ask_code(const Step&, const std::string& before);
    Screen take_code(const Step&, const Input&);
    Screen change(const std::string& key);  // asks one answered question again
    Screen review(const std::string& before);
    Screen send();
    Screen finish(const Outcome&);
    Screen step_up(Level);
    Screen cancel();
    Screen back();
    Screen restart();
    void drop(std::optional<Dialogue>&);
    void erase(const std::string& key);  // and what is made of it
    std::string leave_withdrawn();       // what the resident is told when a dialogue's service left the catalog; "" when none has

    Screen consent_screen(const Service&);
    Screen resume_screen();
    Screen switch_screen(const Service& other);
    Screen question_again(const std::string& before);  // whatever is on the screen, once more
    Screen listed_again(const std::string& before);
    Screen list(const std::string& before, const std::vector<const Service*>&, bool with_person);
    Screen menu(const std::string& before);
    Screen tapped(const std::string& key);
    Screen welcome(const std::string& scene);
    Screen scanned(const std::string& scene);
    Screen help();
    Screen lost();

    const Service* service() const;         // of the current dialogue; null when there is none
    const FieldType* type_asked() const;    // of the question last shown, no store asked; null: a list of the engine's own, or no dialogue
    std::vector<Step> own_answers() const;  // the answered questions a resident would recognise as theirs
    bool is_binding() const;
    bool is_offered(const Service&) const;
    void identify(const Service&);
    std::optional<Step> step();
    std::vector<Option> options_of(const Step&);
    Context& about(const Step&);  // the context as the rules of that question see it
    std::string shown(const Step&, const std::string& value);

    const Catalog& catalog_;
    Context& context_;
    Session& session_;
    std::chrono::seconds silence_;
    const bool is_stranger_;               // nothing is remembered of the citizen: new, or after a loss
    const std::string citizen_, subject_;  // the context's own are empty while an anonymous service is served
    std::optional<db::Resident> resident_;
    std::string agreed_to_ = {};  // see Context
    bool identified_ = false;
    std::set<std::string> passed_;
};

}  // namespace services
