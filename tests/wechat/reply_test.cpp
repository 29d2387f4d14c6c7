#include "wechat/reply.h"

#include <doctest/doctest.h>

#include "vectors.h"
#include "wechat/utf8.h"
#include "wechat/xml.h"

using namespace wechat;

namespace {

// Element names and texts in order, white space between elements left out.
std::string shape(pugi::xml_node node) {
    std::string text = std::string("<") + node.name() + ">";
    bool leaf = true;
    for (const pugi::xml_node child : node.children()) {
        if (child.type() != pugi::node_element) continue;
        leaf = false;
        text += shape(child);
    }
    return text + (leaf ? xml_text(node) : "") + "</>";
}

std::string shape(std::string_view xml) {
    pugi::xml_document document;
    REQUIRE(read_xml(xml, document));
    return shape(document.child("xml"));
}

std::string content(std::string_view xml) {
    pugi::xml_document document;
    REQUIRE(read_xml(xml, document));
    return xml_text(document.child("xml").child("Content"));
}

const Message message{.to = "fromUser", .from = "toUser", .create_time = 1, .msg_id = 1, .content = Text{}};

void check_same(const char* file, const Reply& reply, const Message& to = message, std::int64_t now = 12345678) {
    INFO(file);
    const auto expected = vectors::text(std::string("reply/") + file);
    if (expected) CHECK(shape(render(reply, to, now)) == shape(*expected));
}

}  // namespace

TEST_CASE("every type of reply equals its vector") {
    check_same("TextMessageReply.xml", TextReply{"你好"});
    check_same("ImageMessageReply.xml", ImageReply{"media_id"});
    check_same("VoiceMessageReply.xml", VoiceReply{"media_id"});
    check_same("VideoMessageReply.xml", VideoReply{"media_id", "title", "description"});
    check_same("MusicMessageReply.xml", MusicReply{"media_id", "TITLE", "DESCRIPTION", "MUSIC_Url", "HQ_MUSIC_Url"});
    check_same("NewsMessageReply.xml", NewsReply{{{"title1", "description1", "picurl", "url"}}});
    check_same("TransferCustomerServiceReply.xml", TransferReply{"test1@test"}, {.to = "fromuser", .from = "touser", .content = Text{}},
               1399197672);
}

TEST_CASE("nothing to say is the word success") {
    CHECK(render(Success{}, message, 1) == "success");
    CHECK(render(NewsReply{}, message, 1) == "success");
}

TEST_CASE("optional parts are left out") {
    CHECK(shape(render(VideoReply{"m"}, message, 7)) ==
          "<xml><ToUserName>toUser</><FromUserName>fromUser</><CreateTime>7</><MsgType>video</><Video><MediaId>m</></></>");
    CHECK(render(TransferReply{}, message, 1).find("TransInfo") == std::string::npos);
}

TEST_CASE("what a resident typed cannot break out of the reply") {
    for (const std::string& attack :
         {std::string("]]></Content><MsgType>news</MsgType>"), std::string("<a href=\"weixin://bizmsgmenu\">"),
          std::string("&lt;&amp;&#x0;"), std::string("]]]]>><![CDATA["), std::string("{{first.DATA}} %s%n ${x}"), std::string("</xml>")}) {
        const std::string xml = render(TextReply{attack}, message, 1);
        CHECK(content(xml) == attack);
        CHECK(shape(xml) ==
              "<xml><ToUserName>toUser</><FromUserName>fromUser</><CreateTime>1</><MsgType>text</><Content>" + attack + "</></>");
    }
    Message hostile = message;
    hostile.from = "o]]></ToUserName><x/>";
    CHECK(shape(render(TextReply{"a"}, hostile, 1)).starts_with("<xml><ToUserName>o]]></ToUserName><x/></><FromUserName>"));
    CHECK(content(render(TextReply{std::string("a\0b\x1B[31mc\r\n", 11)}, message, 1)) == "ab[31mc\n");
}

TEST_CASE("text is cut at 2048 bytes, between characters") {
    for (std::size_t lead = 0; lead < 4; ++lead) {
        std::string text(lead, 'a');
        while (text.size() < 2040) text += "警";
        text += "😀😀😀😀";
        const std::string sent = content(render(TextReply{text}, message, 1));
        CHECK(sent.size() <= 2048);
        CHECK(sent.size() > 2044);
        CHECK(is_utf8(sent));
        CHECK(text.starts_with(sent));
    }
    const std::string full(2048, 'x');
    CHECK(content(render(TextReply{full}, message, 1)) == full);
}

TEST_CASE("one article for a message, eight for an event") {
    NewsReply news;
    for (int i = 0; i < 10; ++i) news.articles.push_back({.title = std::string("t").append(std::to_string(i))});
    CHECK(render(news, message, 1).find("<ArticleCount>1</ArticleCount>") != std::string::npos);
    Message event = message;
    event.content = Click{"k"};
    const std::string xml = render(news, event, 1);
    CHECK(xml.find("<ArticleCount>8</ArticleCount>") != std::string::npos);
    CHECK(xml.find("t7") != std::string::npos);
    CHECK(xml.find("t8") == std::string::npos);
}
