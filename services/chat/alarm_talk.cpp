// A cry for help, and what follows it: once the duty desk has been rung, what the resident says until it is over is for the desk as well.
#include <algorithm>
#include <array>

#include "services/answers/characters.h"
#include "services/chat/conversation.h"
#include "services/chat/finding.h"
#include "services/chat/hearing.h"
#include "services/chat/phrases.h"
#include "services/chat/picking.h"

namespace services {
namespace {

constexpr std::chrono::seconds alarm_silence{db::AlarmEntries::silence};

constexpr std::string_view joined = "收到，民警能看到您发来的内容。能打电话的话，请同时拨打110。";
constexpr std::string_view seen = "收到，民警能看到。";
constexpr std::string_view unseen = "请马上拨打110，这里收到的话现在转不到民警手上。";
constexpr std::string_view ended_unseen = "好的，没事就好。有危险随时拨打110。";
constexpr std::string_view ended = "好的，已经告诉民警您现在没事了。有危险随时再发消息，或者拨打110。";
constexpr std::string_view goes_on = "刚才办理的业务还在，想接着办请回复「继续」。";

/// What a bank needs to stop a payment, asked one at a time once fraud has rung. Each answer joins the alarm under its label.
struct Slip {
    std::string_view label, ask;
};
constexpr std::array slips{
    Slip{"收款方", "钱转给了谁？请发对方的银行卡号、账号或户名"},
    Slip{"金额", "一共转了多少钱？"},
    Slip{"时间", "什么时候转的？"},
    Slip{"转账方式", "怎么转的？比如手机银行、微信、支付宝"},
    Slip{"凭证", "有转账记录的截图吗？请直接发图片"},
};
constexpr std::string_view before_slips =
    "已经转了钱的话，请先打110，越快越可能追回。再回答下面几个问题，民警联系银行止付要用；不知道的请回复「跳过」，还没有转钱请回复「没转」"
    "。";
constexpr std::string_view after_slips = "记下了。想起什么、还有截图，都可以接着发。";

/// As `plain` leaves them.
constexpr std::string_view unknown = "|跳过|不知道|不清楚|不记得|不记得了|忘了|忘记了|没有|没|无|唔知|唔知道|唔记得|唔记得咗|冇|";
constexpr std::string_view nothing_paid =
    "|没转|没有转|没转钱|没有转钱|还没转|还没有转|还没转钱|还没有转钱|没付|没有付|没给|冇转|冇过数|未转|未过数|";

std::string slip_question(int number) {
    return std::to_string(number) + "/" + std::to_string(slips.size()) + " " + std::string(slips[static_cast<std::size_t>(number) - 1].ask);
}

/// As `plain` leaves them.
constexpr std::string_view endings =
    "|没事了|我没事了|现在没事了|已经没事了|没事|我没事|我安全了|安全了|已经安全了|解决了|已经解决了|不用了|不用来了|不用过来了|误会|"
    "是误会|"
    "打错了|发错了|按错了|点错了|说错了|民警到了|警察到了|警察来了|民警来了|人找到了|找到了|已经找到了|孩子找到了|火灭了|";

/// What a message is for the desk: its kind and its text; neither when there is nothing in it.
std::pair<std::string, std::string> for_desk(const Input& input) {
    if (input.file) return {input.file->kind, input.file->id};
    if (input.position)
        return {"position", std::to_string(input.position->latitude) + "," + std::to_string(input.position->longitude) +
                                (input.place.empty() ? "" : " " + input.place)};
    return {input.raw.empty() ? "" : "words", input.raw};
}

}  // namespace

Screen Conversation::alarmed(const Distress& distress, const Heard& heard, bool also_answers) {
    const bool rings = distress.rings && context_.has_duty_desk;
    // Where prose was the answer as well, the next question stands below the card, and none of ours beside it.
    const bool asks = rings && distress.kind == DistressKind::fraud_now && !also_answers;
    if (rings) {
        const Service* within = service();
        const bool is_secret = within != nullptr && within->anonymous;
        session_.alarm = AlarmTalk{
            .at = context_.now, .draft = is_secret ? session_.current->draft : "", .form_waits = !also_answers, .asked = asks ? 1 : 0};
    }
    Screen screen;
    if (also_answers) {
        screen = reply(heard, false);
    } else if (session_.current) {
        screen = rings ? Screen{.text = std::string(goes_on)} : question_again(leave_withdrawn());
    }
    if (asks) put_before(screen, std::string(before_slips) + "\n" + slip_question(1));
    put_before(screen, context_.figures.distress->card(distress.kind, rings));
    return screen;
}

/// What an answer to the question for stopping a payment is for the desk; "" when there is nothing to tell it. Moves on to the next one.
std::string Conversation::slip_told(const std::string& kind, const std::string& text, const std::string& said) {
    int& asked = session_.alarm->asked;
    const std::string label = "【" + std::string(slips[static_cast<std::size_t>(asked) - 1].label) + "】";
    const bool is_last = asked == std::ssize(slips);
    const bool is_answered = kind == "words" || (is_last && kind == "image");
    if (is_answered) asked = is_last ? 0 : asked + 1;
    if (kind != "words") return text;
    if (is_listed(nothing_paid, said)) {
        asked = 0;
        return "还没有转钱";
    }
    return is_listed(unknown, said) ? "" : label + text;
}

/// Of an anonymous form's alarm only what is said in that form leads to it.
bool Conversation::is_in_alarm() const {
    if (!session_.alarm) return false;
    const std::string& draft = session_.alarm->draft;
    return draft.empty() || (session_.current && session_.current->draft == draft);
}

db::Caller Conversation::caller() const {
    if (!session_.alarm->draft.empty()) return {.from = {}, .name = {}, .mobile = {}, .draft = session_.alarm->draft};
    return {.from = context_.user, .name = {}, .mobile = {}, .draft = {}};
}

/// Engine words and names of services stay what they are; so do answers of the form and lines of a list, once it was taken up again.
bool Conversation::is_for_desk(const Heard& heard) {
    const Input& input = heard.input;
    if (heard.what != Heard::What::said) return false;
    const Word word = engine_word(input.text);
    static constexpr std::array commands{Word::menu, Word::help, Word::cancel, Word::person, Word::resume, Word::progress};
    const bool is_command = std::ranges::find(commands, word) != commands.end();
    if (is_command || (word != Word::none && !session_.alarm->form_waits)) return false;
    if (named_exactly(catalog_.all(), context_.figures, input.text) != nullptr) return false;
    if (session_.alarm->form_waits) return true;
    if (!session_.asked.ids.empty() && line_number(chosen(input.text)) > 0) return false;
    if (own_question(session_.asked.key) != nullptr) return !named(shown_lines(), input.text);
    if (!session_.current) return true;
    const Form filled = form();
    const auto asked = filled.next();
    if (!asked || asked->key != session_.asked.key || !asked->field->challenge.empty()) return input.text.empty();
    const auto meant = picked(*asked, input);
    if (std::holds_alternative<Refusal>(meant)) return true;
    const Parsed value = accept(*asked, std::get<Input>(meant), filled.options_of(*asked), about(*asked, context_.facts()));
    return std::holds_alternative<Refusal>(value);
}

bool Conversation::keep_for_desk(const std::string& alarm, const db::AlarmEntry& entry) {
    bool is_kept = false;
    context_.stores.sql.transaction(
        [&](db::Transaction& transaction) { is_kept = context_.stores.alarm_entries.add(transaction, entry, context_.message); });
    if (is_kept && entry.kind != "words" && entry.kind != "over" && entry.kind != "position")
        context_.stores.files.want(alarm, entry.text, entry.kind, entry.at, db::AlarmEntries::life);
    return is_kept;
}

std::optional<Screen> Conversation::tell_desk(const Heard& heard) {
    if (!is_in_alarm() || context_.now - session_.alarm->at > alarm_silence || !is_for_desk(heard)) return std::nullopt;
    auto [kind, text] = for_desk(heard.input);
    if (kind.empty()) return std::nullopt;
    const std::int64_t now = unix_time(context_.now);
    const std::string said = lower(plain(heard.input.text));
    const bool is_over = kind == "words" && is_listed(endings, said);
    const bool was_asked = !is_over && session_.alarm->asked > 0;
    if (was_asked) text = slip_told(kind, text, said);
    const auto alarm = context_.stores.alarm_entries.latest_of(caller(), now);
    const bool is_kept =
        alarm && !alarm->is_closed &&
        (text.empty() || keep_for_desk(alarm->id, {.alarm = alarm->id, .at = now, .kind = is_over ? "over" : kind, .text = text}));
    if (is_over) {
        session_.alarm.reset();
        return Screen{.text = std::string(is_kept ? ended : ended_unseen) + (session_.current ? "\n" + std::string(goes_on) : "")};
    }
    if (!alarm) return Screen{.text = std::string(unseen)};  // when it was raised, the desk was rung without a record
    if (!is_kept) {
        session_.alarm.reset();  // the desk has closed it: what is said means what it always does
        return std::nullopt;
    }
    session_.alarm->at = context_.now;
    if (!was_asked) return Screen{.text = std::string(joined)};
    const int next = session_.alarm->asked;
    return Screen{.text = std::string(seen) + "\n" + (next > 0 ? slip_question(next) : std::string(after_slips))};
}

/// What a duty officer has answered and was to wait for this message; a tap on the menu is none, and may be anybody's.
std::string Conversation::desk_says(const Heard& heard) {
    std::string all;
    if (!is_in_alarm() || heard.what != Heard::What::said) return all;
    for (const std::string& answer : context_.stores.alarm_entries.take_answers(caller(), unix_time(context_.now)))
        all += (all.empty() ? "" : "\n\n") + answer;
    return all;
}

}  // namespace services
