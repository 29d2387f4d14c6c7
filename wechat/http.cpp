#include "wechat/http.h"

#include <algorithm>

namespace wechat {

std::string_view HttpResponse::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [&](const Pair& header) { return header.first == name; });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view name_of(HttpFailure failure) {
    switch (failure) {
        case HttpFailure::connect:
            return "connect";
        case HttpFailure::tls:
            return "tls";
        case HttpFailure::timeout:
            return "timeout";
        case HttpFailure::cut:
            return "cut";
        case HttpFailure::too_large:
            return "too large";
        case HttpFailure::refused:
            return "refused";
    }
    return "";
}

HttpError::HttpError(HttpFailure failure) : std::runtime_error("http: " + std::string(name_of(failure))), failure_(failure) {}

std::string url_escape(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const bool plain =
            (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain) {
            escaped += c;
        } else {
            escaped += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return escaped;
}

std::string query_string(const std::vector<Pair>& parameters) {
    std::string query;
    for (const auto& [name, value] : parameters) {
        if (!query.empty()) query += '&';
        query += name + '=' + url_escape(value);
    }
    return query;
}

}  // namespace wechat
