// Tags, the blacklist and mass messages.
#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"
#include "wechat/mass_messages.h"
#include "wechat/tags.h"

using namespace wechat;

TEST_CASE("tags") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/cgi-bin/tags/create", R"({"tag":{"id":134,"name":"天河"}})");
    CHECK(tags::create(client, "天河", account.soon()).id == 134);
    CHECK(account.wechat.seen("/cgi-bin/tags/create")[0].body == R"({"tag":{"name":"天河"}})");
    account.wechat.answer("/cgi-bin/tags/get", R"({"tags":[{"id":1,"name":"a","count":0},{"id":2,"name":"b","count":7}]})");
    CHECK(tags::all(client, account.soon())[1].count == 7);
    tags::rename(client, 134, "白云", account.soon());
    CHECK(account.wechat.seen("/cgi-bin/tags/update")[0].body == R"({"tag":{"id":134,"name":"白云"}})");
    tags::remove(client, 134, account.soon());
    CHECK(account.wechat.seen("/cgi-bin/tags/delete")[0].body == R"({"tag":{"id":134}})");
    tags::put_on(client, 134, {"o1", "o2"}, account.soon());
    CHECK(account.wechat.seen("/cgi-bin/tags/members/batchtagging")[0].body == R"({"openid_list":["o1","o2"],"tagid":134})");
    tags::take_off(client, 134, {"o1"}, account.soon());
    CHECK(account.wechat.count("/cgi-bin/tags/members/batchuntagging") == 1);
    account.wechat.answer("/cgi-bin/tags/getidlist", R"({"tagid_list":[134,2]})");
    CHECK(tags::of(client, "o1", account.soon()) == std::vector<std::int64_t>{134, 2});
    tags::block(client, {"o1"}, account.soon());
    CHECK(account.wechat.seen("/cgi-bin/tags/members/batchblacklist")[0].body == R"({"openid_list":["o1"]})");
    tags::unblock(client, {"o1"}, account.soon());
    CHECK(account.wechat.count("/cgi-bin/tags/members/batchunblacklist") == 1);
}

TEST_CASE("tags: limits") {
    fake::Account account;
    const Client client = account.client();
    const auto soon = account.soon();
    CHECK(field_refused([&] { tags::create(client, "", soon); }) == "tag.name");
    CHECK(field_refused([&] { tags::rename(client, 1, std::string(31, 'x'), soon); }) == "tag.name");
    CHECK(field_refused([&] { tags::put_on(client, 1, std::vector<std::string>(51, "o"), soon); }) == "openid_list");
    CHECK(field_refused([&] { tags::put_on(client, 1, std::vector<std::string>(50, "o"), soon); }).empty());
    CHECK(field_refused([&] { tags::take_off(client, 1, {}, soon); }) == "openid_list");
    CHECK(field_refused([&] { tags::block(client, std::vector<std::string>(21, "o"), soon); }) == "openid_list");
    CHECK(field_refused([&] { tags::unblock(client, std::vector<std::string>(20, "o"), soon); }).empty());
}

TEST_CASE("mass messages") {
    fake::Account account;
    const Client client = account.client();
    const auto soon = account.soon();
    account.wechat.answer("/cgi-bin/message/mass/sendall", R"({"errcode":0,"errmsg":"ok","msg_id":34182,"msg_data_id":206227730})");
    const mass::Sent sent = mass::send(client, 2, mass::Text{"台风预警"}, "c1", soon);
    CHECK(sent.message_id == "34182");
    CHECK(sent.message_data_id == "206227730");
    mass::send(client, std::nullopt, mass::Article{"m1"}, "c2", soon);
    const auto seen = account.wechat.seen("/cgi-bin/message/mass/sendall");
    CHECK(seen[0].body == R"({"filter":{"is_to_all":false,"tag_id":2},"text":{"content":"台风预警"},"msgtype":"text","clientmsgid":"c1"})");
    CHECK(seen[1].body ==
          R"({"filter":{"is_to_all":true},"mpnews":{"media_id":"m1"},"msgtype":"mpnews","send_ignore_reprint":0,"clientmsgid":"c2"})");
    mass::preview(client, {.openid = "o1"}, mass::Text{"台风预警"}, soon);
    CHECK(account.wechat.seen("/cgi-bin/message/mass/preview")[0].body ==
          R"({"touser":"o1","text":{"content":"台风预警"},"msgtype":"text"})");
    mass::preview(client, {.wx_name = "gz_editor"}, mass::Article{"m1"}, soon);
    CHECK(account.wechat.seen("/cgi-bin/message/mass/preview")[1].body ==
          R"({"towxname":"gz_editor","mpnews":{"media_id":"m1"},"msgtype":"mpnews"})");
    account.wechat.answer("/cgi-bin/message/mass/get", R"({"msg_id":"34182","msg_status":"SEND_SUCCESS"})");
    CHECK(mass::status(client, "34182", soon) == "SEND_SUCCESS");
    mass::remove(client, "34182", 1, soon);
    CHECK(account.wechat.seen("/cgi-bin/message/mass/delete")[0].body == R"({"msg_id":"34182","article_idx":1})");
}

TEST_CASE("a mass message is sent once, and its id has room to spare") {
    fake::Account account;
    const Client client = account.client();
    const auto send = [&](std::size_t length) { mass::send(client, 2, mass::Text{"x"}, std::string(length, 'c'), account.soon()); };
    CHECK(field_refused([&] { send(0); }) == "clientmsgid");
    CHECK(field_refused([&] { send(64); }) == "clientmsgid");
    CHECK(field_refused([&] { mass::check(mass::Text{}); }) == "content");
    CHECK(field_refused([&] { mass::check(mass::Text{std::string(2048, 'x')}); }).empty());
    CHECK(field_refused([&] { mass::send(client, 2, mass::Text{std::string(2049, 'x')}, "c", account.soon()); }) == "content");
    CHECK(field_refused([&] { mass::preview(client, {}, mass::Text{"x"}, account.soon()); }) == "touser");
    CHECK(field_refused([&] { mass::preview(client, {"o1", "w1"}, mass::Text{"x"}, account.soon()); }) == "touser");
    account.wechat.once("/cgi-bin/message/mass/sendall", [](const fake::Seen&) -> HttpResponse { throw HttpError(HttpFailure::cut); });
    CHECK_THROWS_AS(send(63), MaybeSent);
    CHECK(account.wechat.count("/cgi-bin/message/mass/sendall") == 1);
}

TEST_CASE("the same mass message again sends nothing, and says which one there is") {
    fake::Account account;
    const Client client = account.client();
    for (const auto* answer : {R"({"errcode":45065,"errmsg":"clientmsgid exist","msg_id":34182})",
                               R"({"errcode":45065,"errmsg":"clientmsgid exist, msg_id 34182 rid: 1-2-3"})"}) {
        account.wechat.answer("/cgi-bin/message/mass/sendall", answer);
        const mass::Sent sent = mass::send(client, std::nullopt, mass::Text{"x"}, "c", account.soon());
        CHECK(sent.was_there);
        CHECK(sent.message_id == "34182");
    }
    account.wechat.answer("/cgi-bin/message/mass/sendall", R"({"errcode":45066,"errmsg":"too soon"})");
    CHECK_THROWS_WITH(mass::send(client, std::nullopt, mass::Text{"x"}, "c", account.soon()), doctest::Contains("mass_id_too_soon"));
}
