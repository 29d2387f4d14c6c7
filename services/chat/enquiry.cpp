#include "services/chat/enquiry.h"

#include <string>
#include <vector>

#include "services/chat/conversation.h"
#include "services/chat/finding.h"
#include "services/chat/hearing.h"
#include "services/chat/phrases.h"
#include "services/chat/picking.h"
#include "services/shapes/card.h"

namespace services {
namespace {

struct Asks {
    Enquiry what;
    std::string_view line;
    std::vector<std::string> phrases;  // as `plain` leaves them
};

/// An earlier row goes before a later one: 老人可以上门吗 asks who comes, not who may.
const std::vector<Asks>& all_asks() {
    static const std::vector<Asks> all{
        {Enquiry::at_home, "at_home", {"上门", "行动不便", "卧床", "瘫痪", "走不动", "行不到", "出不了门", "出不到门", "来不了", "坐轮椅"}},
        {Enquiry::fee,
         "fee",
         {"多少钱", "几多钱", "几钱", "收费", "费用", "要钱", "收钱", "免费", "工本费", "贵不贵", "多贵", "价格", "价钱"}},
        {Enquiry::papers, "papers", {"=材料",    "=手续",    "=材料清单", "要带",       "带…吗",    "带…未",    "用…可以吗", "带什么",
                                     "带咩",     "带乜",     "带啥",      "带哪些",     "带些什么", "什么材料", "咩材料",    "乜材料",
                                     "哪些材料", "什么资料", "咩资料",    "乜资料",     "哪些资料", "所需材料", "需要材料",  "要材料",
                                     "什么证件", "咩证件",   "乜证件",    "哪些证件",   "准备什么", "准备咩",   "准备啥",    "要准备",
                                     "需要什么", "需要咩",   "需要啥",    "要什么手续", "咩手续",   "什么手续", "哪些手续"}},
        {Enquiry::term, "term", {"几天",         "几日",       "多久",   "几耐",       "几多日", "多少天",       "多长时间",
                                 "多少个工作日", "几个工作日", "几时攞", "几时可以攞", "几时拿", "什么时候能拿", "什么时候可以拿",
                                 "什么时候拿",   "什么时候好", "几时好", "几时办好",   "加急",   "要等",         "办好要",
                                 "当场",         "当天能",     "马上能", "立等"}},
        {Enquiry::hours, "hours", {"几点开",      "几点关",      "几点下班",    "几点上班",  "几点收工",  "几点返工",  "上班时间",
                                   "办公时间",    "工作时间",    "开门",        "关门",      "周末",      "节假日",    "放假",
                                   "=几点",       "=几时",       "=几号",       "=什么时候", "=时间",     "几点去",    "几点到",
                                   "几时去",      "什么时候去",  "哪天去",      "几号去",    "边日去",    "午休",      "中午休息",
                                   "中午开",      "周六…开",     "周六…上班",   "周六…办",   "周日…开",   "周日…上班", "周日…办",
                                   "星期六…开",   "星期六…上班", "星期六…返工", "星期六…办", "星期日…开", "星期天…开", "星期日…上班",
                                   "星期天…上班", "礼拜六…开",   "礼拜六…返工", "礼拜日…开", "礼拜天…开"}},
        {Enquiry::place, "place", {"=地址",  "=地点",      "地址在",     "地址是",   "什么地址", "咩地址", "怎么去",   "点去",
                                   "点样去", "=在哪",      "在哪里办",   "在哪办",   "去哪里办", "去哪办", "到哪里办", "到哪办",
                                   "哪里办", "哪里可以办", "哪里能办",   "去哪里",   "去哪儿",   "在哪里", "在哪儿",   "边度",
                                   "边处",   "哪个窗口",   "哪个派出所", "哪个地方", "什么地方"}},
        {Enquiry::who, "who", {"代办",     "代领",       "替我",     "帮家人",     "帮我爸",     "帮我妈",   "帮老人",     "帮小孩",
                               "帮孩子",   "帮别人",     "帮人办",   "别人帮",     "家人可以",   "外地人",   "外地户口",   "外省",
                               "非广州",   "非本市",     "没有户口", "什么人可以", "谁可以",     "谁能",     "什么条件",   "咩条件",
                               "条件是",   "符合条件",   "本人去",   "本人到场",   "亲自",       "必须本人", "一定要本人", "未成年",
                               "小孩可以", "小朋友可以", "老人可以", "能不能办",   "可不可以办", "办得了吗"}},
    };
    return all;
}

}  // namespace

Enquiry enquiry(std::string_view normalised) {
    const std::string said = searched(plain(normalised));
    for (const Asks& asks : all_asks()) {
        if (longest_inside(asks.phrases, said) > 0) return asks.what;
    }
    return Enquiry::none;
}

std::string_view line_of(Enquiry what) {
    for (const Asks& asks : all_asks()) {
        if (asks.what == what) return asks.line;
    }
    return {};
}

bool has_card(const Service& service, Enquiry what) {
    return what != Enquiry::none && !(opens_with_place(service) && (what == Enquiry::place || what == Enquiry::hours));
}

/// The card with the line that was asked for first; the form begins when it is wanted.
Screen Conversation::card(const Service& wanted, Enquiry what) {
    std::string first, rest;
    for (const Line& line : card_of(wanted, context_.figures, context_.now)) {
        std::string& part = line.key == line_of(what) ? first : rest;
        part += (part.empty() ? "" : "\n") + line.label + "：" + line.value;
    }
    if (session_.current) return question_again(first.empty() ? rest : first);
    const std::vector<Option> lines{{wanted.id + "\n=开始办理", "开始办理"}, {"@person", "人工服务"}};
    session_.asked = {.key = std::string(card_shown), .ids = {lines[0].id, lines[1].id}};
    const std::string title = "「" + wanted.title + "」" + (wanted.intro.empty() ? "" : wanted.intro);
    return {.text = title + (first.empty() ? "" : "\n\n" + first) + "\n\n" + rest, .options = lines};
}

std::optional<Screen> Conversation::enquire(const Input& input) {
    const Enquiry what = enquiry(input.text);
    if (what == Enquiry::none) return std::nullopt;
    if (session_.current) {
        const Service* asked_about = is_binding() && session_.under ? catalog_.find(session_.under->service) : service();
        const bool picks_time = are_days(session_.asked.ids) && what == Enquiry::hours;  // 周末, of a list of days
        return has_card(*asked_about, what) && !picks_time ? std::optional(card(*asked_about, what)) : std::nullopt;
    }
    const std::string first = session_.asked.key == card_shown && !session_.asked.ids.empty() ? session_.asked.ids.front() : "";
    if (const Service* shown = catalog_.find(first.substr(0, first.find('\n'))); shown != nullptr) return card(*shown, what);
    if (auto told = tell_of_done(what)) return told;
    if (what == Enquiry::at_home) return menu("不方便出门的，可以致电辖区派出所或拨打12345，询问能否上门办理；这里能办的都不用出门。");
    return menu("您想问哪项业务？可以连着业务一起说，例如「身份证多少钱」「身份证要带什么」。");
}

}  // namespace services
