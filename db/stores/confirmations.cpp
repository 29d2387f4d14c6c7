#include "db/stores/confirmations.h"

#include "db/digits.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr const char* usable_code = "SELECT code FROM confirmations WHERE record = ? AND tries > 0 AND expires_at > ?";

}  // namespace

std::string Confirmations::ask(Transaction& transaction, const std::string& record, int tries, std::int64_t expires_at) {
    const std::string code = random_digits(6);
    settle(transaction, record);
    transaction.execute("INSERT INTO confirmations (record, code, tries, expires_at) VALUES (?, ?, ?, ?)",
                        {record, vault_.seal(code, "confirmations", "code", record), static_cast<std::int64_t>(tries), expires_at});
    return code;
}

std::optional<std::string> Confirmations::first_code(const Rows& rows, const std::string& record) const {
    if (rows.empty()) return std::nullopt;
    return vault_.open(rows.front().text(0), "confirmations", "code", record);
}

std::optional<std::string> Confirmations::code_of(Transaction& transaction, const std::string& record, std::int64_t now) {
    return first_code(transaction.query(usable_code, {record, now}), record);
}

std::optional<std::string> Confirmations::code_of(const std::string& record, std::int64_t now) {
    return first_code(sql_.query(usable_code, {record, now}), record);
}

Confirmations::Verdict Confirmations::check(const std::string& record, const std::string& code, std::int64_t now) {
    Verdict verdict = Verdict::wrong;
    sql_.transaction([&](Transaction& transaction) {
        // Takes the try before it looks, so that a hundred guesses at once are a hundred tries.
        const bool has_try =
            transaction.execute("UPDATE confirmations SET tries = tries - 1 WHERE record = ? AND tries > 0", {record}) == 1;
        const Rows rows = transaction.query("SELECT code, expires_at FROM confirmations WHERE record = ?", {record});
        if (rows.empty()) {
            verdict = Verdict::wrong;
        } else if (rows.front().integer(1) <= now) {
            verdict = Verdict::expired;
        } else if (!has_try) {
            verdict = Verdict::exhausted;
        } else if (wechat::equal_constant_time(vault_.open(rows.front().text(0), "confirmations", "code", record), code)) {
            verdict = Verdict::right;
            transaction.execute("UPDATE confirmations SET tries = tries + 1 WHERE record = ?", {record});
        } else {
            verdict = Verdict::wrong;
        }
    });
    return verdict;
}

void Confirmations::settle(Transaction& transaction, const std::string& record) {
    transaction.execute("DELETE FROM confirmations WHERE record = ?", {record});
}

}  // namespace db
