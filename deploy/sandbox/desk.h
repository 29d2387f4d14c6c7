// The duty desk of the police, played: takes alarms at POST /duty, checks who calls, and acknowledges them when an officer says so.
#pragma once
#include <httplib.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "journal.h"

namespace sandbox {

// Any number of threads.
class Desk {
  public:
    // `secret` is duty.secret of gateway.json; without one every call is refused. The journal must outlive this object.
    Desk(std::string secret, Journal& journal) : secret_(std::move(secret)), journal_(journal) {}

    // POST /duty for the gateway; for the page GET /api/duty, POST /api/duty/acknowledge {"number"}, POST /api/duty/fault {"silent"}.
    void routes(httplib::Server& server);

  private:
    struct Held {
        std::string body;  // of the last ring
        int rings = 0;
        bool acknowledged = false;
    };

    void take(const httplib::Request& request, httplib::Response& response);
    void acknowledge(const httplib::Request& request, httplib::Response& response);
    void show(const std::string& number, const Held& held);
    std::string why_refused(const httplib::Request& request) const;

    const std::string secret_;
    Journal& journal_;
    std::atomic<bool> silent_ = false;    // nobody answers
    std::mutex mutex_;                    // guards what follows
    std::map<std::string, Held> alarms_;  // by number
};

}  // namespace sandbox
