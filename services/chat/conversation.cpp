#include "services/chat/conversation.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "services/answers/fields.h"
#include "services/chat/picking.h"
#include "services/chat/words.h"
#include "services/form/challenge.h"
#include "services/form/counter.h"
#include "wechat/bytes.h"

namespace services {
namespace {

bool is_engine_question(const std::string& asked) { return asked.starts_with('@'); }

bool needs_resident(const Service& service) {
    if (service.anonymous) return false;
    return service.level != Level::L0 || std::any_of(service.fields.begin(), service.fields.end(), [](const Field& field) {
               return field.known || field.check || field.when.fact != nullptr || !field.challenge.empty();
           });
}

bool has_challenge(const Service& service) {
    return std::any_of(service.fields.begin(), service.fields.end(), [](const Field& field) { return !field.challenge.empty(); });
}

Dialogue begin(const Service& service, Answers preset) {
    return {.service = service.id, .draft = wechat::random_hex(16), .answers = std::move(preset)};
}

}  // namespace

Conversation::Conversation(const Catalog& catalog, Context& context, Session& session, std::chrono::seconds silence)
    : catalog_(catalog),
      context_(context),
      session_(session),
      silence_(silence),
      is_stranger_(session.at == Instant{}),
      citizen_(context.citizen),
      subject_(context.subject) {}

Screen Conversation::hear(const Heard& heard) {
    const bool after_silence = session_.current && context_.now - session_.at > silence_;
    session_.at = context_.now;
    const FieldType* type = after_silence ? nullptr : type_asked();
    const Emergency emergency = emergency_in(heard.input.text, type != nullptr && type->number);
    if (emergency == Emergency::none) return reply(heard, after_silence);

    // No store was asked so far. When one fails from here on, whoever catches it owes the resident the card.
    const bool also_answers = type != nullptr && type->free_text;
    Screen screen = also_answers ? reply(heard, false) : question_again(leave_withdrawn());
    screen.text = emergency_card(emergency) + (screen.text.empty() ? "" : "\n\n" + screen.text);
    return screen;
}

Screen Conversation::reply(const Heard& heard, bool after_silence) {
    const std::string withdrawn = leave_withdrawn();
    if (!withdrawn.empty() && !session_.current) return menu(withdrawn + "请重新选择。");
    if (!withdrawn.empty()) return question_again(withdrawn);
    if (heard.stale) return session_.current ? question_again("您点的选项已经过期，请按最新的问题选择。") : lost();
    return answer(heard, after_silence);
}

std::string Conversation::leave_withdrawn() {
    const auto is_gone = [&](const std::optional<Dialogue>& dialogue) { return dialogue && catalog_.find(dialogue->service) == nullptr; };
    const bool is_current_gone = is_gone(session_.current);
    if (!is_current_gone && !is_gone(session_.under)) return {};
    if (is_gone(session_.under)) drop(session_.under);
    if (is_current_gone) {
        drop(session_.current);
        session_.current = std::exchange(session_.under, std::nullopt);
        session_.asked = {};
    }
    return "您之前办理的业务已下线。";
}

Screen Conversation::answer(const Heard& heard, bool after_silence) {
    switch (heard.what) {
        case Heard::What::followed:
            return welcome(heard.key);
        case Heard::What::scanned:
            return scanned(heard.key);
        case Heard::What::tapped:
            return tapped(heard.key);
        case Heard::What::said:
            break;
    }
    if (auto screen = obey(heard.input)) return *screen;
    if (after_silence) return resume_screen();
    if (is_engine_question(session_.asked.key)) {
        if (auto screen = pick_of_list(heard.input)) return *screen;
    }
    return session_.current && !is_engine_question(session_.asked.key) ? take(heard.input) : find_service(heard.input);
}

std::optional<Screen> Conversation::obey(const Input& input) {
    switch (engine_word(input.text)) {
        case Word::menu:
            return menu({});
        case Word::help:
            return help();
        case Word::cancel:
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
            return look_aside(*progress);
        }
        case Word::more:
            if (session_.asked.rest.empty()) return question_again("没有更多内容了。");
            return Screen{.text = std::exchange(session_.asked.rest, {}), .drawn = true};
        default:
            return std::nullopt;
    }
}

