#include "gateway/http/framing.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace gateway {
namespace {

constexpr std::string_view end_of_line = "\r\n";
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr int fine = 0;

bool is_upper(char byte) { return byte >= 'A' && byte <= 'Z'; }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_visible(char byte) { return byte > ' ' && byte < 0x7f; }

bool is_token(char byte) { return is_visible(byte) && std::string_view("\"(),/:;<=>?@[\\]{}").find(byte) == std::string_view::npos; }

/// RFC 9110 field-value: visible characters, spaces, tabs and bytes above ASCII.
bool is_value(char byte) { return byte == '\t' || byte == ' ' || is_visible(byte) || (static_cast<unsigned char>(byte) & 0x80) != 0; }

bool all_of(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& byte : result) byte = is_upper(byte) ? static_cast<char>(byte + ('a' - 'A')) : byte;
    return result;
}

/// OWS of RFC 9110: of other white space a value cannot be freed, but is refused for it.
std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Whether a comma-separated list holds the word, in any case.
bool lists(std::string_view values, std::string_view word) {
    while (!values.empty()) {
        const std::size_t comma = values.find(',');
        if (lower(trimmed(values.substr(0, comma))) == word) return true;
        values = comma == std::string_view::npos ? std::string_view{} : values.substr(comma + 1);
    }
    return false;
}

}  // namespace

Framer::State Framer::look(std::string_view received) {
    if (status_ != fine) return State::refused;
    if (head_ == 0) {
        const State state = look_at_head(received);
        if (state != State::complete) return state;
    }
    return received.size() < size() ? State::more : State::complete;
}

Framer::State Framer::refuse(int status) {
    status_ = status;
    return State::refused;
}

Framer::State Framer::look_at_head(std::string_view received) {
    // Not HTTP at all (TLS, say): answered at once instead of waited for.
    if (!received.empty() && !is_upper(received.front())) return refuse(400);
    const std::size_t end = received.find(end_of_head, searched_);
    const std::string_view head = received.substr(0, end);
    const std::size_t line = head.find(end_of_line);
    if (std::min(line, head.size()) > limits_.line) return refuse(414);
    if (head.size() > limits_.head) return refuse(431);
    if (end == std::string_view::npos) {
        searched_ = received.size() < end_of_head.size() ? 0 : received.size() - (end_of_head.size() - 1);
        return State::more;
    }
    if (const int status = read_line(head.substr(0, line)); status != fine) return refuse(status);
    if (line != std::string_view::npos) {
        if (const int status = read_headers(head.substr(line + end_of_line.size())); status != fine) return refuse(status);
    }
    if (const int status = check(); status != fine) return refuse(status);
    head_ = end + end_of_head.size();
    return State::complete;
}

int Framer::read_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) return 400;
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, second - first - 1);
    const std::string_view version = line.substr(second + 1);
    if (!all_of(method, is_upper) || !all_of(target, is_visible) || !all_of(version, is_visible)) return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return version.starts_with("HTTP/") ? 505 : 400;
    if (!target.starts_with('/')) return 400;
    is_get_ = method == "GET";
    is_head_ = method == "HEAD";
    is_post_ = method == "POST";
    is_old_ = version == "HTTP/1.0";
    closes_ = is_old_;
    return fine;
}

int Framer::read_headers(std::string_view lines) {
    std::size_t count = 0;
    while (!lines.empty()) {
        const std::size_t end = lines.find(end_of_line);
        const std::string_view line = lines.substr(0, end);
        lines = end == std::string_view::npos ? std::string_view{} : lines.substr(end + end_of_line.size());
        if (++count > limits_.headers || line.size() > limits_.line) return 431;
        const std::size_t colon = line.find(':');
        if (colon == 0 || colon == std::string_view::npos) return 400;
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = line.substr(colon + 1);
        // A bare LF or CR, a NUL, a folded line or a space before the colon is one of these.
        if (!all_of(name, is_token) || !all_of(value, is_value)) return 400;
        if (const int status = read_header(lower(name), trimmed(value)); status != fine) return status;
    }
    return fine;
}

int Framer::read_header(std::string_view name, std::string_view value) {
    if (name == "transfer-encoding") return 411;
    if (name == "content-encoding") return 415;
    if (name == "range") return 416;
    // Servers tell their handlers the peer's address under these names: nobody else may.
    if (name.starts_with("remote_") || name.starts_with("local_")) return 400;
    if (name == "host") ++hosts_;
    if (name == "connection") closes_ = closes_ || lists(value, "close");
    if (name == "expect") {
        if (lower(value) != "100-continue") return 417;
        expects_ = true;
    }
    if (name != "content-length") return fine;
    constexpr std::size_t most_digits = 9;
    if (++lengths_ > 1 || value.empty() || value.size() > most_digits || !all_of(value, is_digit)) return 400;
    std::from_chars(value.data(), value.data() + value.size(), body_);
    return fine;
}

/// What only all headers together tell.
int Framer::check() const {
    if (hosts_ > 1 || (hosts_ == 0 && !is_old_)) return 400;
    if (is_post_ && lengths_ == 0) return 411;
    if ((is_get_ || is_head_) && body_ > 0) return 400;
    return body_ > limits_.body ? 413 : fine;
}

}  // namespace gateway
