#include "xml.h"

#include <algorithm>

namespace sandbox {
namespace {

// Looks for a bare & or ]]> in text that was parsed without resolving entities.
class BareMarks : public pugi::xml_tree_walker {
  public:
    bool for_each(pugi::xml_node& node) override {
        if (node.type() != pugi::node_pcdata) return true;
        const std::string_view text = node.value();
        if (text.find("]]>") != std::string_view::npos) return false;
        for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
            const auto end = text.find(';', at);
            if (end == std::string_view::npos || !entity(text.substr(at + 1, end - at - 1))) return false;
        }
        return true;
    }

  private:
    static bool entity(std::string_view name) {
        if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos") return true;
        if (name.size() < 2 || name.front() != '#') return false;
        const bool hex = name[1] == 'x';
        name.remove_prefix(hex ? 2 : 1);
        const std::string_view allowed = hex ? "0123456789abcdefABCDEF" : "0123456789";
        return !name.empty() && name.size() <= 7 && name.find_first_not_of(allowed) == std::string_view::npos;
    }
};

}  // namespace

bool valid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&text](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(text[at])); };
        const unsigned first = byte(i);
        const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || i + length > text.size()) return false;
        unsigned code = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            if ((byte(i + k) & 0xC0U) != 0x80U) return false;
            code = code << 6U | (byte(i + k) & 0x3FU);
        }
        if ((length == 3 && code < 0x800) || (length == 4 && code < 0x10000) || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
            return false;
        i += length;
    }
    return true;
}

std::optional<std::string> load_strictly(pugi::xml_document& document, const std::string& text) {
    if (!valid_utf8(text)) return "is not UTF-8";
    if (text.rfind("\xEF\xBB\xBF", 0) == 0) return "starts with a byte order mark";
    if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }))
        return "holds a control character";
    constexpr unsigned kept = (pugi::parse_full | pugi::parse_fragment) & ~pugi::parse_escapes;
    const auto result = document.load_buffer(text.data(), text.size(), kept, pugi::encoding_utf8);
    if (!result) return std::string("is not well-formed XML: ") + result.description();
    int roots = 0;
    for (const auto node : document.children()) {
        if (node.type() == pugi::node_element) ++roots;
        if (node.type() == pugi::node_doctype) return "has a document type";
        const std::string_view value = node.value();
        const bool words = node.type() == pugi::node_cdata || node.type() == pugi::node_pcdata;
        if (words && value.find_first_not_of(" \t\r\n") != std::string_view::npos) return "is not well-formed XML: text outside the root";
    }
    if (roots != 1) return "is not well-formed XML: " + std::to_string(roots) + " roots";
    BareMarks bare;
    if (!document.traverse(bare)) return "is not well-formed XML: a bare & or ]]>";
    document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    return std::nullopt;
}

std::string inner_text(pugi::xml_node node) {
    std::string text;
    for (const auto child : node.children()) {
        if (child.type() == pugi::node_cdata || child.type() == pugi::node_pcdata) text += child.value();
    }
    return text;
}

}  // namespace sandbox
