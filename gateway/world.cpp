#include "gateway/world.h"
#include "gateway/clock.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "db/migrate.h"
#include "gateway/config/key_files.h"
#include "gateway/data/import.h"
#include "gateway/log.h"
#include "services/form/catalog.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

namespace fs = std::filesystem;

bool is_sqlite(const Config& config) { return config.database.starts_with("sqlite:"); }

/// Beside the executable: the synthetic rows of a data set.
fs::path demonstration_file(const services::DataSet& data) {
    return fs::read_symlink("/proc/self/exe").parent_path() / "demo" / (data.id + ".csv");
}

std::size_t connections_for(const Config& config) { return static_cast<std::size_t>(config.threads) + 24; }

void load_demonstration_of(const services::DataSet& data, Storage& storage, const Config& config) {
    db::DataSets& sets = storage.stores.data_sets;
    const auto is_loaded = [&] {
        const auto loaded = sets.in_force(data.id);
        return loaded && loaded->index_key == storage.vault.index_key();
    };
    if (is_loaded()) return;
    const fs::path file = demonstration_file(data);
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        log::warn("demonstration data missing", {{"file", file.string()}});
        return;
    }
    const services::Facts facts{.now = clock_now(), .figures = config.figures};
    const ImportOrder order{.data = data, .data_date = services::iso(facts.today()), .fault = [&](const ImportFault& fault) {
                                log::warn("demonstration data", {{"file", file.string()}, {"fault", fault.text()}});
                            }};
    try {
        log::info("demonstration data loaded", {{"data_set", data.id}, {"rows", import(in, sets, facts, order).rows}});
    } catch (const std::runtime_error&) {
        if (!is_loaded()) throw;  // else another process, started at the same moment, was first
    }
}

}  // namespace

// A connection for every worker, and for the hands of the jobs, the pages and the pings: nobody waits for one before waiting for a
// server that is silent.
Storage::Storage(const Config& config)
    : sql(db::open_sql(config.database, config.database_password, {.connections = connections_for(config)})),
      kv(db::open_kv(config.sessions, config.sessions_password, {.connections = connections_for(config)})),
      vault(config.data_keys, config.index_keys),
      stores(*sql, *kv, vault) {}

std::shared_ptr<const Config> configure(const std::string& folder) {
    Loaded loaded = load_config(folder, services::catalog(), services::date_of(clock_now()));
    for (const Problem& problem : loaded.problems) {
        if (!problem.warning) std::cerr << problem.text() << "\n";
    }
    if (!loaded.config) return nullptr;
    if (is_sqlite(*loaded.config)) {
        if (const fs::path file = loaded.config->database.substr(7); file.has_parent_path()) fs::create_directories(file.parent_path());
    }
    std::vector<std::string> made;
    auto config = std::make_shared<const Config>(ensure_key_files(*loaded.config, made));
    for (const std::string& file : made) log::info("key file made", {{"file", file}});
    return config;
}

void prepare_schema(Storage& storage, const Config& config) {
    const std::vector<std::string> steps = db::pending(*storage.sql);
    if (steps.empty()) return;
    if (!is_sqlite(config)) {
        throw std::runtime_error("the database lacks " + std::to_string(steps.size()) + " migration(s), from " + steps.front() +
                                 "; run `police-gateway migrate` with the same --config first");
    }
    db::migrate(*storage.sql);
    log::info("database migrated", {{"steps", static_cast<std::int64_t>(steps.size())}});
}

int with_storage(const std::string& folder, const std::function<int(Storage&, const Config&)>& work) {
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    prepare_schema(storage, *config);
    return work(storage, *config);
}

void load_demonstration(Storage& storage, const Config& config) {
    if (!config.demonstration) return;
    for (const services::DataSet* data : services::catalog().data_sets()) load_demonstration_of(*data, storage, config);
}

}  // namespace gateway
