#include "db/stores/audit.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <utility>

#include "wechat/bytes.h"

namespace db {
namespace {

constexpr std::int64_t rows_a_read = 500;
constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();
constexpr const char* columns = "SELECT seq, acted_at, who, action, about, detail, signature, hash, previous_hash FROM audit ";

std::string row_place(std::int64_t seq) { return std::to_string(seq); }

// Each part goes with its length, so that no two rows have the same text.
std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text += std::to_string(part.size()).append(":").append(part);
    return text;
}

std::string hash_of(const std::string& key, const AuditRow& row, std::string_view previous_hash) {
    return wechat::hex_encode(wechat::hmac_sha256(key, joined({row.signed_text(previous_hash), row.signature})));
}

// The sealed row beside the chain.
struct Anchor {
    std::string key;
    AuditHead head;
};

std::optional<Anchor> anchor_in(const Rows& rows, const Vault& vault) {
    if (rows.empty()) return std::nullopt;
    const auto head = AuditHead::from(vault.open(rows.front().text(1), "audit_head", "head", "1"));
    return Anchor{vault.open(rows.front().text(0), "audit_head", "chain_key", "1"), head.value_or(AuditHead{})};
}
constexpr const char* anchor_query = "SELECT chain_key, head FROM audit_head WHERE one = 1";

// Only who appends first finds none; who finds none though there are rows begins a chain that verify() refuses.
// Absent when a stranger has changed the head, or its key is gone.
std::optional<Anchor> hold_anchor(Transaction& transaction, const Vault& vault) {
    const auto lock = [&] { return transaction.execute("UPDATE audit_head SET appended = appended + 1 WHERE one = 1") == 1; };
    if (!lock()) {
        transaction.insert_once("INSERT INTO audit_head (one, chain_key, head, appended) VALUES (1, ?, ?, 0)",
                                {vault.seal(wechat::random_bytes(32), "audit_head", "chain_key", "1"),
                                 vault.seal(AuditHead{}.text(), "audit_head", "head", "1")});
        lock();
    }
    try {
        return anchor_in(transaction.query(anchor_query), vault);
    } catch (const VaultError&) {
        return std::nullopt;
    }
}

// Throws VaultError when the detail does not open.
AuditRow row_of(const Row& row, const Vault& vault) {
    return {.head = {row.integer(0), row.text(7)},
            .entry = {.at = row.integer(1),
                      .who = row.text(2),
                      .action = row.text(3),
                      .about = row.text(4),
                      .detail = vault.open(row.text(5), "audit", "detail", row_place(row.integer(0)))},
            .signature = row.text(6)};
}

// A spoiled detail does not hide who did what.
AuditRow as_far_as_it_opens(const Row& row, const Vault& vault) {
    try {
        return row_of(row, vault);
    } catch (const VaultError&) {
        return {
            .head = {row.integer(0), row.text(7)},
            .entry = {.at = row.integer(1), .who = row.text(2), .action = row.text(3), .about = row.text(4), .detail = "(does not open)"},
            .signature = row.text(6)};
    }
}

// One reader of the chain, at the last row it found right.
class Walk {
  public:
    Walk(Sql& sql, const Vault& vault, const AuditCheck& check, const std::optional<AuditHead>& noted, std::string key)
        : sql_(sql), vault_(vault), check_(check), noted_(noted), key_(std::move(key)) {}

    const AuditHead& last() const { return last_; }

    // On to the row `until`, or to the end: what is wrong, if anything.
    std::optional<std::string> on(std::int64_t until) {
        for (;;) {
            // The first rows may be below 1, where none belongs.
            const std::int64_t after = last_.seq == 0 ? std::numeric_limits<std::int64_t>::min() : last_.seq;
            const Rows rows =
                sql_.query(std::string(columns) + "WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?", {after, until, rows_a_read});
            if (rows.empty()) return std::nullopt;
            for (const Row& row : rows) {
                if (auto wrong = take(row)) return wrong;
            }
        }
    }

  private:
    std::optional<std::string> take(const Row& stored) {
        const std::int64_t seq = stored.integer(0), due = last_.seq + 1;
        const std::string name = "row " + std::to_string(seq);
        if (seq < due) return name + " was inserted";
        if (seq > due) return "row " + std::to_string(due) + " is missing";
        AuditRow row;
        try {
            row = row_of(stored, vault_);
        } catch (const VaultError&) {
            return name + " was changed: its detail does not open";
        }
        // Which row broke with the one before it is said apart, though the hash below would notice as well.
        if (stored.text(8) != last_.hash) return name + " does not follow the row before it";
        if (!wechat::equal_constant_time(hash_of(key_, row, last_.hash), row.head.hash))
            return name + " was changed, or made without the key";
        if (!check_(row, row.signed_text(last_.hash))) return name + " is not signed by " + row.entry.who;
        if (noted_ && noted_->seq == seq && noted_->hash != row.head.hash) return name + " is not the one that was noted";
        last_ = row.head;
        return std::nullopt;
    }

