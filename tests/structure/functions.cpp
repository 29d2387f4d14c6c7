#include "functions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace structure_tests {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where a raw string that begins at `at` (R"tag() ends; `at` when none begins there.
std::size_t after_raw_string(const std::string& text, std::size_t at) {
    if (text.compare(at, 2, "R\"") != 0 || (at > 0 && is_word(text[at - 1]))) return at;
    const std::size_t open = text.find('(', at);
    const std::string close = ")" + text.substr(at + 2, open - at - 2) + "\"";
    return std::min(text.find(close, open), text.size() - close.size()) + close.size();
}

/// 500'000, as against U'使'.
bool is_in_number(const std::string& text, std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && (is_word(text[begin - 1]) || text[begin - 1] == '\'')) --begin;
    return begin < at && std::isdigit(static_cast<unsigned char>(text[begin])) != 0;
}

/// Where a comment, a string or a character that begins at `at` ends; `at` when none begins there.
std::size_t after_quoted(const std::string& text, std::size_t at) {
    if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
    if (text.compare(at, 2, "/*") == 0) return std::min(text.find("*/", at), text.size() - 2) + 2;
    const char quote = text[at];
    if ((quote != '"' && quote != '\'') || (quote == '\'' && is_in_number(text, at))) return at;
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != quote) end += text[end] == '\\' ? 2 : 1;
    return end + 1;
}

/// The text with comments, strings, characters and preprocessor lines blanked; line breaks stay.
std::string only_code(const std::string& text) {
    std::string code = text;
    for (std::size_t at = 0; at < text.size();) {
        const bool directive = text[at] == '#' && (at == 0 || text[at - 1] == '\n');
        std::size_t end = directive ? text.find('\n', at) : after_raw_string(text, at);
        while (directive && end < text.size() && text[end - 1] == '\\') end = text.find('\n', end + 1);
        if (end == at) end = after_quoted(text, at);
        end = std::min(end, text.size());
        for (std::size_t i = at; i < end; ++i) {
            if (code[i] != '\n') code[i] = ' ';
        }
        at = std::max(end, at + 1);
    }
    return code;
}

std::string_view last_word(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    return text.substr(begin);
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool ends = at + word.size() == text.size() || !is_word(text[at + word.size()]);
        if (ends && (at == 0 || !is_word(text[at - 1]))) return true;
    }
    return false;
}

enum class Opens { scope, function, initialiser };

/// What a brace opens after this much of a declaration.
Opens opened_by(std::string_view head) {
    while (!head.empty() && std::isspace(static_cast<unsigned char>(head.back())) != 0) head.remove_suffix(1);
    const std::size_t arguments = head.find('(');
    const std::string_view before = head.substr(0, arguments);
    const bool is_operator = has_word(before, "operator");
    if (!is_operator && before.find('=') != std::string_view::npos) return Opens::initialiser;
    constexpr std::array scopes{"namespace", "class", "struct", "union", "enum", "extern"};
    const bool is_scope = std::ranges::any_of(scopes, [&](const char* word) { return has_word(before, word); });
    if (arguments == std::string_view::npos) return is_scope ? Opens::scope : Opens::initialiser;
    constexpr std::array qualifiers{"const", "noexcept", "override", "final", "try"};
    const bool is_qualified = std::ranges::find(qualifiers, last_word(head)) != qualifiers.end();
    const bool returns_behind = head.find(") ->") != std::string_view::npos || head.find("const ->") != std::string_view::npos;
    // `: member_{…}` of a constructor, and a member with braces of its own.
    if (is_word(head.back()) && !is_qualified && !returns_behind) return Opens::initialiser;
    return Opens::function;
}

/// What a function's head calls it.
std::string name_in(std::string_view head) {
    const std::size_t arguments = head.find('(');
    std::size_t begin = std::min(head.find("operator"), arguments);
    while (begin > 0 && (is_word(head[begin - 1]) || head[begin - 1] == ':' || head[begin - 1] == '~')) --begin;
    return std::string(head.substr(begin, arguments - begin));
}

struct Open {
    Opens what = Opens::scope;
    std::size_t head = 0;  // where its declaration begins
};

}  // namespace

std::vector<Function> functions_of(const std::string& text) {
    const std::string code = only_code(text);
    const auto line_at = [&](std::size_t at) {
        return 1 + static_cast<int>(std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    };
    std::vector<Function> found;
    std::vector<Open> open;
    std::size_t head = 0;
    const auto in_scope = [&] { return open.empty() || open.back().what == Opens::scope; };
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (code[at] == '{') {
            const std::size_t begins = std::min(code.find_first_not_of(" \n", head), at);
            open.push_back({in_scope() ? opened_by(std::string_view(code).substr(begins, at - begins)) : Opens::initialiser, begins});
            if (in_scope()) head = at + 1;
        } else if (code[at] == '}' && !open.empty()) {
            const Open closed = open.back();
            open.pop_back();
            if (closed.what == Opens::function) {
                const bool goes_on = code.compare(closed.head, 6, "catch ") == 0 && !found.empty();  // of a function that is one try block
                if (!goes_on)
                    found.push_back({name_in(std::string_view(code).substr(closed.head, at - closed.head)), line_at(closed.head)});
                found.back().lines = line_at(at) - found.back().line + 1;
            }
            if (closed.what != Opens::initialiser) head = at + 1;
        } else if (code[at] == ';' && in_scope()) {
            head = at + 1;
        }
    }
    return found;
}

}  // namespace structure_tests
