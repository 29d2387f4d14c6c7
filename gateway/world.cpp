#include "gateway/world.h"
#include "gateway/clock.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "db/migrate.h"
#include "gateway/config/key_files.h"
#include "gateway/log.h"
#include "services/form/catalog.h"
#include "services/rules/time.h"

namespace gateway {
namespace {

namespace fs = std::filesystem;

bool is_sqlite(const Config& config) { return config.database.starts_with("sqlite:"); }

fs::path population_file() { return fs::read_symlink("/proc/self/exe").parent_path() / "demo" / "population.csv"; }

/// A row of `name,id_no,sex,birth,area`; the generator quotes nothing.
db::Person person_of(const std::string& row) {
    std::array<std::string, 5> cells;
    std::istringstream in(row);
    for (std::string& cell : cells) std::getline(in, cell, ',');
    return {.name = cells[0], .id_no = cells[1], .sex = cells[2].at(0), .birth_year = std::stoi(cells[3].substr(0, 4)), .area = cells[4]};
}

std::size_t connections_for(const Config& config) { return static_cast<std::size_t>(config.threads) + 24; }

std::int64_t import_people(db::Population& population, std::istream& rows) {
    auto import = population.import_set();
    std::vector<db::Person> batch;
    std::int64_t people = 0;
    for (std::string row; std::getline(rows, row);) {
        batch.push_back(person_of(row));
        if (batch.size() < 1000) continue;
        people += import.add(batch);
        batch.clear();
    }
    people += import.add(batch);
    const services::Instant now = clock_now();
    import.finish(services::iso(services::date_of(now)), now.time_since_epoch().count());
    return people;
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
    const auto is_loaded = [&] {
        const auto loaded = storage.stores.population.loaded();
        return loaded && loaded->index_key == storage.vault.index_key();
    };
    if (is_loaded()) return;
    std::ifstream in(population_file());
    std::string row;
    if (!std::getline(in, row)) {
        log::warn("demonstration data missing", {{"file", population_file().string()}});
        return;
    }
    try {
        log::info("demonstration data loaded", {{"people", import_people(storage.stores.population, in)}});
    } catch (const std::runtime_error&) {
        if (!is_loaded()) throw;  // else another process, started at the same moment, was first
    }
}

}  // namespace gateway
