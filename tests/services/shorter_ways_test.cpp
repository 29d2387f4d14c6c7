// Fewer messages: what need not be asked is not, and one message may hold several answers.
#include <doctest/doctest.h>

#include <algorithm>

#include "conversation.h"
#include "services/chat/enquiry.h"
#include "services/chat/picking.h"
#include "services/shapes/card.h"

using namespace services;

namespace {

/// A list of one, a presumed answer, and a word that opens at a line.
Service permit() {
    return {.id = "permit",
            .title = "行政许可",
            .kind = Kind::application,
            .words = {"许可"},
            .fields = {{.key = "kind",
                        .label = "种类",
                        .ask = "哪一种？",
                        .type = &choice,
                        .options = {{"NEW", "首次申请", {"第一次"}}, {"LOST", "补领", {"丢了", "不见"}}}},
                       {.key = "area",
                        .label = "地区",
                        .ask = "哪个区？",
                        .type = &choice,
                        .choices =
                            [](const Answers&, Context&) {
                                return std::vector<Option>{{"th", "天河区"}};
                            },
                        .from = {"kind"}},
                       {.key = "copies", .label = "份数", .ask = "要几份？", .type = &text, .presumed = presumes("1份")},
                       {.key = "name", .label = "姓名", .ask = "您的姓名？", .type = &person_name},
                       {.key = "mobile", .label = "手机号码", .ask = "手机号码？", .type = &mobile}},
            .submit = [](const Answers& answers, Context&) {
                return Outcome{.headline = answers.at("kind") + answers.at("area") + answers.at("copies")};
            }};
}

std::string card_line(const std::vector<Line>& card, std::string_view key) {
    const auto found = std::ranges::find(card, key, &Line::key);
    return found == card.end() ? "" : found->value;
}

}  // namespace

TEST_CASE("a list of one is not asked, what is presumed is not either, and the opening words answer a question") {
    World world;
    Chat chat(world, {permit()});
    chat.say("我的许可丢了");
    CHECK(has(chat.say("1"), "您的姓名"));  // after consent
    const Screen review = chat.say("林志远 13800138000");
    CHECK(has(review, "种类：补领"));
    CHECK(has(review, "地区：天河区"));
    CHECK(has(review, "份数：1份"));
    CHECK(has(review, "姓名：林志远"));
    CHECK(has(chat.say("确认"), "LOSTth1份"));
}

TEST_CASE("what was presumed can be changed, and going back does not stop at what nobody asked") {
    World world;
    Chat chat(world, {permit()});
    for (const char* text : {"行政许可", "1", "首次申请", "林志远", "13800138000"}) chat.say(text);
    chat.say("修改");
    CHECK(has(chat.say("份数"), "要几份"));
    CHECK(has(chat.say("3份"), "份数：3份"));
    CHECK(has(chat.say("确认"), "NEWth3份"));

    Chat other(world, {permit()}, "chen");
    for (const char* text : {"行政许可", "1", "首次申请"}) other.say(text);
    CHECK(has(other.say("上一步"), "哪一种"));
}

TEST_CASE("several answers in one message are read only where each piece answers its own question") {
    const auto answers_to = [](const char* said) {
        World world;
        Chat chat(world, {permit()});
        for (const char* text : {"行政许可", "1", "首次申请", said}) chat.say(text);
        return chat.session.current->answers;
    };
    for (const char* said : {"林志远 13800138000", "林志远,13800138000", "林志远、13800138000", "我叫林志远 电话13800138000"}) {
        CAPTURE(said);
        const Answers answers = answers_to(said);
        CHECK(value_of(answers, "name") == "林志远");
        CHECK(value_of(answers, "mobile") == "13800138000");
    }
    for (const char* said : {"林志远 陈大文", "林志远 1380013", "13800138000 林志远", "林志远 2"}) {
        CAPTURE(said);
        CHECK_FALSE(answers_to(said).contains("mobile"));
    }
}

