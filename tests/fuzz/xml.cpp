// Any bytes as XML: what is accepted is within the limits and is the text of a push; what is written reads back.
#include "wechat/xml.h"

#include "expect.h"
#include "wechat/message.h"
#include "wechat/reply.h"
#include "wechat/utf8.h"

using fuzz::expect;

namespace {

bool is_clean(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    return wechat::is_utf8(text);
}

void walk(pugi::xml_node node, int depth) {
    expect(depth <= wechat::XmlLimits{}.depth, "no element lies deeper than the limit");
    expect(is_clean(wechat::xml_text(node)), "the text of an element is UTF-8 without control characters");
    for (const pugi::xml_node child : node.children()) {
        const auto type = child.type();
        expect(type == pugi::node_element || type == pugi::node_pcdata || type == pugi::node_cdata, "elements and text only");
        if (type == pugi::node_element) walk(child, depth + 1);
    }
}

std::string written(std::string_view value) {
    wechat::XmlWriter xml;
    xml.open("xml");
    xml.cdata("a", value);
    xml.close("xml");
    return xml.take();
}

std::string read_back(const std::string& body) {
    pugi::xml_document document;
    expect(wechat::read_xml(body, document, {.bytes = body.size(), .opening = body.size()}), "what we write can be read");
    return wechat::xml_text(document.child("xml").child("a"));
}

/// As every reader of XML gives line ends (XML 1.0 §2.11): CDATA cannot hold a carriage return.
std::string with_line_feeds(std::string text) {
    for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos; ++at) text.replace(at, text[at + 1] == '\n' ? 2 : 1, "\n");
    return text;
}

void answer(const wechat::Message& message) {
    expect(!message.from.empty() && !message.to.empty() && message.create_time >= 0, "what every push must carry");
    expect(!wechat::type_name(message).empty() && !wechat::dedupe_key(message).empty(), "every push has a type and a key");
    const auto* text = std::get_if<wechat::Text>(&message.content);
    const std::string said = text == nullptr ? message.from : text->content;
    const std::string reply = wechat::render(wechat::TextReply{said}, message, 1);
    pugi::xml_document document;
    // The reply repeats two names and at most 2,048 bytes of text, each of which can grow sixfold when "]]>" is split.
    expect(wechat::read_xml(reply, document, {.bytes = 1 << 20, .opening = 1 << 16}), "a reply is well-formed");
    const pugi::xml_node root = document.document_element();
    const std::string cut(wechat::cut_utf8(said, wechat::max_text_bytes));
    expect(wechat::xml_text(root.child("Content")) == with_line_feeds(cut), "a reply says the same text");
    expect(wechat::xml_text(root.child("ToUserName")) == message.from, "to the one who wrote");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body = fuzz::view(data, size);
    pugi::xml_document document;
    const bool reads = wechat::read_xml(body, document);
    if (reads) walk(document.document_element(), 1);
    if (reads)
        expect(body.find("<!DOCTYPE") == std::string_view::npos || body.find("<![CDATA[") != std::string_view::npos ||
                   body.find("<!--") != std::string_view::npos || body.find("<?") != std::string_view::npos,
               "no document type");

    const auto message = wechat::parse_message(body);
    if (message) expect(reads, "a push is acceptable XML");
    if (message) answer(*message);

    const std::string once = read_back(written(body));
    expect(is_clean(once), "what is written is clean");
    expect(read_back(written(once)) == once, "and stays as it is");
    if (is_clean(body) && body.find('\r') == std::string_view::npos && body.find("\xEF\xBF\xBE") == std::string_view::npos &&
        body.find("\xEF\xBF\xBF") == std::string_view::npos)
        expect(once == body, "clean text is written as it is");
    return 0;
}