std::optional<Screen> Conversation::pick_of_list(const Input& input) {
    const Asked asked = session_.asked;  // a copy: what is picked replaces it
    if (asked.key == "@review" || asked.key == "@consent" || asked.key == "@resume") {
        const Word word = engine_word(input.text);
        if (word == Word::change && asked.key == "@review") return change({});
        if (word == Word::confirm && asked.key != "@resume") return pick(asked.key, asked.ids.front());
        if (word == Word::resume && asked.key == "@resume") return pick(asked.key, asked.ids.front());
    }
    if (asked.key == "@menu" && engine_word(input.text) == Word::resume) return advance();
    if (input.choice && std::find(asked.ids.begin(), asked.ids.end(), *input.choice) != asked.ids.end()) {
        return pick(asked.key, *input.choice);
    }
    if (const std::size_t number = line_number(input.text); number >= 1) {
        if (number <= asked.ids.size()) return pick(asked.key, asked.ids[number - 1]);
        return question_again("没有第" + std::to_string(number) + "项。");
    }
    // A menu may be left for any other words; a question about the running dialogue only for the exact name of another service.
    const Service* other = named_exactly(catalog_.all(), context_.figures, input.text);
    if (session_.current && other != nullptr && other != service()) return leave_for(*other);
    return session_.current && asked.key != "@menu" ? std::optional(question_again("请回复数字选择。")) : std::nullopt;
}

