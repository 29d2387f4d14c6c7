#include "gateway/serve.h"
#include "gateway/clock.h"

#include <sys/resource.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "db/exchanged.h"
#include "db/failpoint.h"
#include "gateway/channels/wechat/pipeline.h"
#include "gateway/channels/wechat/user.h"
#include "gateway/config/reload.h"
#include "gateway/desk/duty_page.h"
#include "gateway/http/server.h"
#include "gateway/jobs/backlog.h"
#include "gateway/jobs/deadlines.h"
#include "gateway/jobs/dependency.h"
#include "gateway/jobs/duty.h"
#include "gateway/jobs/fetcher.h"
#include "gateway/jobs/outbox_relay.h"
#include "gateway/jobs/wechat_addresses.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/pages/documents.h"
#include "gateway/upstream/account.h"
#include "gateway/world.h"
#include "services/form/catalog.h"

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

/// Whether a signal waits to be taken.
bool is_pending(const sigset_t& signals) {
    const timespec now{};
    return sigtimedwait(&signals, nullptr, &now) >= 0;
}

/// The signal that tells the process to end; others have the files read again.
int signal_to_end(const sigset_t& signals, Watcher& watcher) {
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) watcher.poke();
    return signal;
}

constexpr const char* wrong_key =
    "the files of \"keys.data\" and \"keys.index\" open or find nobody in the database: one was made anew or is another installation's. "
    "Put "
    "the right one back; with this one every message that waits would be given up as unreadable, and nobody would be known. Is the "
    "right one lost for good, and all that it sealed with it: serve --keys-are-lost";

