#include "db/stores/alarms.h"

#include "db/digits.h"
#include "db/erase.h"
#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

constexpr int number_digits = 8;

const Leases open_alarms{.table = "alarms"};

// What state_of reads, and what read and lease do besides.
const std::string state_columns =
    "id, kind, raised_at, latest_at, rings, ringing_since, escalated_at, acknowledged_at, acknowledged_by, "
    "closed_at, closed_by";
const std::string columns = state_columns + ", user_sealed, name, mobile, words, token, posted, texted";

AlarmState state_of(const Row& row) {
    return {.id = row.text(0),
            .kind = row.text(1),
            .raised_at = row.integer(2),
            .latest_at = row.integer(3),
            .rings = row.integer(4),
            .ringing_since = row.integer(5),
            .escalated_at = row.integer(6),
            .acknowledged_at = row.integer(7),
            .acknowledged_by = row.text(8),
            .closed_at = row.integer(9),
            .closed_by = row.text(10)};
}

// A secret caller leaves nothing to seal.
Value sealed(const Vault& vault, const std::string& plain, const char* column, const std::string& id) {
    if (plain.empty()) return nullptr;
    return vault.seal(plain, "alarms", column, id);
}

bool is_known(Transaction& transaction, const std::string& push) {
    return !transaction.query("SELECT 1 FROM alarms WHERE push = ? OR latest_push = ?", {push, push}).empty();
}

}  // namespace

bool is_alarm_number(std::string_view text) {
    return text.size() == number_digits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A draft has no name under another key: it is found as it is, and is random.
std::vector<std::string> caller_names(const Vault& vault, const Caller& caller) {
    return caller.draft.empty() ? note_keys(vault, caller.from) : Names{caller.draft};
}

Alarms::Raised Alarms::raise(Transaction& transaction, const Cry& cry, std::int64_t now) {
    if (is_known(transaction, cry.push)) return {"", Came::known};
    const Names callers = caller_names(vault_, cry.caller);
    const Rows open = transaction.query(
        "SELECT id FROM alarms WHERE kind = ? AND acknowledged_at = 0 AND latest_at >= ? AND " + is_any("caller", callers),
        with_names({cry.kind, now - joins_within}, callers));
    if (!open.empty()) {
        const std::string id = open.front().text(0);
        const std::int64_t joined =
            transaction.execute("UPDATE alarms SET words = ?, latest_at = ?, latest_push = ? WHERE id = ? AND acknowledged_at = 0",
                                {vault_.seal(cry.words, "alarms", "words", id), now, cry.push, id});
        if (joined == 1) return {id, Came::joined};
    }
    for (int attempt = 0; attempt < 5; ++attempt) {
        const std::string id = random_digits(number_digits);
        const std::string user = cry.caller.from.empty() ? "" : cry.caller.from.text();
        const bool is_new = transaction.insert_once(
            "INSERT INTO alarms (id, push, latest_push, kind, caller, user_sealed, name, mobile, words, token, raised_at, latest_at, "
            "due_at, "
            "lease, attempts, rings, ringing_since, posted, texted, escalated_at, acknowledged_at, acknowledged_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0, 0, 0, 0, '')",
            {id, cry.push, cry.push, cry.kind, callers.front(), sealed(vault_, user, "user_sealed", id),
             sealed(vault_, cry.caller.name, "name", id), sealed(vault_, cry.caller.mobile, "mobile", id),
             vault_.seal(cry.words, "alarms", "words", id), vault_.seal(wechat::random_hex(16), "alarms", "token", id), now, now, now});
        if (is_new) return {id, Came::raised};
        if (is_known(transaction, cry.push)) return {"", Came::known};
    }
    throw SqlError(SqlError::Kind::other, 0, "no number is free for an alarm");
}

Alarm Alarms::read(const Row& row, const Unreadable& unreadable) const {
    Alarm alarm{.state = state_of(row), .caller = {}, .words = {}, .token = {}};
    const std::string& id = alarm.state.id;
    bool is_whole = true;
    const auto opened = [&](std::size_t column, const char* name) {
        try {
            return row.is_null(column) ? std::string() : vault_.open(row.text(column), "alarms", name, id);
        } catch (const VaultError&) {
            is_whole = false;
            return std::string();
        }
    };
    if (const std::string user = opened(11, "user_sealed"); !user.empty()) alarm.caller.from = ChannelUser::from(user);
    alarm.caller.name = opened(12, "name");
    alarm.caller.mobile = opened(13, "mobile");
    alarm.words = opened(14, "words");
    alarm.token = opened(15, "token");
    if (!is_whole && unreadable) unreadable(id);
    return alarm;
}

std::vector<LeasedAlarm> Alarms::lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable) {
    std::vector<LeasedAlarm> result;
    for (const auto& [lease, row] : open_alarms.take(sql_, {.columns = columns, .now = now, .until = until, .limit = limit})) {
        result.push_back(
            {.lease = lease, .alarm = read(row, unreadable), .is_posted = row.integer(16) != 0, .is_texted = row.integer(17) != 0});
    }
    return result;
}

