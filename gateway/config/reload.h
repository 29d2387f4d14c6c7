// The config in force, exchanged while the gateway runs: all files together or not at all.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/config/key_files.h"
#include "gateway/metrics.h"

namespace gateway {

struct Snapshot;

/// Looks at the config files and the key files twice a second, by content: so it sees edits in place, temp-file-and-rename and exchanged
/// symbolic links alike, on any file system. Files still being written are waited for until they have been quiet for a moment. Broken files
/// are reported in the log, in problems() and in a metric; the config in force stays, and the next good one is taken. Keys that need a
/// restart keep their values, which is logged. Every member may be called from any thread.
class Watcher {
  public:
    using Changed = std::function<void(const std::shared_ptr<const Config>&)>;

    /// `config` is in force at first and not null; `changed` is called on the watcher's thread just before each exchange and may
    /// be empty; what it throws refuses the change.
    /// `catalog` and `metrics` outlive the watcher.
    Watcher(std::string folder, const services::Catalog& catalog, std::shared_ptr<const Config> config, Metrics& metrics,
            Changed changed = {}, std::chrono::milliseconds period = std::chrono::milliseconds(500));
    ~Watcher();  // returns within milliseconds, or when the reload under way is done
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Never null. One message takes this once and so sees one version from beginning to end.
    std::shared_ptr<const Config> current() const;
    /// Errors of the files as they are now; empty when they are the config in force.
    std::vector<Problem> problems() const;
    /// Changed keys that wait for a restart.
    std::vector<std::string> waiting_for_restart() const;
    /// Read the files now, changed or not (SIGHUP). Not for use inside a signal handler.
    void poke();

  private:
    void run();
    bool look();
    void take(const Snapshot& snapshot, const KeyTexts& keys);
    void take_keys(const KeyTexts& keys);
    void keep_old(std::vector<Problem> errors);

    const std::string folder_;
    const services::Catalog& catalog_;
    Metrics& metrics_;
    const Changed changed_;
    const std::chrono::milliseconds period_;

    mutable std::mutex guard_;
    std::condition_variable wake_;
    std::shared_ptr<const Config> current_;
    std::vector<Problem> problems_;
    std::vector<std::string> restart_;
    bool poked_ = false;
    bool stopping_ = false;

    // The watcher's thread only.
    std::string tried_;       // digest of the files last taken or refused
    KeyTexts tried_keys_;     // key files likewise
    std::string settling_;    // digest seen once, waiting to be seen unchanged
    KeyTexts settling_keys_;  // likewise
    std::thread thread_;      // last: it uses all of the above
};

}  // namespace gateway
