#include "db/residents.h"

#include <stdexcept>

#include "wechat/bytes.h"

namespace db {
namespace {

constexpr const char* columns = "id, level, name, id_no, mobile, mobile_at, verified_at";

std::string select_where(const std::string& condition) { return std::string("SELECT ") + columns + " FROM residents WHERE " + condition; }

void expect_one(std::int64_t matched) {
    if (matched != 1) throw std::logic_error("there is no such resident");
}

}  // namespace

std::string subject_key(const Vault& vault, const std::string& channel, const std::string& subject) {
    return vault.index("alias:" + channel, subject);
}

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

std::optional<Resident> Residents::find_by_alias(const std::string& channel, const std::string& subject) {
    return read(
        sql_.query(select_where("id = (SELECT resident FROM aliases WHERE alias_index = ?)"), {subject_key(vault_, channel, subject)}));
}

Resident Residents::create_or_get(const std::string& channel, const std::string& subject, std::int64_t now) {
    if (auto known = find_by_alias(channel, subject)) return *known;
    const std::string alias = subject_key(vault_, channel, subject);
    const std::string id = wechat::random_hex(16);
    std::string owner;
    sql_.transaction([&](Transaction& transaction) {
        // The unique alias decides between two calls at once; the later one waits here and then reads the earlier one's row.
        if (transaction.insert_once("INSERT INTO aliases (alias_index, channel, resident, created_at) VALUES (?, ?, ?, ?)",
                                    {alias, channel, id, now})) {
            transaction.execute("INSERT INTO residents (id, level, mobile_at, verified_at, created_at, version) VALUES (?, 0, 0, 0, ?, 1)",
                                {id, now});
            owner = id;
        } else {
            owner = transaction.query("SELECT resident FROM aliases WHERE alias_index = ?", {alias}).at(0).text(0);
        }
    });
    return find(owner).value();
}

void Residents::set_mobile(const std::string& id, const std::string& mobile, std::int64_t now) {
    expect_one(
        sql_.execute("UPDATE residents SET mobile = ?, mobile_index = ?, mobile_at = ?, level = CASE WHEN level < 1 THEN 1 ELSE level END, "
                     "version = version + 1 WHERE id = ?",
                     {vault_.seal(mobile, "residents", "mobile", id), mobile_key(mobile), now, id}));
}

Residents::Binding Residents::bind_identity(const std::string& id, const std::string& name, const std::string& id_no, std::int64_t now) {
    try {
        expect_one(sql_.execute(
            "UPDATE residents SET name = ?, id_no = ?, id_no_index = ?, verified_at = ?, level = 2, version = version + 1 WHERE id = ?",
            {vault_.seal(name, "residents", "name", id), vault_.seal(id_no, "residents", "id_no", id), person_key(id_no), now, id}));
    } catch (const SqlError& error) {
        if (error.kind() == SqlError::Kind::duplicate) return Binding::taken;
        throw;
    }
    return Binding::bound;
}

void Residents::unbind(const std::string& id) {
    expect_one(sql_.execute(
        "UPDATE residents SET name = NULL, id_no = NULL, mobile = NULL, id_no_index = NULL, mobile_index = NULL, mobile_at = 0, "
        "verified_at = 0, level = 0, version = version + 1 WHERE id = ?",
        {id}));
}

}  // namespace db
