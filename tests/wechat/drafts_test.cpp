// Drafts and publishing: what is sent and read, and what is refused before sending.
#include "wechat/drafts.h"

#include <doctest/doctest.h>

#include "fake_wechat.h"
#include "refused.h"
#include "wechat/free_publish.h"
#include "wechat/media.h"

using namespace wechat;
using namespace std::string_literals;

namespace {

drafts::Article article() {
    return {.title = "台风红色预警", .author = "广州公安", .digest = "请勿外出", .content = "<p>今晚</p>", .thumb_media_id = "t1"};
}
const std::string written =
    R"({"article_type":"news","title":"台风红色预警","author":"广州公安","digest":"请勿外出","content":"<p>今晚</p>",)"
    R"("thumb_media_id":"t1","need_open_comment":0,"only_fans_can_comment":0})";

std::string han(std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) text += "字";
    return text;
}

}  // namespace

TEST_CASE("a draft is made, read, changed, counted and removed") {
    fake::Account account;
    const Client client = account.client();
    const auto soon = account.soon();
    account.wechat.answer("/cgi-bin/draft/add", R"({"media_id":"d1"})");
    CHECK(drafts::add(client, {article()}, soon) == "d1");
    CHECK(account.wechat.seen("/cgi-bin/draft/add")[0].body == R"({"articles":[)" + written + "]}");
    account.wechat.answer("/cgi-bin/draft/get", R"({"news_item":[{"title":"甲","need_open_comment":1,"url":"http://x"},{"title":"乙"}]})");
    const auto read = drafts::get(client, "d1", soon);
    REQUIRE(read.size() == 2);
    CHECK(read[0].title == "甲");
    CHECK(read[0].comments);
    CHECK(read[0].url == "http://x");
    drafts::update(client, "d1", 0, article(), soon);
    CHECK(account.wechat.seen("/cgi-bin/draft/update")[0].body == R"({"media_id":"d1","index":0,"articles":)" + written + "}");
    account.wechat.answer("/cgi-bin/draft/count", R"({"total_count":7})");
    CHECK(drafts::count(client, soon) == 7);
    account.wechat.answer(
        "/cgi-bin/draft/batchget",
        R"({"total_count":7,"item_count":1,"item":[{"media_id":"d1","content":{"news_item":[{"title":"甲"}]},"update_time":9}]})");
    const auto page = drafts::list(client, 0, 20, soon);
    CHECK(page.total == 7);
    REQUIRE(page.drafts.size() == 1);
    CHECK(page.drafts[0].articles.at(0).title == "甲");
    CHECK(page.drafts[0].updated_at == 9);
    drafts::remove(client, "d1", soon);
    CHECK(account.wechat.seen("/cgi-bin/draft/delete")[0].body == R"({"media_id":"d1"})");
}

TEST_CASE("drafts: limits, which name the field") {
    fake::Account account;
    const auto refused = [&](auto change) {
        drafts::Article changed = article();
        change(changed);
        return field_refused([&] { drafts::check(changed); });
    };
    CHECK(refused([](auto&) {}).empty());
    CHECK(refused([](auto& it) { it.title = han(32); }).empty());
    CHECK(refused([](auto& it) { it.title = han(33); }) == "title");
    CHECK(refused([](auto& it) { it.title = ""; }) == "title");
    CHECK(refused([](auto& it) { it.author = han(17); }) == "author");
    CHECK(refused([](auto& it) { it.digest = han(129); }) == "digest");
    CHECK(refused([](auto& it) { it.content = ""; }) == "content");
    CHECK(refused([](auto& it) { it.content = han(19'999); }).empty());
    CHECK(refused([](auto& it) { it.content = han(20'000); }) == "content");
    CHECK(refused([](auto& it) { it.thumb_media_id = ""; }) == "thumb_media_id");
    CHECK(refused([](auto& it) { it.source_url = "http://" + std::string(1018, 'x'); }) == "content_source_url");
    const Client client = account.client();
    const auto add = [&](std::size_t count) { drafts::add(client, std::vector<drafts::Article>(count, article()), account.soon()); };
    CHECK(field_refused([&] { add(0); }) == "articles");
    CHECK(field_refused([&] { add(9); }) == "articles");
    CHECK(field_refused([&] { drafts::list(client, 0, 21, account.soon()); }) == "count");
    CHECK(account.wechat.count("/cgi-bin/draft/add") == 0);
}

TEST_CASE("what makes something new is not made twice when WeChat does not answer") {
    fake::Account account;
    const Client client = account.client();
    const auto cut = [](const fake::Seen&) -> HttpResponse { throw HttpError(HttpFailure::cut); };
    for (const char* path : {"/cgi-bin/draft/add", "/cgi-bin/freepublish/submit", "/cgi-bin/material/add_material"})
        account.wechat.on(path, cut);
    CHECK_THROWS_AS(drafts::add(client, {article()}, account.soon()), MaybeSent);
    CHECK_THROWS_AS(free_publish::submit(client, "d1", account.soon()), MaybeSent);
    CHECK_THROWS_AS(media::keep(client, media::Kind::image, "a.jpg", "\xFF\xD8\xFF\xE0"s, account.soon()), MaybeSent);
    CHECK(account.wechat.count("/cgi-bin/draft/add") == 1);
}

TEST_CASE("a cover is kept: pictures only") {
    fake::Account account;
    const Client client = account.client();
    account.wechat.answer("/cgi-bin/material/add_material", R"({"media_id":"t1","url":"http://mmbiz.qpic.cn/x"})");
    CHECK(media::keep(client, media::Kind::image, "a.jpg", "\xFF\xD8\xFF\xE0"s, account.soon()) == "t1");
    CHECK(account.wechat.seen("/cgi-bin/material/add_material")[0].query.at("type") == "image");
    CHECK(field_refused([&] { media::keep(client, media::Kind::video, "a.mp4", "x", account.soon()); }) == "type");
    CHECK(field_refused([&] { media::keep(client, media::Kind::image, "a.txt", "plain", account.soon()); }) == "media of type image");
    media::remove_kept(client, "t1", account.soon());
    CHECK(account.wechat.seen("/cgi-bin/material/del_material")[0].body == R"({"media_id":"t1"})");
}

TEST_CASE("publishing: the job, the article, the list") {
    fake::Account account;
    const Client client = account.client();
    const auto soon = account.soon();
    account.wechat.answer("/cgi-bin/freepublish/submit", R"({"errcode":0,"errmsg":"ok","publish_id":100000001})");
    CHECK(free_publish::submit(client, "d1", soon) == "100000001");
    account.wechat.answer("/cgi-bin/freepublish/get",
                          R"({"publish_id":"1","publish_status":0,"article_id":"a1",)"
                          R"("article_detail":{"count":1,"item":{"idx":1,"article_url":"http://x"}},"fail_idx":[]})");
    const auto done = free_publish::get(client, "1", soon);
    CHECK(done.state == free_publish::State::published);
    CHECK(done.article_id == "a1");
    CHECK(done.articles.at(0).url == "http://x");
    account.wechat.answer("/cgi-bin/freepublish/get", R"({"publish_id":"1","publish_status":4,"fail_idx":[1,2]})");
    CHECK(free_publish::get(client, "1", soon).state == free_publish::State::audit_failed);
    CHECK(free_publish::get(client, "1", soon).failed == std::vector<std::int64_t>{1, 2});
    for (const char* unknown : {R"({"publish_status":7})", "{}"}) {
        account.wechat.answer("/cgi-bin/freepublish/get", unknown);
        CHECK_THROWS_AS(free_publish::get(client, "1", soon), BadAnswer);
    }
    account.wechat.answer("/cgi-bin/freepublish/getarticle", R"({"news_item":[{"title":"甲"}]})");
    CHECK(free_publish::get_article(client, "a1", soon).at(0).title == "甲");
    account.wechat.answer("/cgi-bin/freepublish/batchget",
                          R"({"total_count":1,"item":[{"article_id":"a1","content":{"news_item":[{"title":"甲"}]}}]})");
    CHECK(free_publish::list(client, 0, 1, soon).published.at(0).articles.at(0).title == "甲");
    CHECK(field_refused([&] { free_publish::list(client, 0, 0, soon); }) == "count");
    free_publish::remove(client, "a1", 1, soon);
    CHECK(account.wechat.seen("/cgi-bin/freepublish/delete")[0].body == R"({"article_id":"a1","index":1})");
    account.wechat.answer("/cgi-bin/freepublish/submit", R"({"errcode":53503,"errmsg":"该草稿未通过发布检查"})");
    CHECK_THROWS_WITH(free_publish::submit(client, "d1", soon), doctest::Contains("53503 draft_unchecked"));
}
