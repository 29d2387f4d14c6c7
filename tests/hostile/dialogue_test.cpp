// Texts that attack whoever stores, shows or forwards them: they are answered, shown literally, and never become anything but text.
#include <doctest/doctest.h>

#include "cases.h"
#include "gateway/channels/wechat/chat.h"
#include "tests/fuzz/talk.h"
#include "wechat/reply.h"
#include "wechat/utf8.h"
#include "wechat/xml.h"

using namespace hostile;

namespace {

struct Typed {
    std::string name;
    std::string text;
    std::string shown;  // what the answer repeats of it
};

/// '<' is shown full-width, so that nothing a resident wrote can be a tag.
std::string literal(const std::string& text) {
    std::string shown;
    for (const char c : text) shown += c == '<' ? std::string("＜") : std::string(1, c);
    return shown;
}

std::vector<Typed> all_texts() {
    std::vector<Typed> all;
    const auto add = [&](const std::string& attack, const std::string& text) {
        all.push_back({attack + ": " + text.substr(0, 60), text, literal(text)});
    };
    for (const char* text : {"' OR '1'='1",
                             "' OR 1=1 --",
                             "\" OR \"\"=\"",
                             "'; DROP TABLE residents; --",
                             "1; DELETE FROM records",
                             "admin'--",
                             "' UNION SELECT id_no FROM residents --",
                             "' AND SLEEP(5) --",
                             "' OR pg_sleep(5)--",
                             "1' ORDER BY 10 --",
                             "x' AND 1=(SELECT COUNT(*) FROM aliases) --",
                             "%",
                             "_",
                             "%%%",
                             "a%' OR name LIKE '%",
                             "\\' OR 1=1 --",
                             "\\",
                             "\\\\",
                             "''",
                             "`id`",
                             "/**/OR/**/1=1",
                             "#",
                             "--x",
                             "??x",
                             "?1",
                             ":name",
                             "@@version",
                             "$1",
                             "0x27204F5220313D31",
                             "char(39)",
                             "林'志远",
                             "陈' || '某",
                             "ATTACH DATABASE '/tmp/x' AS x",
                             "; PRAGMA writable_schema=1",
                             "1 RLIKE 1",
                             "ʼ OR 1=1",
                             "＇ OR 1=1"})
        add("SQL", text);
    for (const char* text : {"{{first.DATA}}",
                             "{{keyword1.DATA}}",
                             "%s%n",
                             "%n%n%n%n",
                             "%x%x%x",
                             "%99999999s",
                             "${jndi:ldap://127.0.0.1/a}",
                             "${7*7}",
                             "{{7*7}}",
                             "#{7*7}",
                             "<%= 7*7 %>",
                             "{% include '/etc/passwd' %}",
                             "$(id)",
                             "|id",
                             "&& id",
                             "; id",
                             "> /tmp/x",
                             "../../etc/passwd",
                             "..\\..\\boot.ini",
                             "file:///etc/passwd",
                             "{0}{1}",
                             "{:p}",
                             "\\u003cb\\u003e",
                             "\\x3cb",
                             "__proto__",
                             "constructor.prototype",
                             "=1+1",
                             "=cmd|' /C calc'!A0",
                             "+1+1",
                             "@SUM(1)",
                             "-1+1"})
        add("template", text);
    for (const char* text : {"<a href=\"weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=1\">确认</a>",
                             "<a href=\"http://evil.example/\">广州公安</a>",
                             "<a href='weixin://dl/business'>a</a>",
                             "<A HREF=\"http://evil.example\">a</A>",
                             "< a href=\"http://evil.example\">a</a>",
                             "</a><a href=\"http://evil.example\">a",
                             "<a data-miniprogram-appid=\"wx1\" data-miniprogram-path=\"p\">a</a>",
                             "<script>alert(1)</script>",
                             "<img src=x onerror=alert(1)>",
                             "<svg/onload=alert(1)>",
                             "&lt;a href=1&gt;",
                             "&#60;a&#62;",
                             "javascript:alert(1)",
                             "[点我](http://evil.example)",
                             "<a\thref=\"x\">",
                             "<<a href=\"x\">",
                             "<a href=\"x\"",
                             "＜a href=\"x\"＞",
                             "weixin://bizmsgmenu?msgmenucontent=确认",
                             "\"><b>",
                             "<b>粗体</b>",
                             "<xml><MsgType>event</MsgType></xml>",
                             "<!--",
                             "-->",
                             "<?php ?>"})
        add("link", text);
    for (const char* text : {"]]>", "]]]]>><![CDATA[", "<![CDATA[x]]>", "]]></Content></xml>", "a]]>b]]>c", "]]",
                             "</Content><MsgType>image</MsgType><Content>"})
        add("CVE-2021-43678", text);
    for (const char* text : {"😀", "👨‍👩‍👧‍👦", "👮🏻‍♀️", "🇨🇳", "𠮷田", "é", "x\xCC\x81\xCC\x81\xCC\x81\xCC\x81",
                             "ﷺ", "ａｂｃ", "\xF4\x8F\xBF\xBF", "مرحبا", "שלום", "ᠮᠣᠩᠭᠣᠯ", "བོད", "ئۇيغۇر"})
        add("script", text);
    all.push_back({"script: composed", "e\xCC\x81\xCC\x81", "\xC3\xA9\xCC\x81"});  // NFC, which reads the same
    // What cannot be seen does not come back.
    const auto invisible = [&](const std::string& name, const std::string& bytes) {
        all.push_back({"invisible: " + name, "甲" + bytes + "乙", "甲乙"});
    };
    invisible("right-to-left override", "\xE2\x80\xAE");
    invisible("left-to-right override", "\xE2\x80\xAD");
    invisible("right-to-left embedding", "\xE2\x80\xAB");
    invisible("right-to-left isolate", "\xE2\x81\xA7");
    invisible("right-to-left mark", "\xE2\x80\x8F");
    invisible("zero-width space", "\xE2\x80\x8B");
    invisible("zero-width non-joiner", "\xE2\x80\x8C");
    invisible("word joiner", "\xE2\x81\xA0");
    invisible("byte order mark", "\xEF\xBB\xBF");
    invisible("soft hyphen", "\xC2\xAD");
    invisible("carriage return", "\r");
    invisible("replacement character", "\xEF\xBF\xBD");
    // What is no character goes the same way.
    all.push_back({"lone surrogate", "甲\xED\xA0\x80乙", "甲乙"});
    all.push_back({"cut character", "甲\xE4\xB9乙", "甲乙"});
    return all;
}

/// Refused where prose is asked, and answered.
std::vector<Typed> refused_texts() {
    std::vector<Typed> all;
    for (int c = 1; c < 0x20; ++c) {
        if (c == '\t' || c == '\n' || c == '\r') continue;
        all.push_back({"control character " + std::to_string(c), std::string("甲") + static_cast<char>(c) + "乙", {}});
    }
    for (const auto& [name, text] :
         std::vector<std::pair<std::string, std::string>>{{"DEL", "甲\x7F乙"},
                                                          {"C1 control",
                                                           "甲\xC2\x9B"
                                                           "31m乙"},
                                                          {"escape sequence", "\x1B[2J\x1B[31m甲"},
                                                          {"NUL", std::string("甲\0乙", 7)},
                                                          {"501 characters", repeat("长", 501)},
                                                          {"100 KB", repeat("a", 100'000)},
                                                          {"100 KB of Han", repeat("长", 33'334)},
                                                          {"100 KB of emoji", repeat("😀", 25'000)},
                                                          {"100 KB of '<'", repeat("<", 100'000)},
                                                          {"100 KB of line ends", "甲" + repeat("\n", 100'000) + "乙"},
                                                          {"100 KB of combining marks", "甲" + repeat("\xCC\x81", 50'000)},
                                                          {"white space only", " \n\t\xE3\x80\x80"},
                                                          {"invisible only", "\xE2\x80\x8B\xE2\x80\xAE"}})
        all.push_back({name, text, {}});
    return all;
}

struct Cut {
    std::string name;
    std::string text;
    std::size_t bytes;  // kept
};

std::vector<Cut> all_cuts() {
    std::vector<Cut> all;
    for (const auto& [name, character] : std::vector<std::pair<std::string, std::string>>{
             {"ASCII", "a"}, {"é", "é"}, {"Han", "警"}, {"emoji", "😀"}, {"'<'", "<"}, {"]]>", "]]>"}})
        for (std::size_t before = 0; before < 4; ++before) {
            const bool is_ascii = static_cast<unsigned char>(character[0]) < 0x80;
            const std::size_t width = is_ascii ? 1 : character.size();
            all.push_back({"cut of " + name + " after " + std::to_string(before), repeat("x", before) + repeat(character, 3000),
                           before + (2048 - before) / width * width});
        }
    return all;
}

std::string content_of(const std::string& reply) {
    pugi::xml_document document;
    REQUIRE(wechat::read_xml(reply, document));
    CHECK(wechat::xml_text(document.child("xml").child("ToUserName")) == "o1");
    CHECK(wechat::xml_text(document.child("xml").child("MsgType")) == "text");
    return wechat::xml_text(document.child("xml").child("Content"));
}

wechat::Message message_of(const std::string& text) {
    wechat::XmlWriter xml;
    xml.cdata("Content", text);
    std::string body = push_of("");
    const std::string empty = "<Content></Content>";
    body.replace(body.find(empty), empty.size(), xml.take());
    const auto message = wechat::parse_message(body);
    REQUIRE(message);
    return *message;
}

}  // namespace

std::vector<std::string> hostile::names_of_texts() {
    std::vector<std::string> names;
    for (const Typed& it : all_texts()) names.push_back("text: " + it.name);
    for (const Typed& it : refused_texts()) names.push_back("refused text: " + it.name);
    for (const Cut& it : all_cuts()) names.push_back("reply: " + it.name);
    return names;
}

// Talk itself checks every reply: at most 2,048 bytes, UTF-8, and no link but the account's own.
TEST_CASE("hostile texts, written out of the blue: answered") {
    for (const Typed& it : all_texts()) {
        CAPTURE(it.name);
        fuzz::Talk talk;
        CHECK_FALSE(talk.say(it.text).empty());
    }
}

TEST_CASE("hostile texts as an answer: shown in their place as they were typed, and nowhere else") {
    for (const Typed& it : all_texts()) {
        CAPTURE(it.name);
        fuzz::Talk talk;
        talk.say("留言");
        REQUIRE(talk.session().asked.key == "note");
        talk.say(it.text);
        REQUIRE(talk.session().asked.key == "day");
        const std::string end = talk.example();
        CHECK_MESSAGE(end.find("说明：" + it.shown) != std::string::npos, end);
        // As bytes on the wire: the reply says the same.
        CHECK(content_of(wechat::render(wechat::TextReply{end}, message_of("a"), 1)) == end);
    }
}

TEST_CASE("hostile texts through the message they come in and the reply that repeats them") {
    for (const Typed& it : all_texts()) {
        CAPTURE(it.name);
        const wechat::Message message = message_of(it.text);
        const auto& content = std::get<wechat::Text>(message.content).content;
        if (it.text.find('\r') == std::string::npos && wechat::is_utf8(it.text)) CHECK(content == it.text);
        CHECK(content_of(wechat::render(wechat::TextReply{content}, message, 1)) == content);
        const auto heard = gateway::heard(message, {});
        REQUIRE(heard);
        CHECK(wechat::is_utf8(heard->input.text));
    }
}

TEST_CASE("texts that prose may not be: refused without harm, and the question stays") {
    for (const Typed& it : refused_texts()) {
        CAPTURE(it.name);
        fuzz::Talk talk;
        talk.say("留言");
        talk.say(it.text);
        CHECK(talk.session().asked.key == "note");
        CHECK(talk.session().current->answers.empty());
        fuzz::Talk another;
        CHECK_FALSE(another.say(it.text).empty());
    }
}

TEST_CASE("a reply is cut between two characters, at 2,048 bytes at most") {
    for (const Cut& it : all_cuts()) {
        CAPTURE(it.name);
        const std::string kept = content_of(wechat::render(wechat::TextReply{it.text}, message_of("a"), 1));
        CHECK(kept == it.text.substr(0, it.bytes));
        CHECK(wechat::is_utf8(kept));
    }
}
