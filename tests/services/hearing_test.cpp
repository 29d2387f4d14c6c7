// What people say around an answer, and how they point at a line.
#include "services/chat/hearing.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "fields_say.h"
#include "services/answers/fields.h"
#include "services/chat/picking.h"
#include "services/chat/privacy.h"
#include "services/chat/small_talk.h"
#include "services/chat/words.h"

using namespace services;

namespace {

const Figures figures;
// A Saturday in Guangzhou.
const Instant now = instant_of(Date{std::chrono::year{2026} / 11 / 28}, std::chrono::hours{14});

/// What the question takes a message for; "" when it does not take it.
std::string heard(const FieldType& type, const std::string& said) {
    const Field field{.key = "it", .label = "它", .ask = "？", .type = &type};
    const Step step{"it", &field};
    const Facts facts{.now = now, .figures = figures};
    const Said read = normalise(said, {});
    const Parsed parsed = accept(step, understood(step, {.text = read.text, .raw = read.raw}, facts), {}, facts);
    const auto* value = std::get_if<std::string>(&parsed);
    return value == nullptr ? "" : *value;
}

std::vector<Option> liability() {
    return {{"A", "我方负全部责任"}, {"B", "对方负全部责任"}, {"C", "双方负同等责任"}, {"D", "不同意划分，请民警认定"}};
}

std::string picked(const std::vector<Option>& options, const std::string& said) {
    return named(options, normalise(said, {}).text).value_or("");
}

}  // namespace

TEST_CASE("what speech, faces and politeness put around an answer is not part of it") {
    struct Row {
        const FieldType& type;
        const char* said;
        const char* value;
    };
    const std::vector<Row> rows{
        {mobile, "13600010001。", "13600010001"},
        {mobile, "13600010001！谢谢[微笑]", "13600010001"},
        {mobile, "我的手机号是13600010001", "13600010001"},
        {mobile, "我的手机号码是：136 0001 0001。", "13600010001"},
        {mobile, "(+86)13600010001", "13600010001"},
        {mobile, "+86 136-0001-0001", "13600010001"},
        {mobile, "电话13600010001", "13600010001"},
        {mobile, "手提系13600010001呀", "13600010001"},
        {mobile, "一三六零零零一零零零一", "13600010001"},
        {mobile, "幺三六，零零零幺，零零零幺。", "13600010001"},
        {mobile, "13600010001 13911119999", ""},  // whose?
        {mobile, "13600010001，就是13600010001", "13600010001"},
        {mobile, "13600010001是我的，不是13911119999", ""},
        {id_card, "身份证：440199199003074612", "440199199003074612"},
        {id_card, "我嘅身份证号码係440199199003074612。", "440199199003074612"},
        {id_card, "440199 19900307 4612", "440199199003074612"},
        {id_card, "四四零一九九一九九零零三零七四六一二", "440199199003074612"},
        {person_name, "林子轩。", "林子轩"},
        {person_name, "我叫范健俊", "范健俊"},
        {person_name, "我叫做范健俊。", "范健俊"},
        {person_name, "我是范健俊", "范健俊"},
        {person_name, "姓名：范健俊", "范健俊"},
        {person_name, "我的名字是范健俊", "范健俊"},
        {person_name, "叫我范健俊", "范健俊"},
        {person_name, "「范健俊」[微笑]", "范健俊"},
        {person_name, "司徒是好", "司徒是好"},
        {newborn_name, "宝宝叫林知夏。", "林知夏"},
        {newborn_name, "孩子的名字叫林知夏", "林知夏"},
        {district, "天河区。", "440106"},
        {district, "天河区吧", "440106"},
        {district, "天河啦👍", "440106"},
        {place, "我住在天河区", "440106"},
        {place, "喺棠下", "棠下"},
        {place, "棠下附近", "棠下"},
        {plate, "车牌是粤A12345。", "粤A12345"},
        {plate, "我的车牌粤A·12345", "粤A12345"},
        {plate, "粤A 12345呀", "粤A12345"},
        {sms_code, "【广州公安】您的验证码是123456，5分钟内有效，请勿告诉他人。", "123456"},
        {sms_code, "验证码 123456", "123456"},
        {sms_code, "一二三四五六", "123456"},
        {past_moment, "刚刚。", "2026-11-28 14:00"},
        {past_moment, "刚刚啊", "2026-11-28 14:00"},
        {money, "大概3000元吧", "3000.00"},
        {money, "两百块", ""},  // not 2
        {money, "三千五", ""},
        {money, "大概1万吧", ""},
        {money, "差唔多3千蚊", ""},
        {date, "我出生于1990年3月7日", "1990-03-07"},
        {date, "我是1990年3月7日生的人", ""},              // not the 7th of this month
        {past_moment, "昨天大概是上午9点", ""},            // not today's
        {past_moment, "是昨天夜里的事，在路上，3点", ""},  // not today's
        {district, "我住3楼", ""},
        {postcode, "邮编是510030。", "510030"},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.said));
        CHECK(heard(row.type, row.said) == row.value);
    }
}

