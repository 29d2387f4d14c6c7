#include "gateway/serve.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/reload.h"
#include "gateway/server.h"
#include "gateway/world.h"
#include "services/catalog.h"

namespace gateway {
namespace {

services::Instant clock_now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

/// The signals main waits for, blocked in every thread so that sigwait alone sees them.
sigset_t block_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

std::string ping(Metrics& metrics, const char* name, const std::function<void()>& call) {
    try {
        call();
        metrics.dependency(name, true);
        return {};
    } catch (const std::exception& failure) {
        metrics.dependency(name, false);
        return std::string(name) + ": " + failure.what() + "\n";
    }
}

enum class Phase { starting, serving, draining };

/// Names every fault, but is unready only while starting or draining: a bad file or a shared store that is down must not empty the
/// load balancer.
HttpAnswer readiness(Phase phase, Storage& storage, Metrics& metrics, const Watcher& watcher) {
    std::string faults;
    for (const Problem& problem : watcher.problems()) {
        if (!problem.warning) faults += "config: " + problem.text() + "\n";
    }
    faults += ping(metrics, "database", [&] { storage.sql->ping(); });
    faults += ping(metrics, "sessions", [&] { storage.kv->ping(); });
    if (phase == Phase::serving) return {200, faults.empty() ? "ready\n" : "ready, with faults\n" + faults};
    return {503, (phase == Phase::starting ? "starting\n" : "draining\n") + faults};
}

}  // namespace

int serve(const std::string& folder) {
    const sigset_t signals = block_signals();
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    log::hash_openids_by([&storage](std::string_view openid) { return db::subject_key(storage.vault, "W", std::string(openid)); });
    prepare_schema(storage, *config);
    load_demonstration(storage, *config);

    std::atomic<std::shared_ptr<const Live>> live = std::make_shared<const Live>(config);
    Metrics metrics;
    Watcher watcher(folder, services::catalog(), config, metrics,
                    [&live](const std::shared_ptr<const Config>& next) { live = std::make_shared<const Live>(next); });
    Pipeline pipeline(
        services::catalog(), storage.stores, metrics, [&live] { return live.load(); }, sms_over_http(config->sms_url), open_simplifier(),
        config->threads);

    std::atomic<Phase> phase = Phase::starting;
    Listener admin(config->admin, {.health =
                                       [] {
                                           return HttpAnswer{200, "alive\n"};
                                       },
                                   .ready = [&] { return readiness(phase, storage, metrics, watcher); },
                                   .metrics =
                                       [&] {
                                           return HttpAnswer{200, metrics.render(), "text/plain; version=0.0.4"};
                                       }});
    Listener front(config->listen,
                   {.verify = [&](const wechat::Query& query) { return pipeline.verify(query, clock_now()); },
                    .push = [&](const wechat::Query& query, const std::string& body) { return pipeline.answer(query, body, clock_now()); }},
                   static_cast<std::size_t>(config->max_body_bytes), 2 * config->threads);
    phase = Phase::serving;
    log::info("serving", {{"listen", config->listen.host + ":" + std::to_string(config->listen.port)},
                          {"admin", config->admin.host + ":" + std::to_string(config->admin.port)},
                          {"config", folder},
                          {"version", config->version}});

    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) watcher.poke();
    phase = Phase::draining;
    log::info("draining", {{"signal", signal}});
    // Still answering for a moment, so that whoever reads /readyz can turn elsewhere; a second signal ends the moment.
    const timespec moment{.tv_sec = 1, .tv_nsec = 0};
    sigtimedwait(&signals, nullptr, &moment);
    front.stop();
    log::info("stopped", {});
    return 0;
}

}  // namespace gateway
