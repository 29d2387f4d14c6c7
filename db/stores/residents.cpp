#include "db/stores/residents.h"

#include <algorithm>

#include <stdexcept>

#include "db/index_names.h"
#include "db/unreadable.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr const char* select_users =
    "SELECT channel, alias_index, user_sealed FROM aliases WHERE resident = ? AND user_sealed IS NOT NULL "
    "ORDER BY created_at DESC, alias_index";

constexpr const char* columns = "id, level, name, id_no, mobile, mobile_at, verified_at";

std::string select_where(const std::string& condition) { return std::string("SELECT ") + columns + " FROM residents WHERE " + condition; }

void expect_one(std::int64_t matched) {
    if (matched != 1) throw std::logic_error("there is no such resident");
}

}  // namespace

std::string subject_key(const Vault& vault, const ChannelUser& user) { return vault.index("alias:" + user.channel, user.id); }

std::optional<Resident> Residents::read(const Rows& rows) const {
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    Resident resident;
    resident.id = row.text(0);
    resident.level = static_cast<int>(row.integer(1));
    const auto open = [&](std::size_t column, const char* name) {
        const auto sealed = row.optional_text(column);
        return sealed ? vault_.open(*sealed, "residents", name, resident.id) : std::string();
    };
    resident.name = open(2, "name");
    resident.id_no = open(3, "id_no");
    resident.mobile = open(4, "mobile");
    resident.mobile_at = row.integer(5);
    resident.verified_at = row.integer(6);
    return resident;
}

std::optional<Resident> Residents::find(const std::string& id) { return read(sql_.query(select_where("id = ?"), {id})); }

std::optional<Resident> Residents::find_by_alias(const ChannelUser& user) {
    const Names names = subject_keys(vault_, user);
    const Rows rows =
        sql_.query(std::string("SELECT ") + columns + ", alias_index, user_sealed FROM aliases JOIN residents ON id = resident WHERE " +
                       is_any("alias_index", names),
                   with_names({}, names));
    if (!rows.empty()) keep_user(rows.front(), user);
    return read(rows);
}

Residents::Known Residents::find_with_consent(const ChannelUser& user, const std::string& service, const std::string& text_version) {
    const Names names = subject_keys(vault_, user);
    // One row, whoever is known: an alias may have no consent, and a consent comes before there is an alias.
    static const std::string select = std::string("SELECT ") + columns +
                                      ", alias_index, aliases.user_sealed, consents.user_sealed FROM (SELECT 1) AS one "
                                      "LEFT JOIN consents ON service = ? AND text_version = ? AND ";
    const Rows rows = sql_.query(select + is_any("subject", names) + " LEFT JOIN aliases ON " + is_any("alias_index", names) +
                                     " LEFT JOIN residents ON id = resident",
                                 with_names(with_names({service, text_version}, names), names));
    const Row& row = rows.at(0);
    const bool is_known = !row.is_null(0);
    if (is_known) keep_user(row, user);
    return {is_known ? read(rows) : std::nullopt, !row.is_null(9)};
}

// Adds to an alias whose user had left, or that was made by a version that kept no user ids.
void Residents::keep_user(const Row& row, const ChannelUser& user) {
    if (!row.is_null(8)) return;
    const std::string alias = row.text(7);
    sql_.execute("UPDATE aliases SET user_sealed = ? WHERE alias_index = ? AND user_sealed IS NULL",
                 {vault_.seal(user.id, "aliases", "user_sealed", alias), alias});
}

Resident Residents::create_or_get(const ChannelUser& user, std::int64_t now) {
    if (auto known = find_by_alias(user)) return *known;
    const Names names = subject_keys(vault_, user);
    const std::string& alias = names.front();
    const std::string id = wechat::random_hex(16);
    std::string owner;
    sql_.transaction([&](Transaction& transaction) {
        if (names.size() > 1) hold_names(transaction, names);
        const auto known = [&] {
            return transaction.query("SELECT resident FROM aliases WHERE " + is_any("alias_index", names), with_names({}, names));
        };
        // The unique alias decides between two calls at once; the later one waits here and then reads the earlier one's row.
        if (known().empty() &&
            transaction.insert_once("INSERT INTO aliases (alias_index, channel, resident, created_at, user_sealed) VALUES (?, ?, ?, ?, ?)",
                                    {alias, user.channel, id, now, vault_.seal(user.id, "aliases", "user_sealed", alias)})) {
            transaction.execute("INSERT INTO residents (id, level, mobile_at, verified_at, created_at, version) VALUES (?, 0, 0, 0, ?, 1)",
                                {id, now});
            owner = id;
        } else {
            owner = known().at(0).text(0);
        }
    });
    return find(owner).value();
}

