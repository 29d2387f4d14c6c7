// Forms about records that are there already: what may be done with one's own, asked for like any other form; 补正; sessions of before.
#include "services/form/existing.h"

#include <doctest/doctest.h>

#include "conversation.h"
#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/form/lifecycles.h"

using namespace services;
using db::By;

namespace {

Service permit() {
    Service service{
        .id = "permit",
        .title = "行政许可",
        .kind = Kind::application,
        .parameters = application_parameters(),
        .fields = {{.key = "site", .label = "地点", .ask = "在哪里？", .type = &text},
                   {.key = "reason", .label = "事由", .ask = "为什么？", .type = &text},
                   {.key = "more", .label = "补充", .ask = "还有吗？", .type = &text, .optional = true}},
        .submit = [](const Answers&, Context&) { return Outcome{.headline = "已提交"}; },
        .life = &application(),
        .acts = application_acts(),
        .existing = Existing{.label = "申请", .ask = "要办哪一项？", .begins = "新的申请", .line = [](const db::Record& record, Context&) {
                                 return "申请" + record.number;
                             }}};
    service.acts.back().asks = {Field{.key = "why", .label = "原因", .ask = "为什么撤回？", .type = &text}};
    service.acts.back().effect = [](db::Transaction&, db::Record& record, Answers& input, Context&) -> std::optional<Result> {
        record.summary = to_json({{"why", value_of(input, "why")}});
        return std::nullopt;
    };
    return service;
}

struct Desk : World {
    Service service = permit();
    Chat chat{*this, {service}};

    db::Record make(const db::Resident& owner) {
        return record(service, owner, "SUBMITTED", {{"site", "某处"}, {"reason", "因为"}, {"more", ""}});
    }
    db::Record read(const db::Record& record) { return stores.records.find(record.id).value(); }
    void send_back(const db::Record& record, const Answers& named) {
        const db::Record seen = read(record);
        Context by_officer = context(service, nullptr);
        const Result result =
            act({.record = seen.id, .version = seen.version, .verb = "ask_supplement", .input = named, .actor = {.by = By::officer}},
                by_officer);
        REQUIRE(std::get<Outcome>(result).code == Code::OK);
    }
    /// As a line of an earlier answer leads there.
    Screen follow(const db::Record& record, const std::string& verb) {
        chat.session = {};
        chat.session.asked = {.key = "@offers", .ids = {"permit\n@record=" + record.id + "\n@act=" + verb + "\n=办理"}};
        return chat.say("1");
    }
};

}  // namespace

TEST_CASE("one's own records are lines of the first question, and what may be done with one follows") {
    Desk desk;
    const db::Record mine = desk.make(desk.lin), theirs = desk.make(desk.chen);
    const Screen first = desk.chat.say("行政许可");
    REQUIRE(first.options.size() == 2);
    CHECK(first.options[0].label == "新的申请");
    CHECK(first.options[1].label == "申请" + mine.number);
    const Screen acts = desk.chat.say("2");
    REQUIRE(acts.options.size() == 2);
    CHECK(acts.options[0].label == "查看详情");
    CHECK(acts.options[1].label == "撤回申请");
    CHECK(has(desk.chat.say("2"), "为什么撤回？"));
    const Screen review = desk.chat.say("材料不齐");
    CHECK(has(review, "申请：申请" + mine.number));
    CHECK(has(review, "操作：撤回申请"));
    CHECK(has(review, "原因：材料不齐"));
    CHECK(has(desk.chat.say("确认"), "已撤回"));
    CHECK(desk.read(mine).state == "WITHDRAWN");
    CHECK(desk.read(mine).summary == R"({"why":"材料不齐"})");

    // Of somebody else's nothing is told, whatever leads there.
    CHECK_FALSE(has(desk.follow(theirs, "withdraw"), "撤回"));
    CHECK(desk.read(theirs).state == "SUBMITTED");
    Context lin = desk.context(desk.service, &desk.lin);
    const Answers forged{{"@record", theirs.id}, {"@act", "view"}};
    CHECK(std::get<Outcome>(deal_with(desk.service, forged, lin)).code == Code::NOT_FOUND);
}

