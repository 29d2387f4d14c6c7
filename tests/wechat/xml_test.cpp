#include "wechat/xml.h"

#include <doctest/doctest.h>

#include <chrono>

#include "vectors.h"
#include "wechat/message.h"

using namespace wechat;

namespace {

bool reads(std::string_view body) {
    pugi::xml_document document;
    return read_xml(body, document);
}

std::optional<std::string> value(std::string_view body) {
    pugi::xml_document document;
    if (!read_xml(body, document)) return std::nullopt;
    return xml_text(document.child("xml").child("a"));
}

std::string repeat(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

std::string message_with(const std::string& inside) {
    return "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime>" + inside + "</xml>";
}

}  // namespace

TEST_CASE("hostile vectors") {
    const auto file = vectors::json("hostile-xml.json");
    if (file.IsNull()) return;
    REQUIRE(file["cases"].Size() >= 9);
    for (const auto& entry : file["cases"].GetArray()) {
        const std::string id = vectors::member(entry, "id"), expect = vectors::member(entry, "expect");
        INFO(id);
        const auto message = parse_message(vectors::member(entry, "body"));
        CHECK(message.has_value() == !expect.starts_with("reject"));
        if (id == "unknown-msgtype") CHECK(type_name(*message) == "unknown");
        if (id == "msgid-64bit") CHECK(message->msg_id == 18446744073709551615u);
        if (id == "entities") CHECK(std::get<Text>(message->content).content == "<&>\"' 中😀");
        if (id == "encrypt-in-comment") CHECK(std::get<Text>(message->content).content == "a");
    }
}

TEST_CASE("a DOCTYPE of any kind is refused, and fast") {
    const std::string tail = "]><xml><a>&b;</a></xml>";
    const std::string laughs =
        "<!DOCTYPE x [<!ENTITY a \"" + repeat("lol", 10000) + "\">" + "<!ENTITY b \"" + repeat("&a;", 5000) + "\">" + tail;
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& body : {std::string("<!DOCTYPE xml><xml/>"), "<!DOCTYPE x [<!ENTITY b SYSTEM \"file:///etc/passwd\">" + tail,
                                    "<!DOCTYPE x [<!ENTITY b SYSTEM \"http://127.0.0.1:1/\">" + tail,
                                    "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/hosts\"> %p;" + tail,
                                    std::string("<!DOCTYPE x SYSTEM \"file:///usr/share/xml/x.dtd\"><xml/>"),
                                    std::string("<?xml version=\"1.0\"?>\n<!DOCTYPE xml><xml/>"), std::string("<xml><!DOCTYPE xml></xml>"),
                                    std::string("<!doctype xml><xml/>"), laughs})
        CHECK_FALSE(reads(body));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(200));
}

TEST_CASE("bounds: size, depth, nodes, attributes") {
    CHECK(reads("<xml><a>" + repeat("x", 65536 - 20) + "</a></xml>"));
    CHECK_FALSE(reads("<xml><a>" + repeat("x", 65536) + "</a></xml>"));
    CHECK(reads("<xml>" + repeat("<a>", 15) + repeat("</a>", 15) + "</xml>"));
    CHECK_FALSE(reads("<xml>" + repeat("<a>", 16) + repeat("</a>", 16) + "</xml>"));
    CHECK_FALSE(reads(repeat("<a>", 20000)));
    CHECK_FALSE(reads("<xml>" + repeat("<a/>", 5000) + "</xml>"));
    CHECK_FALSE(reads("<xml a=\"" + repeat("x", 1 << 20) + "\"/>"));
    CHECK(reads("<xml " + repeat("a=\"\" ", 10000) + "/>"));

    pugi::xml_document document;
    CHECK_FALSE(read_xml("<xml>12345</xml>", document, {.bytes = 10}));
}

TEST_CASE("encodings: valid UTF-8 and nothing else") {
    CHECK(value("\xEF\xBB\xBF<xml><a>中</a></xml>") == "中");
    CHECK(value("<?xml version=\"1.0\" encoding=\"utf-8\"?><xml><a>中</a></xml>") == "中");
    for (const std::string& body :
         {std::string("<?xml version=\"1.0\" encoding=\"GBK\"?><xml/>"), std::string("<?xml version=\"1.0\" encoding=\"UTF-16\"?><xml/>"),
          std::string("<?xml version=\"1.0\" encoding=''?><xml/>"), std::string("<xml/><?xml version=\"1.0\" encoding=\"GBK\"?>"),
          std::string("<xml><?xml version=\"1.0\"?></xml>"), std::string("<?xml version=\"1.0\"?>"),
          std::string("<xml><?xml version=\"1.0\"?></xml>"), std::string("\xFF\xFE<\0x\0m\0l\0/\0>\0", 14),
          std::string("<xml><a>\xD6\xD0</a></xml>"), std::string("<xml><a>\xC0\xBC</a></xml>"),
          std::string("<xml><a>\xED\xA0\x80</a></xml>"), std::string("<xml><a>\0</a></xml>", 19), std::string("<xml><a>\x01</a></xml>"),
          std::string("<xml><a><![CDATA[\x1B[2J]]></a></xml>"), std::string("<xml><a>\xEF\xBF\xBF</a></xml>")})
        CHECK_FALSE(reads(body));
}

