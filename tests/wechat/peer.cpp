#include "peer.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace peer {
namespace {

int listen_on_free_port(int backlog, int& port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(listener, backlog) == 0);
    REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port = ntohs(address.sin_port);
    return listener;
}

int connect_without_waiting(int port) {
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    static_cast<void>(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address));
    return connection;
}

}  // namespace

Server::Server(std::function<void(int)> talk) : listener_(listen_on_free_port(64, port_)) {
    accepting_ = std::thread([this, talk = std::move(talk)] {
        std::vector<std::thread> talking;
        for (int connection; (connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            ++connections_;
            talking.emplace_back([connection, talk] {
                talk(connection);
                close(connection);
            });
        }
        for (std::thread& each : talking) each.join();
    });
}

Server::~Server() {
    shutdown(listener_, SHUT_RDWR);  // ends accept
    accepting_.join();
    close(listener_);
}

Deaf::Deaf() : listener_(listen_on_free_port(0, port_)) {
    for (int i = 0; i < 4; ++i) waiting_.push_back(connect_without_waiting(port_));
}

Deaf::~Deaf() {
    for (const int connection : waiting_) close(connection);
    close(listener_);
}

std::string read_request(int connection) {
    std::string request;
    std::size_t need = std::string::npos;
    char piece[4096];
    while (request.size() < need) {
        const ssize_t got = recv(connection, piece, sizeof piece, 0);
        if (got <= 0) return "";
        request.append(piece, static_cast<std::size_t>(got));
        const std::size_t end = request.find("\r\n\r\n");
        if (end == std::string::npos) continue;
        const std::size_t length = request.find("Content-Length: ");
        need = end + 4 + (length < end ? std::strtoul(request.c_str() + length + 16, nullptr, 10) : 0);
    }
    return request;
}

bool write_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void drip(int connection, std::string_view bytes) {
    pollfd gone{.fd = connection, .events = POLLIN, .revents = 0};
    while (write_all(connection, bytes))
        if (poll(&gone, 1, 5) != 0) return;
}

}  // namespace peer
