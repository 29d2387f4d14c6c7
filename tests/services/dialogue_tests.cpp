// What one message does to a session, for services made up for it.
#include "services/chat/conversation.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "conversation.h"
#include "services/form/counter.h"

using namespace services;

namespace {

/// At the review of an appointment, with its place held.
Chat at_review(World& world) {
    Chat chat(world, {world.appointment, world.binding});
    for (const char* text : {"身份证业务办理预约", "1", "丢失补领", "天河区", "11月30日", "09:00"}) chat.say(text);
    REQUIRE(chat.session.asked.key == "@review");
    return chat;
}

std::int64_t held(World& world, const Chat& chat, const char* slot = "09:00") {
    const db::Slot place{"th-tangxia", "id_card_appointment", "2026-11-30", slot};
    return world.stores.appointments.held_until(chat.session.current->draft, place, world.now.time_since_epoch().count()).value_or(0);
}

}  // namespace

TEST_CASE("a changed answer takes with it only what is made of it") {
    World world;
    Chat chat = at_review(world);
    const Answers before = chat.session.current->answers;
    chat.say("修改");
    chat.say("相片回执号");
    chat.say("2");
    CHECK(chat.session.asked.key == "photo_receipt");
    CHECK(held(world, chat) > 0);
    chat.say("440106202611230001");
    CHECK(chat.session.asked.key == "@review");
    Answers after = chat.session.current->answers;
    CHECK(after.at("photo_receipt") == "440106202611230001");
    after.erase("photo_receipt");
    CHECK(after == before);
    CHECK(held(world, chat) > 0);

    chat.say("修改");
    chat.say("1");  // the business: the place stays
    CHECK(chat.session.asked.key == "business");
    CHECK(held(world, chat) > 0);
    chat.say("损坏换领");
    CHECK(chat.session.asked.key == "@review");

    chat.say("修改");
    chat.say("3");  // the district: everything about the place goes, and so does the hold
    CHECK(chat.session.asked.key == "district");
    for (const char* key : {"site", "date", "slot"}) CHECK_FALSE(chat.session.current->answers.contains(key));
    CHECK(chat.session.current->answers.contains("photo_receipt"));
    CHECK(held(world, chat) == 0);
}

TEST_CASE("a date changed keeps the site and gives the place back") {
    World world;
    Chat chat = at_review(world);
    chat.say("修改");
    chat.say("5");
    CHECK(chat.session.asked.key == "date");
    CHECK(chat.session.current->answers.contains("site"));
    CHECK_FALSE(chat.session.current->answers.contains("slot"));
    CHECK(held(world, chat) == 0);
}

TEST_CASE("a dialogue that was put aside for a service that is gone is dropped, and the resident told") {
    World world;
    Chat chat(world, {stub("stub", "测试业务", text)});
    chat.say("测试业务");
    chat.session.under = Dialogue{.service = "no_longer", .draft = "d"};
    const Screen told = chat.say("一");
    CHECK(has(told, "已下线"));
    CHECK(has(told, "请说明情况"));
    CHECK_FALSE(chat.session.under);
    CHECK(has(chat.say("一"), "办好了"));
}

TEST_CASE("when the current service is gone, the one put aside goes on; without one there is the menu") {
    World world;
    Chat chat(world, {stub("stub", "测试业务", text)});
    chat.say("测试业务");
    chat.session.under = chat.session.current;
    chat.session.current = Dialogue{.service = "no_longer", .draft = "d"};
    const Screen told = chat.say("一");
    CHECK(has(told, "已下线"));
    CHECK(has(told, "请说明情况"));
    REQUIRE(chat.session.current);
    CHECK(chat.session.current->service == "stub");
    chat.session.current->service = "no_longer";
    CHECK(has(chat.say("一"), "请选择业务"));
    CHECK_FALSE(chat.session.current);
}

TEST_CASE("consent is what the store says") {
    World world;
    Chat chat(world, {stub("stub", "测试业务", mobile)});
    CHECK(has(chat.say("测试业务"), "需要使用说明"));
    CHECK(has(chat.say("1"), "请说明情况"));
    world.sql->execute("DELETE FROM consents");
    CHECK(has(chat.say("重新开始"), "需要使用"));
    CHECK(has(chat.say("1"), "请说明情况"));
    CHECK(has(chat.say("重新开始"), "请说明情况"));
}

