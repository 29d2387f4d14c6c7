// Texts of config values as what they mean: moments, hours, addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/rules/figures.h"

namespace gateway {

/// "08:30-12:00"; absent unless the first time comes before the second.
std::optional<services::Span> span_from(std::string_view text);

/// http or https, a host, perhaps a port and a path; no user, no password, no white space.
bool is_url(std::string_view text);
bool is_database_url(std::string_view text);
bool is_sessions_url(std::string_view text);
/// user:password@ in it; such an address is refused, since addresses end up in logs.
bool has_password(std::string_view url);
/// 127.0.0.0/8, ::1 or localhost.
bool is_loopback(std::string_view host);
/// The host of an http(s) address, without port.
std::string_view host_of(std::string_view url);

/// Eleven digits, the first of them 1.
bool is_mobile(std::string_view text);
bool is_id(std::string_view text);
/// At least one Chinese character: the least to be asked of what residents read.
bool has_han(std::string_view text);

}  // namespace gateway