TEST_CASE("what is said to be right instead, and of what") {
    const auto said = [](const char* text) {
        const auto found = correction(normalise(text, {}).text);
        return found ? found->named + "|" + found->value : "";
    };
    CHECK(said("改到10点") == "|10点");
    CHECK(said("手机改成13911119999。") == "手机|13911119999");
    CHECK(said("不是天河,是海珠") == "不是天河,|海珠");
    CHECK(said("时间改为下午三点吧") == "时间|下午三点");
    CHECK(said("改10点") == "|10点");
    for (const char* text : {"改", "不是天河区", "不对", "别改", "填错咗", ""}) CHECK(said(text) == "");
}

TEST_CASE("what is asked about one's data is understood, and told from everything else") {
    for (const char* text : {"不同意不行吗", "会不会卖给别人", "你哋攞我资料做乜", "保存多久", "我嘅资料会唔会俾人知", "点解要身份证",
                             "唔同意得唔得", "几时删我啲资料", "安全吗", "隐私呢"}) {
        CAPTURE(std::string(text));
        CHECK(about_privacy(normalise(text, {}).text) != "");
    }
    CHECK(about_privacy("会不会泄露我的信息").starts_with("不会。"));
    CHECK(about_privacy("保存多久") != about_privacy("要来做咩"));
    for (const char* text : {"同意", "不同意", "要等多久", "多少钱", "我叫林志远", "天河区", "13800138000", ""})
        CHECK(about_privacy(text) == "");
}

TEST_CASE("on a list of days or hours one that is left open is the first that fits") {
    const Date today = date_of(now);
    const std::vector<std::string> days{"2026-11-28", "2026-11-30", "2026-12-01", "2026-12-07"}, hours{"09:00", "09:30", "14:00", "17:00"};
    const auto day = [&](const char* text) { return left_open(days, text, today).value_or("-"); };
    const auto hour = [&](const char* text) { return left_open(hours, text, today).value_or("-"); };
    for (const char* text : {"最早", "最早的", "越早越好", "随便", "随便哪天", "最近嗰日", "都得", "哪天都行", "边日都得", "是但啦",
                             "最早𠮶日", "你帮我选吧", "尽快。"}) {
        CAPTURE(std::string(text));
        CHECK(day(text) == "2026-11-28");
    }
    CHECK(day("下周") == "2026-11-30");
    CHECK(day("下下周") == "2026-12-07");
    CHECK(day("最晚") == "2026-12-07");
    CHECK(hour("上午") == "09:00");
    CHECK(hour("下午都得") == "14:00");
    CHECK(hour("晏昼") == "14:00");
    CHECK(hour("下昼吧") == "14:00");
    CHECK(hour("最早的") == "09:00");
    CHECK(hour("晚上") == "");
    for (const char* text : {"明天", "11月30日", "下午3点", "1", "天河区", "最近好忙", ""}) {
        CAPTURE(std::string(text));
        CHECK(day(text) == "-");
        CHECK(hour(text) == "-");
    }
    CHECK(left_open({"440106", "440105"}, "随便", today) == std::nullopt);
}

