// bench-load: one load run against a callback server on this machine; the result is one JSON object on stdout.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "load/driver.h"
#include "load/process.h"

using namespace bench;

namespace {

struct Options {
    int port = 0;
    Account account;
    std::size_t connections = 32, idle = 0, slow = 0;
    std::uint64_t citizens = 0, first = 0, of = 0;
    double seconds = 3, rate = 0, warm = 0.5;
    bool once = false;
    std::vector<std::string> setup, loop;
    std::map<std::string, int> processes;
};

Options options_from(int argc, char** argv) {
    Options options;
    CLI::App app("One load run against a callback server on this machine.");
    app.add_option("--port", options.port)->required();
    app.add_option("--token", options.account.token)->required();
    app.add_option("--key", options.account.encoding_aes_key)->required();
    app.add_option("--app-id", options.account.app_id)->required();
    app.add_option("--original-id", options.account.original_id)->required();
    app.add_option("--connections", options.connections);
    app.add_option("--seconds", options.seconds);
    app.add_option("--warm", options.warm, "seconds before the measured ones");
    app.add_option("--rate", options.rate, "open loop: messages a second");
    app.add_option("--citizens", options.citizens, "how many write; 4 a connection unless said");
    app.add_option("--first", options.first, "number of the first of them");
    app.add_option("--of", options.of, "spread them over this many");
    app.add_option("--setup", options.setup, "say=>expect; once before the clock runs")->allow_extra_args(false);
    app.add_option("--loop", options.loop, "say=>expect; again and again")->allow_extra_args(false)->required();
    app.add_flag("--once", options.once, "every citizen says the loop once, and that is measured");
    app.add_option("--idle", options.idle, "connections beside it that say nothing");
    app.add_option("--slow", options.slow, "connections beside it that send a byte a second");
    std::vector<std::string> processes;
    app.add_option("--process", processes, "name=PID whose CPU and memory are told")->allow_extra_args(false);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::exit(app.exit(error));
    }
    for (const std::string& each : processes)
        options.processes[each.substr(0, each.find('='))] = std::stoi(each.substr(each.find('=') + 1));
    if (options.citizens == 0) options.citizens = std::max<std::uint64_t>(64, 4 * options.connections);
    return options;
}

std::vector<Step> steps_from(const std::vector<std::string>& texts) {
    std::vector<Step> steps;
    for (const std::string& text : texts) steps.push_back(step_from(text));
    return steps;
}

double quantile(const std::vector<float>& sorted, double share) {
    if (sorted.empty()) return 0;
    return static_cast<double>(sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))]);
}

void report(const Measured& measured, const Crowd& crowd, const Background& background, const std::map<std::string, Usage>& used) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer out(buffer);
    out.SetMaxDecimalPlaces(4);
    const auto number = [&](const char* name, double value) {
        out.Key(name);
        out.Double(value);
    };
    const auto count = [&](const char* name, std::uint64_t value) {
        out.Key(name);
        out.Uint64(value);
    };
    out.StartObject();
    number("seconds", measured.seconds);
    number("rps", measured.seconds > 0 ? static_cast<double>(measured.answered) / measured.seconds : 0);
    number("p50", quantile(measured.latencies, 0.5));
    number("p99", quantile(measured.latencies, 0.99));
    number("max", measured.latencies.empty() ? 0 : static_cast<double>(measured.latencies.back()));
    count("answered", measured.answered);
    count("unanswered", measured.unanswered);
    count("refused", measured.refused);
    count("reconnects", measured.reconnects);
    count("lost", measured.lost);
    count("starved", measured.starved);
    count("least", measured.least);
    count("most", measured.most);
    count("checked", measured.checked);
    count("wrong", measured.wrong);
    count("encrypted_late", crowd.late());
    count("background_closed", background.closed());
    out.Key("first_wrong");
    out.String(measured.first_wrong.c_str());
    out.Key("processes");
    out.StartObject();
    for (const auto& [name, usage] : used) {
        out.Key(name.c_str());
        out.StartObject();
        number("cores", measured.elapsed > 0 ? usage.cpu_seconds / measured.elapsed : 0);
        number("us_per_message", measured.latencies.empty() ? 0 : usage.cpu_seconds * 1e6 / static_cast<double>(measured.latencies.size()));
        count("rss_kib", static_cast<std::uint64_t>(usage.rss_kib));
        out.EndObject();
    }
    out.EndObject();
    out.EndObject();
    std::puts(buffer.GetString());
}

int run(const Options& options) {
    const int port = options.port;
    Platform platform(options.account);
    Crowd crowd(platform, options.first, options.citizens, options.of);
    if (!options.setup.empty()) {
        Driver setup(port, std::min<std::size_t>(32, options.connections));
        Background nobody(port, 0, 0);
        crowd.follow(steps_from(options.setup), false);
        const Measured walked = setup.run(crowd, platform, {.check_all = true}, nobody);
        if (walked.wrong > 0 || walked.lost > 0 || walked.unanswered > 0) {
            std::fprintf(stderr, "setup: %lu wrong, %lu lost, %lu unanswered: %s\n", walked.wrong, walked.lost, walked.unanswered,
                         walked.first_wrong.c_str());
            return 1;
        }
    }

    Background background(port, options.idle, options.slow);
    Driver driver(port, options.connections);
    crowd.follow(steps_from(options.loop), !options.once);
    Plan plan{.seconds = options.once ? 0 : options.seconds, .rate = options.rate, .check_all = options.once};
    if (options.once) {
        crowd.encrypt(crowd.size() * options.loop.size());
    } else {
        Plan warm = plan;
        warm.seconds = options.warm;
        crowd.encrypt(static_cast<std::uint64_t>(options.rate * options.warm));
        const Measured warmed = driver.run(crowd, platform, warm, background);
        const double rate = options.rate > 0 ? options.rate : 1.3 * static_cast<double>(warmed.answered) / options.warm;
        crowd.encrypt(static_cast<std::uint64_t>(rate * options.seconds));
    }

    std::map<std::string, Usage> before, used;
    for (const auto& [name, pid] : options.processes) before[name] = usage_of(pid);
    const Measured measured = driver.run(crowd, platform, plan, background);
    for (const auto& [name, pid] : options.processes) {
        used[name] = usage_of(pid);
        used[name].cpu_seconds -= before[name].cpu_seconds;
    }
    report(measured, crowd, background, used);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(options_from(argc, argv));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench-load: %s\n", failure.what());
        return 1;
    }
}
