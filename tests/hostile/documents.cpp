// Documents that attack whoever reads XML, and the exact outcome of each.
#include <array>
#include <cstdio>

#include "cases.h"

namespace hostile {
namespace {

using enum Document::Verdict;

std::string hex(unsigned value, int digits = 2) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%0*X", digits, value);
    return text.data();
}

const std::string tail = "]>" + push_of("&b;");

std::string with_doctype(const std::string& declaration, const std::string& content = "&b;") { return declaration + push_of(content); }

}  // namespace

std::string repeat(std::string_view text, std::size_t times) {
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

std::string push_of(const std::string& content) {
    return "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1700000000</CreateTime><MsgType>text</MsgType>"
           "<Content>" +
           content + "</Content><MsgId>42</MsgId></xml>";
}

std::vector<Document> entity_documents() {
    std::vector<Document> all;
    const auto add = [&](const std::string& name, std::string body) { all.push_back({name, std::move(body)}); };
    // The peers' incidents by name: each of them fixed one of these doors.
    add("CVE-2018-13439: XXE by file in the official SDK", "<!DOCTYPE x [<!ENTITY b SYSTEM \"file:///etc/passwd\">" + tail);
    add("WxJava#889: XXE by file in a pay notification",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY b SYSTEM \"file:///etc/hosts\">" + tail);
    add("WxJava#903: the same after a partial fix, by parameter entity",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"file:///etc/passwd\"><!ENTITY b \"%p;\">" + tail);
    add("WxJava#1427: the third place, by http", "<!DOCTYPE x [<!ENTITY b SYSTEM \"http://127.0.0.1:1/b\">" + tail);
    add("CVE-2018-20318: external DTD", with_doctype("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">"));
    add("GHSA-h755-h99p-9ffv: external DTD by file", with_doctype("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">"));
    add("CVE-2018-25082: XXE in a decrypted message", "<!DOCTYPE foo [<!ELEMENT foo ANY><!ENTITY b SYSTEM \"file:///etc/passwd\">" + tail);
    add("smartwalle/wxpay#3: parameter entity that loads another",
        "<!DOCTYPE x [<!ENTITY % a SYSTEM \"http://127.0.0.1:1/a.dtd\">%a;%b;" + tail);
    for (const char* scheme : {"ftp://127.0.0.1:1/b", "gopher://127.0.0.1:1/b", "jar:http://127.0.0.1:1/b!/c", "netdoc:///etc/passwd",
                               "php://filter/read=convert.base64-encode/resource=/etc/passwd", "expect://id", "data:text/plain,b",
                               "//127.0.0.1/share", "\\\\127.0.0.1\\share", "/etc/passwd", "http://169.254.169.254/latest/meta-data/",
                               "file:///dev/random", "file:///proc/self/environ", "http://[::1]:1/", "http://2130706433:1/"})
        add(std::string("XXE by ") + scheme, std::string("<!DOCTYPE x [<!ENTITY b SYSTEM \"") + scheme + "\">" + tail);
    for (const char* dtd :
         {"/usr/share/xml/fontconfig/fonts.dtd", "/usr/share/yelp/dtd/docbookx.dtd", "/usr/share/sgml/html/dtd/html5.dtd"})
        add(std::string("local DTD redefined: ") + dtd,
            std::string("<!DOCTYPE x [<!ENTITY % d SYSTEM \"file://") + dtd + "\"><!ENTITY % e 'b'>%d;" + tail);
    add("XXE by PUBLIC", "<!DOCTYPE x [<!ENTITY b PUBLIC \"p\" \"file:///etc/passwd\">" + tail);
    add("XXE in an attribute default", "<!DOCTYPE x [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ATTLIST xml a CDATA \"&b;\">" + tail);
    add("unparsed entity", "<!DOCTYPE x [<!NOTATION n SYSTEM \"/bin/sh\"><!ENTITY b SYSTEM \"file:///etc/passwd\" NDATA n>" + tail);
    add("XInclude", push_of("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" parse=\"text\"/>"));
    all.back().verdict = understood;  // an element like any other: nothing is included
    add("stylesheet instruction", "<?xml-stylesheet type=\"text/xsl\" href=\"http://127.0.0.1:1/x.xsl\"?>" + push_of("a"));
    all.back().verdict = understood;
    all.back().content = "a";
    add("schema location",
        "<xml xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"u http://127.0.0.1:1/x.xsd\"" +
            push_of("a").substr(4));
    all.back().verdict = understood;
    all.back().content = "a";

    std::string laughs = "<!DOCTYPE x [<!ENTITY b0 \"lol\">";
    for (int i = 1; i < 10; ++i)
        laughs += "<!ENTITY b" + std::to_string(i) + " \"" + repeat("&b" + std::to_string(i - 1) + ";", 10) + "\">";
    add("billion laughs", laughs + "<!ENTITY b \"&b9;\">" + tail);
    add("billion laughs by parameter entities",
        "<!DOCTYPE x [<!ENTITY % a \"aaaaaaaaaa\"><!ENTITY % c \"%a;%a;%a;%a;\"><!ENTITY b \"%c;%c;\">" + tail);
    add("quadratic blow-up", "<!DOCTYPE x [<!ENTITY b \"" + repeat("b", 20'000) + "\">]>" + push_of(repeat("&b;", 10'000)));
    add("entity that names itself", "<!DOCTYPE x [<!ENTITY b \"&b;\">" + tail);
    add("entities that name each other", "<!DOCTYPE x [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">" + tail);
    add("redefined built-in entity", "<!DOCTYPE x [<!ENTITY lt \"&#38;#60;\"><!ENTITY b \"&lt;\">" + tail);
    add("DOCTYPE alone", with_doctype("<!DOCTYPE xml>", "a"));
    add("DOCTYPE in lower case", with_doctype("<!doctype xml>", "a"));
    add("DOCTYPE without a name", with_doctype("<!DOCTYPE>", "a"));
    add("DOCTYPE with an empty subset", with_doctype("<!DOCTYPE xml []>", "a"));
    add("DOCTYPE after white space", "\n\n  <!DOCTYPE xml>" + push_of("a"));
    add("DOCTYPE after a byte order mark", "\xEF\xBB\xBF<!DOCTYPE xml>" + push_of("a"));
    add("DOCTYPE after a comment", "<!-- c --><!DOCTYPE xml>" + push_of("a"));
    add("DOCTYPE after the declaration", "<?xml version=\"1.0\"?>\n<!DOCTYPE xml>" + push_of("a"));
    add("DOCTYPE inside the root", push_of("a<!DOCTYPE xml>"));
    add("DOCTYPE after the root", push_of("a") + "<!DOCTYPE xml>");
    add("DOCTYPE never closed", "<!DOCTYPE xml [" + push_of("a"));
    add("DOCTYPE with a thousand brackets", "<!DOCTYPE xml " + repeat("[", 1000) + push_of("a"));
    add("two DOCTYPEs", "<!DOCTYPE xml><!DOCTYPE xml>" + push_of("a"));
    add("DOCTYPE in CDATA is text", push_of("<![CDATA[<!DOCTYPE x [<!ENTITY b \"c\">]>&b;]]>"));
    all.back().verdict = understood;
    all.back().content = "<!DOCTYPE x [<!ENTITY b \"c\">]>&b;";
    add("DOCTYPE in a comment is nothing", push_of("a<!-- <!DOCTYPE x> -->b"));
    all.back().verdict = understood;
    all.back().content = "ab";
    return all;
}

std::vector<Document> character_documents() {
    std::vector<Document> all;
    for (unsigned c = 0; c < 0x20; ++c) {
        if (c == '\t' || c == '\n' || c == '\r') continue;
        const std::string raw(1, static_cast<char>(c));
        all.push_back({"control character " + hex(c) + " raw", push_of("a" + raw + "b")});
        all.push_back({"control character " + hex(c) + " in CDATA", push_of("<![CDATA[a" + raw + "b]]>")});
        all.push_back({"control character " + hex(c) + " by hexadecimal reference", push_of("a&#x" + hex(c) + ";b")});
        all.push_back({"control character " + hex(c) + " by decimal reference", push_of("a&#" + std::to_string(c) + ";b")});
    }
    const auto refused = [&](const std::string& name, const std::string& content) { all.push_back({name, push_of(content)}); };
    for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"overlong '<' in 2 bytes", "\xC0\xBC"},
             {"overlong '<' in 3 bytes", "\xE0\x80\xBC"},
             {"overlong '<' in 4 bytes", "\xF0\x80\x80\xBC"},
             {"overlong '&' in 2 bytes", "\xC0\xA6"},
             {"overlong '/' in 2 bytes", "\xC0\xAF"},
             {"overlong NUL in 2 bytes", "\xC0\x80"},
             {"overlong NUL in 3 bytes", "\xE0\x80\x80"},
             {"overlong euro sign in 4 bytes", "\xF0\x82\x82\xAC"},
             {"6-byte form", "\xFC\x84\x80\x80\x80\x80"},
             {"5-byte form", "\xF8\x88\x80\x80\x80"},
             {"first surrogate", "\xED\xA0\x80"},
             {"last surrogate", "\xED\xBF\xBF"},
             {"surrogate pair as CESU-8", "\xED\xA0\xBD\xED\xB8\x80"},
             {"lone low surrogate", "\xED\xB0\x80"},
             {"above U+10FFFF", "\xF4\x90\x80\x80"},
             {"byte FE", "\xFE"},
             {"byte FF", "\xFF"},
             {"continuation without a start", "\x80"},
             {"two bytes of a Han character", "\xE8\xAD"},
             {"one byte of a Han character", "\xE8"},
             {"three bytes of an emoji", "\xF0\x9F\x98"},
             {"Han character cut by a tag", "\xE8\xAD</Content><Content>"},
             {"U+FFFE", "\xEF\xBF\xBE"},
             {"U+FFFF", "\xEF\xBF\xBF"},
             {"GBK text", "\xCE\xA5\xD5\xC2"},
             {"Big5 text", "\xB9\x48\xB3\xB9"},
             {"Latin-1 text", "caf\xE9"},
         })
        refused("not UTF-8: " + name, "a" + bytes + "b");
    for (const char* reference : {"#xD800",       "#xDFFF",   "#55296",      "#xFFFE",      "#xFFFF",
                                  "#x110000",     "#1114112", "#4294967296", "#4294967361", "#18446744073709551681",
                                  "#99999999999", "#",        "#x",          "#-65",        "#+65",
                                  "# 65",         "#65 ",     "#x4G",        "#X41",        "#0x41",
                                  "#6５",         "",         "nbsp",        "eacute",      "LT",
                                  "Amp",          "lt ",      " lt",         "b",           "xxe"})
        refused(std::string("reference &") + reference + ";", std::string("a&") + reference + ";b");
    refused("reference without a semicolon", "a&lt b");
    refused("reference that never ends", "a&" + repeat("x", 1000));
    refused("bare ampersand", "a & b");
    refused("ampersand at the end", "a&");
    refused("ampersand before a tag", "a&<b/>lt;");
    for (const char* encoding : {"GBK", "GB18030", "gb2312", "Big5", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UCS-4", "ISO-8859-1",
                                 "windows-1252", "US-ASCII", "UTF-7", "cp037", "Shift_JIS", "hz-gb-2312", "UTF-8 ", "UTF-8;q=1", "x"})
        all.push_back(
            {std::string("declared ") + encoding, std::string("<?xml version=\"1.0\" encoding=\"") + encoding + "\"?>" + push_of("a")});
    const auto utf16 = [](const std::string& text, bool big, bool mark) {
        std::string wide = !mark ? "" : big ? "\xFE\xFF" : "\xFF\xFE";
        for (const char c : text) wide += big ? std::string{'\0', c} : std::string{c, '\0'};
        return wide;
    };
    all.push_back({"UTF-16 with a mark, little end first", utf16(push_of("a"), false, true)});
    all.push_back({"UTF-16 with a mark, big end first", utf16(push_of("a"), true, true)});
    all.push_back({"UTF-16 without a mark", utf16(push_of("a"), false, false)});
    all.push_back({"UTF-32 mark", std::string("\0\0\xFE\xFF", 4) + push_of("a")});
    all.push_back({"UTF-7 tags", "+ADw-xml+AD4-"});
    all.push_back({"byte order mark twice", "\xEF\xBB\xBF\xEF\xBB\xBF" + push_of("a")});

    const auto read = [&](const std::string& name, const std::string& between, const std::string& content) {
        all.push_back({name, push_of(between), understood, content});
    };
    all.push_back({"byte order mark once", "\xEF\xBB\xBF" + push_of("a"), understood, "a"});
    all.push_back({"declared utf-8 in any case", "<?xml version='1.0' encoding='uTf-8'?>" + push_of("a"), understood, "a"});
    read("the five entities", "&lt;&gt;&amp;&quot;&apos;", "<>&\"'");
    read("an entity is resolved once", "&amp;lt;", "&lt;");
    read("references to Han and emoji", "&#35686;&#x8B66;&#x1F600;", "警警😀");
    read("reference to the last character", "&#x10FFFF;", "\xF4\x8F\xBF\xBF");
    read("reference with leading zeros", "&#x00041;", "A");
    read("tab by reference", "a&#9;b", "a\tb");
    read("]]> in text", "a]]>b", "a]]>b");
    read("]]> by reference", "a]]&gt;b", "a]]>b");
    read("]]> split over two sections", "<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b");
    read("references in CDATA are text", "<![CDATA[&lt;&#0;&nope;]]>", "&lt;&#0;&nope;");
    read("tags in CDATA are text", "<![CDATA[</Content><MsgType>event</MsgType>]]>", "</Content><MsgType>event</MsgType>");
    read("right-to-left override", "\xE2\x80\xAE卡号", "\xE2\x80\xAE卡号");
    read("zero-width space", "救\xE2\x80\x8B命", "救\xE2\x80\x8B命");
    read("U+2028",
         "a\xE2\x80\xA8"
         "b",
         "a\xE2\x80\xA8"
         "b");
    read("C1 control character",
         "a\xC2\x85"
         "b",
         "a\xC2\x85"
         "b");
    read("DEL",
         "a\x7F"
         "b",
         "a\x7F"
         "b");
    read("CR LF", "a\r\nb\rc", "a\nb\nc");
    read("CR LF in CDATA", "<![CDATA[a\r\nb]]>", "a\nb");
    read("character outside the first plane", "𠮷", "𠮷");
    read("combining marks", "e\xCC\x81\xCC\x81\xCC\x81", "e\xCC\x81\xCC\x81\xCC\x81");
    return all;
}

}  // namespace hostile
