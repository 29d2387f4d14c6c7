// Cries for help: what is heard, what is not, and what it costs. How well sentences are heard that nobody has seen is scored elsewhere
// (tests/gateway/distress_test.cpp).
#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "services/distress/recogniser.h"

using namespace services;

namespace {

Distress heard(std::string_view said) { return shipped_recogniser()->recognise(said); }

void all_ring(DistressKind kind, std::initializer_list<const char*> said) {
    for (const char* words : said) {
        CAPTURE(std::string(words));
        CHECK(name_of(heard(words).kind) == name_of(kind));
        CHECK(heard(words).rings);
    }
}

/// The rules of a file of the administrator, and what was said of it.
struct Own {
    explicit Own(std::string_view file) {
        rules = read_distress_rules(file, [this](const LineFault& fault) {
            faults.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column) + ": " + fault.why);
        });
    }
    Recogniser recogniser() const { return Recogniser(rules); }

    DistressRules rules;
    std::vector<std::string> faults;
};

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("cries are heard anywhere in a message, and ring") {
    all_ring(DistressKind::self_harm, {"有人跳楼", "我想自杀", "我不想活了", "她割腕了", "我吞了一瓶安眠药"});
    all_ring(DistressKind::violence, {"救命", "救命啊！！", "有人拿刀追我", "我老公打我", "小孩被绑架了", "楼下正在打架", "有人揸刀斩人"});
    all_ring(DistressKind::missing_person,
             {"孩子不见了怎么办", "我小孩走丢了", "女儿走失两小时了", "走失", "老人走失", "细路唔见咗", "我个女唔见咗"});
    all_ring(DistressKind::fire_gas, {"我家着火了", "隔壁起火", "煤气泄露", "火烛啊"});
    all_ring(DistressKind::medical, {"老人晕倒了", "没有呼吸"});
    all_ring(DistressKind::fraud_now, {"我被骗了三万块钱"});
}

TEST_CASE("a bare number or a bare call for the police shows the card and rings nobody") {
    for (const char* said : {"110", "110!", "119", "120。", "122", "96110", "报警", "报警！", "我要报警", "打110"}) {
        CAPTURE(std::string(said));
        CHECK(heard(said));
        CHECK_FALSE(heard(said).rings);
    }
    CHECK_FALSE(shipped_recogniser()->recognise("110", true));
    CHECK(shipped_recogniser()->recognise("救命", true).rings);
    for (const char* number : {"1100", "246810", "13800138000"}) CHECK_FALSE(heard(number));
}

TEST_CASE("everyday words are no cry") {
    for (const char* calm : {"吃着火锅唱着歌",
                             "坐着火车来广州",
                             "救命恩人怎么感谢",
                             "杀人案进度查询",
                             "跳楼价",
                             "想死你了",
                             "我想死亡注销户口",
                             "不想活动取消怎么办",
                             "道德绑架",
                             "趁火打劫",
                             "走失人员查询",
                             "宠物走失了",
                             "防走失手环哪里领",
                             "孩子不见得喜欢这个名字",
                             "孩子丢了身份证怎么补",
                             "身份证丢失",
                             "查违章",
                             "火车站派出所",
                             "110路公交",
                             "我没有被骗",
                             "打架会坐牢吗"}) {
        CAPTURE(std::string(calm));
        CHECK_FALSE(heard(calm));
    }
}

TEST_CASE("a pattern is words in their order, near each other, and not denied") {
    const Own own("[words]\nnegation = 没有 没\nblade = 刀\n[violence rings]\n我 @blade|枪\n跑+了 .. 追\n? 怕 ~ 他\n");
    CHECK(own.faults.empty());
    const Recogniser recogniser = own.recogniser();
    CHECK(recogniser.recognise("我的大刀").line == 5);
    CHECK_FALSE(recogniser.recognise("刀是我的"));
    CHECK_FALSE(recogniser.recognise("我。刀"));
    CHECK_FALSE(recogniser.recognise("我一二三四五六七八九刀"));
    CHECK_FALSE(recogniser.recognise("我没有刀"));
    CHECK(recogniser.recognise("跑了。一个小时了，还在追").rings);
    CHECK_FALSE(recogniser.recognise("跑开了，追"));
    CHECK(recogniser.recognise("怕了他"));
    CHECK_FALSE(recogniser.recognise("怕了他").rings);
    CHECK_FALSE(recogniser.recognise("怕一二三四他"));
}

