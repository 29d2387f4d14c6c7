#include <algorithm>
#include <array>

#include "services/chat/words.h"

namespace services {
namespace {

struct Alarm {
    std::string_view word;
    Emergency kind;
};

// Catalogue §13, and what residents of Guangzhou say for the same (斩人, 打劫, 火烛, 唔见咗). First hit wins: a life before a child before
// a fire before an illness.
constexpr std::array alarms = std::to_array<Alarm>({
    {"跳楼", Emergency::self_harm},
    {"跳桥", Emergency::self_harm},
    {"自杀", Emergency::self_harm},
    {"轻生", Emergency::self_harm},
    {"想死", Emergency::self_harm},
    {"不想活", Emergency::self_harm},
    {"割腕", Emergency::self_harm},
    {"救命", Emergency::violence},
    {"杀人", Emergency::violence},
    {"绑架", Emergency::violence},
    {"持刀", Emergency::violence},
    {"砍人", Emergency::violence},
    {"斩人", Emergency::violence},
    {"捅人", Emergency::violence},
    {"抢劫", Emergency::violence},
    {"打劫", Emergency::violence},
    {"强奸", Emergency::violence},
    {"正在打架", Emergency::violence},
    {"有人打架", Emergency::violence},
    {"家暴", Emergency::violence},
    {"有人打我", Emergency::violence},
    {"孩子不见", Emergency::missing_child},
    {"小孩不见", Emergency::missing_child},
    {"儿子不见", Emergency::missing_child},
    {"女儿不见", Emergency::missing_child},
    {"孩子唔见", Emergency::missing_child},
    {"细路唔见", Emergency::missing_child},
    {"孩子丢了", Emergency::missing_child},
    {"小孩丢了", Emergency::missing_child},
    {"孩子失踪", Emergency::missing_child},
    {"小孩失踪", Emergency::missing_child},
    {"孩子被拐", Emergency::missing_child},
    {"小孩被拐", Emergency::missing_child},
    {"找不到孩子", Emergency::missing_child},
    {"找不到小孩", Emergency::missing_child},
    {"走丢", Emergency::missing_child},
    {"走失", Emergency::missing_child},
    {"着火", Emergency::fire},
    {"起火", Emergency::fire},
    {"失火", Emergency::fire},
    {"火灾", Emergency::fire},
    {"火烛", Emergency::fire},
    {"煤气泄漏", Emergency::fire},
    {"燃气泄漏", Emergency::fire},
    {"天然气泄漏", Emergency::fire},
    {"发生爆炸", Emergency::fire},
    {"爆炸了", Emergency::fire},
    {"晕倒", Emergency::medical},
    {"昏迷", Emergency::medical},
    {"没有呼吸", Emergency::medical},
    {"没呼吸", Emergency::medical},
    {"大出血", Emergency::medical},
    {"煤气中毒", Emergency::medical},
});

// Everyday words that hold an alarm word; an alarm inside one of these is none. Kept short and long-worded: a needless card costs a
// moment, a missed one more than that, so that 发生杀人案 and 着火车辆 stay alarms.
constexpr std::array innocent = std::to_array<std::string_view>({
    "吃着火锅", "煮着火锅", "烧着火锅",   "坐着火车",   "等着火车",       "着火柴",         "着火龙果", "一起火锅", "一起火车",
    "救命恩人", "救命稻草", "救命钱",     "杀人案进度", "杀人游戏",       "杀人罪",         "自杀式",   "跳楼价",   "跳楼机",
    "想死你了", "想死我了", "不想活动",   "道德绑架",   "绑架罪",         "抢劫案进度",     "抢劫罪",   "强奸罪",   "趁火打劫",
    "反家暴",   "家暴告诫", "火灾隐患",   "火灾保险",   "火灾演练",       "火灾证明",       "火灾调查", "火灾认定", "小心火烛",
    "防火烛",   "走失人员", "走失登记",   "走失报备",   "走失查询",       "走失认领",       "走失手环", "防走失",   "预防走失",
    "走失宠物", "宠物走失", "孩子不见得", "小孩不见得", "孩子丢了身份证", "小孩丢了身份证",
});

bool is_innocent(std::string_view text, std::size_t at, std::size_t length) {
    return std::any_of(innocent.begin(), innocent.end(), [&](std::string_view phrase) {
        for (std::size_t from = text.find(phrase); from != std::string_view::npos && from <= at; from = text.find(phrase, from + 1)) {
            if (from + phrase.size() >= at + length) return true;
        }
        return false;
    });
}

Emergency number_called(std::string_view text) {
    while (!text.empty() && (text.back() == '!' || text.back() == '?' || text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
    if (text.ends_with("。")) text.remove_suffix(std::string_view("。").size());
    if (text == "110" || text == "122" || text == "一一零" || text == "幺幺零") return Emergency::police;
    if (text == "119") return Emergency::fire;
    if (text == "120") return Emergency::medical;
    return Emergency::none;
}

/// Words that are a call for help when they are all that is said; inside a sentence they may ask for a service (catalogue §13: 报警 and
/// 被骗 show 110 first).
bool is_call(std::string_view text) {
    constexpr std::array calls = std::to_array<std::string_view>({"报警", "我要报警", "帮我报警", "快报警", "被骗", "被骗了", "我被骗了"});
    return std::find(calls.begin(), calls.end(), text) != calls.end();
}

}  // namespace

Emergency emergency_in(std::string_view normalised, bool a_number_is_being_asked) {
    for (const Alarm& alarm : alarms) {
        for (std::size_t at = normalised.find(alarm.word); at != std::string_view::npos; at = normalised.find(alarm.word, at + 1)) {
            if (!is_innocent(normalised, at, alarm.word.size())) return alarm.kind;
        }
    }
    if (is_call(normalised)) return Emergency::police;
    return a_number_is_being_asked ? Emergency::none : number_called(normalised);
}

std::string_view alarm_kind(Emergency emergency) {
    switch (emergency) {
        case Emergency::self_harm:
            return "self_harm";
        case Emergency::violence:
            return "violence";
        case Emergency::missing_child:
            return "missing_child";
        default:
            return {};
    }
}

}  // namespace services
