// Reads the children of one element by name and notices when a name that is read occurs twice.
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "wechat/utf8.h"
#include "wechat/xml.h"

namespace wechat {

// Nothing unless the whole text is one finite number of this type.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if constexpr (std::is_floating_point_v<Number>)
        if (!std::isfinite(value)) return std::nullopt;
    return value;
}

// A view: the document and `repeated` must outlive it. `repeated` becomes true when a single value was asked for and there were several.
class Fields {
  public:
    Fields(pugi::xml_node element, bool& repeated) : element_(element), repeated_(&repeated) {}

    std::string exact(const char* name) const { return xml_text(only(name)); }
    std::string text(const char* name) const { return std::string(trimmed(exact(name))); }

    // 0 when absent or not a number: WeChat leaves elements out and empty at will.
    template <class Number>
    Number number(const char* name) const {
        return parse_number<Number>(text(name)).value_or(Number{});
    }

    bool flag(const char* name) const { return text(name) == "1"; }
    bool has(const char* name) const { return static_cast<bool>(element_.child(name)); }
    Fields child(const char* name) const { return {only(name), *repeated_}; }

    // Zero, one or many: all children of this name.
    std::vector<Fields> each(const char* name) const {
        std::vector<Fields> found;
        for (const pugi::xml_node node : element_.children(name)) found.emplace_back(node, *repeated_);
        return found;
    }
    std::string own_text() const { return std::string(trimmed(xml_text(element_))); }

  private:
    pugi::xml_node only(const char* name) const {
        const auto child = only_child(element_, name);
        if (!child) *repeated_ = true;
        return child.value_or(pugi::xml_node());
    }

    pugi::xml_node element_;
    bool* repeated_;
};

}  // namespace wechat
