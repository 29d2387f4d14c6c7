// The other end of a socket on this machine, for answers no well-made server would give.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace peer {

// Listens on a free port of 127.0.0.1 and gives each connection to `talk`, one thread each. The end of `talk` closes the connection.
class Server {
  public:
    explicit Server(std::function<void(int)> talk);
    // Waits until every conversation is over.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
    int port() const { return port_; }
    int connections() const { return connections_; }

  private:
    int port_ = 0;
    int listener_;  // its initialiser sets port_
    std::atomic<int> connections_ = 0;
    std::thread accepting_;
};

// Accepts nothing and has a full backlog: whoever connects waits.
class Deaf {
  public:
    Deaf();
    ~Deaf();
    Deaf(const Deaf&) = delete;
    Deaf& operator=(const Deaf&) = delete;
    std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

  private:
    int port_ = 0;
    int listener_;  // its initialiser sets port_
    std::vector<int> waiting_;
};

// The head of a request and as much body as its Content-Length says; empty when the connection ended before.
std::string read_request(int connection);
// False when the other side is gone.
bool write_all(int connection, std::string_view bytes);
// Until the other side is gone, every 5 ms.
void drip(int connection, std::string_view bytes);

}  // namespace peer
