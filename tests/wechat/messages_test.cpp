// Messages the account sends of its own accord: custom, template, subscription; the exact documents and what is refused before sending.
#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"
#include "wechat/custom_messages.h"
#include "wechat/subscriptions.h"
#include "wechat/template_messages.h"

using namespace wechat;

namespace {

constexpr const char* custom_send = "/cgi-bin/message/custom/send";
constexpr const char* template_send = "/cgi-bin/message/template/send";
constexpr const char* subscription_send = "/cgi-bin/message/subscribe/bizsend";

std::string sent(fake::Account& account, const custom::Content& content) {
    custom::send(account.client(), "o1", content, account.soon());
    return account.wechat.seen(custom_send).back().body;
}

}  // namespace

TEST_CASE("custom messages: every type as WeChat wants it") {
    fake::Account account;
    CHECK(sent(account, custom::Text{"您好\n<a href=\"https://x?a&b\">警</a>"}) ==
          R"({"touser":"o1","msgtype":"text","text":{"content":"您好\n<a href=\"https://x?a&b\">警</a>"}})");
    CHECK(sent(account, custom::Image{"m1"}) == R"({"touser":"o1","msgtype":"image","image":{"media_id":"m1"}})");
    CHECK(sent(account, custom::Voice{"m1"}) == R"({"touser":"o1","msgtype":"voice","voice":{"media_id":"m1"}})");
    CHECK(sent(account, custom::Video{"m1", "t1", "标题", "说明"}) ==
          R"({"touser":"o1","msgtype":"video","video":{"media_id":"m1","thumb_media_id":"t1","title":"标题","description":"说明"}})");
    CHECK(
        sent(account, custom::News{"标题", "说明", "https://u", "https://p"}) ==
        R"({"touser":"o1","msgtype":"news","news":{"articles":[{"title":"标题","description":"说明","url":"https://u","picurl":"https://p"}]}})");
    CHECK(sent(account, custom::Menu{"满意吗", {{"101", "满意"}, {"102", "不满意"}}, "谢谢"}) ==
          R"({"touser":"o1","msgtype":"msgmenu","msgmenu":{"head_content":"满意吗","list":[{"id":"101","content":"满意"},)"
          R"({"id":"102","content":"不满意"}],"tail_content":"谢谢"}})");
    CHECK(
        sent(account, custom::MiniProgram{"t", "wx1", "pages/a?b=c", "m1"}) ==
        R"({"touser":"o1","msgtype":"miniprogrampage","miniprogrampage":{"title":"t","appid":"wx1","pagepath":"pages/a?b=c","thumb_media_id":"m1"}})");
    CHECK(account.wechat.seen(custom_send)[0].content_type == "application/json");
}

TEST_CASE("custom messages: limits are met before sending") {
    fake::Account account;
    const Client client = account.client();
    const auto refused = [&](const custom::Content& content) {
        return field_refused([&] { custom::send(client, "o1", content, account.soon()); });
    };
    CHECK(refused(custom::Text{std::string(2049, 'x')}) == "content");
    CHECK(refused(custom::Text{}) == "content");
    CHECK(refused(custom::Image{}) == "media_id");
    CHECK(refused(custom::Video{}) == "media_id");
    CHECK(refused(custom::News{}) == "title");
    CHECK(refused(custom::Menu{"h", {}, "t"}) == "list");
    CHECK(refused(custom::MiniProgram{"t", "wx1", "p", ""}) == "thumb_media_id");
    CHECK(field_refused([&] { custom::send(client, "", custom::Text{"x"}, account.soon()); }) == "touser");
    CHECK(account.wechat.count(custom_send) == 0);
    CHECK(refused(custom::Text{std::string(2048, 'x')}).empty());
}

TEST_CASE("custom messages: a closed window has its name, and no message is sent twice") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer(custom_send, R"({"errcode":45015,"errmsg":"response out of time limit rid: 61-2"})");
    try {
        custom::send(client, "o1", custom::Text{"x"}, account.soon());
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::window_closed);
    }
    account.wechat.once(custom_send, [](const fake::Seen&) -> HttpResponse { throw HttpError(HttpFailure::cut); });
    CHECK_THROWS_AS(custom::send(client, "o1", custom::Text{"x"}, account.soon()), MaybeSent);
    CHECK(account.wechat.count(custom_send) == 2);
}

TEST_CASE("typing") {
    fake::Account account;
    custom::typing(account.client(), "o1", true, account.soon());
    custom::typing(account.client(), "o1", false, account.soon());
    const auto seen = account.wechat.seen("/cgi-bin/message/custom/typing");
    CHECK(seen[0].body == R"({"touser":"o1","command":"Typing"})");
    CHECK(seen[1].body == R"({"touser":"o1","command":"CancelTyping"})");
}

TEST_CASE("template messages: values fitted to their kinds; the id comes back") {
    fake::Account account;
    account.wechat.answer(template_send, R"({"errcode":0,"errmsg":"ok","msgid":200228332})");
    const template_messages::Message message{
        .openid = "o1",
        .template_id = "t1",
        .url = "https://u",
        .mini_program = {"wx1", "p"},
        .client_msg_id = "c1",
        .values = {{"thing8", "广州市公安局交通警察支队车辆管理所第三分所业务大厅"}, {"car_number1", "粤A8Z888挂"}, {"first", "您好"}}};
    CHECK(template_messages::send(account.client(), message, account.soon()) == "200228332");
    CHECK(
        account.wechat.seen(template_send)[0].body ==
        R"({"touser":"o1","template_id":"t1","url":"https://u","miniprogram":{"appid":"wx1","pagepath":"p"},"client_msg_id":"c1",)"
        R"("data":{"thing8":{"value":"广州市公安局交通警察支队车辆管理所第三…"},"car_number1":{"value":"粤A8Z888挂"},"first":{"value":"您好"}}})");
}

