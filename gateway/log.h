// The log: one JSON object a line on stderr, with a trace id and without personal data.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <variant>

namespace gateway::log {

enum class Level { debug, info, warn, error };

/// A WeChat user's id: written as its hash, whatever the field is called.
struct Openid {
    std::string_view value;
};

/// Text is cut at 2000 characters; ID numbers and mobile numbers in it are masked, in case an exception quotes one.
using Value = std::variant<std::string, std::int64_t, double, bool>;

/// `{"ms", 3}`, `{"trace", id}`, `{"from", log::Openid{openid}}`. A text under the names openid, from_user and to_user is hashed too.
struct Field {
    Field(std::string_view name, std::string_view text);
    Field(std::string_view name, const char* text) : Field(name, std::string_view(text)) {}
    Field(std::string_view name, const std::string& text) : Field(name, std::string_view(text)) {}
    Field(std::string_view name, Openid openid);
    Field(std::string_view name, bool flag) : name(name), value(flag) {}
    Field(std::string_view name, double number) : name(name), value(number) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Field(std::string_view name, T number) : name(name), value(static_cast<std::int64_t>(number)) {}

    std::string_view name;
    Value value;
};
using Fields = std::initializer_list<Field>;

/// What a terminal or a reader of the log may take for a line end or a command, or that turns the direction of text.
bool is_dangerous(char32_t c);
/// How openids are hashed, e.g. by the vault's blind index; until it is set they are written as "-". Call once, before any thread logs.
void hash_openids_by(std::function<std::string(std::string_view)> hash);
/// Where lines go instead of stderr; null: stderr again. For tests.
void write_to(std::ostream* out);
/// Lines below are dropped. info at first.
void set_level(Level level);

/// While it lives, lines of this thread below a warning are kept and written together: when it ends, when there are many, or with the next
/// warning. One at a time in a thread.
class Together {
  public:
    Together();
    ~Together();
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;
};

/// {"ts":…,"level":…,"event":…, fields…} as one line. `event` is a fixed word or sentence of the program, never data. Any thread; never
/// throws.
void write(Level level, std::string_view event, Fields fields) noexcept;
inline void debug(std::string_view event, Fields fields = {}) noexcept { write(Level::debug, event, fields); }
inline void info(std::string_view event, Fields fields = {}) noexcept { write(Level::info, event, fields); }
inline void warn(std::string_view event, Fields fields = {}) noexcept { write(Level::warn, event, fields); }
inline void error(std::string_view event, Fields fields = {}) noexcept { write(Level::error, event, fields); }

}  // namespace gateway::log
