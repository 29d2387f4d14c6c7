// What the front answers by itself is told to whoever counts it; what it hands on is not.
#include "gateway/http/front.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// A front on a port of its own.
class Running {
  public:
    explicit Running(gateway::Front::Serve serve, const gateway::FrontLimits& limits = {})
        : front_(listening_, std::move(serve), limits, [this](int status) {
              const std::lock_guard lock(guard_);
              told_.push_back(status);
          }) {}

    /// Sends the bytes on a connection of its own and reads until the front closes it.
    std::string answer(const std::string& bytes) const {
        const int client = ::socket(AF_INET, SOCK_STREAM, 0);
        REQUIRE(::connect(client, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) == 0);
        REQUIRE(::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
        std::string all(4096, '\0');
        std::size_t size = 0;
        for (ssize_t got = 0; (got = ::recv(client, all.data() + size, all.size() - size, 0)) > 0;) size += static_cast<std::size_t>(got);
        ::close(client);
        return all.substr(0, size);
    }

    std::vector<int> told() {
        const std::lock_guard lock(guard_);
        return told_;
    }

  private:
    static int listen_somewhere(sockaddr_in& address) {
        const int socket = gateway::listen_on({"127.0.0.1", 0});
        socklen_t size = sizeof address;
        REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        return socket;
    }

    sockaddr_in address_ = {};
    const int listening_ = listen_somewhere(address_);
    std::mutex guard_;
    std::vector<int> told_;
    gateway::Front front_;  // last: its thread uses the others
};

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_CASE("front: refusals are told by their status, answers are not") {
    Running front([](gateway::RawRequest, const gateway::Respond& respond) { respond({404, ""}); });
    CHECK(front.answer(get).starts_with("HTTP/1.1 404 "));
    CHECK(front.told().empty());
    CHECK(front.answer("\x16\x03\x01").starts_with("HTTP/1.1 400 "));
    CHECK(front.answer("POST / HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 411 "));
    CHECK(front.answer("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n").starts_with("HTTP/1.1 413 "));
    CHECK(front.answer("GET / HTTP/2.0\r\n\r\n").starts_with("HTTP/1.1 505 "));
    CHECK(front.told() == std::vector{400, 411, 413, 505});
}

TEST_CASE("front: who is too slow and whom nobody answers are told as well") {
    Running front([](const gateway::RawRequest&, const gateway::Respond&) {}, {.receive = 1ms, .answer = 1ms});
    CHECK(front.answer("GET / HT").starts_with("HTTP/1.1 408 "));
    CHECK(front.answer(get).starts_with("HTTP/1.1 503 "));
    CHECK(front.told() == std::vector{408, 503});
}

}  // namespace