TEST_CASE("prose is kept as it was said") {
    CHECK(heard(text, "他说：我叫范健俊[微笑]。") == "他说：我叫范健俊[微笑]。");
    CHECK(heard(line, "棠下附近吧") == "棠下附近吧");
}

TEST_CASE("a line is picked by number, however it is said") {
    const std::vector<std::pair<const char*, std::size_t>> rows{
        {"2", 2},          {"2.", 2},        {"2。", 2},   {"二", 2},          {"第二个", 2}, {"第2个", 2},
        {"我选第二个", 2}, {"选2", 2},       {"选2吧", 2}, {"②", 2},           {"（2）", 2},  {"(2)", 2},
        {"2️⃣", 2},    {"２", 2},        {"第二", 2},  {"第二项。", 2},    {"要第二", 2}, {"那就第二个", 2},
        {"十二", 12},      {"第十二个", 12}, {"2号", 2},   {"就选第2个啦", 2}, {"两个", 0},   {"一般", 0},
        {"二手车", 0},     {"第二次", 0},    {"2人", 0},   {"没有", 0},        {"一点", 0},
    };
    for (const auto& [said, number] : rows) {
        CAPTURE(std::string(said));
        CHECK(line_number(chosen(normalise(said, {}).text)) == number);
    }
    CHECK(line_numbers("1和3") == std::vector<std::size_t>{1, 3});
    CHECK(line_numbers("一、三") == std::vector<std::size_t>{1, 3});
    CHECK(line_numbers("第一个和第三个") == std::vector<std::size_t>{1, 3});
    CHECK(line_numbers("1 三 没有").empty());
}

TEST_CASE("a line is picked by its label or an unmistakable part of it") {
    CHECK(picked(liability(), "对方全责") == "B");
    CHECK(picked(liability(), "对方负全部责任。") == "B");
    CHECK(picked(liability(), "我选对方负全部责任") == "B");
    CHECK(picked(liability(), "系对方全责啦") == "B");
    CHECK(picked(liability(), "全责") == "");
    CHECK(picked(liability(), "全部责任") == "");
    CHECK(picked(liability(), "同等责任") == "C");
    CHECK(picked(liability(), "唔同意") == "D");
    CHECK(picked(liability(), "不同意[发怒]") == "D");
    CHECK(picked(liability(), "2.对方负全部责任") == "B");
    CHECK(picked(liability(), "2、对方负全部责任") == "B");
    CHECK(picked(liability(), "1.对方负全部责任") == "");  // which?
    const std::vector<Option> injured{{"NO", "没有人受伤"}, {"YES", "有人受伤"}};
    CHECK(picked(injured, "没有人受伤。") == "NO");
    CHECK(picked(injured, "冇人受伤") == "NO");
    CHECK(picked(injured, "冇") == "NO");
    CHECK(picked(injured, "没有") == "NO");
    CHECK(picked(injured, "有人受伤！") == "YES");
    CHECK(picked(injured, "受伤") == "");
    CHECK(picked(injured, "有") == "YES");
    const std::vector<Option> acts{{"show", "查看详情"}, {"cancel", "取消预约"}, {"move", "改期"}};
    CHECK(heads_one(acts, "取消"));
    CHECK(heads_one(acts, "取消吧。"));
    CHECK_FALSE(heads_one(acts, "返回"));
    CHECK(picked({{"T", "到期换领"}, {"L", "丢失补领"}, {"D", "损坏换领"}}, "到期换领。") == "T");
    CHECK(picked({{"T", "到期换领"}, {"L", "丢失补领"}, {"D", "损坏换领"}}, "换领") == "");
    CHECK(all_named(liability(), "对方全责和同等责任") == std::vector<std::string>{"B", "C"});
}

