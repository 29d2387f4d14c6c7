#include "load/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

/// The value of one header, by its name with the colon.
std::string_view header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
        at += 2;
        if (head.size() - at < name.size() || strncasecmp(head.data() + at, name.data(), name.size()) != 0) continue;
        std::string_view value = head.substr(at + name.size());
        value = value.substr(0, value.find('\r'));
        while (value.starts_with(' ')) value.remove_prefix(1);
        return value;
    }
    return {};
}

template <class Number>
Number number(std::string_view text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

int connect_to(int port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const std::string why = std::strerror(errno);
        if (made >= 0) ::close(made);
        throw std::runtime_error("cannot connect to port " + std::to_string(port) + ": " + why);
    }
    const int yes = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(made, F_SETFL, fcntl(made, F_GETFL) | O_NONBLOCK);
    return made;
}

std::optional<Answer> take_answer(std::string& bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    const std::string_view head = std::string_view(bytes).substr(0, end + 2);
    const auto length = number<std::size_t>(header(head, "Content-Length:"));
    if (bytes.size() < end + 4 + length) return std::nullopt;
    Answer answer{.status = number<int>(head.substr(head.find(' ') + 1)),
                  .body = bytes.substr(end + 4, length),
                  .closes = strncasecmp(std::string(header(head, "Connection:")).c_str(), "close", 5) == 0};
    bytes.erase(0, end + 4 + length);
    return answer;
}

}  // namespace bench