Screen Conversation::pick(const std::string& asked, const std::string& id) {
    if (asked == "@consent") {
        if (id != "agree") return cancel();
        const Service& wanted = *service();
        if (wanted.anonymous) {
            session_.current->answers.insert_or_assign(std::string(consent_answer), consent_version);
            return advance();
        }
        identify(wanted);
        const auto now = context_.now.time_since_epoch().count();
        context_.stores.consents.record(context_.channel_name(), context_.subject, wanted.id, std::string(consent_version), now);
        if (wanted.level != Level::L0) {
            context_.stores.consents.record(context_.channel_name(), context_.subject, std::string(binding_service),
                                            std::string(consent_version), now);
        }
        return advance();
    }
    if (asked == "@review") {
        if (id == "confirm") return send();
        return id == "cancel" ? cancel() : change({});
    }
    if (asked == "@change") return change(id);
    if (asked == "@resume") return id == "restart" ? restart() : advance();
    if (asked == "@switch" && id == "stay") return advance();
    if (asked == "@switch") drop(session_.current);
    if (id == "@person") return {.text = {}, .person = true};
    if (id.starts_with("menu:")) return tapped(id.substr(5));
    // An offer: the service and the answers given with it, one a line.
    Answers preset;
    std::size_t end = id.find('\n');
    const Service* wanted = catalog_.find(id.substr(0, end));
    while (end != std::string::npos) {
        const std::size_t start = end + 1;
        end = id.find('\n', start);
        const std::string pair = id.substr(start, end == std::string::npos ? end : end - start);
        const std::size_t equals = pair.find('=');
        if (equals != std::string::npos && equals > 0) preset.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return wanted == nullptr ? lost() : open(*wanted, std::move(preset));
}

Screen Conversation::take(const Input& input) {
    const std::optional<Step> asked = step();
    if (!asked || asked->key != session_.asked.key) return advance();  // deployed or configured anew meanwhile
    if (auto outcome = closed(*service(), context_)) return finish(*outcome);
    const Field& field = *asked->field;
    if (!field.challenge.empty()) return take_code(*asked, input);

    Answers& answers = session_.current->answers;
    if (field.optional && (engine_word(input.text) == Word::skip)) {
        answers[asked->key] = "";
        return advance();
    }

    Input picked = input;
    std::vector<Option> options;
    for (const std::string& id : session_.asked.ids) options.push_back({id, id});
    if (!options.empty() && !input.choice) {
        std::string ids;
        for (const std::size_t number : line_numbers(input.text)) {
            if (number > options.size()) return ask(*asked, "没有第" + std::to_string(number) + "项，请重新选择。");
            ids += (ids.empty() ? "" : "\n") + options[number - 1].id;
        }
        if (!ids.empty()) {
            picked.choice = ids;
        } else {
            options = options_of(*asked);
            picked.choice = named(options, input.text);
        }
    }
    // The exact name of another service is a wish to leave, even where any words would do as an answer; nothing is lost by asking.
    const Service* other = picked.choice ? nullptr : named_exactly(catalog_.all(), context_.figures, input.text);
    if (other != nullptr) return other == service() ? ask(*asked, {}) : leave_for(*other);
    if (!field.optional && options.empty() && engine_word(input.text) == Word::skip) return ask(*asked, "这一项不能跳过。");
    const Parsed parsed = accept(*asked, picked, options, context_.facts());
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return ask(*asked, refusal->why);
    const std::string& value = std::get<std::string>(parsed);
    if (field.check) {
        Answers with = complete(service()->fields, answers, context_.facts());
        with[asked->key] = value;
        const Checked checked = field.check(with, about(*asked));
        if (const Refusal* refusal = checked.refusal()) return ask(*asked, refusal->why);
        if (const Ineligible* stop = checked.ineligible()) return finish({.code = stop->code, .headline = stop->why});
    }
    answers[asked->key] = value;
    return advance();
}

Screen Conversation::take_code(const Step& asked, const Input& input) {
    const Answers answers = complete(service()->fields, session_.current->answers, context_.facts());
    const std::string& mobile = answers.at(asked.field->challenge);
    if (engine_word(input.text) == Word::resend) return ask_code(asked, {});
    const Parsed parsed = asked.field->type->parse(input, context_.facts());
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return question_again(refusal->why + "没有收到可以回复「重发」。");
    switch (verify_challenge(context_, asked.key, mobile, std::get<std::string>(parsed))) {
        case Verified::passed:
            passed_.insert(asked.key);
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

Screen Conversation::find_service(const Input& input) {
    if (input.position) return near(input);
    if (input.file)
        return menu(input.file->kind == "voice" ? "没有听清，请再说一遍或改用文字。" : "图片已收到，但现在没有需要图片的业务。");
    std::vector<const Service*> found = match(catalog_.all(), context_.figures, input.text);
    if (found.size() == 1) return open(*found.front());
    std::erase_if(found, [&](const Service* candidate) { return !is_offered(*candidate); });
    if (found.size() == 1) return open(*found.front());
    if (!found.empty()) return list("您想办理哪一项？", found, true);

    const Word word = engine_word(input.text);
    if (line_number(input.text) > 0 || word == Word::confirm || word == Word::skip || word == Word::resume || word == Word::resend)
        return lost();
    found = nearest(catalog_.all(), context_.figures, input.text, 3);
    std::erase_if(found, [&](const Service* candidate) { return !is_offered(*candidate); });
    // An answer to a question that nobody remembers reads like this, too.
    if (found.empty() && is_stranger_) return menu("没有找到相关业务。如果刚才正在办理，那一次已失效，请重新开始。");
    if (found.empty()) return menu("没有找到相关业务。");
    return list("没有完全明白您的意思，您是不是要办理：", found, true);
}

Screen Conversation::open(const Service& wanted, Answers preset) {
    if (session_.current && !session_.current->answers.empty()) {
        return service() == &wanted ? advance() : switch_screen(wanted);
    }
    drop(session_.current);
    drop(session_.under);
    session_.asked = {};
    if (auto outcome = closed(wanted, context_)) return finish(*outcome);
    if (auto outcome = out_of_hours(wanted, context_); outcome && wanted.only_looks == nullptr) return finish(*outcome);
    session_.current = begin(wanted, std::move(preset));
    return advance(wanted.intro.empty() ? wanted.title : wanted.title + "\n" + wanted.intro);
}

/// Another service in the middle of one: said why when it is closed, otherwise nothing is lost without being asked.
Screen Conversation::leave_for(const Service& other) {
    if (auto outcome = closed(other, context_)) return question_again(outcome->headline);
    return open(other);
}

/// A position out of the blue: what can be looked up around it, with the position as the first answer.
Screen Conversation::near(const Input& input) {
    const Parsed parsed = place.parse(input, context_.facts());
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return {.text = refusal->why};
    std::vector<Offer> offers;
    for (const Service& candidate : catalog_.all()) {
        if (is_reviewed(candidate, {}) || candidate.fields.empty() || candidate.fields.front().type != &place || !is_offered(candidate))
            continue;
        offers.push_back({candidate.title, candidate.id, {{candidate.fields.front().key, std::get<std::string>(parsed)}}});
    }
    if (offers.size() == 1) return open(*catalog_.find(offers.front().service), offers.front().answers);
    return finish(
        {.headline = offers.empty() ? "收到您的位置，但现在没有可以按位置查询的业务。" : "收到您的位置，要查询什么？", .offers = offers});
}

Screen Conversation::look_aside(const Service& wanted) {
    if (session_.current && !session_.under) session_.under = std::exchange(session_.current, std::nullopt);
    session_.current = begin(wanted, {});
    return advance();
}

Screen Conversation::advance(const std::string& before) {
    const Service& wanted = *service();
    if (auto outcome = closed(wanted, context_)) return finish(*outcome);
    identify(wanted);
    if (!has_consent(wanted, session_.current->answers, context_)) {
        Screen screen = consent_screen(wanted);
        if (!before.empty()) screen.text = before + "\n\n" + screen.text;
        return screen;
    }
    if (wanted.level != Level::L0 && (!resident_ || resident_->level < static_cast<int>(wanted.level))) return step_up(wanted.level);
    prune(wanted.fields, session_.current->answers, context_.facts());
    if (auto stop = stopped(wanted.fields, session_.current->answers, context_.facts()))
        return finish({.code = stop->code, .headline = stop->why});
    if (auto wanted_step = step())
        return wanted_step->field->challenge.empty() ? ask(*wanted_step, before) : ask_code(*wanted_step, before);
    // A single answer was just read by the resident who typed it; from two on there is something to check.
    return is_reviewed(wanted, session_.current->answers) && own_answers().size() > 1 ? review(before) : send();
}

Screen Conversation::send() {
    const Service& wanted = *service();
    identify(wanted);
    if (auto missing = step()) return advance();  // something this form needs was added or withdrawn meanwhile
    context_.draft = session_.current->draft;
    Result result = submit(wanted, session_.current->answers, context_);
    identified_ = false;  // the submit may have changed who we know the resident to be
    if (const auto* outcome = std::get_if<Outcome>(&result)) return finish(*outcome);
    if (const auto* higher = std::get_if<StepUp>(&result)) return step_up(higher->level);
    const Correct& again = std::get<Correct>(result);
    erase(again.key);
    for (const std::string& key : again.also) erase(key);
    identify(wanted);
    if (!step()) return finish({.code = Code::BAD_FIELD, .headline = again.why});
    return advance(again.why);
}

Screen Conversation::finish(const Outcome& outcome) {
    Screen screen = outcome_screen(outcome);
    const bool resumes = !is_binding() || outcome.code == Code::OK;
    if (outcome.code != Code::OK) drop(session_.current);
    session_.current.reset();
    session_.asked = {};
    if (session_.under && resumes) {
        session_.current = std::exchange(session_.under, std::nullopt);
        Screen next = advance("继续办理「" + service()->title + "」");
        next.text = screen.text + "\n\n" + next.text;
        return next;
    }
    if (session_.under) {
        screen.text += "\n\n「" + catalog_.find(session_.under->service)->title + "」需要先完成实名绑定，这次没有继续。";
        drop(session_.under);
    }
    std::erase_if(screen.options, [&](const Option& option) {
        const Service* offered = catalog_.find(option.id.substr(0, option.id.find('\n')));
        return offered == nullptr || !is_offered(*offered);
    });
    if (!screen.options.empty()) {
        session_.asked.key = "@offers";
        for (const Option& option : screen.options) session_.asked.ids.push_back(option.id);
    }
    return screen;
}

Screen Conversation::step_up(Level level) {
    const Service* binding = catalog_.find(binding_service);
    if (session_.under && !is_binding()) {
        return finish({.code = Code::LEVEL_TOO_LOW, .headline = "「" + service()->title + "」需要先实名绑定，请办完手上的业务再来。"});
    }
    if (binding == nullptr || is_binding() || level > Level::L2) {
        return finish({.code = Code::LEVEL_TOO_LOW, .headline = "这项业务需要更高级别的实名认证，请携带身份证到就近派出所办理。"});
    }
    session_.under = std::exchange(session_.current, std::nullopt);
    session_.current = begin(*binding, {{"target", std::string(name_of(level))}});
    return advance("办理「" + catalog_.find(session_.under->service)->title + "」需要先完成实名绑定，完成后自动继续。");
}

Screen Conversation::cancel() {
    if (!session_.current) {
        session_.asked = {};
        return {.text = "没有正在办理的业务。回复「菜单」查看全部业务。"};
    }
    const std::string title = service()->title;
    const bool resumes = session_.under && !is_binding();
    drop(session_.current);
    session_.asked = {};
    if (resumes) {
        session_.current = std::exchange(session_.under, std::nullopt);
        return advance("已取消「" + title + "」，继续办理「" + service()->title + "」。");
    }
    drop(session_.under);
    return {.text = "已取消「" + title + "」，没有提交任何内容。回复「菜单」查看全部业务。"};
}

Screen Conversation::back() {
    identify(*service());
    const auto before = last(service()->fields, session_.current->answers, context_.facts());
    if (!before) return question_again("已经是第一步了。");
    erase(before->key);
    return advance();
}

Screen Conversation::restart() {
    const Service& wanted = *service();
    Answers preset;
    for (const Field& field : wanted.fields) {
        const auto answer = session_.current->answers.find(field.key);
        if (field.hidden && answer != session_.current->answers.end()) preset.insert(*answer);
    }
    drop(session_.current);
    session_.current = begin(wanted, std::move(preset));
    return advance("已重新开始「" + wanted.title + "」。");
}

std::vector<Step> Conversation::own_answers() const {
    std::vector<Step> lines = path(service()->fields, session_.current->answers, context_.facts());
    std::erase_if(lines, [&](const Step& line) { return line.field->hidden || !session_.current->answers.contains(line.key); });
    return lines;
}

void Conversation::drop(std::optional<Dialogue>& dialogue) {
    if (!dialogue) return;
    const Service* dropped = catalog_.find(dialogue->service);
    // What a service that is gone may have held, nobody knows any more.
    const bool holds =
        dropped == nullptr || std::ranges::any_of(dropped->fields, [](const Field& each) { return each.effect == Effect::holds_place; });
    if (holds) context_.stores.appointments.release(dialogue->draft);
    dialogue.reset();
}

void Conversation::erase(const std::string& key) {
    Answers& answers = session_.current->answers;
    bool held = false;
    for (const Step& line : outdated(service()->fields, key, answers, context_.facts())) {
        if (answers.erase(line.key) > 0) held = held || line.field->effect == Effect::holds_place;
    }
    // A place held for the old answer must not be missing from the list of the new question.
    if (held) context_.stores.appointments.release(session_.current->draft);
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

void Conversation::identify(const Service& wanted) {
    if (!identified_ && needs_resident(wanted) && !subject_.empty()) {
        auto known =
            context_.stores.residents.find_with_consent(context_.channel_name(), subject_, wanted.id, std::string(consent_version));
        resident_ = std::move(known.resident);
        agreed_to_ = known.has_agreed ? wanted.id : "";
        identified_ = true;
    }
    context_.resident = resident_ ? &*resident_ : nullptr;
    context_.agreed_to = agreed_to_;
    context_.citizen = citizen_;
    context_.subject = subject_;
    context_.draft = session_.current->draft;
    context_.passed = &passed_;
    enter(wanted, context_);
    if (has_challenge(wanted)) passed_ = passed_challenges(context_, complete(wanted.fields, session_.current->answers, context_.facts()));
}

std::optional<Step> Conversation::step() {
    if (!session_.current) return std::nullopt;
    identify(*service());
    return next(service()->fields, session_.current->answers, context_.facts());
}

std::vector<Option> Conversation::options_of(const Step& wanted) {
    if (!wanted.field->choices) return wanted.field->options;
    return wanted.field->choices(complete(service()->fields, session_.current->answers, context_.facts()), about(wanted));
}

Context& Conversation::about(const Step& question) {
    context_.part = question.part;
    return context_;
}

}  // namespace services
