#include "wechat/xml.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "wechat/utf8.h"

namespace wechat {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The Char production of XML 1.0.
bool is_xml_character(char32_t c) {
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

bool is_xml_text(std::string_view text) {
    if (!is_utf8(text)) return false;
    // The smallest byte first, which the compiler finds many at a time: most texts hold no control character at all.
    unsigned char least = 0xFF;
    for (const char c : text) least = std::min(least, static_cast<unsigned char>(c));
    const auto forbidden_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; };
    return (least >= 0x20 || std::none_of(text.begin(), text.end(), forbidden_control)) &&
           text.find("\xEF\xBF\xBE") == std::string_view::npos && text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

std::optional<std::string> reference(std::string_view name) {
    if (name == "lt") return "<";
    if (name == "gt") return ">";
    if (name == "amp") return "&";
    if (name == "quot") return "\"";
    if (name == "apos") return "'";
    if (!name.starts_with('#')) return std::nullopt;
    name.remove_prefix(1);
    const bool hex = name.starts_with('x');
    if (hex) name.remove_prefix(1);
    std::uint32_t point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
    if (error != std::errc{} || end != name.data() + name.size() || !is_xml_character(point)) return std::nullopt;
    return to_utf8(std::u32string(1, point));
}

// pugixml would turn &#0; into the end of the string and leave unknown entities as they are; so references are resolved here.
std::optional<std::string> resolve(std::string_view text) {
    std::string resolved;
    for (;;) {
        const std::size_t start = text.find('&');
        resolved += text.substr(0, start);
        if (start == std::string_view::npos) return resolved;
        text.remove_prefix(start + 1);
        const std::size_t end = text.find(';');
        if (end == std::string_view::npos || end > 10) return std::nullopt;
        const auto value = reference(text.substr(0, end));
        if (!value) return std::nullopt;
        resolved += *value;
        text.remove_prefix(end + 1);
    }
}

// Recursion is bounded by `depth`.
bool settle(pugi::xml_node parent, int depth) {
    for (pugi::xml_node node : parent.children()) {
        if (node.type() == pugi::node_element) {
            if (depth == 0 || !settle(node, depth - 1)) return false;
        } else if (node.type() == pugi::node_pcdata && std::strchr(node.value(), '&') != nullptr) {
            const auto text = resolve(node.value());
            if (!text || !node.set_value(text->c_str())) return false;
        }
    }
    return true;
}

bool says_utf8(pugi::xml_node declaration) {
    std::string encoding = declaration.attribute("encoding").as_string("utf-8");
    std::transform(encoding.begin(), encoding.end(), encoding.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return encoding == "utf-8" || encoding == "utf8";
}

}  // namespace

bool read_xml(std::string_view body, pugi::xml_document& into, const XmlLimits& limits) {
    if (body.size() > limits.bytes || !is_xml_text(body)) return false;
    if (static_cast<std::size_t>(std::count(body.begin(), body.end(), '<')) > limits.opening) return false;
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    if (body.starts_with(byte_order_mark)) return false;  // pugixml would take off the second one

    constexpr unsigned options = pugi::parse_cdata | pugi::parse_eol | pugi::parse_doctype | pugi::parse_declaration | pugi::parse_fragment;
    if (!into.load_buffer(body.data(), body.size(), options, pugi::encoding_utf8)) return false;
    // pugixml calls a declaration "xml" too, and would find it where the root is looked for.
    if (const pugi::xml_node first = into.first_child(); first.type() == pugi::node_declaration) {
        if (!says_utf8(first)) return false;
        into.remove_child(first);
    }
    // Comments and processing instructions were not kept, so anything beside the root is text, a DOCTYPE or a second root.
    const pugi::xml_node root = into.first_child();
    if (root.type() != pugi::node_element || root.next_sibling()) return false;
    return settle(into, limits.depth);
}

std::string xml_text(pugi::xml_node element) {
    std::string text;
    for (const pugi::xml_node node : element.children())
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) text += node.value();
    return text;
}

std::optional<pugi::xml_node> only_child(pugi::xml_node parent, const char* name) {
    const pugi::xml_node first = parent.child(name);
    if (first && first.next_sibling(name)) return std::nullopt;
    return first;
}

void XmlWriter::open(std::string_view name) { text_.append("<").append(name).append(">"); }

void XmlWriter::close(std::string_view name) { text_.append("</").append(name).append(">"); }

void XmlWriter::cdata(std::string_view name, std::string_view value) {
    std::string clean;
    if (is_xml_text(value)) {
        clean = value;
    } else {
        std::u32string points = to_utf32(value);
        std::erase_if(points, [](char32_t c) { return !is_xml_character(c); });
        clean = to_utf8(points);
    }
    for (std::size_t at = 0; (at = clean.find("]]>", at)) != std::string::npos; at += 15) clean.replace(at, 3, "]]]]><![CDATA[>");
    open(name);
    text_.append("<![CDATA[").append(clean).append("]]>");
    close(name);
}

void XmlWriter::number(std::string_view name, std::int64_t value) {
    open(name);
    text_.append(std::to_string(value));
    close(name);
}

}  // namespace wechat
