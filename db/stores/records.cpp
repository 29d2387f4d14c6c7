#include "db/stores/records.h"

#include <stdexcept>

#include "db/digits.h"
#include "wechat/bytes.h"

namespace db {
namespace {

std::string select_where(const std::string& condition) {
    return "SELECT id, number, service, title, resident, draft, state, answers, summary, due_at, created_at, updated_at, "
           "version, clock, clock_from, clock_count, paused, paused_count, word_at, supplement FROM records WHERE " +
           condition;
}

}  // namespace

Record Records::read(const Row& row) const {
    Record record;
    record.id = row.text(0);
    record.number = row.text(1);
    record.service = row.text(2);
    record.title = row.text(3);
    record.resident = row.optional_text(4);
    record.draft = row.text(5);
    record.state = row.text(6);
    record.answers = vault_.open(row.text(7), "records", "answers", record.id);
    record.summary = vault_.open(row.text(8), "records", "summary", record.id);
    record.due_at = row.integer(9);
    record.created_at = row.integer(10);
    record.updated_at = row.integer(11);
    record.version = row.integer(12);
    record.clock = {row.text(13), row.integer(14), row.integer(15)};
    record.paused = {row.text(16), 0, row.integer(17)};
    record.word_at = row.integer(18);
    if (const auto asked = row.optional_text(19)) record.supplement = vault_.open(*asked, "records", "supplement", record.id);
    return record;
}

std::optional<Record> Records::first(const Rows& rows) const {
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::vector<Record> Records::all(const Rows& rows, const Unreadable& unreadable) const {
    return read_each(
        rows, [this](const Row& row) { return read(row); },
        [&](const Row& row) {
            if (unreadable) unreadable(row.text(0));
        });
}

Records::Created Records::create(Transaction& transaction, const NewRecord& wanted) {
    Record record{.id = wechat::random_hex(16),
                  .number = "",
                  .service = wanted.service,
                  .title = wanted.title,
                  .resident = wanted.resident,
                  .draft = wanted.draft,
                  .state = wanted.state,
                  .answers = wanted.answers,
                  .summary = wanted.summary,
                  .due_at = wanted.due_at,
                  .created_at = wanted.now,
                  .updated_at = wanted.now,
                  .version = 1,
                  .clock = wanted.clock,
                  .paused = {},
                  .word_at = wanted.word_at,
                  .supplement = ""};
    const std::string answers = vault_.seal(record.answers, "records", "answers", record.id);
    const std::string summary = vault_.seal(record.summary, "records", "summary", record.id);
    // A refused insert means the draft is known or, once in many millions, the number is taken.
    constexpr int most_numbers = 5;
    for (int attempt = 0; attempt < most_numbers; ++attempt) {
        record.number = wanted.day + random_digits(16 - static_cast<int>(wanted.day.size()));
        if (transaction.insert_once("INSERT INTO records (id, number, service, title, resident, draft, state, answers, summary, due_at, "
                                    "created_at, updated_at, "
                                    "version, clock, clock_from, clock_count, word_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, "
                                    "?, ?, ?)",
                                    {record.id, record.number, record.service, record.title, nullable(record.resident), record.draft,
                                     record.state, answers, summary, record.due_at, record.created_at, record.updated_at,
                                     record.clock.parameter, record.clock.from, record.clock.count, record.word_at})) {
            begin_history(transaction, vault_, record.id, {"", record.state, "resident", "", wanted.now});
            return {record, true};
        }
        if (auto existing = first(transaction.query(select_where("draft = ?"), {wanted.draft}))) return {*std::move(existing), false};
    }
    throw std::runtime_error("no free record number found for the day");
}

Records::Created Records::create(const NewRecord& wanted) {
    Created created;
    sql_.transaction([&](Transaction& transaction) { created = create(transaction, wanted); });
    return created;
}

bool Records::move(Transaction& transaction, const Transition& move) {
    std::string sql = "UPDATE records SET state = ?, updated_at = ?, version = version + 1";
    Values values{move.to, move.now};
    if (move.due_at) {
        sql += ", due_at = ?";
        values.emplace_back(*move.due_at);
    }
    values.emplace_back(move.record);
    values.emplace_back(move.from);
    if (transaction.execute(sql + " WHERE id = ? AND state = ?", values) != 1) return false;
    append_change(transaction, vault_, move.record, {move.from, move.to, move.who, move.why, move.now});
    return true;
}

bool Records::move(const Transition& wanted) {
    bool moved = false;
    sql_.transaction([&](Transaction& transaction) { moved = move(transaction, wanted); });
    return moved;
}

bool Records::take(Transaction& transaction, const std::string& id, std::int64_t version) {
    return transaction.execute("UPDATE records SET version = version + 1 WHERE id = ? AND version = ?", {id, version}) == 1;
}

void Records::put(Transaction& transaction, const Record& record, const Change& change) {
    const auto sealed = [&](const std::string& plain, const char* column) { return vault_.seal(plain, "records", column, record.id); };
    const Value supplement = record.supplement.empty() ? Value(nullptr) : Value(sealed(record.supplement, "supplement"));
    transaction.execute(
        "UPDATE records SET state = ?, answers = ?, summary = ?, due_at = ?, updated_at = ?, clock = ?, clock_from = ?, clock_count = ?, "
        "paused = ?, paused_count = ?, word_at = ?, supplement = ? WHERE id = ?",
        {record.state, sealed(record.answers, "answers"), sealed(record.summary, "summary"), record.due_at, change.at,
         record.clock.parameter, record.clock.from, record.clock.count, record.paused.parameter, record.paused.count, record.word_at,
         supplement, record.id});
    if (change.from != change.to || !change.why.empty()) append_change(transaction, vault_, record.id, change);
}

bool Records::note(const std::string& id, const std::string& who, const std::string& why, std::int64_t now) {
    return sql_.commit_if([&](Transaction& transaction) {
        if (transaction.execute("UPDATE records SET version = version + 1 WHERE id = ?", {id}) != 1) return false;
        const std::string state = transaction.query("SELECT state FROM records WHERE id = ?", {id}).at(0).text(0);
        append_change(transaction, vault_, id, {state, state, who, why, now});
        return true;
    });
}

std::optional<Record> Records::find(const std::string& id) { return first(sql_.query(select_where("id = ?"), {id})); }

std::optional<Record> Records::find(Transaction& transaction, const std::string& id) {
    return first(transaction.query(select_where("id = ?"), {id}));
}

std::optional<Record> Records::find_by_number(const std::string& number) { return first(sql_.query(select_where("number = ?"), {number})); }

std::optional<Record> Records::find_by_draft(const std::string& draft) { return first(sql_.query(select_where("draft = ?"), {draft})); }

std::vector<Record> Records::list_by_resident(const std::string& resident, int limit, const Unreadable& unreadable) {
    return all(sql_.query(select_where("resident = ? ORDER BY created_at DESC, number DESC LIMIT ?"),
                          {resident, static_cast<std::int64_t>(limit)}),
               unreadable);
}

std::vector<Record> Records::list_by_state(const std::string& state, const std::string& service, int limit, const Unreadable& unreadable) {
    return all(sql_.query(select_where("state = ? AND (? = '' OR service = ?) ORDER BY CASE WHEN due_at = 0 THEN 1 ELSE 0 END, "
                                       "due_at, created_at, number LIMIT ?"),
                          {state, service, service, static_cast<std::int64_t>(limit)}),
               unreadable);
}

}  // namespace db