    Sql& sql_;
    const Vault& vault_;
    const AuditCheck& check_;
    const std::optional<AuditHead>& noted_;
    const std::string key_;
    AuditHead last_;
};

// Rows up to the head, the head again, and the rows up to that: what is appended meanwhile is neither missed nor taken for forged.
std::optional<std::string> walk_to_head(Walk& walk, const std::function<std::optional<Anchor>()>& anchor) {
    if (auto wrong = walk.on(no_end)) return wrong;
    const AuditHead head = anchor().value_or(Anchor{}).head;
    if (walk.last().seq > head.seq) return "row " + std::to_string(head.seq + 1) + " is beyond the head";
    if (auto wrong = walk.on(head.seq)) return wrong;
    if (walk.last().seq < head.seq) {
        return "the tail is cut: rows " + std::to_string(walk.last().seq + 1) + " to " + std::to_string(head.seq) + " are missing";
    }
    if (walk.last() != head) return "row " + std::to_string(head.seq) + " is not the one the head names";
    return std::nullopt;
}

}  // namespace

std::optional<AuditHead> AuditHead::from(std::string_view text) {
    AuditHead head;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), head.seq);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || head.seq < 0 || digits == text.size() || text[digits] != ':') return std::nullopt;
    head.hash = text.substr(digits + 1);
    const bool is_whole = head.seq == 0 ? head.hash.empty() : head.hash.size() == 64 && wechat::hex_decode(head.hash).has_value();
    return is_whole ? std::optional(head) : std::nullopt;
}

std::string AuditRow::signed_text(std::string_view previous_hash) const {
    return joined({std::to_string(head.seq), std::to_string(entry.at), entry.who, entry.action, entry.about, entry.detail, previous_hash});
}

AuditHead Audit::append(Transaction& transaction, const AuditEntry& entry, const AuditSign& sign) {
    const auto held = hold_anchor(transaction, vault_);
    const Anchor anchor = held.value_or(Anchor{});
    // Past what a stranger may have put there: an act is not refused for it, and verify() finds it.
    const std::int64_t highest =
        transaction.query("SELECT MAX(seq) FROM audit WHERE seq < ?", {no_end}).at(0).optional_integer(0).value_or(0);
    AuditRow row{.head = {std::max(anchor.head.seq, highest) + 1, {}}, .entry = entry, .signature = {}};
    if (sign) row.signature = sign(row.signed_text(anchor.head.hash));
    // Without a head the act goes on outside of the chain, where verify() finds it; the head stays as it is, for whoever finds its key.
    if (held) row.head.hash = hash_of(anchor.key, row, anchor.head.hash);
    transaction.execute(
        "INSERT INTO audit (seq, acted_at, who, action, about, detail, signature, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {row.head.seq, entry.at, entry.who, entry.action, entry.about,
         vault_.seal(entry.detail, "audit", "detail", row_place(row.head.seq)), row.signature, anchor.head.hash, row.head.hash});
    if (held)
        transaction.execute("UPDATE audit_head SET head = ? WHERE one = 1", {vault_.seal(row.head.text(), "audit_head", "head", "1")});
    return row.head;
}

AuditHead Audit::append(const AuditEntry& entry, const AuditSign& sign) {
    AuditHead head;
    sql_.transaction([&](Transaction& transaction) { head = append(transaction, entry, sign); });
    return head;
}

AuditVerdict Audit::verify(const AuditCheck& check, const std::optional<AuditHead>& noted) {
    const auto anchor = [&] { return anchor_in(sql_.query(anchor_query), vault_); };
    try {
        // Asked before the head is: the first row comes with it.
        const bool has_rows = !sql_.query("SELECT seq FROM audit LIMIT 1").empty();
        const auto begin = anchor();
        if (!begin) {
            if (has_rows) return {{}, "the head is missing"};
            if (noted && noted->seq > 0) return {{}, "the chain is empty, and row " + std::to_string(noted->seq) + " was noted"};
            return {};
        }
        Walk walk(sql_, vault_, check, noted, begin->key);
        auto wrong = walk_to_head(walk, anchor);
        if (!wrong && noted && noted->seq > walk.last().seq) wrong = "row " + std::to_string(noted->seq) + ", which was noted, is missing";
        return {walk.last(), wrong};
    } catch (const VaultError&) {
        return {{}, "the head was changed, or the key file lacks its key"};
    }
}

std::vector<AuditRow> Audit::list(std::int64_t since) {
    std::vector<AuditRow> result;
    for (const Row& row : sql_.query(std::string(columns) + "WHERE acted_at >= ? ORDER BY seq", {since})) {
        result.push_back(as_far_as_it_opens(row, vault_));
    }
    return result;
}

}  // namespace db