void Residents::set_mobile(const std::string& id, const std::string& mobile, std::int64_t now) {
    expect_one(
        sql_.execute("UPDATE residents SET mobile = ?, mobile_index = ?, mobile_at = ?, level = CASE WHEN level < 1 THEN 1 ELSE level END, "
                     "version = version + 1 WHERE id = ?",
                     {vault_.seal(mobile, "residents", "mobile", id), vault_.index("mobile", mobile), now, id}));
}

Residents::Binding Residents::bind_identity(const std::string& id, const std::string& name, const std::string& id_no, std::int64_t now) {
    const Names names = vault_.indexes("id_no", id_no);
    Binding binding = Binding::bound;
    sql_.transaction([&](Transaction& transaction) {
        binding = Binding::bound;
        if (names.size() > 1) {
            hold_names(transaction, names);
            // Whoever was bound under an older key stands in the way under this one.
            transaction.execute("UPDATE residents SET id_no_index = ? WHERE " + is_any("id_no_index", names),
                                with_names({names.front()}, names));
        }
        try {
            expect_one(transaction.execute(
                "UPDATE residents SET name = ?, id_no = ?, id_no_index = ?, verified_at = ?, level = 2, version = version + 1 WHERE id = ?",
                {vault_.seal(name, "residents", "name", id), vault_.seal(id_no, "residents", "id_no", id), names.front(), now, id}));
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::duplicate) throw;
            binding = Binding::taken;
        }
    });
    return binding;
}

std::optional<std::string> Residents::id_of(const ChannelUser& user) {
    const Names names = subject_keys(vault_, user);
    const Rows rows = sql_.query("SELECT resident FROM aliases WHERE " + is_any("alias_index", names), with_names({}, names));
    return rows.empty() ? std::nullopt : std::optional(rows.front().text(0));
}

std::vector<ChannelUser> Residents::users(const Rows& rows) const {
    const auto user = [this](const Row& row) {
        return ChannelUser{row.text(0), vault_.open(row.text(2), "aliases", "user_sealed", row.text(1))};
    };
    return read_each(rows, user, [](const Row&) {});
}

std::vector<ChannelUser> Residents::users_of(const std::string& id) { return users(sql_.query(select_users, {id})); }

std::vector<ChannelUser> Residents::users_of(Transaction& transaction, const std::string& id) {
    return users(transaction.query(select_users, {id}));
}

bool Residents::open_under_these_keys() {
    const Rows rows = sql_.query(
        "SELECT alias_index, user_sealed, channel FROM aliases WHERE user_sealed IS NOT NULL ORDER BY created_at DESC, alias_index LIMIT "
        "5");
    const auto is_found = [this](const Row& row) {
        const std::string alias = row.text(0);
        const Names names = subject_keys(vault_, {row.text(2), vault_.open(row.text(1), "aliases", "user_sealed", alias)});
        return std::ranges::find(names, alias) != names.end();
    };
    const std::vector<bool> found = read_each(rows, is_found, [](const Row&) {});
    return rows.empty() || std::ranges::find(found, true) != found.end();
}

void Residents::forget(Transaction& transaction, const ChannelUser& user) {
    const Names names = subject_keys(vault_, user);
    transaction.execute("UPDATE aliases SET user_sealed = NULL WHERE " + is_any("alias_index", names), with_names({}, names));
}

void Residents::unbind(const std::string& id) {
    expect_one(sql_.execute(
        "UPDATE residents SET name = NULL, id_no = NULL, mobile = NULL, id_no_index = NULL, mobile_index = NULL, mobile_at = 0, "
        "verified_at = 0, level = 0, version = version + 1 WHERE id = ?",
        {id}));
}

}  // namespace db