TEST_CASE("pieces of a message") {
    using Pieces = std::vector<std::string>;
    CHECK(apart("林志远 13800138000", false) == Pieces{"林志远", "13800138000"});
    CHECK(apart("明天九点", true) == Pieces{"明天", "九点"});
    CHECK(apart("12月3号上午9点半", true).size() == 2);
    CHECK(apart("海珠,明天九点", true) == Pieces{"海珠", "明天", "九点"});
    CHECK(apart("天河 后天下午", true) == Pieces{"天河", "后天", "下午"});
    CHECK(apart("下午", true) == Pieces{"下午"});
    CHECK(apart("天河 最早 上午", true) == Pieces{"天河", "最早", "上午"});
    CHECK(apart("明天九点", false) == Pieces{"明天九点"});
    CHECK(apart("九点", true) == Pieces{"九点"});
    CHECK(apart("", true).empty());
}

TEST_CASE("the word of one line alone names it, the longest one counting") {
    const std::vector<Option> lines{{"A", "到期换领", {"到期"}}, {"B", "丢失补领", {"丢了", "不见"}}, {"C", "异地换领", {"异地到期"}}};
    CHECK(called(lines, "身份证到期了") == "A");
    CHECK(called(lines, "异地到期") == "C");
    CHECK_FALSE(called(lines, "到期前丢了"));
    CHECK_FALSE(called(lines, "身份证"));
}

TEST_CASE("what is asked about a business is told from what is wanted of it") {
    struct Row {
        const char* said;
        Enquiry what;
    };
    for (const Row& row : std::initializer_list<Row>{{"身份证多少钱", Enquiry::fee},
                                                     {"补身份证要几多钱呀", Enquiry::fee},
                                                     {"换身份证收费吗", Enquiry::fee},
                                                     {"办身份证要带什么", Enquiry::papers},
                                                     {"换身份证要带咩", Enquiry::papers},
                                                     {"需要什么材料？", Enquiry::papers},
                                                     {"要等几日", Enquiry::term},
                                                     {"身份证几耐攞到", Enquiry::term},
                                                     {"身份证可以加急吗", Enquiry::term},
                                                     {"身份证在哪里办", Enquiry::place},
                                                     {"换身份证去边度", Enquiry::place},
                                                     {"户政窗口周末开门吗", Enquiry::hours},
                                                     {"星期六可以办身份证吗，星期六开吗", Enquiry::hours},
                                                     {"外地人可以在广州换身份证吗", Enquiry::who},
                                                     {"身份证可以代办吗", Enquiry::who},
                                                     {"老人家行动不便可以上门吗", Enquiry::at_home},
                                                     {"我妈瘫痪在床怎么办身份证", Enquiry::at_home},
                                                     {"几点", Enquiry::hours},
                                                     {"几时去呀", Enquiry::hours},
                                                     {"地址在哪里", Enquiry::place},
                                                     {"要带户口本吗", Enquiry::papers},
                                                     {"材料", Enquiry::papers},
                                                     {"换身份证", Enquiry::none},
                                                     {"身份证到期", Enquiry::none},
                                                     {"周六", Enquiry::none}}) {
        CAPTURE(row.said);
        CHECK(enquiry(row.said) == row.what);
    }
}

TEST_CASE("every service has a card: fee, who may, and what else there is to say") {
    World world;
    for (const Service& service : catalog().all()) {
        CAPTURE(service.id);
        world.figures.settings.try_emplace(service.id, settings_of(service));
        const std::vector<Line> card = card_of(service, world.figures, world.now);
        CHECK_FALSE(card_line(card, "fee").empty());
        CHECK_FALSE(card_line(card, "who").empty());
        CHECK_FALSE(card_line(card, "place").empty());
        for (const Card::Price& price : service.card.prices) CHECK(std::ranges::find(service.fees, price.item) != service.fees.end());
    }
}

TEST_CASE("a question opens the card, begins nothing, and in a form leaves the form where it is") {
    World world;
    Service service = permit();
    service.card = {.who = "谁都可以", .papers = "身份证"};
    Chat chat(world, {service});
    const Screen card = chat.say("许可要带什么");
    CHECK(has(card, "材料：身份证"));
    CHECK(card.text.find("材料") < card.text.find("费用"));
    CHECK_FALSE(chat.session.current);
    CHECK(has(chat.say("多少钱"), "费用：不收费"));
    chat.say("开始办理");
    REQUIRE(chat.session.current);
    const Screen asked = chat.say("同意");
    CHECK(has(asked, "哪一种"));
    const Screen answered = chat.say("要多少钱呀");
    CHECK(has(answered, "费用：不收费"));
    CHECK(has(answered, "哪一种"));
}