bool Alarms::rung(Transaction& transaction, const LeasedAlarm& leased, const Rung& rung, std::int64_t now) {
    const std::int64_t before = leased.alarm.state.escalated_at;
    const std::int64_t escalated_at = before == 0 && rung.is_escalated ? now : before;
    const std::int64_t attempts = rung.is_posted && rung.is_texted ? 0 : leased.lease.attempts;
    return open_alarms.again(transaction, leased.lease, rung.due_at,
                             "attempts = ?, rings = ?, ringing_since = ?, posted = ?, texted = ?, escalated_at = ?",
                             {attempts, rung.ring, rung.since, std::int64_t{rung.is_posted}, std::int64_t{rung.is_texted}, escalated_at});
}

Alarms::Acknowledged Alarms::acknowledge(Transaction& transaction, const std::string& id, const std::string& by, std::int64_t now) {
    const std::int64_t changed = transaction.execute(
        "UPDATE alarms SET acknowledged_at = ?, acknowledged_by = ?, due_at = NULL, lease = '' WHERE id = ? AND acknowledged_at = 0",
        {now, by, id});
    if (changed == 1) return Acknowledged::now;
    return transaction.query("SELECT 1 FROM alarms WHERE id = ?", {id}).empty() ? Acknowledged::unknown : Acknowledged::before;
}

bool Alarms::hand_over(Transaction& transaction, const std::string& id, const std::string& to, std::int64_t now) {
    if (to.empty()) {
        return transaction.execute(
                   "UPDATE alarms SET acknowledged_at = 0, acknowledged_by = '', due_at = ?, lease = '' WHERE id = ? AND closed_at = 0",
                   {now, id}) == 1;
    }
    return transaction.execute(
               "UPDATE alarms SET acknowledged_at = ?, acknowledged_by = ?, due_at = NULL, lease = '' WHERE id = ? AND closed_at = 0",
               {now, to, id}) == 1;
}

bool Alarms::has_open(const Caller& caller, const std::string& kind, std::int64_t since) {
    const Names callers = caller_names(vault_, caller);
    return !sql_.query(
                    "SELECT 1 FROM alarms WHERE kind = ? AND closed_at = 0 AND latest_at > ? AND " + is_any("caller", callers) + " LIMIT 1",
                    with_names({kind, since}, callers))
                .empty();
}

std::optional<Alarm> Alarms::find(const std::string& id) {
    const Rows rows = sql_.query("SELECT " + columns + " FROM alarms WHERE id = ?", {id});
    return rows.empty() ? std::nullopt : std::optional(read(rows.front(), {}));
}

std::vector<AlarmState> Alarms::list(int limit) {
    std::vector<AlarmState> result;
    // due_at is NULL once acknowledged.
    for (const char* which : {"due_at IS NOT NULL", "due_at IS NULL"}) {
        const std::int64_t left = limit - std::ssize(result);
        for (const Row& row :
             sql_.query("SELECT " + state_columns + " FROM alarms WHERE " + which + " ORDER BY raised_at DESC, id LIMIT ?", {left})) {
            result.push_back(state_of(row));
        }
    }
    return result;
}

AlarmCounts Alarms::counts() {
    // As IS NOT NULL, and by the index.
    const Rows open = sql_.query("SELECT COUNT(*), MIN(raised_at) FROM alarms WHERE due_at >= 0");
    return {open.at(0).integer(0), open.at(0).optional_integer(1).value_or(0)};
}

std::int64_t Alarms::sweep(std::int64_t before) {
    return erase_bounded(sql_, {"alarms", "id", "acknowledged_at > 0 AND acknowledged_at < ?", {before}});
}

}  // namespace db
