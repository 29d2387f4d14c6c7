#include "db/open.h"

#include <charconv>
#include <csignal>
#include <stdexcept>
#include <string_view>

#include "db/memory.h"
#include "db/mysql.h"
#include "db/redis.h"
#include "db/sqlite.h"

namespace db {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// What stands before the mark; the mark goes too. Without the mark, all of it.
std::string_view take_until(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    const std::string_view taken = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    return taken;
}

bool parse_number(std::string_view text, int least, int most, int& number) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && stop == text.data() + text.size() && number >= least && number <= most;
}

// A peer that hung up must be an error of one call, not a signal that ends the process.
void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

bool parse_mysql(std::string_view rest, MysqlAddress& address) {
    const std::size_t at = rest.find('@');
    if (at == 0 || at == std::string_view::npos) return false;
    address.user = take_until(rest, '@');
    // A password does not belong into a URL, which ends up in logs and process lists.
    if (address.user.find(':') != std::string::npos) return false;
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return false;
    std::string_view host = take_until(rest, '/');
    address.database = take_until(rest, '?');
    if (address.database.empty()) return false;
    if (!rest.empty()) {
        if (!take_prefix(rest, "socket=") || rest.empty() || rest.front() != '/') return false;
        address.socket = rest;
        return host.find(':') == std::string_view::npos;
    }
    address.host = take_until(host, ':');
    return !address.host.empty() && (host.empty() || parse_number(host, 1, 65535, address.port));
}

bool parse_redis(std::string_view rest, RedisAddress& address) {
    std::string_view place = take_until(rest, '/');
    address.host = take_until(place, ':');
    if (address.host.empty() || address.host.find('@') != std::string::npos) return false;
    if (!place.empty() && !parse_number(place, 1, 65535, address.port)) return false;
    return rest.empty() || parse_number(rest, 0, 1'000'000, address.database);
}

bool parse_redis_socket(std::string_view rest, RedisAddress& address) {
    address.socket = take_until(rest, '?');
    if (address.socket.size() < 2 || address.socket.front() != '/') return false;
    return rest.empty() || (take_prefix(rest, "db=") && parse_number(rest, 0, 1'000'000, address.database));
}

}  // namespace

std::unique_ptr<Sql> open_sql(const std::string& url, const std::string& password, const SqlOptions& options) {
    ignore_broken_pipes();
    std::string_view rest = url;
    if (take_prefix(rest, "sqlite:")) {
        if (!rest.empty() && rest != ":memory:") return open_sqlite(std::string(rest), options);
    } else if (take_prefix(rest, "mysql://")) {
        MysqlAddress address;
        address.password = password;
        if (parse_mysql(rest, address)) return open_mysql(address, options);
    }
    throw std::invalid_argument(
        "expected a database URL: sqlite:PATH, mysql://USER@HOST[:PORT]/DATABASE or mysql://USER@/DATABASE?socket=/PATH, "
        "without a password");
}

std::unique_ptr<Kv> open_kv(const std::string& url, const std::string& password, const KvOptions& options) {
    ignore_broken_pipes();
    std::string_view rest = url;
    if (url == "memory:") return std::make_unique<Memory>(options.most_keys, options.most_bytes);
    RedisAddress address;
    address.password = password;
    if (take_prefix(rest, "redis+unix://")) {
        if (parse_redis_socket(rest, address)) return open_redis(address, options);
    } else if (take_prefix(rest, "redis://")) {
        if (parse_redis(rest, address)) return open_redis(address, options);
    }
    throw std::invalid_argument(
        "expected a key-value URL: memory:, redis://HOST[:PORT][/N] or redis+unix:///PATH[?db=N], without a password");
}

}  // namespace db
