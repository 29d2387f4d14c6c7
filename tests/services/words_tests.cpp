#include "services/chat/words.h"

#include <doctest/doctest.h>

using namespace services;

TEST_CASE("a message is made comparable, and what was typed is kept") {
    const Said said = normalise(" \t　ＡＢＣ１２３　，　粤Ａ　\r\n12345\xE2\x80\x8B\xEF\xBB\xBF ", {});
    CHECK(said.text == "ABC123 , 粤A 12345");
    CHECK(said.raw == "ＡＢＣ１２３　，　粤Ａ　\r\n12345");
    CHECK(normalise("a\x01\x7F"
                    "b\xFF",
                    {})
              .text == "ab");
    CHECK(normalise("　 \n", {}).text.empty());
    const Said simplified = normalise("查 違章", [](std::string_view text) { return std::string(text) + "!"; });
    CHECK(simplified.text == "查 違章!");
    CHECK(simplified.raw == "查 違章");
    CHECK(normalise("查违章 Visa", {}).text == "查违章 Visa");
}

TEST_CASE("commands are whole messages") {
    CHECK(engine_word("菜单") == Word::menu);
    CHECK(engine_word("MENU") == Word::menu);
    CHECK(engine_word("?") == Word::help);
    CHECK(engine_word("help!") == Word::help);
    CHECK(engine_word("退出。") == Word::cancel);
    CHECK(engine_word("取消吧") == Word::cancel);
    CHECK(engine_word("不同意") == Word::cancel);
    CHECK(engine_word("返回") == Word::back);
    CHECK(engine_word("重来") == Word::restart);
    CHECK(engine_word("进度?") == Word::progress);
    CHECK(engine_word("转人工!!") == Word::person);
    CHECK(engine_word("下一页") == Word::more);
    CHECK(engine_word("没有") == Word::skip);
    CHECK(engine_word("OK") == Word::confirm);
    CHECK(engine_word("同意") == Word::confirm);
    CHECK(engine_word("是") == Word::confirm);
    CHECK(engine_word("修改") == Word::change);
    CHECK(engine_word("继续") == Word::resume);
    CHECK(engine_word("重发") == Word::resend);
    for (const char* none : {"取消预约", "身份证进度", "怎么返回广州", "没有收到护照", "", "。", "是我", "吧"}) {
        CAPTURE(none);
        CHECK(engine_word(none) == Word::none);
    }
}

TEST_CASE("emergencies are heard anywhere in a message") {
    const auto all_are = [](Emergency kind, std::initializer_list<const char*> said) {
        for (const char* alarm : said) {
            CAPTURE(alarm);
            CHECK(emergency_in(alarm, true) == kind);
        }
    };
    all_are(Emergency::self_harm, {"有人跳楼", "我想自杀", "我不想活了", "好想死", "她割腕了", "我想死你们别管"});
    all_are(Emergency::violence, {"救命", "救命啊！！", "这里有人杀人", "小孩被绑架了", "有人持刀追人", "楼下正在打架", "前面抢劫",
                                  "有人斩人", "在杀人，不是杀人游戏", "发生杀人案", "有人持刀具追人"});
    all_are(Emergency::missing_child, {"孩子不见了怎么办", "我小孩走丢了", "女儿走失两小时了", "走失", "细路唔见咗", "公园里找不到孩子",
                                       "孩子被拐了", "走失人员就是我孩子，刚刚走失"});
    for (const char* alarm : {"我家着火了", "隔壁起火", "仓库火灾", "煤气泄漏", "火烛啊", "吃着火锅突然着火了", "路边着火车辆"})
        CHECK(emergency_in(alarm, true) == Emergency::fire);
    for (const char* alarm : {"老人晕倒了", "没有呼吸"}) CHECK(emergency_in(alarm, true) == Emergency::medical);
}

TEST_CASE("everyday words are no emergency") {
    for (const char* calm : {"吃着火锅唱着歌",
                             "坐着火车来广州",
                             "一起火锅",
                             "救命恩人怎么感谢",
                             "杀人案进度查询",
                             "自杀式袭击新闻",
                             "跳楼价",
                             "想死你了",
                             "不想活动取消怎么办",
                             "道德绑架",
                             "抢劫案进度",
                             "火灾隐患举报",
                             "趁火打劫",
                             "小心火烛",
                             "走失人员查询",
                             "走失人员",
                             "宠物走失了",
                             "防走失手环哪里领",
                             "孩子不见得喜欢这个名字",
                             "孩子丢了身份证怎么补",
                             "身份证丢失",
                             "查违章",
                             "火车站派出所",
                             "110路公交",
                             "打110"}) {
        CAPTURE(calm);
        CHECK(emergency_in(calm, false) == Emergency::none);
    }
}

TEST_CASE("emergency numbers count alone, and not where a number is asked") {
    CHECK(emergency_in("110", false) == Emergency::police);
    CHECK(emergency_in("110!", false) == Emergency::police);
    CHECK(emergency_in("122", false) == Emergency::police);
    CHECK(emergency_in("119", false) == Emergency::fire);
    CHECK(emergency_in("120。", false) == Emergency::medical);
    CHECK(emergency_in("110", true) == Emergency::none);
    CHECK(emergency_in("1100", false) == Emergency::none);
    CHECK(emergency_in("救命", true) == Emergency::violence);
}

TEST_CASE("the duty desk is rung for lives and children, not for fires, nor for a bare 110") {
    CHECK(alarm_kind(emergency_in("我想自杀", false)) == "self_harm");
    CHECK(alarm_kind(emergency_in("有人持刀", false)) == "violence");
    CHECK(alarm_kind(emergency_in("孩子走失", false)) == "missing_child");
    for (const char* other : {"着火了", "晕倒了", "110", "报警", "你好"}) CHECK(alarm_kind(emergency_in(other, false)).empty());
}
