// An account, a resident's message, and requests signed as WeChat signs them.
#pragma once

#include <string>

#include "wechat/callback.h"

namespace fixture {

inline constexpr std::int64_t now = 1'700'000'000;
inline constexpr const char* token = "spamtest";
inline constexpr const char* app_id = "wx2c2769f8efd9abc2";
inline constexpr const char* old_key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
inline constexpr const char* new_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
inline constexpr const char* random16 = "0123456789abcdef";

wechat::Credentials credentials(wechat::Mode mode);
std::string inner(const std::string& content = "违章查询");
std::string encrypt(const std::string& xml, const std::string& key = old_key);
std::string envelope(const std::string& sealed);
std::string compatible_envelope(const std::string& sealed, const std::string& content = "违章查询");

// With `sealed` empty only `signature` is there, as in plain mode.
wechat::Query signed_query(const std::string& sealed, const std::string& timestamp = std::to_string(now), const std::string& by = token);
wechat::Query signed_query();

// Opens an encrypted reply as WeChat would, every check included, and returns its Content.
std::string reply_text(const std::string& body, const std::string& key, const std::string& by = token);

}  // namespace fixture
