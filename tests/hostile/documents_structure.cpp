// Documents of an impossible shape, and pushes with fields missing, doubled or of the wrong kind.
#include "cases.h"

namespace hostile {
namespace {

using enum Document::Verdict;

/// The push with the first `from` replaced.
std::string changed(const std::string& from, const std::string& to) {
    std::string body = push_of("a");
    return body.replace(body.find(from), from.size(), to);
}

std::string with(const std::string& element) { return changed("</xml>", element + "</xml>"); }

}  // namespace

std::vector<Document> structure_documents() {
    std::vector<Document> all;
    const auto refused = [&](const std::string& name, std::string body) { all.push_back({name, std::move(body)}); };
    const auto understood_as = [&](const std::string& name, std::string body, const std::string& content = "a") {
        all.push_back({name, std::move(body), understood, content});
    };
    const auto nested = [](std::size_t depth) { return with(repeat("<a>", depth - 1) + repeat("</a>", depth - 1)); };
    understood_as("depth of 16", nested(16));
    for (const std::size_t depth : {17u, 100u, 1'000u, 10'000u, 100'000u}) refused("depth of " + std::to_string(depth), nested(depth));
    refused("100,000 tags never closed", repeat("<a>", 100'000));
    refused("100,000 end tags", repeat("</a>", 100'000));
    understood_as("4,000 elements", with(repeat("<a/>", 4'000)));
    for (const std::size_t count : {4'100u, 10'000u, 1'000'000u}) refused(std::to_string(count) + " elements", with(repeat("<a/>", count)));
    refused("attribute of 1 MiB", changed("<xml>", "<xml a=\"" + repeat("x", 1 << 20) + "\">"));
    refused("a million attributes", changed("<xml>", "<xml " + repeat("a=\"\" ", 1'000'000) + ">"));
    refused("name of 1 MiB", with("<" + repeat("a", 1 << 20) + "/>"));
    refused("text of 1 MiB", push_of(repeat("x", 1 << 20)));
    refused("CDATA of 1 MiB", push_of("<![CDATA[" + repeat("x", 1 << 20) + "]]>"));
    refused("comment of 1 MiB", with("<!--" + repeat("x", 1 << 20) + "-->"));
    refused("1 MiB of white space", repeat(" ", 1 << 20) + push_of("a"));
    refused("64 KiB and one byte", push_of(repeat("x", 65'537 - push_of("").size())));
    const std::string fits = repeat("x", 65'536 - push_of("").size());
    understood_as("64 KiB", push_of(fits), fits);
    refused("64 KiB of '<'", push_of("<![CDATA[" + repeat("<", 60'000) + "]]>"));
    refused("10,000 CDATA sections", push_of(repeat("<![CDATA[]]>", 10'000)));
    const std::string slow = repeat("]", 60'000);
    understood_as("a run of ] in CDATA", push_of("<![CDATA[" + slow + "]]>"), slow);
    const std::string dashes = repeat("- ", 30'000);
    understood_as("a run of - in a comment", with("<!--" + dashes + "-->"));

    for (const auto& [name, between] : std::vector<std::pair<const char*, const char*>>{{"CDATA never closed", "<![CDATA[a"},
                                                                                        {"CDATA never opened in full", "<![CDATA"},
                                                                                        {"CDATA in lower case", "<![cdata[a]]>"},
                                                                                        {"CDATA with a space", "<! [CDATA[a]]>"},
                                                                                        {"conditional section", "<![INCLUDE[a]]>"},
                                                                                        {"comment never closed", "<!-- a"},
                                                                                        {"instruction never closed", "<?a"},
                                                                                        {"tag never closed", "<a"},
                                                                                        {"attribute never closed", "<a b=\"c"},
                                                                                        {"attribute without quotes", "<a b=c/>"},
                                                                                        {"attribute without a value", "<a b/>"},
                                                                                        {"end tag of another", "</b>"},
                                                                                        {"crossed tags", "<a><b></a></b>"},
                                                                                        {"tag without a name", "<>"},
                                                                                        {"name that begins with a digit", "<1a/>"},
                                                                                        {"declaration inside", "<?xml version=\"1.0\"?>"}})
        refused(name, push_of(between));
    for (const auto& [name, body] : std::vector<std::pair<const char*, std::string>>{
             {"nothing", ""},
             {"white space", " \n\t"},
             {"text", "xml"},
             {"JSON", R"({"MsgType":"text","Content":"a"})"},
             {"an HTML page", "<!doctype html><html></html>"},
             {"a form", "MsgType=text&Content=a"},
             {"a multipart body", "--b\r\nContent-Type: text/xml\r\n\r\n"},
             {"a comment only", "<!-- a -->"},
             {"a declaration only", "<?xml version=\"1.0\"?>"},
             {"two roots", push_of("a") + push_of("b")},
             {"text before the root", "a" + push_of("a")},
             {"text after the root", push_of("a") + "a"},
             {"CDATA after the root", push_of("a") + "<![CDATA[a]]>"},
             {"NUL after the root", push_of("a") + std::string(1, '\0')},
             {"two declarations", "<?xml version=\"1.0\"?><?xml version=\"1.0\"?>" + push_of("a")},
             {"a declaration after a space and a GBK one", "<?xml version=\"1.0\"?> <?xml encoding=\"GBK\"?>" + push_of("a")},
             {"gzip", "\x1F\x8B\x08"},
             {"an end tag only", "</xml>"}})
        refused(std::string("body: ") + name, body);
    const std::string whole = push_of("a");
    for (std::size_t size = 5; size < whole.size(); size += 7)
        refused("cut after " + std::to_string(size) + " bytes", whole.substr(0, size));

    understood_as("white space after the root", push_of("a") + "\n \n");
    understood_as("an instruction inside", with("<?php echo `id`; ?>"));
    understood_as("a namespaced double", with("<n:Content xmlns:n=\"u\">b</n:Content>"));
    understood_as("a namespace declared on the root", changed("<xml>", "<xml xmlns=\"http://evil/\">"));
    understood_as("a prefix never declared", with("<n:MsgType>event</n:MsgType>"));
    understood_as("an attribute named as a field", changed("<xml>", "<xml MsgType=\"event\" FromUserName=\"o2\">"));
    understood_as("a field hidden in a comment", with("<!-- <FromUserName>o2</FromUserName> -->"));
    understood_as("a field deeper down", with("<Extra><FromUserName>o2</FromUserName></Extra>"));
    understood_as("SIvaCoHan/wxpay#6: unknown elements are taken along", with("<coupon_id_0>1</coupon_id_0><coupon_id_0>2</coupon_id_0>"));
    understood_as("an element inside the text", push_of("a<b>c</b>d"), "ad");
    understood_as("Encrypt inside a comment", with("<!-- <Encrypt>AAAA</Encrypt> -->"));
    return all;
}

std::vector<Document> field_documents() {
    std::vector<Document> all;
    const auto refused = [&](const std::string& name, std::string body) { all.push_back({name, std::move(body), no_push}); };
    const std::vector<std::pair<std::string, std::string>> fields{
        {"ToUserName", "gh_1"}, {"FromUserName", "o1"}, {"CreateTime", "1700000000"},
        {"MsgType", "text"},    {"Content", "a"},       {"MsgId", "42"}};
    for (const auto& [name, value] : fields) {
        const std::string element = "<" + name + ">" + value + "</" + name + ">";
        refused(name + " twice, the same", with(element));
        refused(name + " twice, another", with("<" + name + ">7</" + name + ">"));
        refused(name + " twice, the second empty", with("<" + name + "/>"));
        refused(name + " twice, the second in CDATA", with("<" + name + "><![CDATA[" + value + "]]></" + name + ">"));
        refused(name + " twice, the first empty", changed("<xml>", "<xml><" + name + "/>"));
        if (name == "Content" || name == "MsgId") continue;
        refused("WxJava#1890: " + name + " missing", changed(element, ""));
        refused("supersheep/wechat-pay#54: " + name + " empty", changed(element, "<" + name + "></" + name + ">"));
        refused(name + " of white space", changed(element, "<" + name + "> \n</" + name + ">"));
        refused("zoujingli/wechat-php-sdk#6: " + name + " misspelt",
                changed(element, "<" + name.substr(1) + ">" + value + "</" + name.substr(1) + ">"));
        refused(name + " in lower case", changed(element, "<x" + name + ">" + value + "</x" + name + ">"));
        std::string attribute = changed(element, "");
        refused(name + " as an attribute", attribute.replace(0, 5, "<xml " + name + "=\"" + value + "\">"));
    }
    for (const char* time : {"soon", "-1", "1.7e9", "0x6553F100", "1700000000.5", "9223372036854775808", "１７００００００００",
                             "1 700000000", "+1700000000", "NaN"})
        refused(std::string("CreateTime ") + time, changed("1700000000", time));
    for (const char* id : {"one", "-1", "4.2", "18446744073709551616", "0x2A", "42;", "+42", "4 2"})
        refused(std::string("MsgId ") + id, changed("<MsgId>42", std::string("<MsgId>") + id));
    for (const char* root : {"XML", "yml", "Xml", "soap:Envelope", "xml-x"}) {
        std::string body = push_of("a");
        body.replace(body.size() - 4, 3, root).replace(1, 3, root);
        refused(std::string("root ") + root, body);
    }
    all.push_back({"MsgId of 64 bits", changed("<MsgId>42", "<MsgId>18446744073709551615"), understood, "a"});
    all.push_back({"white space round every value", changed("<MsgType>text", "<MsgType>\n <![CDATA[text]]> "), understood, "a"});
    return all;
}

}  // namespace hostile
