#include "db/stores/desk_sessions.h"

#include <charconv>

#include "db/erase.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr const char* ways_in = "desk_ways_in";
constexpr const char* sessions = "desk_sessions";

std::string id_of(const std::string& secret) { return wechat::hex_encode(wechat::sha256(secret)); }

// Two values sealed as one.
std::pair<std::string, std::string> parts_of(const std::string& text) {
    const std::size_t line = text.find('\n');
    return {text.substr(0, line), line == std::string::npos ? "" : text.substr(line + 1)};
}

}  // namespace

std::string DeskSessions::offer(Transaction& transaction, const WayIn& way, std::int64_t now) {
    const std::string secret = wechat::random_hex(16), id = id_of(secret);
    transaction.execute("INSERT INTO desk_ways_in (id, officer, address, whose, offered_at, failures, taken) VALUES (?, ?, ?, ?, ?, 0, 0)",
                        {id, way.officer, way.address, vault_.seal(way.officer + "\n" + way.code, ways_in, "whose", id), now});
    return secret;
}

std::optional<std::string> DeskSessions::take(const std::string& secret, const std::string& code, std::int64_t now) {
    const std::string id = id_of(secret);
    // Counted before it is looked at: who tries a hundred at once has tried a hundred.
    const std::int64_t tries =
        sql_.execute("UPDATE desk_ways_in SET failures = failures + 1 WHERE id = ? AND taken = 0 AND failures < ? AND offered_at > ?",
                     {id, most_tries, now - way_in_life});
    if (tries != 1) return std::nullopt;
    const Rows rows = sql_.query("SELECT whose FROM desk_ways_in WHERE id = ?", {id});
    if (rows.empty()) return std::nullopt;
    const auto [officer, right] = parts_of(vault_.open(rows.front().text(0), ways_in, "whose", id));
    if (officer.empty() || !wechat::equal_constant_time(right, code)) return std::nullopt;
    const bool is_first = sql_.execute("UPDATE desk_ways_in SET taken = 1 WHERE id = ? AND taken = 0", {id}) == 1;
    return is_first ? std::optional(officer) : std::nullopt;
}

DeskSessions::Recent DeskSessions::recent(const std::string& officer, const std::string& address, std::int64_t now) {
    Recent recent;
    for (const Row& row : sql_.query("SELECT officer, address, failures, taken FROM desk_ways_in WHERE offered_at > ? AND (officer = ? OR "
                                     "address = ?)",
                                     {now - looks_back, officer, address})) {
        if (row.text(0) == officer) ++recent.of_officer;
        if (row.text(1) != address) continue;
        ++recent.of_address;
        if (row.text(0) == officer) ++recent.of_both;
        if (row.integer(3) == 0) recent.failures += row.integer(2);
    }
    return recent;
}

std::string DeskSessions::begin(Transaction& transaction, const std::string& officer, std::int64_t now) {
    const std::string secret = wechat::random_hex(32), id = id_of(secret);
    transaction.execute("INSERT INTO desk_sessions (id, whose, used_at, shown) VALUES (?, ?, ?, '')",
                        {id, vault_.seal(officer + "\n" + std::to_string(now), sessions, "whose", id), now});
    return secret;
}

std::optional<DeskSession> DeskSessions::find(const std::string& secret, std::int64_t now) {
    const std::string id = id_of(secret);
    const Rows rows = sql_.query("SELECT whose, shown FROM desk_sessions WHERE id = ? AND used_at > ?", {id, now - idle});
    if (rows.empty()) return std::nullopt;
    const auto [officer, begun] = parts_of(vault_.open(rows.front().text(0), sessions, "whose", id));
    DeskSession session{.officer = officer, .shown = rows.front().text(1)};
    std::from_chars(begun.data(), begun.data() + begun.size(), session.begun_at);
    return session.begun_at + life > now ? std::optional(session) : std::nullopt;
}

void DeskSessions::used(Transaction& transaction, const std::string& secret, const std::string& shown, std::int64_t now) {
    constexpr std::size_t most = 25 * 9;
    const std::string kept = shown.size() <= most ? shown : shown.substr(shown.size() - most);
    transaction.execute("UPDATE desk_sessions SET used_at = ?, shown = ? WHERE id = ?", {now, kept, id_of(secret)});
}

void DeskSessions::end(const std::string& secret) { sql_.execute("DELETE FROM desk_sessions WHERE id = ?", {id_of(secret)}); }

std::int64_t DeskSessions::sweep(std::int64_t now) {
    return erase_bounded(sql_, {ways_in, "id", "offered_at < ?", {now - looks_back}}) +
           erase_bounded(sql_, {sessions, "id", "used_at < ?", {now - life}});
}

}  // namespace db
