// The contract of what residents sent: wanted once, fetched by one at a time, kept sealed in parts, gone with its form.
#include "db/stores/files.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "servers.h"
#include "wechat/bytes.h"

using namespace db_tests;
using State = db::StoredFile::State;

namespace {

// Far from each other, so that the cases of one database do not meet.
std::int64_t an_age() {
    static std::atomic<std::int64_t> age = 0;
    return age += 10'000'000;
}

// What earlier cases left wanted is out of the way once it is leased for ever.
template <typename Side>
db::Files& emptied(std::int64_t now) {
    db::Files& files = shared_stores<Side>().files;
    while (!files.lease(now, now + 1'000'000'000'000, 100).empty()) {
    }
    return files;
}

struct Sent {
    std::string draft = random_token("d"), media_id = random_token("m");
};

db::WantedFile only(std::vector<db::WantedFile> leased) {
    REQUIRE(leased.size() == 1);
    return leased.front();
}

// Kept in parts of these; the id.
std::string keep(db::Files& files, const Sent& sent, const std::vector<std::string>& parts, std::int64_t now) {
    REQUIRE(files.want(sent.draft, sent.media_id, "image", now));
    const db::WantedFile wanted = only(files.lease(now, now + 60, 10));
    for (std::size_t i = 0; i < parts.size(); ++i) REQUIRE(files.add(wanted, static_cast<std::int64_t>(i), parts[i]));
    REQUIRE(files.kept(wanted, {"image/jpeg"}));
    return wanted.lease.id;
}

std::string opened(db::Files& files, const std::string& id) {
    std::string bytes;
    const bool is_kept = files.open(id, [&](std::string_view part) { bytes += part; });  // outside of CHECK, which would catch
    CHECK(is_kept);
    return bytes;
}

std::int64_t parts_of(db::Sql& sql, const std::string& id) {
    return sql.query("SELECT COUNT(*) FROM file_parts WHERE file = ?", {id})[0].integer(0);
}

}  // namespace

TEST_CASE_TEMPLATE("a file is wanted once, fetched in parts and opened as it was", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    const Sent sent;
    CHECK_FALSE(files.find(sent.draft, sent.media_id));
    CHECK(files.want(sent.draft, sent.media_id, "image", now));
    CHECK_FALSE(files.want(sent.draft, sent.media_id, "image", now + 1));
    CHECK(files.find(sent.draft, sent.media_id)->state == State::wanted);

    const db::WantedFile wanted = only(files.lease(now, now + 60, 10));
    CHECK(wanted.media_id == sent.media_id);
    CHECK(wanted.kind == "image");
    CHECK(wanted.wanted_at == now);
    CHECK(wanted.lease.attempts == 1);
    const std::string first(db::Files::part_bytes, '\xFF'), second("\0\1end", 5);
    CHECK(files.add(wanted, 0, first));
    CHECK(files.add(wanted, 1, second));
    CHECK_FALSE(files.open(wanted.lease.id, [](std::string_view) { FAIL("not kept yet"); }));
    CHECK(files.kept(wanted, {"image/png", 1280, 720}));
    CHECK_FALSE(files.kept(wanted, {"image/png", 1280, 720}));

    const auto kept = files.find(sent.draft, sent.media_id);
    REQUIRE(kept);
    CHECK(kept->id == wanted.lease.id);
    CHECK(kept->state == State::kept);
    CHECK(kept->kind == "image");
    CHECK(kept->content.type == "image/png");
    CHECK(kept->content.width == 1280);
    CHECK(kept->content.height == 720);
    CHECK(kept->bytes == static_cast<std::int64_t>(first.size() + second.size()));
    CHECK(opened(files, wanted.lease.id) == first + second);
    CHECK(files.lease(now + 1000, now + 1060, 10).empty());
    CHECK_FALSE(files.want(sent.draft, sent.media_id, "image", now + 2));
}

