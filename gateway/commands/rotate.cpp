#include "gateway/commands/rotate.h"
#include "gateway/clock.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "db/migrate.h"
#include "db/open.h"
#include "db/rekey.h"
#include "gateway/commands/key_lines.h"
#include "gateway/config/key_files.h"
#include "gateway/world.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

constexpr int most_passes = 10;  // writers can outrun a pass, but not for ever: what they write is under the new key
constexpr int batches_a_line = 50;

std::int64_t unix_now() { return clock_now().time_since_epoch().count(); }

/// One key file of one installation, opened to be changed.
struct Bench {
    Bench(const std::string& folder, KeyKind kind_)
        : kind(kind_), config(configured(folder)), editor(kind == KeyKind::data ? config->data_key_file : config->index_key_file) {
        sql = db::open_sql(config->database, config->database_password);
        if (!db::is_current(*sql)) throw std::runtime_error("the database lacks migrations; run `police-gateway migrate` first");
    }

    KeyLines lines() const { return KeyLines(editor.read()); }

    /// Only a file that every process can use may take the place of the old one.
    void replace(const KeyLines& lines) {
        KeyTexts after = read_key_files(*config), before = after;
        (kind == KeyKind::data ? after.data : after.index) = lines.text();
        db::Vault(before.data, before.index).renew(after.data, after.index);
        editor.replace(lines.text());
    }

    db::Vault vault() const {
        const KeyTexts keys = read_key_files(*config);
        return {keys.data, keys.index};
    }

    /// What is lost with the key.
    std::vector<db::Needing> needing(const std::string& id, const KeyLines& lines) const {
        if (lines.next() == id) return {};
        std::vector<db::Needing> found = kind == KeyKind::data
                                             ? db::needing_sealing_key(*sql, id)
                                             : db::needing_older_index_key(*sql, vault(), services::iso(services::date_of(clock_now())));
        const std::int64_t life = std::max(config->session_life, config->answer_memory).count();
        const std::int64_t over = lines.since().value_or(unix_now()) + life;
        if (unix_now() < over) {
            found.push_back({"sessions: dialogues and remembered answers may be under it for another " +
                                 std::to_string((over - unix_now() + 59) / 60) + " minutes",
                             1});
        }
        return found;
    }

    KeyKind kind;
    std::shared_ptr<const Config> config;
    KeyFileEditor editor;
    std::unique_ptr<db::Sql> sql;

  private:
    static std::shared_ptr<const Config> configured(const std::string& folder) {
        auto config = configure(folder);
        if (!config) throw std::runtime_error("the configuration has errors; serving processes may not take a changed key file either");
        return config;
    }
};

void print(const std::vector<db::Needing>& needing, const std::string& id, std::ostream& out) {
    for (const db::Needing& each : needing) out << "  needs " << id << ": " << each.values << " × " << each.what << "\n";
}

void move_values(Bench& bench, const Rotation& how, std::ostream& out) {
    const db::Vault vault = bench.vault();
    for (int pass = 1; pass <= most_passes; ++pass) {
        int batches = 0;
        std::int64_t changed = 0;
        const auto paced = [&](const db::Rekeyed& done) {
            if (++batches % batches_a_line == 0) out << "  " << done.table << ": " << done.rows << " rows so far" << std::endl;
            std::this_thread::sleep_for(how.pause);
        };
        for (const db::Rekeyed& done : db::rekey(*bench.sql, vault, how.batch, paced)) {
            changed += done.changed;
            if (done.changed > 0) out << "  " << done.table << ": " << done.changed << " of " << done.rows << " rows moved" << std::endl;
        }
        if (changed == 0) return;
    }
}

}  // namespace

int rotate_keys(const std::string& folder, KeyKind kind, const Rotation& how, std::ostream& out) {
    Bench bench(folder, kind);
    KeyLines lines = bench.lines();
    if (!lines.next() && lines.older().empty()) {
        lines.add();
        bench.replace(lines);
        out << "added " << *lines.next() << ", not yet in force" << std::endl;
        if (how.add_only) {
            out << "copy the file to every other machine that serves, then run this again\n";
            return 0;
        }
        std::this_thread::sleep_for(how.wait);
    }
    if (lines.next()) {
        lines.promote(unix_now());
        bench.replace(lines);
        out << lines.current() << " is in force" << std::endl;
    } else {
        out << lines.current() << " is in force; going on with what an earlier run left" << std::endl;
    }
    // Until nobody writes under the older key any more: a value that comes after its pass would be missed.
    std::this_thread::sleep_for(how.wait);
    move_values(bench, how, out);

    for (const std::string& id : lines.older()) {
        const auto needing = bench.needing(id, lines);
        print(needing, id, out);
        if (needing.empty()) out << "nothing needs " << id << "\n";
        out << "when nothing needs it: police-gateway keys drop " << (kind == KeyKind::data ? "data " : "index ") << id << "\n";
    }
    return 0;
}

int drop_key(const std::string& folder, KeyKind kind, const std::string& id, bool may_lose, std::ostream& out) {
    Bench bench(folder, kind);
    const KeyLines before = bench.lines();
    KeyLines after = before;
    if (!after.drop(id)) throw std::runtime_error("the key file has no key " + id);
    const auto needing = bench.needing(id, before);
    print(needing, id, out);
    if (!needing.empty() && !may_lose) {
        out << "not dropped: run `keys rotate` first, wait, or lose it with --lose\n";
        return 1;
    }
    bench.replace(after);
    out << "dropped " << id << "\n";
    return 0;
}

}  // namespace gateway