TEST_CASE("what reads as a day or an hour is one, where these are listed") {
    const Date today = date_of(now);
    const std::vector<std::string> days{"2026-11-30", "2026-12-01", "2026-12-03", "2026-12-09"};
    for (const char* said : {"12月3号", "12月3日", "12/3", "12-3", "十二月三号", "下周四", "12月3日(周四)", "3号", "三号", "周四"}) {
        CAPTURE(std::string(said));
        CHECK(day_or_hour(days, chosen(normalise(said, {}).text), today) == "2026-12-03");
    }
    CHECK(day_or_hour(days, "后天", today) == "2026-11-30");
    CHECK(day_or_hour(days, "3", today) == std::nullopt);
    CHECK(says_day_or_hour(days, "明天", today));
    CHECK(day_or_hour(days, "明天", today) == std::nullopt);
    const std::vector<std::string> hours{"09:00", "09:30", "10:00", "15:00"};
    const std::vector<std::pair<const char*, const char*>> said_hours{{"9点", "09:00"},  {"9点半", "09:30"},    {"九点半", "09:30"},
                                                                      {"9:30", "09:30"}, {"上午十点", "10:00"}, {"下午三点", "15:00"},
                                                                      {"3点", "15:00"}};
    for (const auto& [said, hour] : said_hours) {
        CAPTURE(std::string(said));
        CHECK(day_or_hour(hours, normalise(said, {}).text, today) == hour);
    }
    CHECK(day_or_hour(hours, "上午3点", today) == std::nullopt);  // not in the afternoon
    CHECK(day_or_hour(hours, "凌晨三点", today) == std::nullopt);
    CHECK(says_day_or_hour(hours, "11点", today));
    CHECK(day_or_hour(hours, "11点", today) == std::nullopt);
    CHECK_FALSE(says_day_or_hour(hours, "2", today));
    CHECK_FALSE(says_day_or_hour({"A", "B"}, "明天", today));
}

TEST_CASE("engine words are heard with faces, particles and in Cantonese") {
    for (const char* said : {"好的[微笑]", "同意👍", "[OK]", "可以", "行", "嗯", "好啊", "系啊", "没问题。", "OK👌", "确认！"}) {
        CAPTURE(std::string(said));
        CHECK(engine_word(normalise(said, {}).text) == Word::confirm);
    }
    for (const char* said : {"唔办喇", "不想换了", "不办了", "算了吧[难过]", "取消。"}) {
        CAPTURE(std::string(said));
        CHECK(engine_word(normalise(said, {}).text) == Word::cancel);
    }
    CHECK(engine_word("冇啊") == Word::skip);
    CHECK(engine_word("？") == Word::none);  // as normalised it is "?"
    CHECK(engine_word("?") == Word::help);
    CHECK(engine_word("取消绑定") == Word::none);
}

TEST_CASE("small talk is known as such") {
    for (const char* said : {"你好", "您好！", "早晨", "hi", "😀", "[微笑]", "在吗？", "Hello"}) {
        CAPTURE(std::string(said));
        CHECK(small_talk(normalise(said, {}).text) == SmallTalk::greeting);
    }
    for (const char* said : {"谢谢", "唔该", "唔该晒！", "多谢晒", "谢谢[玫瑰]"}) {
        CAPTURE(std::string(said));
        CHECK(small_talk(normalise(said, {}).text) == SmallTalk::thanks);
    }
    CHECK(small_talk("听不懂") == SmallTalk::lost);
    CHECK(small_talk("太复杂了啊") == SmallTalk::lost);
    CHECK(small_talk("我唔识用手机") == SmallTalk::unable);
    CHECK(small_talk("我要投诉！") == SmallTalk::complaint);
    CHECK(small_talk("你好我要换身份证") == SmallTalk::none);
    CHECK(small_talk("投诉警察打人") == SmallTalk::none);
    for (const SmallTalk kind : {SmallTalk::greeting, SmallTalk::thanks, SmallTalk::farewell, SmallTalk::lost, SmallTalk::unable,
                                 SmallTalk::complaint, SmallTalk::who})
        CHECK_FALSE(reply_to(kind).empty());
}