/// Makes the database ready, waiting for it while it cannot be reached: machines start in any order. False when told to end first.
bool prepare(Storage& storage, const Config& config, bool keys_are_lost, const sigset_t& signals, Watcher& watcher) {
    for (;;) {
        try {
            prepare_schema(storage, config);
            if (!keys_are_lost && !storage.stores.residents.open_under_these_keys()) throw std::runtime_error(wrong_key);
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

/// The sockets systemd holds for us, by name, so that connections wait through a restart instead of being refused. Asked for first of all:
/// should one not be there, the next file opened would be taken for it.
std::map<std::string, int> handed_over() {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(1, &names);
    std::map<std::string, int> sockets;
    for (int i = 0; i < count; ++i) {
        const int socket = SD_LISTEN_FDS_START + i;
        if (sd_is_socket(socket, AF_UNSPEC, SOCK_STREAM, 1) <= 0) {
            throw std::runtime_error(std::string("what was handed over as \"") + names[i] + "\" is not a listening socket");
        }
        sockets.emplace(names[i], socket);
    }
    return sockets;
}

int listening_socket(const std::map<std::string, int>& sockets, const char* name, const Endpoint& at) {
    const auto found = sockets.find(name);
    return found == sockets.end() ? listen_on(at) : found->second;
}

/// Each connection is a descriptor: takes all the system allows, and says how many connections that makes.
std::size_t most_connections() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 65'536);
    ::setrlimit(RLIMIT_NOFILE, &files);
    return std::min<std::size_t>(FrontLimits{}.connections, files.rlim_cur / 2);
}

/// What answers residents and works for them once the database is ready; taken down in the opposite order.
struct Works {
    Works(const Config& config, Storage& storage_, Metrics& metrics, const CurrentLive& live_)
        : storage(storage_),
          live(live_),
          send_sms(sms_over_http(config.sms_url)),
          departments(services::catalog(), metrics),
          duty(storage.stores, metrics, live, send_sms),
          pipeline(
              services::catalog(), storage.stores, metrics, live, send_sms, departments,
              [this](const Distress& distress, services::Instant now) { return duty.page_without_record(distress, now); },
              open_simplifier(), config.threads),
          account(*storage.kv, storage.vault, metrics),
          client_of([this](const Config& now) { return account.client(now); }),
          fetcher(storage.stores, metrics, live, client_of),
          relay(storage.stores, metrics, live, client_of, send_sms, [this](const db::ChannelUser& user) { pipeline.owe_note(user); }),
          backlog(storage.stores, metrics),
          deadlines(services::catalog(), storage.stores, metrics, live,
                    [this](const Config& now, const std::string& document, services::Instant at) {
                        return document_link(storage.vault, now.public_url, document, at);
                    }),
          addresses(*storage.kv, metrics, live, client_of) {}

    void start() {
        relay.start();
        duty.start();
        addresses.start();
        fetcher.start();
        deadlines.start();
        backlog.start();
    }

    PublicRoutes routes(const std::vector<std::string>& proxies) {
        return {.verify = [this](const wechat::Query& query) { return pipeline.verify(query, clock_now()); },
                .push =
                    [this](wechat::Query query, std::string body, std::chrono::steady_clock::time_point received, Respond respond) {
                        pipeline.answer({std::move(query), std::move(body), clock_now(), received}, std::move(respond));
                    },
                .pages = {duty_page(storage.stores, live, send_sms, clock_now),
                          documents_page(storage.stores.documents, storage.vault, clock_now)},
                .admits = [this](const std::string& sender) { return addresses.admits(sender); },
                .proxies = proxies};
    }

    Storage& storage;
    const CurrentLive live;
    SendSms send_sms;
    Departments departments;
    Duty duty;
    Pipeline pipeline;
    Account account;
    ClientOf client_of;
    Fetcher fetcher;
    OutboxRelay relay;
    Backlog backlog;
    Deadlines deadlines;
    WechatAddresses addresses;
};

/// Still answers for a moment, so that whoever reads /readyz can turn elsewhere; a second signal ends the wait.
void drain(Front& front, const sigset_t& signals) {
    front.drain();
    if (signal_within_a_second(signals) >= 0) return;
    for (int i = 0; i < 80 && !front.stop(std::chrono::milliseconds(100)) && !is_pending(signals); ++i) {
    }
}

}  // namespace

int serve(const std::string& folder, bool keys_are_lost) {
    const auto sockets = handed_over();
    const sigset_t signals = block_signals();
    const auto config = configure(folder);
    if (!config) return 1;
    Storage storage(*config);
    log::hash_openids_by([&storage](std::string_view openid) { return db::subject_key(storage.vault, user_of(std::string(openid))); });

    // What may change while it runs, and how it is known from outside: from here on operators are answered, and at once.
    Metrics metrics;
    db::Exchanged<Live> live(std::make_shared<const Live>(config));
    Watcher watcher(folder, services::catalog(), config, metrics, [&live, &storage](const std::shared_ptr<const Config>& next) {
        auto made = std::make_shared<const Live>(next);  // first: what cannot be used changes nothing
        storage.vault.renew(next->data_keys, next->index_keys);
        live.store(std::move(made));
    });
    const Dependency database(
        "database", [&storage] { storage.sql->ping(); }, metrics);
    const Dependency sessions(
        "sessions", [&storage] { storage.kv->ping(); }, metrics);
    std::atomic<Phase> phase = Phase::starting;
    const auto health = [] { return HttpAnswer{200, "alive\n"}; };
    const auto ready = [&] { return readiness(phase, faults_of(watcher, {&database, &sessions})); };
    const auto counts = [&] { return HttpAnswer{200, metrics.render(), "text/plain; version=0.0.4"}; };
    const auto refused = [&metrics](int status) { metrics.http_refused(status); };
    Front admin(listening_socket(sockets, "admin", config->admin), serve_admin({.health = health, .ready = ready, .metrics = counts}),
                {.connections = 256}, refused);
    log::info("starting", {{"admin", text(config->admin)}, {"config", folder}, {"version", config->version}});

    if (!prepare(storage, *config, keys_are_lost, signals, watcher)) {
        log::info("stopped", {});
        return 0;
    }

    Works works(*config, storage, metrics, [&live] { return live.load(); });
    FrontLimits limits{.connections = most_connections()};
    limits.framing.body = static_cast<std::size_t>(config->max_body_bytes);
    Front front(listening_socket(sockets, "public", config->listen), serve_public(works.routes(config->proxies)), limits, refused);
    works.start();
    phase = Phase::serving;
    db::arm_failpoints(std::getenv("POLICE_FAIL_AT"));
    sd_notify(0, "READY=1");
    log::info("serving", {{"listen", text(config->listen)}});

    const int signal = signal_to_end(signals, watcher);
    phase = Phase::draining;
    sd_notify(0, "STOPPING=1");
    log::info("draining", {{"signal", signal}});
    drain(front, signals);
    log::info("stopped", {});
    return 0;
}

}  // namespace gateway