TEST_CASE_TEMPLATE("neither a file nor whose it is can be read in the database, and a part opens only in its place", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    db::Sql& sql = shared_sql<Side>();
    const Sent sent;
    const std::string id = keep(files, sent, {"the first part", "another part.."}, now);
    for (const db::Row& row : sql.query("SELECT media_index, media_sealed, citizen, user_sealed FROM files WHERE id = ?", {id})) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            CHECK(row.text(i).find(sent.draft) == std::string::npos);
            CHECK(row.text(i).find(sent.media_id) == std::string::npos);
        }
    }
    for (const db::Row& row : sql.query("SELECT body FROM file_parts WHERE file = ?", {id})) {
        CHECK(row.text(0).find("part") == std::string::npos);
        CHECK(row.text(0).find(wechat::base64_encode("the first part")) == std::string::npos);
    }

    sql.execute("UPDATE file_parts SET seq = 2 WHERE file = ? AND seq = 0", {id});
    sql.execute("UPDATE file_parts SET seq = 0 WHERE file = ? AND seq = 1", {id});
    CHECK_THROWS_AS(opened(files, id), db::VaultError);
    sql.execute("DELETE FROM file_parts WHERE file = ? AND seq = 0", {id});
    CHECK_THROWS_AS(opened(files, id), db::VaultError);
}

TEST_CASE_TEMPLATE("a media id finds nothing of another form's", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    const Sent sent;
    const std::string id = keep(files, sent, {"bytes"}, now);
    const std::string other = random_token("d");
    CHECK_FALSE(files.find(other, sent.media_id));
    CHECK(files.want(other, sent.media_id, "image", now));
    CHECK(files.find(other, sent.media_id)->id != id);
    CHECK(files.find(sent.draft, sent.media_id)->id == id);
}

TEST_CASE_TEMPLATE("a fetcher that dies leaves the file to the next, which begins anew", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    const Sent sent;
    files.want(sent.draft, sent.media_id, "voice", now);
    const db::WantedFile dead = only(files.lease(now, now + 30, 10));
    CHECK(files.add(dead, 0, "half of "));
    CHECK(files.lease(now + 29, now + 60, 10).empty());
    const db::WantedFile next = only(files.lease(now + 30, now + 60, 10));
    CHECK(next.lease.attempts == 2);
    CHECK(files.add(next, 0, "whole"));
    // Whoever comes back from the dead changes nothing.
    CHECK_FALSE(files.add(dead, 1, "of it"));
    CHECK_FALSE(files.kept(dead, {"audio/amr"}));
    CHECK_FALSE(files.lost(dead, "no"));
    CHECK_FALSE(files.again(dead, now, "no"));
    CHECK(files.kept(next, {"audio/amr"}));
    CHECK(opened(files, next.lease.id) == "whole");
    CHECK(files.find(sent.draft, sent.media_id)->bytes == 5);
}

TEST_CASE_TEMPLATE("a file comes again when it is put off, never when it is lost, and then nothing of it is left", Side, OnSqlite,
                   OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    const Sent sent;
    files.want(sent.draft, sent.media_id, "image", now);
    REQUIRE(files.again(only(files.lease(now, now + 30, 10)), now + 5, "busy"));
    CHECK(files.lease(now + 4, now + 30, 10).empty());
    const db::WantedFile wanted = only(files.lease(now + 5, now + 30, 10));
    REQUIRE(files.add(wanted, 0, "some"));
    CHECK(files.lost(wanted, "too large"));
    CHECK(files.lease(now + 1000, now + 1030, 10).empty());
    const auto lost = files.find(sent.draft, sent.media_id);
    CHECK(lost->state == State::lost);
    CHECK(lost->bytes == 0);
    CHECK(parts_of(shared_sql<Side>(), wanted.lease.id) == 0);
    CHECK_FALSE(files.open(wanted.lease.id, [](std::string_view) { FAIL("lost"); }));
}

TEST_CASE_TEMPLATE("a form is given up with all that was sent for it, but what a record stands on stays", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    db::Sql& sql = shared_sql<Side>();
    Sent kept, wanted{.draft = kept.draft}, attached{.draft = kept.draft};
    const Sent other;
    const std::string kept_id = keep(files, kept, {"1"}, now), attached_id = keep(files, attached, {"2"}, now),
                      other_id = keep(files, other, {"3"}, now);
    files.want(wanted.draft, wanted.media_id, "image", now);
    const db::WantedFile in_flight = only(files.lease(now, now + 30, 10));
    sql.transaction([&](db::Transaction& transaction) { CHECK(files.attach(transaction, attached_id, "record")); });
    files.give_up(kept.draft);

    CHECK_FALSE(files.find(kept.draft, kept.media_id));
    CHECK(parts_of(sql, kept_id) == 0);
    CHECK_FALSE(files.add(in_flight, 0, "late"));
    CHECK_FALSE(files.kept(in_flight, {"image/jpeg"}));
    CHECK(parts_of(sql, in_flight.lease.id) == 0);
    CHECK(opened(files, attached_id) == "2");
    CHECK(opened(files, other_id) == "3");
}

