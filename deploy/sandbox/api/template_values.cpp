#include <map>
#include <regex>

#include "api/templates.h"
#include "xml.h"

namespace sandbox {
namespace {

std::size_t characters(const std::string& text) {
    std::size_t n = 0;
    for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return n;
}

bool ascii(const std::string& text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80U) return false;
    }
    return true;
}

// What a kind's value looks like, and how many characters it may have.
struct Kind {
    std::size_t longest;
    const char* form;  // nullptr: any
};

const std::map<std::string, Kind> kinds = {
    {"thing", {20, nullptr}},
    {"number", {32, R"(-?\d+(\.\d+)?)"}},
    {"letter", {32, "[A-Za-z]+"}},
    {"symbol", {5, R"([^\w\s]+)"}},
    {"character_string", {32, R"([\x20-\x7e]+)"}},
    {"time", {32, R"((\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}) ?)?\d{1,2}:\d{2}(:\d{2})?)"}},
    {"date", {32, R"(\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})( ?\d{1,2}:\d{2}(:\d{2})?)?)"}},
    {"amount", {14, R"((¥|￥|\$|€)?\d{1,10}(\.\d{1,2})?元?)"}},
    {"phone_number", {17, R"([\d+()*-]+)"}},
    {"car_number", {8, nullptr}},
    {"phrase", {5, R"([^\x01-\x7f]+)"}},
    {"enum", {20, nullptr}},
    {"const", {20, nullptr}},
};

}  // namespace

bool value_fits(const std::string& key, const std::string& value) {
    if (value.empty() || !valid_utf8(value)) return false;
    const auto kind = key.substr(0, key.find_last_not_of("0123456789") + 1);
    // The old free-form fields take anything and are folded on the phone.
    if (kind == "first" || kind == "keyword" || kind == "remark") return true;
    if (kind == "name") return characters(value) <= (ascii(value) ? 20U : 10U);
    const auto it = kinds.find(kind);
    if (it == kinds.end()) return characters(value) <= 20;
    return characters(value) <= it->second.longest && (it->second.form == nullptr || std::regex_match(value, std::regex(it->second.form)));
}

}  // namespace sandbox
