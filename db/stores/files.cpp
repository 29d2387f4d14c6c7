#include "db/stores/files.h"

#include "db/index_names.h"
#include "wechat/bytes.h"

namespace db {
namespace {

const Leases wanted_files{.table = "files", .when_taken = "bytes = 0"};

StoredFile::State state_of(const std::string& word) {
    if (word == "kept") return StoredFile::State::kept;
    return word == "lost" ? StoredFile::State::lost : StoredFile::State::wanted;
}

void erase_parts(Transaction& transaction, const std::string& id) { transaction.execute("DELETE FROM file_parts WHERE file = ?", {id}); }

// The row first: whoever writes a part of it waits for this, and then finds it gone.
std::int64_t erase(Transaction& transaction, const std::string& id) {
    const std::int64_t erased = transaction.execute("DELETE FROM files WHERE id = ? AND record IS NULL", {id});
    if (erased == 1) erase_parts(transaction, id);
    return erased;
}

}  // namespace

std::vector<std::string> media_names(const Vault& vault, const ChannelUser& user, const std::string& media_id) {
    return vault.indexes("media:" + user.channel, user.id + "\n" + media_id);
}

std::string file_part_row(const std::string& file, const std::string& seq) { return file + ":" + seq; }

bool Files::want(const ChannelUser& user, const std::string& media_id, const std::string& kind, std::int64_t now) {
    const std::string id = wechat::random_hex(16);
    const Names names = media_names(vault_, user, media_id);
    const Values row{id,
                     names.front(),
                     vault_.seal(media_id, "files", "media_sealed", id),
                     note_keys(vault_, user).front(),
                     vault_.seal(user.text(), "files", "user_sealed", id),
                     kind,
                     now,
                     now,
                     now + life};
    bool is_new = false;
    sql_.transaction([&](Transaction& transaction) {
        is_new = false;
        if (names.size() > 1) {
            hold_names(transaction, names);
            if (!transaction.query("SELECT 1 FROM files WHERE " + is_any("media_index", names), with_names({}, names)).empty()) return;
        }
        is_new = transaction.insert_once(
            "INSERT INTO files (id, media_index, media_sealed, citizen, user_sealed, kind, content_type, bytes, state, due_at, lease, "
            "attempts, why, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, '', 0, 'wanted', ?, '', 0, '', ?, ?)",
            row);
    });
    return is_new;
}

bool Files::has_room(const ChannelUser& user) {
    const Names names = note_keys(vault_, user);
    const Rows rows = sql_.query(
        "SELECT COUNT(*), SUM(bytes) FROM files WHERE record IS NULL AND state IN ('wanted', 'kept') AND " + is_any("citizen", names),
        with_names({}, names));
    return rows.at(0).integer(0) < most_files && rows.at(0).optional_integer(1).value_or(0) < most_bytes;
}

WantedFile Files::read(const Leases::Taken& taken) const {
    const auto& [lease, row] = taken;
    return {.lease = lease,
            .from = ChannelUser::from(vault_.open(row.text(0), "files", "user_sealed", lease.id)),
            .media_id = vault_.open(row.text(1), "files", "media_sealed", lease.id),
            .kind = row.text(2),
            .wanted_at = row.integer(3)};
}

std::vector<WantedFile> Files::lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable) {
    const auto taken = wanted_files.take(
        sql_,
        {.columns = "user_sealed, media_sealed, kind, created_at", .now = now, .until = until, .limit = limit, .together = erase_parts});
    return read_each(
        taken, [this](const Leases::Taken& each) { return read(each); },
        [&](const Leases::Taken& each) {
            finish(each.lease, "lost", {}, "unreadable");
            if (unreadable) unreadable(each.lease.id);
        });
}