TEST_CASE("a form opens on the record under 补正, and asks what was named and nothing else") {
    Desk desk;
    const db::Record record = desk.make(desk.lin);
    desk.send_back(record, {{"reason", "请写详细些"}});
    const Screen asked = desk.follow(record, "supplement");
    CHECK(has(asked, "需要补正：请写详细些"));
    CHECK(has(asked, "为什么？"));
    const Screen review = desk.chat.say("因为所以");
    CHECK(has(review, "地点：某处"));
    CHECK(has(review, "事由：因为所以"));
    SUBCASE("submitted") {
        CHECK(has(desk.chat.say("确认"), "已提交"));
        const db::Record back = desk.read(record);
        CHECK(back.state == "SUBMITTED");
        CHECK(back.answers == R"({"more":"","reason":"因为所以","site":"某处"})");
        CHECK(back.supplement.empty());
    }
    SUBCASE("one's own answer may be changed, and no other") {
        const Screen change = desk.chat.say("修改");
        REQUIRE(change.options.size() == 3);
        CHECK(change.options[2].label == "事由");
        CHECK(has(desk.chat.say("3"), "需要补正：请写详细些"));
    }
    SUBCASE("上一步 goes back to what was given, not into the record") { CHECK(has(desk.chat.say("上一步"), "需要补正：请写详细些")); }
    SUBCASE("what was named otherwise meanwhile is asked, too") {
        Context lin = desk.context(desk.service, &desk.lin);
        const db::Record seen = desk.read(record);
        REQUIRE(
            std::get<Outcome>(act({.record = seen.id, .version = seen.version, .verb = "supplement", .input = {{"reason", "别的"}}}, lin))
                .code == Code::OK);
        desk.send_back(record, {{"site", "请写门牌号"}});
        CHECK(has(desk.chat.say("确认"), "需要补正：请写门牌号"));
    }
    SUBCASE("withdrawn meanwhile") {
        Context lin = desk.context(desk.service, &desk.lin);
        const db::Record seen = desk.read(record);
        REQUIRE(std::get<Outcome>(act({.record = seen.id, .version = seen.version, .verb = "withdraw", .input = {{"why", "不办"}}}, lin))
                    .code == Code::OK);
        CHECK_FALSE(has(desk.chat.say("确认"), "已提交"));
        CHECK(desk.read(record).state == "WITHDRAWN");
    }
}

TEST_CASE("what was done and whose answer was lost is answered by the record as it is") {
    Desk desk;
    const db::Record record = desk.make(desk.lin);
    const Answers wish{{"@record", record.id}, {"@act", "withdraw"}, {"why", "材料不齐"}};
    Context lin = desk.context(desk.service, &desk.lin);
    const Outcome once = std::get<Outcome>(deal_with(desk.service, wish, lin));
    CHECK(once.code == Code::OK);
    const Outcome again = std::get<Outcome>(deal_with(desk.service, wish, lin));
    CHECK(again.headline == once.headline);
    CHECK(desk.sql->query("SELECT COUNT(*) FROM history WHERE to_state = 'WITHDRAWN'").at(0).integer(0) == 1);
}

