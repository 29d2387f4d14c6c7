#include "services/chat/conversation.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/chat/enquiry.h"
#include "services/chat/finding.h"
#include "services/chat/hearing.h"
#include "services/chat/picking.h"
#include "services/chat/privacy.h"
#include "services/chat/small_talk.h"
#include "services/chat/words.h"
#include "services/form/counter.h"
#include "services/rules/gazetteer.h"
#include "wechat/utf8.h"

namespace services {

namespace {

constexpr std::string_view stuck =
    "看起来这一步不太顺利。可以回复「人工」找人帮忙，「取消」先不办，已填写的内容不会提交；也可以拨打12345咨询。";
constexpr std::string_view why_we_ask =
    "这些信息用来核对是您本人在办理，只用于这项业务，加密保存，不会向他人公开，也不会用来推销。不想提供的可以回复「取消」，改到窗口办理。";

/// What a message that opens a service has answered with it: where, if that is asked first and a place is named in it.
Answers answered_by(const Input& input, const Service& wanted, const Context& context) {
    if (!opens_with_place(wanted) || !context.figures.gazetteer->named_in(input.text)) return {};
    const Parsed where = place.parse(input, context.facts());
    const auto* value = std::get_if<std::string>(&where);
    return value == nullptr ? Answers{} : Answers{{wanted.fields.front().key, *value}};
}

/// Of form and answers, to see whether any of them has changed.
std::size_t digest_of(const std::optional<Dialogue>& dialogue) {
    if (!dialogue) return 0;
    const std::hash<std::string> hash;
    std::size_t all = hash(dialogue->draft);
    for (const auto& [key, value] : dialogue->answers) all = all * 31 + (hash(key) ^ (hash(value) << 1));
    return all;
}

}  // namespace

Conversation::Conversation(const Catalog& catalog, Context& context, Session& session, std::chrono::seconds silence)
    : catalog_(catalog), context_(context), session_(session), silence_(silence), is_stranger_(session.at == Instant{}) {}

Screen Conversation::hear(const Heard& heard) {
    const bool after_silence = session_.current && context_.now - session_.at > silence_;
    session_.at = context_.now;
    const FieldType* type = after_silence ? nullptr : type_asked();
    const bool a_number_is_asked = type != nullptr && type->number;
    const Distress distress =
        heard.distress && !a_number_is_asked ? *heard.distress : context_.figures.distress->recognise(heard.input.text, a_number_is_asked);
    // No store is asked before this. When one fails from here on, whoever catches it owes the resident the card.
    const bool also_answers = type != nullptr && type->free_text;
    if (distress && !is_in_alarm()) return alarmed(distress, heard, also_answers);
    const std::string answered = desk_says(heard);
    auto told = tell_desk(heard);
    if (told && distress.rings) put_before(*told, context_.figures.distress->card(distress.kind, true));
    Screen screen = told ? *std::move(told) : distress ? alarmed(distress, heard, also_answers) : unstuck(heard, after_silence);
    put_before(screen, answered);
    return screen;
}

/// The reply, with another way where the same question comes again and again.
Screen Conversation::unstuck(const Heard& heard, bool after_silence) {
    const std::string asked = session_.asked.key;
    const int repeats = session_.asked.repeats;
    const std::size_t before = digest_of(session_.current);
    Screen screen = reply(heard, after_silence);
    const bool is_same = session_.current && !asked.empty() && asked == session_.asked.key && before == digest_of(session_.current);
    if (is_same && screen.drawn) return screen;  // the next page
    session_.asked.repeats = is_same && !closed(*service(), context_) ? repeats + 1 : 0;
    const bool is_consent = session_.asked.key == "@consent";  // has other words of its own for it
    if (session_.asked.repeats >= most_repeats && !is_consent) put_before(screen, std::string(stuck));
    return screen;
}

Screen Conversation::reply(const Heard& heard, bool after_silence) {
    const std::string withdrawn = leave_withdrawn();
    if (!withdrawn.empty() && !session_.current) return menu(withdrawn + "请重新选择。");
    if (!withdrawn.empty()) return question_again(withdrawn);
    if (heard.stale) return session_.current ? question_again("您点的选项已经过期，请按最新的问题选择。") : lost();
    return answer(heard, after_silence);
}

Screen Conversation::answer(const Heard& heard, bool after_silence) {
    switch (heard.what) {
        case Heard::What::followed:
            return welcome(heard.key);
        case Heard::What::scanned:
            return scanned(heard.key);
        case Heard::What::tapped:
            return tapped(heard.key);
        case Heard::What::shared:
            return shared();
        case Heard::What::said:
            break;
    }
    const OwnQuestion* own = own_question(session_.asked.key);
    const bool is_line = !after_silence && names_line(heard.input);
    if (!is_line) {
        if (auto screen = obey(heard.input)) return *screen;
    }
    if (after_silence) return resume_screen({});
    if (own != nullptr) {
        if (auto screen = pick_of_list(*own, heard.input)) return *screen;
    }
    return session_.current && own == nullptr ? take(heard.input) : find_service(heard.input);
}

/// An engine word that is also what a line on the screen says, as 不同意 and, beside 取消预约, 取消: the line is meant.
bool Conversation::names_line(const Input& input) {
    if (engine_word(input.text) == Word::none || session_.asked.ids.empty()) return false;
    if (own_question(session_.asked.key) != nullptr) return heads_one(shown_lines(), input.text);
    if (!session_.current) return false;
    Form asked_in = form();
    const std::optional<Step> asked = asked_in.next();
    return asked && asked->key == session_.asked.key && heads_one(asked_in.options_of(*asked), input.text);
}

std::optional<Screen> Conversation::obey(const Input& input) {
    switch (engine_word(input.text)) {
        case Word::menu:
            return menu({});
        case Word::help:
            return help();
        case Word::cancel:
            // 不要 and 不同意 to leaving a form for another keep it.
            if (session_.asked.key == "@switch" && session_.current) return advance("好的，继续办理「" + service()->title + "」。");
            if (auto dealt = deal_with_done(input.text)) return *dealt;
            return cancel();
        case Word::back:
            return session_.current ? back() : lost();
        case Word::restart:
            return session_.current ? restart() : lost();
        case Word::person: {
            Screen screen = question_again({});
            screen.person = true;
            return screen;
        }
        case Word::progress: {
            const Service* progress = catalog_.find("my_progress");
            if (progress == nullptr || !is_offered(*progress)) return std::nullopt;
            if (session_.under) return question_again("请先办完手上的这一项，再查办件进度。");
            return look_aside(*progress);
        }
        case Word::why:
            if (!session_.current) return std::nullopt;
            return question_again(std::string(why_we_ask));
        case Word::resume: {
            const OwnQuestion* own = own_question(session_.asked.key);
            if (session_.alarm) session_.alarm->form_waits = false;
            const bool is_aside = own == nullptr || own->again == &Conversation::listed_again;
            return session_.current && is_aside ? std::optional(advance()) : std::nullopt;
        }
        case Word::more:
            if (session_.asked.rest.empty()) return question_again("没有更多内容了。");
            return Screen{.text = std::exchange(session_.asked.rest, {}), .drawn = true};
        default:
            return std::nullopt;
    }
}

std::optional<Screen> Conversation::pick_of_list(const OwnQuestion& own, const Input& input) {
    const std::vector<std::string> ids = session_.asked.ids;  // a copy: what is picked replaces them
    const Word word = engine_word(input.text);
    const bool is_of_review = own.key == "@review" || own.key == "@change";
    if (auto changed = is_of_review && says_wrong(input.text) ? change_to(input) : std::nullopt) return changed;
    if (own.key == "@review" && (word == Word::change || says_wrong(input.text))) return change({});
    if (word != Word::none && word == own.picks_first) return (this->*own.pick)(ids.front());
    if (input.choice && std::ranges::find(ids, *input.choice) != ids.end()) return (this->*own.pick)(*input.choice);
    if (const std::size_t number = line_number(chosen(input.text)); number >= 1) {
        if (number <= ids.size()) return (this->*own.pick)(ids[number - 1]);
        return question_again("没有第" + std::to_string(number) + "项。");
    }
    if (const auto id = named(shown_lines(), input.text)) return (this->*own.pick)(*id);
    // A menu may be left for any other words; a question about the running dialogue only for another business.
    const Service* other = named_exactly(catalog_.all(), context_.figures, input.text);
    if (session_.current && other != nullptr && other != service()) return leave_for(*other);
    if (!session_.current || own.may_be_left) return std::nullopt;
    if (const auto told = about_privacy(input.text); !told.empty()) return question_again(std::string(told));
    if (auto asks = enquiry(input.text) == Enquiry::papers ? enquire(input) : std::nullopt) return asks;
    if (auto meant = other_meant(input.text)) return meant;
    if (auto asks = enquire(input)) return asks;
    const SmallTalk talk = small_talk(input.text);
    return question_again(talk == SmallTalk::none ? "请回复数字选择。" : std::string(reply_to(talk)));
}

Screen Conversation::take(const Input& input) {
    Form filled = form();
    const std::optional<Step> asked = filled.next();
    if (!asked || asked->key != session_.asked.key) return advance();  // deployed or configured anew meanwhile
    if (auto outcome = closed(*service(), context_)) {
        const Finding found = find(catalog_, context_.figures, input.text);
        const bool names_other = found.is_named() && found.services.front().service != service() && !session_.under;
        return names_other ? look_aside(*found.services.front().service) : paused(*outcome);
    }
    if (const auto wrong = filled.turned_out_wrong()) return advance(std::get<Refusal>(wrong->why).why);
    const Field& field = *asked->field;
    if (!field.challenge.empty()) return take_code(*asked, input);
    const Word word = engine_word(input.text);
    const bool skips = word == Word::skip;
    if (is_open_list(field, value_of(session_.current->answers, asked->key)) && (skips || word == Word::done || word == Word::confirm)) {
        filled.close(asked->key);
        return advance();
    }
    if (field.optional && (skips || (word == Word::done && field.takes_files()))) {
        filled.skip(asked->key);
        return advance();
    }
    auto meant = picked(*asked, input);
    if (const auto* none = std::get_if<Refusal>(&meant)) return ask_again(*asked, *none);
    const Input& given = std::get<Input>(meant);
    // The exact name of another service is a wish to leave, even where any words would do as an answer; nothing is lost by asking.
    const Service* other = given.choice ? nullptr : named_exactly(catalog_.all(), context_.figures, input.text);
    if (other != nullptr) return other == service() ? ask_again(*asked, {}) : leave_for(*other);
    if (!given.choice && !field.type->free_text) {
        if (auto instead = said_instead(*asked, given, input)) return *instead;
    }
    const std::vector<std::string> ids = session_.asked.ids;
    if (skips && ids.empty()) return ask_again(*asked, {"这一项不能跳过。"});
    if (const Several several = several_answers(*asked, input); !several.answers.empty()) return take_several(several, *asked);
    const auto refused = not_taken(filled.answer({{asked->key, given}}), *asked);
    if (refused) return *refused;
    // What was chosen for them is said, so that it can be changed.
    if (!given.choice || left_open(ids, input.text, context_.today()) != given.choice) return advance();
    const Line taken = filled.line_of(*asked);
    return advance("已为您选" + taken.label + "：" + taken.value + "，核对时可以修改。");
}

/// What is no answer but another business, a question, or said to a person.
std::optional<Screen> Conversation::said_instead(const Step& asked, const Input& given, const Input& input) {
    if (const auto told = about_privacy(input.text); !told.empty()) return question_again(std::string(told));
    // What is to be brought may be named as a business is: 要带户口本吗.
    if (auto about_this = enquiry(input.text) == Enquiry::papers ? enquire(input) : std::nullopt) return about_this;
    if (auto other = other_meant(input.text, &asked, given)) return other;
    if (auto changed = says_wrong(input.text) ? change_to(input) : std::nullopt) return changed;
    if (auto about_this = enquire(input)) return about_this;
    const SmallTalk talk = small_talk(input.text);
    return talk == SmallTalk::none ? std::nullopt : std::optional(question_again(std::string(reply_to(talk))));
}

bool Conversation::is_answer_to(const Step& step, const Input& input) {
    const Form filled = form();
    return std::holds_alternative<std::string>(accept(step, input, filled.options_of(step), about(step, context_.facts())));
}

/// Another business that is named instead of an answer to the question, if one was asked. What is asked about is none, 车牌 where the plate
/// is and 酒驾 where a line has it. Where any words would do as an answer, the message must be little else than the name, or a wish.
std::optional<Screen> Conversation::other_meant(const std::string& text, const Step* asked, const Input& given) {
    constexpr std::size_t longest = 15;  // characters; more is a story
    const std::size_t length = wechat::code_points(text);
    const Finding found = length > longest || is_digits(text) ? Finding{} : find(catalog_, context_.figures, text);
    if (found.elsewhere == nullptr && (!found.is_named() || found.services.size() != 1)) return std::nullopt;
    const bool is_answer = asked != nullptr && is_answer_to(*asked, given);
    if (is_answer && !is_wish(text) && 4 * named_length(catalog_, context_.figures, text) < 3 * length) return std::nullopt;
    if (found.elsewhere != nullptr) {
        const auto is_in = [&](const std::string& shown) { return find(catalog_, context_.figures, shown).elsewhere == found.elsewhere; };
        const bool is_asked =
            asked != nullptr && (is_in(asked->field->ask) || std::ranges::any_of(form().options_of(*asked), is_in, &Option::label));
        return is_asked ? std::nullopt : std::optional(question_again(said(*found.elsewhere)));
    }
    const Service* other = found.services.front().service;
    const bool is_this = other == service() || (session_.under && session_.under->service == other->id);
    return is_this ? std::nullopt : std::optional(leave_for(*other));
}

std::optional<Screen> Conversation::not_taken(const std::vector<Fault>& faults, const Step& asked) {
    if (faults.empty()) return std::nullopt;
    const Fault& first = faults.front();
    if (const auto* stop = std::get_if<Ineligible>(&first.why))
        return stopped_at(first.key, {.code = stop->code, .headline = stop->why, .offers = stop->offers});
    const Refusal& refusal = std::get<Refusal>(first.why);
    return first.key == asked.key ? ask_again(asked, refusal) : advance(refusal.why);
}

/// Two or more answers in one message, 林志远 440106…, 明天九点 or 海珠,明天,九点: read so only where the first piece answers this question
/// and each of the others the one that follows. Where all are lines of lists, the first ones that do are enough. Of a list that was not
/// shown no number means a line. None where it is one answer.
Conversation::Several Conversation::several_answers(const Step& asked, const Input& input) {
    constexpr std::size_t most = 4;
    const std::vector<std::string> ids = session_.asked.ids;
    const std::vector<std::string> pieces = apart(input.text, !ids.empty());
    if (input.choice || asked.field->type->free_text || asked.field->several || pieces.size() < 2 || pieces.size() > most) return {};
    if (says_day_or_hour(ids, chosen(input.text), context_.today())) return {};
    Several several;
    Answers trial = session_.current->answers;
    bool are_lines = true;
    for (const std::string& piece : pieces) {
        Form ahead(*service(), trial, context_, identity_);
        ahead.take_lines();
        const std::optional<Step> step = several.answers.empty() ? asked : ahead.next();
        if (!step || !step->field->challenge.empty() || step->field->takes_files() || step->field->type->free_text) return {};
        const std::vector<Option> lines = ahead.options_of(*step);
        auto meant = several.answers.empty() ? picked(*step, {.text = piece, .raw = piece}) : read_ahead(*step, lines, piece);
        const auto* given = std::get_if<Input>(&meant);
        const Parsed value = given == nullptr ? Refusal{} : accept(*step, *given, lines, about(*step, context_.facts()));
        if (std::holds_alternative<Refusal>(value)) {
            if (several.answers.empty() || !are_lines || lines.empty() || is_digits(piece)) return {};
            if (says_day_or_hour(ids_of(lines), chosen(piece), context_.today())) several.not_offered = piece;
            return several;
        }
        are_lines = are_lines && !lines.empty();
        trial.insert_or_assign(step->key, std::get<std::string>(value));
        several.answers.emplace_back(step->key, *given);
    }
    return several;
}

/// One after the other: the lines of a later list are made of the answers before it, those included that are taken without being asked.
Screen Conversation::take_several(const Several& several, const Step& asked) {
    Form filled = form();
    for (const auto& [key, given] : several.answers) {
        if (auto refused = not_taken(filled.answer({{key, given}}), asked)) return *refused;
        filled.take_lines();
    }
    return advance(several.not_offered.empty() ? "" : "「" + several.not_offered + "」没有可选的，请从下面选择。");
}

/// What is said to a question that is no list.
std::variant<Input, Refusal> Conversation::heard_as(const Step& step, const Input& input) {
    Input given = understood(step, input, context_.facts());
    const bool is_name = step.field->type == &person_name || step.field->type == &newborn_name;
    if (is_name && is_no_name(given.text, context_.today())) return Refusal{"这不像姓名，请输入完整的姓名，例如：林志远。"};
    return given;
}

/// What a piece says to a question that was not shown.
std::variant<Input, Refusal> Conversation::read_ahead(const Step& step, const std::vector<Option>& lines, const std::string& piece) {
    Input given{.text = piece, .raw = piece};
    if (lines.empty()) return heard_as(step, given);
    given.choice = day_or_hour(ids_of(lines), piece, context_.today());
    if (!given.choice) given.choice = left_open(ids_of(lines), piece, context_.today());
    if (!given.choice && !is_digits(piece)) given.choice = named(lines, piece);
    return given;
}

std::variant<Input, Refusal> Conversation::picked(const Step& asked, const Input& input) {
    if (auto proposed = accepted_proposal(asked, input)) return *std::move(proposed);
    const std::vector<std::string> ids = session_.asked.ids;  // the numbers residents say are those of the lines they saw
    if (ids.empty() || input.choice) return heard_as(asked, input);
    Input given = input;
    const std::string said = chosen(input.text);
    if (const auto open = left_open(ids, input.text, context_.today())) {
        if (open->empty()) return Refusal{"列表里没有这样的" + asked.field->label + "，请从下面选择。"};
        given.choice = open;
        return given;
    }
    // What reads as a day or an hour is one, where these are listed: 3号 is not the third line.
    if (says_day_or_hour(ids, said, context_.today())) {
        given.choice = day_or_hour(ids, said, context_.today());
        return given.choice ? std::variant<Input, Refusal>(given) : Refusal{"列表里没有这个" + asked.field->label + "，请从下面选择。"};
    }
    std::vector<std::string> picks;
    for (const std::size_t number : line_numbers(said)) {
        if (number > ids.size()) return Refusal{"没有第" + std::to_string(number) + "项，请重新选择。"};
        picks.push_back(ids[number - 1]);
    }
    if (picks.empty()) {
        const std::vector<Option> options = form().options_of(asked);
        if (asked.field->several) picks = all_named(options, input.text).value_or(picks);
        if (const auto one = asked.field->several ? std::nullopt : named(options, input.text)) picks = {*one};
    }
    // A place in one of the districts listed: 棠下 is 天河区.
    const auto place_said = picks.empty() ? context_.figures.gazetteer->named_in(input.text) : std::nullopt;
    if (place_said && place_said->districts.size() == 1 && std::ranges::find(ids, place_said->districts.front()) != ids.end())
        picks = place_said->districts;
    if (!picks.empty()) given.choice = one_a_line(picks);
    return given;
}

/// What was proposed instead of an answer that was not taken is the one line under a question that has none of its own.
std::optional<Input> Conversation::accepted_proposal(const Step& asked, const Input& input) {
    const std::vector<std::string>& ids = session_.asked.ids;
    if (ids.size() != 1 || !asked.field->options.empty() || asked.field->choices) return std::nullopt;
    const bool is_accepted = engine_word(input.text) == Word::confirm || line_number(chosen(input.text)) == 1;
    const std::string value = is_accepted ? ids.front() : "";
    session_.asked.ids.clear();
    return is_accepted ? std::optional(Input{.text = value, .raw = value}) : std::nullopt;
}

Screen Conversation::take_code(const Step& asked, const Input& input) {
    Form filled = form();
    const Word word = engine_word(input.text);
    if (word == Word::resend) return advance();
    if (word == Word::renumber) return ask_number_again(asked);
    if (const Service* other = named_exactly(catalog_.all(), context_.figures, input.text); other != nullptr && other != service())
        return leave_for(*other);
    if (const auto told = about_privacy(input.text); !told.empty()) return question_again(std::string(told));
    const auto came = filled.verify(asked.key, understood(asked, input, context_.facts()));
    if (const auto* refusal = std::get_if<Refusal>(&came)) return question_again(refusal->why + "没有收到可以回复「重发」。");
    switch (std::get<Verified>(came)) {
        case Verified::passed:
            return advance();
        case Verified::wrong:
            return question_again("验证码不正确，请核对短信后重新输入。没有收到可以回复「重发」。");
        case Verified::expired:
            return question_again("验证码已过期，请回复「重发」获取新的验证码。");
        case Verified::exhausted:
            break;
    }
    return question_again("错误次数过多，这个验证码已作废，请回复「重发」获取新的验证码。");
}

/// The number a code was sent to, unless it was known before: whoever changes that proves who they are.
Screen Conversation::ask_number_again(const Step& asked) {
    const std::string& number = asked.field->challenge;
    if (!session_.current->answers.contains(number))
        return question_again("验证码只能发到已登记的手机号码。号码不用了的，请先办理「实名绑定」更新，或带身份证到派出所窗口办理。");
    return change(number);
}

Screen Conversation::find_service(const Input& input) {
    if (input.position) return near(input);
    if (input.file)
        return menu(input.file->kind == "voice" ? "没有听清，请再说一遍或改用文字。" : "图片已收到，但现在没有需要图片的业务。");
    const bool again = session_.asked.key == missed_once;
    const Enquiry asks_about = enquiry(input.text);
    const Finding found = find(catalog_, context_.figures, input.text, again ? 0.0 : alike);
    const bool is_of_records = found.is_named() && found.services.front().service->existing && asks_about == Enquiry::none;
    if (auto dealt = found.elsewhere == nullptr && (!found.is_named() || is_of_records) ? deal_with_done(input.text) : std::nullopt)
        return *dealt;
    if (found.is_declined) return menu("好的，什么都没有办理，也没有改动任何内容。");
    // 要什么材料 and its like name no business: it is the one in hand, if there is any.
    const bool names_none = found.elsewhere == nullptr ? !found.is_named() : found.elsewhere->id == "service_guide";
    if (auto asked = names_none ? enquire(input) : std::nullopt) return *asked;
    if (found.elsewhere != nullptr) return done_elsewhere(*found.elsewhere);
    if (!found.is_named()) {
        const auto named = context_.figures.gazetteer->named_in(input.text);
        constexpr std::size_t longest = 15;  // characters; more is about something else
        return named && wechat::code_points(input.text) <= longest ? near(input) : missed(input, offered_of(found));
    }
    const std::vector<const Service*> offered = offered_of(found);
    const Service* meant = found.services.size() == 1 ? found.services.front().service : offered.size() == 1 ? offered.front() : nullptr;
    if (meant != nullptr && has_card(*meant, asks_about) && is_offered(*meant)) return card(*meant, asks_about);
    if (meant != nullptr) return open(*meant, answered_by(input, *meant, context_), input.text);
    return offered.empty() ? missed(input, {}) : list("您想办理哪一项？", offered, true);
}

std::vector<const Service*> Conversation::offered_of(const Finding& found) const {
    std::vector<const Service*> offered;
    for (const Scored& each : found.services) {
        if (is_offered(*each.service)) offered.push_back(each.service);
    }
    return offered;
}

/// Who does it, and what of ours helps with it.
Screen Conversation::done_elsewhere(const Elsewhere& row) {
    const Service* helps = catalog_.find(row.here);
    if (helps == nullptr || !is_offered(*helps)) return menu(said(row));
    return list(said(row) + "\n\n这里可以：", {helps}, true);
}

Screen Conversation::missed(const Input& input, const std::vector<const Service*>& offered) {
    if (const SmallTalk talk = small_talk(input.text); talk != SmallTalk::none) {
        return session_.current ? question_again(std::string(reply_to(talk))) : menu(std::string(reply_to(talk)));
    }
    const Word word = engine_word(input.text);
    if (line_number(chosen(input.text)) > 0 || word == Word::confirm || word == Word::skip || word == Word::done || word == Word::resume ||
        word == Word::resend)
        return lost();
    const bool again = session_.asked.key == missed_once;
    if (!offered.empty()) return list("没有完全明白您的意思，您是不是要办理：", offered, true);
    // An answer to a question that nobody remembers reads like this, too.
    Screen screen = menu(is_stranger_ ? "没有找到相关业务。如果刚才正在办理，那一次已失效，请重新开始。"
                         : again      ? "还是没有找到。可以换个说法，或者直接找人帮忙："
                                      : "没有找到相关业务。");
    if (again) {
        screen.options.push_back({"@person", "人工服务"});
        session_.asked.ids.emplace_back("@person");
    }
    if (!session_.current) session_.asked.key = missed_once;
    return screen;
}

const Service* Conversation::service() const { return session_.current ? catalog_.find(session_.current->service) : nullptr; }

bool Conversation::is_binding() const { return session_.current && session_.current->service == binding_service; }

bool Conversation::is_offered(const Service& candidate) const { return !closed(candidate, context_); }

const FieldType* Conversation::type_asked() const {
    const Service* current = service();
    const std::string& asked = session_.asked.key;
    const Field* field = current == nullptr ? nullptr : current->field(asked.substr(asked.rfind('.') + 1));  // "A.plate" asks `plate`
    return field == nullptr ? nullptr : field->type;
}

Form Conversation::form() {
    context_.draft = session_.current->draft;
    return Form(*service(), session_.current->answers, context_, identity_);
}

}  // namespace services