TEST_CASE("consent given for a service holds for the binding it leads to") {
    World world;
    Chat chat(world, {world.names, world.binding}, "stranger");
    CHECK(has(chat.say("新生儿重名查询"), "需要使用"));
    CHECK(has(chat.say("1"), "请输入您的手机号码"));
    CHECK(chat.session.current->service == "bind_identity");
}

TEST_CASE("an anonymous service never learns who is writing, and leaves no consent") {
    World world;
    std::vector<std::string> seen;
    const auto look = [&seen](const Context& context) {
        seen.push_back(context.citizen + context.user.id + (context.resident == nullptr ? "" : context.resident->id));
    };
    Service tip = stub("tip", "匿名举报", text);
    tip.kind = Kind::report;
    tip.anonymous = true;
    tip.fields.front().check = [&](const Answers&, Context& context) -> std::optional<Refusal> {
        look(context);
        return std::nullopt;
    };
    tip.fields.push_back({.key = "place",
                          .label = "地区",
                          .ask = "请选择地区",
                          .type = &choice,
                          .choices = [&](const Answers&, Context& context) -> std::vector<Option> {
                              look(context);
                              return {{"here", "这里"}};
                          }});
    tip.fields.push_back({.key = "phone", .label = "电话", .ask = "请留电话", .type = &mobile, .optional = true});
    tip.submit = [&](const Answers&, Context& context) {
        look(context);
        return Outcome{.headline = "已收到"};
    };
    Chat chat(world, {tip, stub("stub", "测试业务", mobile)});
    world.figures.settings.at("tip").daily_limit = 1;
    for (int times = 0; times < 2; ++times) {
        CHECK(has(chat.say("匿名举报"), "需要使用电话"));
        CHECK(has(chat.say("1"), "请说明情况"));
        chat.say("这里有事");
        chat.say("1");
        chat.say("跳过");
        CHECK(has(chat.say("确认"), times == 0 ? "已收到" : "每天最多使用1次"));
    }
    CHECK(seen.size() >= 5);
    for (const std::string& who : seen) CHECK(who.empty());
    CHECK(world.sql->query("SELECT COUNT(*) FROM consents").at(0).integer(0) == 0);
}

TEST_CASE("whoever leaves an anonymous service for another is known there again, in the same message") {
    World world;
    Service tip = stub("tip", "匿名举报", text);
    tip.anonymous = true;
    Chat chat(world, {tip, stub("stub", "测试业务", mobile)});
    world.stores.consents.record({"W", "lin"}, "stub", std::string(consent_version), 0);
    CHECK(has(chat.say("匿名举报"), "请说明情况"));
    const Screen other = chat.say("测试业务");
    CHECK(chat.session.current->service == "stub");
    CHECK_FALSE(has(other, "需要使用"));
}

TEST_CASE("an alarm is heard before any store is asked") {
    World world;
    Service broken = stub("stub", "测试业务", text);
    broken.fields.front().known = [](const Answers&, const Facts&) -> std::string { throw std::logic_error("a store was asked"); };
    Chat chat(world, {broken});
    chat.session.current = Dialogue{.service = "stub", .draft = "d"};
    chat.session.asked = {.key = "@menu"};  // a list whose text needs no store
    CHECK(has(chat.say("救命"), "110"));
    CHECK(has(chat.say("119"), "119（火警）"));
}

TEST_CASE("a picture is no answer to a question that wants words") {
    World world;
    for (const bool optional : {false, true}) {
        for (const FieldType* type : {&place, &text}) {
            Service service = stub("stub", "测试业务", *type);
            service.fields.front().optional = optional;
            Chat chat(world, {service});
            chat.say("测试业务");
            const Screen screen = chat.hear({.file = FileRef{"media", "image"}});
            CHECK(has(screen, "请用文字说明"));
            CHECK(chat.session.current->answers.empty());
        }
    }
    Chat chat(world, {stub("stub", "测试业务", photo)});
    chat.say("测试业务");
    chat.say("1");
    CHECK(has(chat.hear({.file = FileRef{"media", "image"}}), "办好了"));
}
