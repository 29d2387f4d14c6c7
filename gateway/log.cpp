#include "gateway/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <memory>

#include "wechat/utf8.h"

namespace gateway::log {

namespace {

constexpr std::size_t longest_text = 2000;

std::function<std::string(std::string_view)>& openid_hash() {
    static std::function<std::string(std::string_view)> hash;
    return hash;
}

std::shared_ptr<spdlog::logger> logger_on(spdlog::sink_ptr sink) {
    auto made = std::make_shared<spdlog::logger>("gateway", std::move(sink));
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    made->flush_on(spdlog::level::trace);
    return made;
}

std::shared_ptr<spdlog::logger>& logger() {
    static auto current = logger_on(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    return current;
}

spdlog::level::level_enum level_of(Level level) {
    constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    return levels.at(static_cast<std::size_t>(level));
}

std::string_view name_of(Level level) {
    constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};
    return names.at(static_cast<std::size_t>(level));
}

/// Of a thread: whole lines that were not written yet, without the last one's end. The buffer is kept for the next ones.
struct Batch {
    bool is_open = false;
    std::string lines = {};
};
thread_local Batch batch;
constexpr std::size_t batch_size = 16384;

void put(const std::string& lines) { logger()->log(spdlog::level::critical, spdlog::string_view_t(lines)); }

void put_batch() {
    if (batch.lines.empty()) return;
    put(batch.lines);
    batch.lines.clear();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A whole word that looks like a mobile or an ID number.
bool is_personal(std::string_view word) {
    if (word.size() != 11 && word.size() != 15 && word.size() != 18) return false;
    const auto digits = word.size() == 18 ? word.substr(0, 17) : word;
    for (const char c : digits)
        if (!is_digit(c)) return false;
    if (word.size() == 18) return is_digit(word[17]) || (word[17] | 0x20) == 'x';
    return word.size() == 15 || (word[0] == '1' && word[1] >= '3');
}

std::string without_personal_data(std::string_view text) {
    std::string safe;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end == i) {
            safe += text[i++];
            continue;
        }
        const auto word = text.substr(i, end - i);
        safe += is_personal(word) ? std::string_view("***") : word;
        i = end;
    }
    return safe;
}

void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    // Names, ids and numbers need no second look.
    if (std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; })) {
        line.append(text).append(1, '"');
        return;
    }
    for (const char32_t c : wechat::to_utf32(text)) {
        if (c == U'"' || c == U'\\') {
            line += '\\';
            line += static_cast<char>(c);
        } else if (is_dangerous(c)) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c) & 0xFFFFU);
            line += escape.data();
        } else {
            line += wechat::to_utf8(std::u32string_view(&c, 1));
        }
    }
    line += '"';
}

void append_value(std::string& line, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value))
        append_quoted(line, *text);
    else if (const auto* integer = std::get_if<std::int64_t>(&value))
        line += std::to_string(*integer);
    else if (const auto* flag = std::get_if<bool>(&value))
        line += *flag ? "true" : "false";
    else if (const double number = std::get<double>(value); std::isfinite(number))
        line += std::to_string(number);
    else
        line += "null";
}

std::string timestamp() {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const auto seconds = system_clock::to_time_t(now);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 24> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    const std::string millis = std::to_string(1000 + duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000);
    return text.data() + ("." + millis.substr(1) + "Z");
}

std::string hashed(std::string_view openid) { return openid_hash() && !openid.empty() ? openid_hash()(openid) : "-"; }

}  // namespace

Field::Field(std::string_view name, std::string_view text) : name(name) {
    const bool names_a_user = name == "openid" || name == "from_user" || name == "to_user";
    value = names_a_user ? hashed(text) : without_personal_data(wechat::cut_utf8(text, longest_text));
}

Field::Field(std::string_view name, Openid openid) : name(name), value(hashed(openid.value)) {}

bool is_dangerous(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069);
}

void hash_openids_by(std::function<std::string(std::string_view)> hash) { openid_hash() = std::move(hash); }

void write_to(std::ostream* out) {
    const auto level = logger()->level();
    if (out != nullptr)
        logger() = logger_on(std::make_shared<spdlog::sinks::ostream_sink_mt>(*out));
    else
        logger() = logger_on(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger()->set_level(level);
}

Together::Together() { batch.is_open = true; }

Together::~Together() {
    batch.is_open = false;
    try {
        put_batch();
    } catch (...) {  // as below
    }
}

void set_level(Level level) { logger()->set_level(level_of(level)); }

void write(Level level, std::string_view event, Fields fields) noexcept {
    try {
        if (!logger()->should_log(level_of(level))) return;
        std::string line = R"({"ts":")" + timestamp() + R"(","level":")" + std::string(name_of(level)) + R"(","event":)";
        append_quoted(line, event);
        for (const auto& field : fields) {
            line += ',';
            append_quoted(line, field.name);
            line += ':';
            append_value(line, field.value);
        }
        line += '}';
        if (!batch.is_open) return put(line);
        batch.lines += (batch.lines.empty() ? "" : "\n") + line;
        if (level >= Level::warn || batch.lines.size() >= batch_size) put_batch();
    } catch (...) {  // a line that cannot be written must not take the answer with it
    }
}

}  // namespace gateway::log
