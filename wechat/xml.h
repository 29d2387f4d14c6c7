// XML read within bounds and written without surprises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace wechat {

struct XmlLimits {
    std::size_t bytes = 65'536;
    int depth = 16;               // the root is 1
    std::size_t opening = 4'096;  // '<' characters anywhere: bounds nodes, and memory, before anything is built
};

// True when `body` is one element tree within the limits; `into` then holds exact values: references are resolved, CDATA
// is as sent, comments and processing instructions are gone, CR LF is LF.
// False for: a DOCTYPE of any kind, a declared encoding other than UTF-8, invalid UTF-8, NUL and other characters XML 1.0
// forbids (raw or as &#0;), an unknown entity, a second root, text outside the root. A byte order mark is tolerated. Never opens a file or
// socket.
bool read_xml(std::string_view body, pugi::xml_document& into, const XmlLimits& limits = {});

// The text directly inside an element, pieces joined, exactly as sent. Empty for a null node.
std::string xml_text(pugi::xml_node element);

// The only child of this name; a null node when there is none. Nothing when there are several: then two readers could
// choose differently, so the document must be refused.
std::optional<pugi::xml_node> only_child(pugi::xml_node parent, const char* name);

// Builds a document in the order of the calls. Names are the caller's own literals and are not checked.
class XmlWriter {
  public:
    void open(std::string_view name);
    void close(std::string_view name);
    // Any value is safe: "]]>" is split over two sections, characters XML 1.0 forbids are dropped, invalid UTF-8 becomes U+FFFD.
    void cdata(std::string_view name, std::string_view value);
    void number(std::string_view name, std::int64_t value);

    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

}  // namespace wechat
