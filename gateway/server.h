// The HTTP front over cpp-httplib: the public listener for WeChat and the admin listener for operators.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "gateway/config.h"
#include "gateway/pipeline.h"

namespace httplib {
class Server;
}

namespace gateway {

/// Request in, answer out: all that the transport knows of a message.
struct CallbackRoutes {
    std::function<HttpAnswer(const wechat::Query&)> verify;
    std::function<HttpAnswer(const wechat::Query&, const std::string& body)> push;
};
struct AdminRoutes {
    std::function<HttpAnswer()> health, ready, metrics;
};

/// One listener on a thread of its own. Throws std::runtime_error when the address cannot be bound.
class Listener {
  public:
    Listener(const Endpoint&, const CallbackRoutes&, std::size_t max_body_bytes, int threads);
    Listener(const Endpoint&, const AdminRoutes&);
    ~Listener();

    /// Stops accepting, lets the requests in flight finish, and returns.
    void stop();

  private:
    void start(const Endpoint&);

    std::unique_ptr<httplib::Server> server_;
    std::thread thread_;
};

}  // namespace gateway
