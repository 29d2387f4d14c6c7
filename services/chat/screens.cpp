// The engine's own wording: everything here is read by residents on a telephone.
#include <algorithm>

#include "services/answers/fields.h"
#include "services/chat/conversation.h"
#include "services/chat/scene.h"
#include "services/chat/words.h"
#include "services/form/challenge.h"

namespace services {
namespace {

constexpr std::string_view form_hint = "上一步 · 取消 · 人工";
constexpr std::string_view code_hint = "重发 · 上一步 · 取消";

/// What a chat adds where an answer cannot be typed.
constexpr std::string_view how_to_send_position = "点击对话框旁的“+”，选择“位置”";
constexpr std::string_view how_to_send_photo = "点击对话框旁的“+”，选择“照片”或“拍摄”。";

std::string with(const std::string& before, const std::string& text) {
    if (before.empty()) return text;
    return text.empty() ? before : before + "\n\n" + text;
}

/// The id of an offer's line: the service, the answers given with it, and the label, so that the line can be shown again.
std::string encoded(const Offer& offer) {
    std::string id = offer.service;
    for (const auto& [key, value] : offer.answers) id += "\n" + key + "=" + value;
    return id + "\n=" + offer.label;
}

}  // namespace

std::vector<std::string> ids_of(const std::vector<Option>& options) {
    std::vector<std::string> ids;
    for (const Option& option : options) ids.push_back(option.id);
    return ids;
}

void put_before(Screen& screen, const std::string& first) {
    screen.text = with(first, screen.text);
    if (!screen.masked.empty()) screen.masked = with(first, screen.masked);
}

const std::vector<Option> consent_lines{{"agree", "同意并继续"}, {"refuse", "不同意"}};

std::vector<Option> review_lines(bool is_act) {
    return {{"confirm", "确认提交"}, {"change", "修改"}, {"cancel", is_act ? "先不办" : "取消"}};
}

Screen outcome_screen(const Outcome& outcome) {
    Screen screen{.text = outcome.headline};
    // What has no label is a text of its own.
    for (const Line& fact : outcome.facts)
        screen.text = fact.label.empty() ? with(screen.text, fact.value) : screen.text + "\n" + fact.label + "：" + fact.value;
    screen.text = with(screen.text, outcome.next);
    for (const Offer& offer : outcome.offers) screen.options.push_back({encoded(offer), offer.label});
    return screen;
}

Screen Conversation::draw(const Question& question, const std::string& before) {
    const Step& asked = question.step;
    const Field& field = *asked.field;
    session_.asked = {.key = asked.key, .ids = ids_of(question.options)};
    if (field.choices && question.options.empty()) {
        return {.text = with(before, with(question.tell, "目前没有可选的" + field.label + "。可以回复「上一步」重新选择，或者稍后再来。"))};
    }
    std::string text = with(question.tell, (asked.part.empty() ? "" : asked.part_label + "：") + field.ask +
                                               (field.type->name == position.name ? "：" + std::string(how_to_send_position) : ""));
    if (question.files > 0)
        text = with(question.tell, "已收到" + std::to_string(question.files) + "张，还可以再发" +
                                       std::to_string(static_cast<std::size_t>(field.most) - question.files) + "张；发完请回复「完成」。");
    else if (field.optional)
        text += "（没有请回复「跳过」）";
    return {.text = with(before, text), .options = question.options, .hint = std::string(form_hint)};
}

Screen Conversation::ask_again(const Step& asked, const Refusal& refusal) {
    Screen screen = advance(asked.field->takes_files() ? refusal.why + std::string(how_to_send_photo) : refusal.why);
    if (refusal.instead.empty() || session_.asked.key != asked.key) return screen;
    session_.asked.ids = {refusal.instead};
    screen.options = {{refusal.instead, "是「" + refusal.instead + "」"}};
    return screen;
}

Screen Conversation::draw_code(const CodeDue& due, const std::string& before) {
    session_.asked = {.key = due.step.key};
    std::string sent;
    switch (form().send_code(due.step.key)) {
        case Issued::sent:
            sent = "短信验证码已发送到" + mask_mobile(due.mobile) + "。";
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
    return {.text = with(before, sent + "\n" + due.step.field->ask), .hint = std::string(code_hint)};
}

Screen Conversation::draw(const Review& review, const std::string& before) {
    std::string text = "请核对「" + service()->title + "」：", masked = text;
    for (const Line& line : review.lines) {
        const auto typed = review.typed.find(line.key);
        const std::string shown = "\n" + line.label + "：" + (line.value.empty() ? "无" : line.value);
        masked += shown;
        text += typed == review.typed.end() || typed->second.empty() ? shown : "\n" + line.label + "：" + typed->second;
    }
    session_.asked = {.key = "@review", .ids = {"confirm", "change", "cancel"}};
    const bool is_act = is_about_record(session_.current->answers);  // 取消预约 is confirmed here, too
    return {.text = with(before, text),
            .options = review_lines(is_act),
            .hint = "核对无误请回复 1 或「确认」",
            .masked = text == masked ? "" : with(before, masked)};
}

Screen Conversation::draw(const ConsentDue& consent, const std::string& before) {
    // Nobody reads the same lines a third time: first the ways out stand instead of them, then the answer to a doubt alone.
    const int repeats = session_.asked.key == "@consent" ? session_.asked.repeats + 1 : 0;
    session_.asked = {.key = "@consent", .ids = {"agree", "refuse"}};
    if (repeats > most_repeats + 1 && !before.empty()) return {.text = before, .options = consent_lines};
    if (repeats >= most_repeats) {
        return {.text = with(before,
                             "不想在这里提供的，可以带身份证和材料到窗口办理，也可以回复「人工」找人问清楚，或拨打12345。要在这里办，"
                             "请选「同意并继续」。"),
                .options = consent_lines};
    }
    std::string labels;
    for (const std::string& label : consent.takes) labels += (labels.empty() ? "" : "、") + label;
    return {.text = with(before, "办理「" + service()->title + "」需要使用" + labels +
                                     "。这些信息只用于本次办理和依法留存，加密保存，不会向他人公开。"),
            .options = consent_lines};
}

Screen Conversation::change_screen(const std::string& before) {
    std::vector<Option> lines;
    const Form filled = form();
    for (const Step& line : filled.own_answers()) lines.push_back({line.key, line.label()});
    if (lines.empty()) return advance("没有可以修改的内容。");
    session_.asked = {.key = "@change", .ids = ids_of(lines)};
    return {.text = with(before, "要修改哪一项？其他内容会保留。"), .options = lines};
}

Screen Conversation::resume_screen(const std::string& before) {
    session_.asked = {.key = "@resume", .ids = {"resume", "restart"}};
    return {.text = with(before, "您有一项办理中的业务「" + service()->title + "」，已填写的内容还在。"),
            .options = {{"resume", "继续"}, {"restart", "重新开始"}},
            .hint = "回复「取消」放弃办理"};
}

Screen Conversation::switch_screen(const Service& other, const std::string& before) {
    session_.asked = {.key = "@switch", .ids = {"stay", other.id}};
    return {.text = with(before, "您正在办理「" + service()->title + "」，还没有完成。"),
            .options = {{"stay", "继续办理" + service()->title}, {other.id, "放弃，改办" + other.title}}};
}

Screen Conversation::switch_again(const std::string& before) {
    const Service* other = session_.asked.ids.empty() ? nullptr : catalog_.find(session_.asked.ids.back());
    return other == nullptr ? advance(before) : switch_screen(*other, before);
}

Screen Conversation::question_again(const std::string& before) {
    const OwnQuestion* own = own_question(session_.asked.key);
    if (own != nullptr && (session_.current || own->again == &Conversation::listed_again)) return (this->*own->again)(before);
    if (!session_.current) return {.text = before};
    const Form filled = form();
    const auto due = filled.next();
    if (due && due->key == session_.asked.key && !due->field->challenge.empty()) {
        // A code is not sent again just because the question is shown again.
        return {.text = with(before, due->field->ask), .hint = std::string(code_hint)};
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
    put_before(screen, words);
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
    put_before(again, screen.text);
    return again;
}

/// Nothing that somebody else wrote is a command, an alarm or an answer.
Screen Conversation::shared() {
    if (session_.current) return question_again("收到您转发的内容，这里看不到里面写了什么。请直接回答下面的问题。");
    return menu("收到您转发的内容，这里看不到里面写了什么。想办什么，请直接说。");
}

Screen Conversation::lost() {
    session_.asked = session_.current ? session_.asked : Asked{};
    if (session_.current) return question_again("请回答下面的问题。");
    return {.text = "之前的办理已经结束或已过期，这个回复没有对应的问题。请回复「菜单」，或直接说要办什么。"};
}

}  // namespace services
