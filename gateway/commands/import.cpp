// `import`: loads a department's file as a data set; without one, lists the data sets there are.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/config/words.h"
#include "gateway/data/import.h"
#include "gateway/world.h"
#include "services/form/catalog.h"

namespace gateway {
namespace {

struct Given {
    std::string data_set, file, date, encoding = "UTF-8";
    bool without_faulty = false, fewer = false;
    Who who;
};

constexpr std::int64_t most_shown = 1000;  // faults of one file

const services::DataSet& data_set(const std::string& id) {
    std::vector<std::string> ids;
    for (const services::DataSet* data : services::catalog().data_sets()) {
        if (data->id == id) return *data;
        ids.push_back(data->id);
    }
    throw std::runtime_error("there is no data set \"" + one_line(id) + "\", expected " + listed(ids) + did_you_mean(id, ids));
}

int list(const std::string& folder) {
    return with_storage(folder, [](Storage& storage, const Config&) {
        for (const services::DataSet* data : services::catalog().data_sets()) {
            std::cout << data->id << "  " << data->title << "\n    columns:";
            for (const services::Column& column : data->columns) std::cout << " " << column.name << (column.optional ? "?" : "");
            const auto loaded = storage.stores.data_sets.in_force(data->id);
            if (loaded)
                std::cout << "\n    in force: " << loaded->rows << " rows of " << loaded->data_date << ", loaded "
                          << services::iso_with_time(loaded->loaded_at) << "\n";
            else
                std::cout << "\n    nothing is loaded\n";
        }
        return 0;
    });
}

/// A bar on a terminal, nothing elsewhere.
std::function<void(std::int64_t, std::int64_t)> bar(std::int64_t size) {
    if (::isatty(STDERR_FILENO) == 0) return {};
    return [size](std::int64_t bytes, std::int64_t rows) {
        constexpr std::int64_t width = 40;
        const std::int64_t done = size == 0 ? width : std::min(width, bytes * width / size);
        std::cerr << "\r[" << std::string(static_cast<std::size_t>(done), '#') << std::string(static_cast<std::size_t>(width - done), ' ')
                  << "] " << rows << " rows" << std::flush;
        if (bytes >= size) std::cerr << "\n";
    };
}

/// The day the data is of; throws std::runtime_error when it is none, to come, or older than that of the load in force.
std::string day_of(const Given& given, const std::optional<db::DataSets::InForce>& before, services::Date today) {
    const auto day = given.date.empty() ? today : services::date_from_iso(given.date);
    if (!day) throw std::runtime_error("--date " + given.date + " is no day, expected e.g. " + services::iso(today));
    if (*day > today) throw std::runtime_error("--date " + given.date + " is yet to come");
    if (before && services::iso(*day) < before->data_date)
        throw std::runtime_error("data of " + services::iso(*day) + " is older than that in force, of " + before->data_date);
    return services::iso(*day);
}

int load(const Given& given, const services::DataSet& data, Storage& storage, const Config& config) {
    std::ifstream in(given.file, std::ios::binary);
    if (!in || !std::filesystem::is_regular_file(given.file))
        throw std::runtime_error("there is no file that can be read, " + one_line(given.file));
    const services::Instant now = clock_now();
    const services::Facts facts{.now = now, .figures = config.figures};
    const auto before = storage.stores.data_sets.in_force(data.id);
    std::int64_t shown = 0;
    bool is_too_few = false;
    const ImportOrder order{.data = data,
                            .data_date = day_of(given, before, services::date_of(now)),
                            .encoding = given.encoding,
                            .without_faulty = given.without_faulty,
                            .may_replace =
                                [&](std::int64_t rows) {
                                    is_too_few = !given.fewer && (rows == 0 || (before && rows * 2 < before->rows));
                                    return !is_too_few;
                                },
                            .fault =
                                [&](const ImportFault& fault) {
                                    if (++shown <= most_shown) std::cout << given.file << ":" << one_line(fault.text()) << "\n";
                                },
                            .progress = bar(static_cast<std::int64_t>(std::filesystem::file_size(given.file)))};
    const Imported done = import(in, storage.stores.data_sets, facts, order);
    if (done.faults > most_shown) std::cout << "and " << done.faults - most_shown << " more\n";
    if (is_too_few)
        std::cout << "refused: " << done.rows << " rows where " << (before ? before->rows : 0)
                  << " are in force; --fewer if that is right. Nothing was changed.\n";
    else if (done.is_cut)
        std::cout << "the file was not read to its end: nothing was loaded\n";
    else if (!done.is_in_force)
        std::cout << done.faults << " fault(s): nothing was loaded; mend them, or say --without-faulty to load the other lines\n";
    else
        std::cout << data.id << ": " << done.rows << " rows of " << order.data_date << " are in force"
                  << (done.faults > 0 ? "; " + std::to_string(done.faults) + " fault(s) left out" : "") << "\n";
    return done.is_in_force ? 0 : 1;
}

int run(const std::string& folder, const Given& given) {
    if (given.data_set.empty()) return list(folder);
    const services::DataSet& data = data_set(given.data_set);
    if (given.file.empty()) throw std::runtime_error("which file? police-gateway import " + data.id + " FILE.csv");
    const Act act{.action = "import", .about = data.id, .detail = std::filesystem::path(given.file).filename().string(), .role = "data"};
    return carry_out(
        folder, act, given.who.proofs(),
        [&] { return with_storage(folder, [&](Storage& storage, const Config& config) { return load(given, data, storage, config); }); },
        std::cout);
}

}  // namespace

void add_import_command(Cli& cli) {
    CLI::App* command = cli.command(cli.app, "import", "Load a department's CSV file as a data set; without a name, list the data sets");
    auto given = std::make_shared<Given>();
    command->add_option("data_set", given->data_set, "Which one");
    command->add_option("file", given->file, "Its first line names the columns, in any order");
    command->add_option("--date", given->date, "The day the data is of, YYYY-MM-DD; else today");
    command->add_option("--encoding", given->encoding, "UTF-8, or GB18030 as spreadsheets in China write");
    command->add_flag("--without-faulty", given->without_faulty,
                      "Leave lines with faults out and load the others; else any fault loads nothing");
    command->add_flag("--fewer", given->fewer, "Load it although it has less than half as many rows as what is in force");
    given->who.ask(command);
    cli.on(command, [&cli, given] { return run(cli.folder, *given); });
}

}  // namespace gateway