TEST_CASE("what is innocent hides its words, what is calm its message, and a certain pattern is heard all the same") {
    const Own own(
        "[fold]\n唔见 = 不见\n[innocent]\n猫 不见\n[calm]\n去年\n? 昨天\n[missing_person rings]\n不见\n! 快来 不见\n妈 丢 $ unless 包\n");
    const Recogniser recogniser = own.recogniser();
    CHECK(recogniser.recognise("阿妈唔见").rings);
    CHECK_FALSE(recogniser.recognise("猫昨天不见"));
    CHECK_FALSE(recogniser.recognise("去年不见"));
    CHECK(recogniser.recognise("昨天不见"));
    CHECK_FALSE(recogniser.recognise("昨天不见").rings);
    CHECK(recogniser.recognise("去年快来，不见"));
    CHECK_FALSE(recogniser.recognise("去年快来，不见").rings);
    CHECK(recogniser.recognise("妈丢！").rings);
    CHECK_FALSE(recogniser.recognise("妈丢包"));
    CHECK_FALSE(recogniser.recognise("妈的包丢"));
}

TEST_CASE("whether a kind rings is said by the file") {
    CHECK(Own("[fire_gas rings]\n着火\n").recogniser().recognise("着火").rings);
    const Distress shown = Own("[fire_gas card]\n着火\n").recogniser().recognise("着火");
    CHECK(shown);
    CHECK_FALSE(shown.rings);
}

TEST_CASE("a mistake in the file is told with its line, its column and what was expected") {
    const auto first = [](std::string_view file) {
        const Own own(file);
        return own.faults.empty() ? std::string("none") : own.faults.front();
    };
    CHECK(first("[violence rings]\n打 @nobody\n") == "2:3: there is no list @nobody above, expected one of [words]");
    CHECK(first("# a\n[violance rings]\n打\n").starts_with("2:1: there is no section [violance rings], expected one of fold, "));
    CHECK(first("[violence]\n打\n").starts_with("1:1: [violence] does not say what it does"));
    CHECK(first("打\n").starts_with("1:1: a line before the first section"));
    CHECK(first("[words]\nblade 刀\n[violence card]\n刀\n").starts_with("2:1: no list of words, expected"));
    CHECK(first("[fold]\n唔 不\n[violence card]\n刀\n").starts_with("2:1: no way of writing, expected"));
    CHECK(first("[violence card]\n? \n").starts_with("2:1: a pattern without words"));
    CHECK(first("[violence card]\n刀||枪\n").starts_with("2:1: a word of 0 characters"));
    CHECK(first("[violence card]\n刀 $ 枪\n").starts_with("2:5: "));
    CHECK(first("[violence card]\n刀\n[model]\nshows_from = much\n").starts_with("4:1: expected shows_from, "));
    CHECK(first("").starts_with("1:1: no kind has a pattern"));
}

TEST_CASE("2,000 characters of a message are read, and the work grows with them alone") {
    const std::string filler = repeated("天河区", 660);  // 1,980 characters
    CHECK(heard(filler + "，救命").kind == DistressKind::violence);
    CHECK_FALSE(heard(filler + filler + "，救命"));
    for (const char* part : {"我老公拿刀打我妈妈", "打", "不见了", "救命恩人", "刀 刀 "}) {
        CAPTURE(std::string(part));
        const std::size_t once = heard(repeated(part, 2000 / 10)).steps, whole = heard(repeated(part, 10000)).steps;
        CHECK(whole <= 11 * once + 1000);
        CHECK(whole < 20'000'000);
        CHECK(heard(repeated(part, 10000)).steps == heard(repeated(part, 20000)).steps);
    }
}

TEST_CASE("a plate, a number or a code is no cry for help, whatever its figures are like") {
    const Recogniser& recogniser = *shipped_recogniser();
    int seen = 0;
    for (const char* head : {"粤A", "粤B", "京", "港", "KC2026", "AB"}) {
        for (int number = 10000; number < 100000; number += 37) {
            const std::string text = head + std::to_string(number);
            if (recogniser.recognise(text)) MESSAGE(text);
            seen += recogniser.recognise(text) ? 1 : 0;
        }
    }
    CHECK(seen == 0);
}
