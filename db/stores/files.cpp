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

// A transaction each, of what no record stands on; how many.
std::int64_t erase_where(Sql& sql, const std::string& condition, const Value& value) {
    std::int64_t all = 0;
    for (const Row& row : sql.query("SELECT id FROM files WHERE " + condition, {value})) {
        std::int64_t erased = 0;
        sql.transaction([&](Transaction& transaction) { erased = erase(transaction, row.text(0)); });
        all += erased;
    }
    return all;
}

// Of a row that meets the condition: its media id forgotten, and its name made of it; takes no_media_id().
std::string without_media_id(const std::string& condition) {
    return "media_index = CASE WHEN " + condition + " THEN id ELSE media_index END, media_sealed = CASE WHEN " + condition +
           " THEN ? ELSE media_sealed END";
}

bool has_room(Transaction& transaction, const std::string& draft) {
    const Rows rows = transaction.query("SELECT COUNT(*), SUM(bytes) FROM files WHERE draft = ? AND state IN ('wanted', 'kept')", {draft});
    return rows.at(0).integer(0) < Files::most_files && rows.at(0).optional_integer(1).value_or(0) < Files::most_bytes;
}

// Put in for `user_sealed`, which processes of the version before read; their `citizen` is nobody, too.
const std::string nobody = ChannelUser{}.text();

}  // namespace

std::vector<std::string> media_names(const Vault& vault, const std::string& draft, const std::string& media_id) {
    return vault.indexes("media", draft + "\n" + media_id);
}

std::string file_part_row(const std::string& file, const std::string& seq) { return file + ":" + seq; }

bool Files::want(const std::string& draft, const std::string& media_id, const std::string& kind, std::int64_t now, std::int64_t lives) {
    const std::string id = wechat::random_hex(16);
    const Names names = media_names(vault_, draft, media_id);
    const Values row{id,
                     names.front(),
                     vault_.seal(media_id, "files", "media_sealed", id),
                     draft,
                     vault_.seal(nobody, "files", "user_sealed", id),
                     kind,
                     now,
                     now,
                     now + lives};
    bool is_new = false;
    sql_.transaction([&](Transaction& transaction) {
        is_new = false;
        if (names.size() > 1) {
            hold_names(transaction, names);
            if (!transaction.query("SELECT 1 FROM files WHERE " + is_any("media_index", names), with_names({}, names)).empty()) return;
        }
        if (!has_room(transaction, draft)) return;
        is_new = transaction.insert_once(
            "INSERT INTO files (id, media_index, media_sealed, draft, citizen, user_sealed, kind, content_type, bytes, state, due_at, "
            "lease, attempts, why, created_at, expires_at) VALUES (?, ?, ?, ?, '', ?, ?, '', 0, 'wanted', ?, '', 0, '', ?, ?)",
            row);
    });
    return is_new;
}

WantedFile Files::read(const Leases::Taken& taken) const {
    const auto& [lease, row] = taken;
    return {.lease = lease,
            .media_id = vault_.open(row.text(0), "files", "media_sealed", lease.id),
            .kind = row.text(1),
            .wanted_at = row.integer(2)};
}

std::vector<WantedFile> Files::lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable) {
    const auto taken = wanted_files.take(
        sql_, {.columns = "media_sealed, kind, created_at", .now = now, .until = until, .limit = limit, .together = erase_parts});
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

std::string Files::no_media_id(const std::string& id) const { return vault_.seal("", "files", "media_sealed", id); }

bool Files::finish(const Lease& lease, const std::string& state, const FileContent& content, const std::string& why) {
    bool done = false;
    sql_.transaction([&](Transaction& transaction) {
        done = wanted_files.finish(transaction, lease,
                                   "state = ?, content_type = ?, width = ?, height = ?, why = ?, " + without_media_id("record IS NOT NULL"),
                                   {state, content.type, content.width, content.height, why, no_media_id(lease.id)});
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

std::optional<StoredFile> Files::find(const std::string& draft, const std::string& media_id) {
    const Names names = media_names(vault_, draft, media_id);
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
    return transaction.execute("UPDATE files SET " + without_media_id("state <> 'wanted'") +
                                   ", record = ?, expires_at = NULL WHERE id = ? AND (record IS NULL OR record = ?)",
                               {no_media_id(id), record, id, record}) == 1;
}

void Files::give_up(const std::string& draft) { erase_where(sql_, "draft = ?", draft); }

std::int64_t Files::sweep(std::int64_t now) { return erase_where(sql_, "expires_at <= ?", now); }

}  // namespace db