TEST_CASE("template messages: without a client_msg_id none is sent twice, with one it is repeated") {
    for (const bool has_id : {false, true}) {
        fake::Account account;
        account.wechat.fail(fake::origins[0], HttpFailure::timeout);
        auto token = account.token();
        const Client client = account.client();
        token->get(account.soon());
        account.time.advance(std::chrono::seconds(3));  // the first origin is asked again
        const template_messages::Message message{.openid = "o1", .template_id = "t1", .client_msg_id = has_id ? "c1" : ""};
        if (has_id) {
            template_messages::send(client, message, account.soon());
        } else {
            CHECK_THROWS_AS(template_messages::send(client, message, account.soon()), MaybeSent);
        }
        CHECK(account.wechat.count(template_send) == (has_id ? 2 : 1));
    }
}

TEST_CASE("template messages: a value that cannot be is named before sending") {
    fake::Account account;
    const Client client = account.client();
    const template_messages::Message message{.openid = "o1", .template_id = "t1", .values = {{"number3", "三"}}};
    CHECK(field_refused([&] { template_messages::send(client, message, account.soon()); }) == "number3");
    CHECK(account.wechat.count(template_send) == 0);
}

TEST_CASE("the account's templates") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/template/get_all_private_template",
                          R"({"template_list":[{"template_id":"t1","title":"办结提醒","content":"{{thing1.DATA}}"}]})");
    const auto all = template_messages::all(account.client(), account.soon());
    REQUIRE(all.size() == 1);
    CHECK(all[0].id == "t1");
    CHECK(all[0].title == "办结提醒");
    template_messages::remove(account.client(), "t1", account.soon());
    CHECK(account.wechat.seen("/cgi-bin/template/del_private_template")[0].body == R"({"template_id":"t1"})");
}

TEST_CASE("subscription messages") {
    fake::Account account;
    const subscriptions::Message message{
        .openid = "o1", .template_id = "t1", .page = "https://u", .values = {{"thing8", "身份证已办好"}, {"time7", "2019年8月8日"}}};
    subscriptions::send(account.client(), message, account.soon());
    CHECK(
        account.wechat.seen(subscription_send)[0].body ==
        R"({"touser":"o1","template_id":"t1","page":"https://u","data":{"thing8":{"value":"身份证已办好"},"time7":{"value":"2019年8月8日"}}})");
    account.wechat.answer(subscription_send, R"({"errcode":43101,"errmsg":"user refuse to accept the msg"})");
    try {
        subscriptions::send(account.client(), message, account.soon());
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::not_subscribed);
    }
}

TEST_CASE("subscription templates") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/wxaapi/newtmpl/getcategory", R"({"errcode":0,"data":[{"id":616,"name":"公安"}]})");
    CHECK(subscriptions::categories(client, account.soon())[0].id == 616);
    account.wechat.answer("/wxaapi/newtmpl/getpubtemplatetitles",
                          R"({"count":55,"data":[{"tid":99,"title":"办理进度","type":3,"categoryId":"616"}]})");
    const auto titles = subscriptions::titles(client, {616, 617}, 0, 30, account.soon());
    CHECK(titles[0].tid == 99);
    CHECK(titles[0].long_term);
    CHECK(titles[0].category == 616);
    CHECK(account.wechat.seen("/wxaapi/newtmpl/getpubtemplatetitles")[0].query.at("ids") == "616,617");
    account.wechat.answer("/wxaapi/newtmpl/getpubtemplatekeywords",
                          R"({"data":[{"kid":1,"name":"事项","example":"身份证","rule":"thing"}]})");
    CHECK(subscriptions::keywords(client, 99, account.soon())[0].rule == "thing");
    account.wechat.answer("/wxaapi/newtmpl/addtemplate", R"({"errcode":0,"priTmplId":"p1"})");
    CHECK(subscriptions::add(client, 99, {1, 2}, "办理进度", account.soon()) == "p1");
    CHECK(account.wechat.seen("/wxaapi/newtmpl/addtemplate")[0].body == R"({"tid":"99","kidList":[1,2],"sceneDesc":"办理进度"})");
    CHECK(field_refused([&] { subscriptions::add(client, 99, {1}, "x", account.soon()); }) == "kidList");
    CHECK(field_refused([&] {
              subscriptions::add(client, 99, {1, 2}, "一二三四五六七八九十一二三四五六", account.soon());
          }) == "sceneDesc");
    account.wechat.answer("/wxaapi/newtmpl/gettemplate", R"({"data":[{"priTmplId":"p1","title":"t","content":"c","type":2}]})");
    CHECK_FALSE(subscriptions::all(client, account.soon())[0].long_term);
    subscriptions::remove(client, "p1", account.soon());
    CHECK(account.wechat.seen("/wxaapi/newtmpl/deltemplate")[0].body == R"({"priTmplId":"p1"})");
}
