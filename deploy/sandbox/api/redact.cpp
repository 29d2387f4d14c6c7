#include "api/redact.h"

#include <regex>

#include "xml.h"

namespace sandbox {
namespace {

constexpr std::size_t longest = 4096;

}  // namespace

std::string redacted(const std::string& body) {
    if (body.find('\0') != std::string::npos || !valid_utf8(body)) return "(binary)";
    static const std::regex secret(R"re("(secret|appsecret|access_token|refresh_token|ticket)"\s*:\s*"[^"]*")re");
    std::string text = body;
    bool cut = false;
    if (text.size() > longest) {
        cut = true;
        text.resize(longest);
        while (!valid_utf8(text)) text.pop_back();
    }
    return std::regex_replace(text, secret, "\"$1\":\"***\"") + (cut ? " [cut]" : "");
}

std::string redacted_query(const std::string& target) {
    const auto mark = target.find('?');
    if (mark == std::string::npos) return {};
    static const std::regex secret("(secret|access_token|refresh_token|code)=[^&]*");
    return std::regex_replace(target.substr(mark + 1).substr(0, longest), secret, "$1=***");
}

}  // namespace sandbox