TEST_CASE("a session of the version before goes on where it was, and nothing in it is lost") {
    World world;
    const auto read = decode_session(
        R"({"at":1795399200,"current":{"service":"quick_accident_claim","draft":"d1","answers":{"what":"REPORT","injured":"NO",)"
        R"("obstacle":"NONE","position":"@23.129110,113.264385 北京路步行街"}},"asked":"happened_at","ids":[],"rest":""})");
    REQUIRE(read);
    const Service& claim = *catalog().find("quick_accident_claim");
    world.figures.settings[claim.id] = settings_of(claim);
    world.stores.consents.record({"W", "lin"}, claim.id, std::string("2026-11"), unix_time(world.now));
    Session session = *read;
    Context context = world.context(claim, nullptr);
    context.citizen = "lin";
    context.user = {"W", "lin"};
    const auto say = [&](const std::string& text) {
        return Conversation(catalog(), context, session, std::chrono::hours{24 * 365 * 50}).hear({.input = {.text = text, .raw = text}});
    };
    CHECK(has(say("14:05"), "您要办理哪一项"));  // what is asked first now
    CHECK(has(say("1"), "什么时候发生的"));
    CHECK(session.current->answers ==
          Answers{{"@record", "new"}, {"injured", "NO"}, {"obstacle", "NONE"}, {"position", "@23.129110,113.264385 北京路步行街"}});
}

TEST_CASE("what has not begun is left without a loss, and says so in words that cannot be taken for the act") {
    Desk desk;
    const db::Record record = desk.make(desk.lin);
    const Screen review = desk.follow(record, "withdraw");
    CHECK(has(review, "为什么撤回？"));
    CHECK(desk.chat.say("材料不齐").options[2].label == "先不办");
    CHECK(has(desk.chat.say("取消"), "没有改动任何内容"));
    CHECK(desk.read(record).state == "SUBMITTED");
}

TEST_CASE("a word that begins one line of the question is that line") {
    Desk desk;
    desk.service.fields.front() = Field{
        .key = "site", .label = "意见", .ask = "您同意吗？", .type = &choice, .options = {{"YES", "同意"}, {"NO", "不同意，请民警认定"}}};
    Chat chat{desk, {desk.service}};
    CHECK(has(chat.say("行政许可"), "您同意吗？"));  // there is nothing else to choose
    CHECK(has(chat.say("不同意"), "为什么？"));
    CHECK(chat.session.current->answers.at("site") == "NO");
    CHECK_FALSE(chat.say("取消").text.empty());
    CHECK_FALSE(chat.session.current);
}

TEST_CASE("what was put aside is not thrown away by a service in which nothing was said") {
    Desk desk;
    Service progress = stub("my_progress", "我的进度", mobile);  // asks for consent before anything else
    Chat chat{desk, {desk.service, progress, stub("other", "别的业务", text)}};
    chat.say("行政许可");
    chat.say("某处");
    CHECK(has(chat.say("进度"), "需要使用"));
    REQUIRE(chat.session.under);
    CHECK(has(chat.say("别的业务"), "您正在办理「行政许可」"));
    CHECK(has(chat.say("1"), "为什么？"));
    CHECK(chat.session.current->answers.at("site") == "某处");
    // Nor does a second look aside overwrite what is being answered.
    chat.say("进度");
    CHECK(has(chat.say("进度"), "请先办完手上的这一项"));
    CHECK(chat.session.under->answers.at("site") == "某处");
}

TEST_CASE("hours are said when a new form begins, and what is there may still be looked at") {
    Desk desk;
    const db::Record record = desk.make(desk.lin);
    desk.figures.settings["permit"].hours = {Span{Minutes{60}, Minutes{120}}};
    desk.chat.say("行政许可");
    CHECK(has(desk.chat.say("1"), "受理时间是每天01:00–02:00"));
    CHECK_FALSE(desk.chat.session.current);
    CHECK(has(desk.follow(record, "view"), "已提交"));

    // Where nothing is asked before the form, it is said when the service opens, and an offer still leads to what is there.
    Service unasked = desk.service;
    unasked.existing->ask.clear();
    unasked.existing->begins.clear();
    Chat chat{desk, {unasked}};
    CHECK(has(chat.say("行政许可"), "受理时间是每天01:00–02:00"));
    CHECK_FALSE(chat.session.current);
    chat.session.asked = {.key = "@offers", .ids = {"permit\n@record=" + record.id + "\n@act=view\n=办理"}};
    CHECK(has(chat.say("1"), "已提交"));
}
