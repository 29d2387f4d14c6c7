// Where one HTTP/1.1 request ends: strict, so that no two readers of the same bytes can disagree about it.
#pragma once

#include <cstddef>
#include <string_view>

namespace gateway {

struct FramingLimits {
    std::size_t line = 8192;   // of the request line, and of one header
    std::size_t head = 16384;  // of the request line and all headers
    std::size_t headers = 64;
    std::size_t body = 65536;
};

/// Reads one request as it arrives. Accepts what WeChat, nginx and browsers send: any method, since its route knows which it takes,
/// origin-form, a body only with one Content-Length, and none with GET and HEAD. Everything RFC 9112 lets a server refuse (bare LF,
/// obs-fold, NUL, white space before a colon, Transfer-Encoding) is refused, and the connection must then be closed, since nobody knows
/// where the next request would begin.
class Framer {
  public:
    explicit Framer(const FramingLimits& limits) : limits_(limits) {}

    enum class State { more, complete, refused };

    /// `received` is all that has arrived of the request so far, and maybe more.
    State look(std::string_view received);

    int status() const { return status_; }              // refused: the answer, 4xx or 505
    std::size_t head() const { return head_; }          // bytes of the head, 0 until it is complete
    std::size_t size() const { return head_ + body_; }  // bytes of head and body
    bool is_head() const { return is_head_; }           // HEAD: the answer has no body
    bool closes() const { return closes_; }             // the client wants, or HTTP/1.0 means, one request a connection
    bool awaits_continue() const { return expects_; }   // Expect: 100-continue

  private:
    State refuse(int status);
    State look_at_head(std::string_view received);
    int read_line(std::string_view line);
    int read_headers(std::string_view lines);
    int read_header(std::string_view name, std::string_view value);
    int check() const;

    FramingLimits limits_;
    std::size_t searched_ = 0;  // how far the end of the head has been looked for
    std::size_t head_ = 0, body_ = 0;
    int status_ = 0;
    bool is_get_ = false, is_head_ = false, is_post_ = false, is_old_ = false, closes_ = false, expects_ = false;
    int hosts_ = 0, lengths_ = 0;
};

}  // namespace gateway