bool Files::add(const WantedFile& wanted, std::int64_t seq, std::string_view part) {
    const std::string& id = wanted.lease.id;
    const std::string sealed = vault_.seal(part, "file_parts", "body", file_part_row(id, std::to_string(seq)));
    bool is_ours = false;
    sql_.transaction([&](Transaction& transaction) {
        is_ours = wanted_files.change(transaction, wanted.lease, "bytes = bytes + ?", {static_cast<std::int64_t>(part.size())});
        if (is_ours) transaction.execute("INSERT INTO file_parts (file, seq, body) VALUES (?, ?, ?)", {id, seq, sealed});
    });
    return is_ours;
}

bool Files::finish(const Lease& lease, const std::string& state, const FileContent& content, const std::string& why) {
    bool done = false;
    sql_.transaction([&](Transaction& transaction) {
        done = wanted_files.finish(transaction, lease, "state = ?, content_type = ?, width = ?, height = ?, why = ?",
                                   {state, content.type, content.width, content.height, why});
        if (!done || state == "kept") return;
        transaction.execute("UPDATE files SET bytes = 0 WHERE id = ?", {lease.id});
        erase_parts(transaction, lease.id);
    });
    return done;
}

bool Files::kept(const WantedFile& wanted, const FileContent& content) { return finish(wanted.lease, "kept", content, ""); }
bool Files::lost(const WantedFile& wanted, const std::string& why) { return finish(wanted.lease, "lost", {}, why); }

bool Files::again(const WantedFile& wanted, std::int64_t at, const std::string& why) {
    return wanted_files.again(sql_, wanted.lease, at, "why = ?", {why});
}

std::optional<StoredFile> Files::find(const ChannelUser& user, const std::string& media_id) {
    const Names names = media_names(vault_, user, media_id);
    const Rows rows =
        sql_.query("SELECT id, kind, content_type, bytes, state, width, height FROM files WHERE " + is_any("media_index", names),
                   with_names({}, names));
    if (rows.empty()) return std::nullopt;
    const Row& row = rows.front();
    StoredFile file{
        .id = row.text(0), .kind = row.text(1), .content = {row.text(2), row.integer(5), row.integer(6)}, .state = state_of(row.text(4))};
    if (file.state == StoredFile::State::kept) file.bytes = row.integer(3);
    return file;
}

bool Files::open(const std::string& id, const std::function<void(std::string_view)>& sink) {
    const Rows files = sql_.query("SELECT bytes FROM files WHERE id = ? AND state = 'kept'", {id});
    if (files.empty()) return false;
    std::int64_t left = files.front().integer(0);
    for (std::int64_t seq = 0; left > 0; ++seq) {
        const Rows rows = sql_.query("SELECT body FROM file_parts WHERE file = ? AND seq = ?", {id, seq});
        if (rows.empty()) throw VaultError("file_parts.body: a part is missing");
        const std::string part = vault_.open(rows.front().text(0), "file_parts", "body", file_part_row(id, std::to_string(seq)));
        left -= static_cast<std::int64_t>(part.size());
        sink(part);
    }
    return true;
}

bool Files::attach(Transaction& transaction, const std::string& id, const std::string& record) {
    return transaction.execute("UPDATE files SET record = ?, expires_at = NULL WHERE id = ? AND (record IS NULL OR record = ?)",
                               {record, id, record}) == 1;
}

void Files::forget(Transaction& transaction, const ChannelUser& user) {
    const Names names = note_keys(vault_, user);
    for (const Row& row : transaction.query("SELECT id FROM files WHERE " + is_any("citizen", names), with_names({}, names))) {
        erase(transaction, row.text(0));
    }
}

std::int64_t Files::sweep(std::int64_t now) {
    std::int64_t swept = 0;
    for (const Row& row : sql_.query("SELECT id FROM files WHERE expires_at <= ?", {now})) {
        std::int64_t erased = 0;
        sql_.transaction([&](Transaction& transaction) { erased = erase(transaction, row.text(0)); });
        swept += erased;
    }
    return swept;
}

}  // namespace db
