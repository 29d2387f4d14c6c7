#include "gateway/http/request.h"

#include <algorithm>

#include "wechat/bytes.h"
#include "wechat/utf8.h"

namespace gateway {
namespace {

/// What stands before the first separator; the text is then what stands behind it.
std::string_view take(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return taken;
}

std::string decoded(std::string_view text, char plus) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' && i + 2 < text.size() ? wechat::hex_decode(text.substr(i + 1, 2)) : std::nullopt;
        if (byte) i += 2;
        result += byte ? byte->front() : text[i] == '+' ? plus : text[i];
    }
    return result;
}

Method method_of(std::string_view name) {
    if (name == "GET") return Method::get;
    if (name == "HEAD") return Method::head;
    return name == "POST" ? Method::post : Method::other;
}

bool is_alike(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::optional<std::string> Values::one(std::string_view name) const {
    const auto values = all(name);
    return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::vector<std::string> Values::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [each, value] : *this) {
        if (each == name) values.push_back(value);
    }
    return values;
}

std::optional<std::string_view> header_of(std::string_view head, std::string_view name) {
    std::optional<std::string_view> found;
    take(head, '\n');
    while (!head.empty()) {
        std::string_view value = take(head, '\n');
        const std::string_view each = take(value, ':');
        if (!is_alike(each, name)) continue;
        if (found) return std::nullopt;
        found = wechat::trimmed(value);
    }
    return found;
}

std::optional<std::string_view> cookie_of(std::string_view head, std::string_view name) {
    std::string_view all = header_of(head, "Cookie").value_or("");
    std::optional<std::string_view> found;
    while (!all.empty()) {
        std::string_view value = take(all, ';');
        if (wechat::trimmed(take(value, '=')) != name) continue;
        if (found) return std::nullopt;
        found = wechat::trimmed(value);
    }
    return found;
}

Values read_form(std::string_view body) {
    Values values;
    while (!body.empty()) {
        std::string_view pair = take(body, '&');
        if (pair.empty()) continue;
        std::string name = decoded(take(pair, '='), ' ');
        values.emplace_back(std::move(name), decoded(pair, ' '));
    }
    return values;
}

RequestLine read_request_line(std::string_view head) {
    RequestLine line{.method = method_of(take(head, ' '))};
    std::string_view target = take(head, ' ');
    std::string_view query = take(target, '#');  // a fragment is the client's own business
    line.path = decoded(take(query, '?'), '+');
    line.query = read_form(query);
    return line;
}

}  // namespace gateway
