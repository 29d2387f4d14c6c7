#include "load/background.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace bench {
namespace {

constexpr std::string_view drip =
    "POST /wechat/callback?signature=0123456789 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 600\r\n\r\n<xml>";

}  // namespace

Background::Background(int port, std::size_t idle, std::size_t slow) : port_(port) {
    for (std::size_t i = 0; i < idle + slow; ++i) guests_.push_back({.socket = connect_to(port), .slow = i >= idle});
    for (Guest& guest : guests_) visit(guest);
}

Background::~Background() {
    for (const Guest& guest : guests_) ::close(guest.socket);
}

void Background::tick(Clock::time_point now) {
    // A small share at a time, so that the messages that are measured do not wait for it.
    const auto share = std::chrono::duration<double>(now - last_).count() * static_cast<double>(guests_.size());
    if (share < 1) return;
    last_ = now;
    for (auto left = std::min(guests_.size(), static_cast<std::size_t>(share)); left > 0; --left) visit(guests_[next_++ % guests_.size()]);
}

void Background::visit(Guest& guest) {
    char byte = 0;
    bool alive = true;
    for (ssize_t size = 1; alive && size > 0;) {  // a refusal may come before the end of the connection
        size = ::recv(guest.socket, &byte, 1, 0);
        alive = size > 0 || (size < 0 && errno == EAGAIN);
    }
    if (!alive) {
        ++closed_;
        ::close(guest.socket);
        guest.socket = connect_to(port_);
        guest.sent = 0;
    }
    if (!guest.slow) return;
    const std::string_view next = guest.sent < drip.size() ? drip.substr(guest.sent, 1) : "x";
    if (::send(guest.socket, next.data(), next.size(), MSG_NOSIGNAL) == 1) ++guest.sent;
}

}  // namespace bench
