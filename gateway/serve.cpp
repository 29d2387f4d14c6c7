#include "gateway/serve.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <initializer_list>
#include <memory>

#include "db/failpoint.h"
#include "gateway/dependency.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/reload.h"
#include "gateway/server.h"
#include "gateway/world.h"
#include "services/catalog.h"

namespace gateway {
namespace {

/// The signals main waits for, blocked in every thread so that it alone sees them.
sigset_t block_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

/// Sleeps a second or until a signal comes, and gives it; -1 when none came.
int signal_within_a_second(const sigset_t& signals) {
    const timespec second{.tv_sec = 1, .tv_nsec = 0};
    return sigtimedwait(&signals, nullptr, &second);
}

/// The signal that tells the process to end; others have the files read again.
int signal_to_end(const sigset_t& signals, Watcher& watcher) {
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) watcher.poke();
    return signal;
}

/// Makes the database ready, waiting for it while it cannot be reached: machines start in any order. False when told to end first.
bool prepare(Storage& storage, const Config& config, const sigset_t& signals, Watcher& watcher) {
    for (;;) {
        try {
            prepare_schema(storage, config);
            load_demonstration(storage, config);
            return true;
        } catch (const db::SqlError& failure) {
            if (failure.kind() != db::SqlError::Kind::gone) throw;
        }
        const int signal = signal_within_a_second(signals);
        if (signal == SIGTERM || signal == SIGINT) return false;
        if (signal == SIGHUP) watcher.poke();
    }
}

enum class Phase { starting, serving, draining };

/// Names every fault, but is unready only while starting or draining: a bad file or a shared store that is down must not empty the
/// load balancer.
HttpAnswer readiness(Phase phase, const std::string& faults) {
    if (phase == Phase::serving) return {200, faults.empty() ? "ready\n" : "ready, with faults\n" + faults};
    return {503, (phase == Phase::starting ? "starting\n" : "draining\n") + faults};
}

/// One a line.
std::string faults_of(const Watcher& watcher, std::initializer_list<const Dependency*> dependencies) {
    std::string faults;
    for (const Problem& problem : watcher.problems()) faults += "config: " + problem.text() + "\n";
    for (const Dependency* dependency : dependencies) {
        if (const std::string fault = dependency->fault(); !fault.empty()) faults += fault + "\n";
    }
    return faults;
}

std::string text(const Endpoint& at) { return at.host + ":" + std::to_string(at.port); }

}  // namespace

int serve(const std::string& folder) {
    const sigset_t signals = block_signals();
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    log::hash_openids_by([&storage](std::string_view openid) { return db::subject_key(storage.vault, "W", std::string(openid)); });

    // What may change while it runs, and how it is known from outside: from here on operators are answered, and at once.
    Metrics metrics;
    std::atomic<std::shared_ptr<const Live>> live = std::make_shared<const Live>(config);
    Watcher watcher(folder, services::catalog(), config, metrics, [&live, &storage](const std::shared_ptr<const Config>& next) {
        auto made = std::make_shared<const Live>(next);  // first: what cannot be used changes nothing
        storage.vault.renew(next->data_keys, next->index_keys);
        live = std::move(made);
    });
    const Dependency database(
        "database", [&storage] { storage.sql->ping(); }, metrics);
    const Dependency sessions(
        "sessions", [&storage] { storage.kv->ping(); }, metrics);
    std::atomic<Phase> phase = Phase::starting;
    const auto health = [] { return HttpAnswer{200, "alive\n"}; };
    const auto ready = [&] { return readiness(phase, faults_of(watcher, {&database, &sessions})); };
    const auto counts = [&] { return HttpAnswer{200, metrics.render(), "text/plain; version=0.0.4"}; };
    const Listener admin(config->admin, {.health = health, .ready = ready, .metrics = counts});
    log::info("starting", {{"admin", text(config->admin)}, {"config", folder}, {"version", config->version}});

    if (!prepare(storage, *config, signals, watcher)) {
        log::info("stopped", {});
        return 0;
    }

    Pipeline pipeline(
        services::catalog(), storage.stores, metrics, [&live] { return live.load(); }, sms_over_http(config->sms_url), open_simplifier(),
        config->threads);
    const auto verify = [&](const wechat::Query& query) { return pipeline.verify(query, clock_now()); };
    const auto push = [&](const wechat::Query& query, const std::string& body) { return pipeline.answer(query, body, clock_now()); };
    Listener front(config->listen, {.verify = verify, .push = push}, static_cast<std::size_t>(config->max_body_bytes), 2 * config->threads);
    phase = Phase::serving;
    db::arm_failpoints();
    log::info("serving", {{"listen", text(config->listen)}});

    const int signal = signal_to_end(signals, watcher);
    phase = Phase::draining;
    log::info("draining", {{"signal", signal}});
    // Still answering for a moment, so that whoever reads /readyz can turn elsewhere; a second signal ends the moment.
    signal_within_a_second(signals);
    front.stop();
    log::info("stopped", {});
    return 0;
}

}  // namespace gateway
