#include "services/chat/phrases.h"

#include <cctype>

#include "services/answers/characters.h"
#include "services/chat/hearing.h"
#include "wechat/utf8.h"

namespace services {
namespace {

constexpr std::string_view gap = "…";

/// Where the part ends whose first place at or after `from` this is; npos when there is none.
std::size_t end_of(std::string_view part, std::string_view text, std::size_t from) {
    const auto is_letter = [&](std::size_t at) { return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0; };
    for (std::size_t at = text.find(part, from); at != std::string_view::npos; at = text.find(part, at + 1)) {
        const bool joined_before = is_letter(at) && at > 0 && is_letter(at - 1);
        const bool joined_after = is_letter(at + part.size() - 1) && is_letter(at + part.size());
        if (!joined_before && !joined_after) return at + part.size();
    }
    return std::string_view::npos;
}

/// How many characters of the phrase are inside the text: all or none.
std::size_t inside(std::string_view phrase, std::string_view text) {
    if (phrase.starts_with('=')) return phrase.substr(1) == text ? wechat::code_points(text) : 0;
    std::size_t length = 0, from = 0;
    while (true) {
        const std::size_t cut = phrase.find(gap);
        const std::string_view part = phrase.substr(0, cut);
        from = end_of(part, text, from);
        if (from == std::string_view::npos) return 0;
        length += wechat::code_points(part);
        if (cut == std::string_view::npos) return length;
        phrase.remove_prefix(cut + gap.size());
    }
}

}  // namespace

std::string searched(std::string_view normalised) { return lower(bare(normalised)); }

bool is_listed(std::string_view listed, std::string_view text) {
    return text.find('|') == std::string_view::npos && listed.find("|" + std::string(text) + "|") != std::string_view::npos;
}

std::size_t longest_inside(const std::vector<std::string>& phrases, std::string_view text) {
    std::size_t best = 0;
    for (const std::string& phrase : phrases) {
        const std::size_t length = inside(phrase, text);
        if (length > 1 && length > best) best = length;
    }
    return best;
}

}  // namespace services
