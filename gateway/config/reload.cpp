#include "gateway/config/reload.h"

#include <algorithm>
#include <exception>

#include "gateway/config/build.h"
#include "gateway/config/files.h"
#include "gateway/config/words.h"
#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::chrono::milliseconds quiet{200};

std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace

Watcher::Watcher(std::string folder, const services::Catalog& catalog, std::shared_ptr<const Config> config, Metrics& metrics,
                 Changed changed, std::chrono::milliseconds period)
    : folder_(std::move(folder)),
      catalog_(catalog),
      metrics_(metrics),
      changed_(std::move(changed)),
      period_(period),
      current_(std::move(config)),
      tried_(current_->version),
      tried_keys_{current_->data_keys, current_->index_keys},
      thread_([this] { run(); }) {
    metrics_.reloaded(true, current()->version, now());
}

Watcher::~Watcher() {
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::shared_ptr<const Config> Watcher::current() const {
    const std::lock_guard lock(guard_);
    return current_;
}

std::vector<Problem> Watcher::problems() const {
    const std::lock_guard lock(guard_);
    return problems_;
}

std::vector<std::string> Watcher::waiting_for_restart() const {
    const std::lock_guard lock(guard_);
    return restart_;
}

void Watcher::poke() {
    {
        const std::lock_guard lock(guard_);
        poked_ = true;
    }
    wake_.notify_all();
}

void Watcher::run() {
    bool settling = false;
    for (;;) {
        {
            std::unique_lock lock(guard_);
            wake_.wait_for(lock, settling ? std::min(quiet, period_) : period_, [&] { return stopping_ || poked_; });
            if (stopping_) return;
        }
        try {
            settling = look();
        } catch (const std::exception& error) {
            keep_old({{folder_, 1, 1, std::string("the files could not be read: ") + error.what(), false}});
        }
    }
}

/// One look at the files; true when they changed and must first be seen unchanged a second time.
bool Watcher::look() {
    bool poked = false;
    {
        const std::lock_guard lock(guard_);
        std::swap(poked, poked_);
    }
    const auto snapshot = read_folder(folder_);
    const auto keys = read_key_files(*current());
    if (snapshot.digest == tried_ && keys == tried_keys_ && !poked) {
        settling_.clear();
        return false;
    }
    if ((snapshot.digest != settling_ || keys != settling_keys_) && !poked) {
        settling_ = snapshot.digest;
        settling_keys_ = keys;
        return true;
    }
    settling_.clear();
    tried_ = snapshot.digest;
    tried_keys_ = keys;
    take(snapshot, keys);
    return false;
}

void Watcher::take(const Snapshot& snapshot, const KeyTexts& keys) {
    auto loaded = load_snapshot(folder_, snapshot, catalog_, services::date_of(now()));
    if (!loaded.config) {
        std::erase_if(loaded.problems, [](const Problem& problem) { return problem.warning; });
        keep_old(std::move(loaded.problems));
        return take_keys(keys);
    }
    const auto before = current();
    auto restart = needs_restart(*before, *loaded.config);
    Config next = with_restart_keys_of(*before, *loaded.config);
    next.data_keys = keys.data;
    next.index_keys = keys.index;
    const auto after = std::make_shared<const Config>(std::move(next));
    if (changed_) changed_(after);  // first: what cannot be used is not taken
    {
        const std::lock_guard lock(guard_);
        current_ = after;
        problems_.clear();
        restart_ = restart;
    }
    metrics_.reloaded(true, after->version, now());
    log::info("config reloaded", {{"version", after->version}, {"before", before->version}});
    if (!restart.empty()) log::warn("config keys wait for a restart", {{"keys", listed(restart, restart.size())}});
}

/// A config file with a mistake must not keep a key from a process that others already write for.
void Watcher::take_keys(const KeyTexts& keys) {
    const auto before = current();
    if (keys.data.empty() || keys.index.empty() || keys == KeyTexts{before->data_keys, before->index_keys}) return;
    Config next = *before;
    next.data_keys = keys.data;
    next.index_keys = keys.index;
    const auto after = std::make_shared<const Config>(std::move(next));
    if (changed_) changed_(after);
    const std::lock_guard lock(guard_);
    current_ = after;
}

void Watcher::keep_old(std::vector<Problem> errors) {
    const auto version = current()->version;
    metrics_.reloaded(false, version, now());
    for (const auto& problem : errors) log::error("config refused", {{"problem", problem.text()}, {"kept", version}});
    const std::lock_guard lock(guard_);
    problems_ = std::move(errors);
}

}  // namespace gateway