TEST_CASE("references give the exact character or refuse the document") {
    CHECK(value("<xml><a>&#20013;&#x4e2d;&#x1F600;&#9;&amp;lt;</a></xml>") == "中中😀\t&lt;");
    CHECK(value("<xml><a><![CDATA[&lt;&#0;&nope;]]></a></xml>") == "&lt;&#0;&nope;");
    for (const char* reference : {"&#0;", "&#x0;", "&#x1;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#99999999999;", "&#;", "&#x;", "&;",
                                  "&nope;", "&lt", "& ", "&", "&#-1;", "&#x 4e2d;", "&LT;", "&#X41;"})
        CHECK_FALSE(reads(std::string("<xml><a>") + reference + "</a></xml>"));
}

TEST_CASE("odd but harmless") {
    CHECK(value("<xml><a>x]]>y</a></xml>") == "x]]>y");
    CHECK(value("<xml><a>x<![CDATA[<y>]]>z</a></xml>") == "x<y>z");
    CHECK(value("<xml><?php evil ?><a>x<!-- c -->y</a></xml>") == "xy");
    CHECK(value("<xml><n:a xmlns:n='u'>no</n:a><a>x</a></xml>") == "x");
    CHECK(value("<xml><a>x\r\ny\rz</a></xml>") == "x\ny\nz");
    CHECK(value("<xml></xml>") == "");
}

TEST_CASE("not one element tree") {
    for (const char* body :
         {"", " ", "text", "{\"a\":1}", "<xml>", "<xml></xm>", "<xml><a></xml></a>", "<xml/><xml/>", "<xml/>tail", "head<xml/>",
          "<xml/><![CDATA[x]]>", "<xml><a><![CDATA[x</a></xml>", "<xml><!-- </xml>", "<!-- only -->", "<xml a></xml>"})
        CHECK_FALSE(reads(body));
}

TEST_CASE("an element we read and find twice refuses the message; one we do not read does not") {
    const std::string rest = "<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>";
    CHECK(parse_message(message_with(rest)));
    CHECK(parse_message(message_with(rest + "<Other>1</Other><Other>2</Other>")));
    for (const char* twice : {"<ToUserName>gh_2</ToUserName>", "<FromUserName>o2</FromUserName>", "<CreateTime>2</CreateTime>",
                              "<MsgType>event</MsgType>", "<Content>b</Content>", "<MsgId>2</MsgId>"})
        CHECK_FALSE(parse_message(message_with(rest + twice)));
    CHECK_FALSE(parse_message(message_with("<MsgType>event</MsgType><Event>CLICK</Event><EventKey>a</EventKey><EventKey>b</EventKey>")));
}

TEST_CASE("what must be there") {
    const std::string type = "<MsgType>text</MsgType>";
    CHECK(parse_message(message_with(type)));
    CHECK_FALSE(parse_message(message_with("")));
    CHECK_FALSE(parse_message(message_with(type + "<MsgId>one</MsgId>")));
    CHECK_FALSE(parse_message(message_with(type + "<MsgId>18446744073709551616</MsgId>")));
    CHECK_FALSE(parse_message(message_with(type + "<MsgId>-1</MsgId>")));
    for (const char* broken : {"<ToUserName>gh_1</ToUserName>", "<FromUserName>o1</FromUserName>", "<CreateTime>1</CreateTime>"}) {
        std::string body = message_with(type);
        body.erase(body.find(broken), std::string_view(broken).size());
        CHECK_FALSE(parse_message(body));
    }
    std::string body = message_with(type);
    body.replace(body.find(">1<") + 1, 1, "soon");
    CHECK_FALSE(parse_message(body));
}

TEST_CASE("writing: whatever the value, reading gives it back") {
    for (const std::string& text :
         {std::string("plain"), std::string("]]>"), std::string("]]]]>>"), std::string("a]]>b]]>]]>"), std::string("]]"),
          std::string("<b>&amp;</b>"), std::string("<![CDATA[x]]>"), std::string("中😀\n\t"), std::string()}) {
        XmlWriter xml;
        xml.open("xml");
        xml.cdata("a", text);
        xml.close("xml");
        CHECK(value(xml.take()) == text);
    }
    XmlWriter xml;
    xml.open("xml");
    xml.cdata("a", std::string("x\0\x01\x1By\xFFz\xEF\xBF\xBF", 10));
    xml.number("n", -5);
    xml.close("xml");
    const std::string written = xml.take();
    CHECK(value(written) == "xy\uFFFDz");
    CHECK(written.ends_with("<n>-5</n></xml>"));
}