TEST_CASE_TEMPLATE("a file that no record stands on goes after a week; a record is stood on by its own", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    db::Sql& sql = shared_sql<Side>();
    const Sent loose, attached;
    const std::string loose_id = keep(files, loose, {"1"}, now), attached_id = keep(files, attached, {"2"}, now);
    sql.transaction([&](db::Transaction& transaction) {
        CHECK(files.attach(transaction, attached_id, "record"));
        CHECK(files.attach(transaction, attached_id, "record"));
        CHECK_FALSE(files.attach(transaction, attached_id, "another"));
        CHECK_FALSE(files.attach(transaction, "no such file", "record"));
    });
    files.sweep(now + db::Files::life - 1);
    CHECK(opened(files, loose_id) == "1");
    CHECK(files.sweep(now + db::Files::life) == 1);
    CHECK_FALSE(files.find(loose.draft, loose.media_id));
    CHECK(parts_of(sql, loose_id) == 0);
    CHECK(opened(files, attached_id) == "2");
}

TEST_CASE_TEMPLATE("many fetchers share the work and none fetches what another fetches", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    constexpr int entries = 40;
    for (int i = 0; i < entries; ++i) files.want(random_token("o"), random_token("m"), "image", now);
    std::atomic<int> kept = 0;
    std::vector<std::thread> fetchers;
    for (int i = 0; i < 4; ++i) {
        fetchers.emplace_back([&] {
            for (auto leased = files.lease(now, now + 1000, 8); !leased.empty() || kept < entries;
                 leased = files.lease(now, now + 1000, 8)) {
                for (const db::WantedFile& one : leased) kept += files.add(one, 0, "x") && files.kept(one, {"image/png"}) ? 1 : 0;
            }
        });
    }
    for (std::thread& fetcher : fetchers) fetcher.join();
    CHECK(kept == entries);
}

TEST_CASE_TEMPLATE("a form may have sixty files, or a hundred MiB of them", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    const std::string draft = random_token("d"), other = random_token("d");
    const auto wants = [&](const std::string& form) { return files.want(form, random_token("m"), "image", now); };
    for (std::int64_t i = 0; i < db::Files::most_files; ++i) REQUIRE(wants(draft));
    CHECK_FALSE(wants(draft));
    // One that is lost counts no more.
    REQUIRE(files.lost(files.lease(now, now + 60, 100).at(0), "gone"));
    CHECK(wants(draft));
    CHECK_FALSE(wants(draft));
    CHECK(wants(other));

    const Sent large;
    const std::string id = keep(emptied<Side>(now), large, {"a part"}, now);
    shared_sql<Side>().execute("UPDATE files SET bytes = ? WHERE id = ?", {db::Files::most_bytes, id});
    CHECK_FALSE(wants(large.draft));
    shared_sql<Side>().execute("UPDATE files SET bytes = ? WHERE id = ?", {db::Files::most_bytes - 1, id});
    CHECK(wants(large.draft));
}

TEST_CASE_TEMPLATE("what a record stands on keeps its media id no longer than it takes to fetch it", Side, OnSqlite, OnMysql) {
    if (!Side::available()) return;
    const std::int64_t now = an_age();
    db::Files& files = emptied<Side>(now);
    db::Sql& sql = shared_sql<Side>();
    const db::Vault& vault = shared_stores<Side>().vault;
    const auto media_id_of = [&](const std::string& id) {
        return vault.open(sql.query("SELECT media_sealed FROM files WHERE id = ?", {id}).at(0).text(0), "files", "media_sealed", id);
    };
    const Sent here, coming;
    const std::string here_id = keep(files, here, {"1"}, now);
    REQUIRE(files.want(coming.draft, coming.media_id, "image", now));
    const db::WantedFile wanted = only(files.lease(now, now + 60, 10));
    sql.transaction([&](db::Transaction& transaction) {
        CHECK(files.attach(transaction, here_id, "record"));
        CHECK(files.attach(transaction, wanted.lease.id, "record"));
    });
    CHECK(media_id_of(here_id).empty());
    CHECK_FALSE(files.find(here.draft, here.media_id));
    CHECK(media_id_of(wanted.lease.id) == coming.media_id);
    CHECK(files.add(wanted, 0, "2"));
    CHECK(files.kept(wanted, {"image/jpeg"}));
    CHECK(media_id_of(wanted.lease.id).empty());
    CHECK_FALSE(files.find(coming.draft, coming.media_id));
    CHECK(opened(files, wanted.lease.id) == "2");
}
