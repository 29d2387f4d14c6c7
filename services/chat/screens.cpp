// The engine's own wording: everything here is read by residents on a telephone.
#include <algorithm>

#include "services/answers/fields.h"
#include "services/chat/conversation.h"
#include "services/chat/scene.h"
#include "services/chat/words.h"
#include "services/form/challenge.h"
#include "services/form/counter.h"

namespace services {
namespace {

constexpr std::string_view form_hint = "上一步 · 取消 · 人工";

std::string with(const std::string& before, const std::string& text) {
    if (before.empty()) return text;
    return text.empty() ? before : before + "\n\n" + text;
}

std::vector<std::string> ids_of(const std::vector<Option>& options) {
    std::vector<std::string> ids;
    for (const Option& option : options) ids.push_back(option.id);
    return ids;
}

/// The personal data a service takes, by name: what its level takes, and what it always asks.
std::string personal_labels(const Service& service) {
    std::vector<std::string> labels;
    if (service.level >= Level::L1) labels.push_back("手机号码");
    if (service.level >= Level::L2) labels.insert(labels.begin(), {"姓名", "身份证号码"});
    for (const Field& field : service.fields) {
        const bool is_named = std::find(labels.begin(), labels.end(), field.label) != labels.end();
        if (field.type->personal && (field.when.empty() || field.when.fact != nullptr) && !is_named) labels.push_back(field.label);
    }
    std::string text;
    for (const std::string& label : labels) text += (text.empty() ? "" : "、") + label;
    return text;
}

std::string_view number_to_call(Emergency emergency) {
    switch (emergency) {
        case Emergency::fire:
            return "119（火警）";
        case Emergency::medical:
            return "120（急救）";
        default:
            return "110（报警）";
    }
}

/// The id of an offer's line: the service, the answers given with it, and the label, so that the line can be shown again.
std::string encoded(const Offer& offer) {
    std::string id = offer.service;
    for (const auto& [key, value] : offer.answers) id += "\n" + key + "=" + value;
    return id + "\n=" + offer.label;
}

}  // namespace

std::string emergency_card(Emergency emergency) {
    if (emergency == Emergency::missing_child) {
        return "【紧急情况】走失不用等24小时，请立即拨打110（报警）！\n请说清年龄、衣着、走失的时间和地点，并留人在原地等候。\n这"
               "里不能代替报警。";
    }
    return "【紧急情况】请立即拨打" + std::string(number_to_call(emergency)) +
           "！\n不方便说话时，可以发短信到 12110020。\n这里不能代替报警，请先保证自己安全。";
}

Screen outcome_screen(const Outcome& outcome) {
    Screen screen{.text = outcome.headline};
    for (const Line& fact : outcome.facts) screen.text += "\n" + fact.label + (fact.label.empty() ? "" : "：") + fact.value;
    screen.text = with(screen.text, outcome.next);
    for (const Offer& offer : outcome.offers) screen.options.push_back({encoded(offer), offer.label});
    return screen;
}

Screen Conversation::ask(const Step& asked, const std::string& before) {
    const Field& field = *asked.field;
    const std::vector<Option> options = options_of(asked);
    session_.asked = {.key = asked.key, .ids = ids_of(options)};
    if (field.choices && options.empty()) {
        return {.text = with(before, "目前没有可选的" + field.label + "。可以回复「上一步」重新选择，或者稍后再来。")};
    }
    std::string question = asked.part.empty() ? field.ask : asked.part_label + "：" + field.ask;
    if (field.tell)
        question = with(field.tell(complete(service()->fields, session_.current->answers, context_.facts()), about(asked)), question);
    if (field.optional) question += "（没有请回复「跳过」）";
    return {.text = with(before, question), .options = options, .hint = std::string(form_hint)};
}

Screen Conversation::ask_code(const Step& asked, const std::string& before) {
    session_.asked = {.key = asked.key};
    const std::string mobile = complete(service()->fields, session_.current->answers, context_.facts()).at(asked.field->challenge);
    std::string sent;
    switch (issue_challenge(context_, asked.key, mobile)) {
        case Issued::sent:
            sent = "短信验证码已发送到" + mask_mobile(mobile) + "。";
            break;
        case Issued::too_soon:
            sent = "验证码刚刚发送过，请查看短信；1分钟后可以回复「重发」。";
            break;
        case Issued::too_many:
            return {.text = "这个手机号码今天获取验证码的次数已用完，请明天再来，或回复「上一步」更换号码。"};
        case Issued::too_often:
            return {.text = "您今天获取验证码的次数已用完，请明天再来。您填写的内容已保留。"};
        case Issued::unavailable:
            return {.text = "短信暂时发送不出去，请稍后回复「重发」。您填写的内容已保留。"};
    }
    return {.text = with(before, sent + "\n" + asked.field->ask), .hint = "重发 · 上一步 · 取消"};
}

Screen Conversation::review(const std::string& before) {
    const Service& wanted = *service();
    identify(wanted);
    const Facts facts = context_.facts();
    const Answers full = complete(wanted.fields, session_.current->answers, facts);
    std::string text = "请核对「" + wanted.title + "」：";
    for (const Step& line : path(wanted.fields, session_.current->answers, facts)) {
        const auto answer = full.find(line.key);
        if (line.field->hidden || answer == full.end()) continue;
        text += "\n" + line.label() + "：" + (answer->second.empty() ? "无" : shown(line, answer->second));
    }
    session_.asked = {.key = "@review", .ids = {"confirm", "change", "cancel"}};
    return {.text = with(before, text),
            .options = {{"confirm", "确认提交"}, {"change", "修改"}, {"cancel", "取消"}},
            .hint = "核对无误请回复 1 或「确认」"};
}

Screen Conversation::change(const std::string& key) {
    identify(*service());
    if (!key.empty()) {
        erase(key);
        return advance();
    }
    std::vector<Option> lines;
    for (const Step& line : own_answers()) lines.push_back({line.key, line.label()});
    if (lines.empty()) return review("没有可以修改的内容。");
    session_.asked = {.key = "@change", .ids = ids_of(lines)};
    return {.text = "要修改哪一项？其他内容会保留。", .options = lines};
}

Screen Conversation::consent_screen(const Service& wanted) {
    session_.asked = {.key = "@consent", .ids = {"agree", "refuse"}};
    std::string text =
        "办理「" + wanted.title + "」需要使用" + personal_labels(wanted) + "。这些信息只用于本次办理和依法留存，加密保存，不会向他人公开。";
    return {.text = std::move(text), .options = {{"agree", "同意并继续"}, {"refuse", "不同意"}}};
}

Screen Conversation::resume_screen() {
    session_.asked = {.key = "@resume", .ids = {"resume", "restart"}};
    return {.text = "您有一项办理中的业务「" + service()->title + "」，已填写的内容还在。",
            .options = {{"resume", "继续"}, {"restart", "重新开始"}},
            .hint = "回复「取消」放弃办理"};
}

Screen Conversation::switch_screen(const Service& other) {
    session_.asked = {.key = "@switch", .ids = {"stay", other.id}};
    return {.text = "您正在办理「" + service()->title + "」，还没有完成。",
            .options = {{"stay", "继续办理" + service()->title}, {other.id, "放弃，改办" + other.title}}};
}

Screen Conversation::question_again(const std::string& before) {
    const std::string& asked = session_.asked.key;
    const auto after = [&before](Screen screen) {
        screen.text = with(before, screen.text);
        return screen;
    };
    if (asked == "@menu" || asked == "@services" || asked == "@offers") return listed_again(before);
    if (!session_.current) return {.text = before};
    if (asked == "@consent") return after(consent_screen(*service()));
    if (asked == "@review") return review(before);
    if (asked == "@change") return after(change({}));
    if (asked == "@resume") return after(resume_screen());
    const Service* other = asked == "@switch" ? catalog_.find(session_.asked.ids.back()) : nullptr;
    if (other != nullptr) return after(switch_screen(*other));
    const auto wanted = step();
    if (wanted && wanted->key == asked && !wanted->field->challenge.empty()) {
        // A code is not sent again just because the question is shown again.
        return {.text = with(before, wanted->field->ask), .hint = "重发 · 上一步 · 取消"};
    }
    return advance(before);
}

/// The list on the screen from the ids behind its numbers, which keep their meaning.
Screen Conversation::listed_again(const std::string& before) {
    Screen screen{.text = before};
    for (const std::string& id : session_.asked.ids) {
        const Service* listed = catalog_.find(id.substr(0, id.find('\n')));
        std::string label = id == "@person" ? "人工服务" : listed != nullptr ? listed->title : "";
        if (const std::size_t at = id.find("\n="); at != std::string::npos) label = id.substr(at + 2);
        for (const MenuButton& button : context_.figures.menu) {
            for (const MenuEntry& entry : button.entries) {
                if (id == "menu:" + entry.key) label = entry.name;
            }
        }
        screen.options.push_back({id, label});
    }
    return screen;
}

Screen Conversation::list(const std::string& before, const std::vector<const Service*>& services, bool with_person) {
    Screen screen{.text = before};
    for (const Service* each : services) screen.options.push_back({each->id, each->title});
    if (with_person) screen.options.push_back({"@person", "人工服务"});
    session_.asked = {.key = "@services", .ids = ids_of(screen.options)};
    return screen;
}

Screen Conversation::menu(const std::string& before) {
    Screen screen{.text = with(before, "请选择业务，也可以直接说要办什么，例如：身份证、重名、派出所")};
    for (const MenuButton& button : context_.figures.menu) {
        for (const MenuEntry& entry : button.entries) {
            const bool any = std::any_of(entry.services.begin(), entry.services.end(), [&](const std::string& id) {
                const Service* offered = catalog_.find(id);
                return offered != nullptr && is_offered(*offered);
            });
            if (any) screen.options.push_back({"menu:" + entry.key, entry.name});
        }
    }
    screen.hint = session_.current ? "正在办理「" + service()->title + "」，回复「继续」接着办" : "回复「人工」找人帮忙";
    session_.asked = {.key = session_.current ? "@menu" : "@services", .ids = ids_of(screen.options)};
    return screen;
}

Screen Conversation::tapped(const std::string& key) {
    for (const MenuButton& button : context_.figures.menu) {
        for (const MenuEntry& entry : button.entries) {
            if (entry.key != key) continue;
            std::vector<const Service*> offered;
            const Service* off = nullptr;
            for (const std::string& id : entry.services) {
                const Service* wanted = catalog_.find(id);
                if (wanted == nullptr) continue;
                is_offered(*wanted) ? offered.push_back(wanted) : void(off = wanted);
            }
            if (offered.empty() && off != nullptr) return open(*off);  // says why it is closed
            if (offered.size() == 1) return open(*offered.front());
            return list(entry.name, offered, false);
        }
    }
    // Menus stay on telephones for up to a day after they changed.
    if (const Service* wanted = catalog_.find(key)) return open(*wanted);
    return menu("这个菜单已更新。");
}

Screen Conversation::scanned(const std::string& text) {
    const auto scene = scene_of(text, catalog_, context_.figures);
    return scene ? open(*scene->service, scene->answers) : menu("这个二维码对应的业务已变更。");
}

Screen Conversation::welcome(const std::string& scene) {
    const std::string words = "欢迎关注广州公安！这里可以查询和预约公安业务，不用排队。紧急情况请直接拨打110。";
    if (!scene_of(scene, catalog_, context_.figures)) return menu(words);
    Screen screen = scanned(scene);
    screen.text = with(words, screen.text);
    return screen;
}

Screen Conversation::help() {
    Screen screen{.text =
                      "直接说要办什么就行，例如「换身份证」「宝宝重名」「附近派出所」。\n"
                      "办理中随时可以回复：\n"
                      "上一步：改上一个答案\n取消：不办了\n重新开始：从头再填\n菜单：全部业务\n人工：找人帮忙\n"
                      "紧急情况请直接拨打110。"};
    if (!session_.current) return screen;
    Screen again = question_again({});
    again.text = with(screen.text, again.text);
    return again;
}

Screen Conversation::lost() {
    session_.asked = session_.current ? session_.asked : Asked{};
    if (session_.current) return question_again("请回答下面的问题。");
    return {.text = "之前的办理已经结束或已过期，这个回复没有对应的问题。请回复「菜单」，或直接说要办什么。"};
}

std::string Conversation::shown(const Step& line, const std::string& value) {
    const Field& field = *line.field;
    if (field.show) return field.show(value, context_.facts());
    const std::vector<Option> options = options_of(line);
    if (options.empty()) return field.type->mask(value);
    std::string labels;
    for (const Option& option : options) {
        if (("\n" + value + "\n").find("\n" + option.id + "\n") != std::string::npos) labels += (labels.empty() ? "" : "、") + option.label;
    }
    return labels.empty() ? field.type->mask(value) : labels;
}

}  // namespace services
