#include "gateway/config/values.h"

#include <algorithm>
#include <regex>

#include "services/answers/characters.h"
#include "wechat/utf8.h"

namespace gateway {

namespace {

bool matches(std::string_view text, const std::regex& pattern) { return std::regex_match(text.begin(), text.end(), pattern); }

}  // namespace

std::optional<services::Span> span_from(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto opens = services::minutes_from_clock(text.substr(0, dash));
    const auto closes = services::minutes_from_clock(text.substr(dash + 1));
    if (!opens || !closes || *opens >= *closes) return std::nullopt;
    return services::Span{*opens, *closes};
}

// The lengths of these texts are bounded by the table of keys, so std::regex cannot be driven deep.

bool is_url(std::string_view text) {
    static const std::regex pattern(R"(https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s"<>\\]*)?)");
    return text.size() <= 500 && matches(text, pattern);
}

bool is_database_url(std::string_view text) {
    static const std::regex mysql(R"(mysql://[^\s:/@]+@[A-Za-z0-9._-]*(:[0-9]{1,5})?/[A-Za-z0-9_$-]+(\?socket=/[^\s&?]+)?)");
    if (text.starts_with("sqlite:")) return text.size() > 7 && text.find('\n') == std::string_view::npos;
    return text.size() <= 500 && matches(text, mysql);
}

bool is_sessions_url(std::string_view text) {
    static const std::regex redis(
        R"(redis://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[0-9]{1,3})?|redis\+unix:///[^\s?@]+(\?db=[0-9]{1,3})?)");
    return text == "memory:" || (text.size() <= 500 && matches(text, redis));
}

bool has_password(std::string_view url) {
    const auto begin = url.find("://");
    if (begin == std::string_view::npos) return false;
    const auto authority = url.substr(begin + 3, url.find_first_of("/?", begin + 3) - begin - 3);
    const auto at = authority.rfind('@');
    return url.find("password=") != std::string_view::npos ||
           (at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos);
}

bool is_loopback(std::string_view host) { return host.starts_with("127.") || host == "::1" || host == "[::1]" || host == "localhost"; }

std::string_view host_of(std::string_view url) {
    const auto begin = url.find("://");
    if (begin == std::string_view::npos) return {};
    auto host = url.substr(begin + 3);
    host = host.substr(0, host.find_first_of("/?"));
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_mobile(std::string_view text) {
    constexpr std::size_t digits = 11;
    return text.size() == digits && text.starts_with('1') && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

bool has_han(std::string_view text) {
    const std::u32string characters = wechat::to_utf32(text);
    return std::any_of(characters.begin(), characters.end(), services::is_han);
}

}  // namespace gateway
