// What a request that the front has let through asks for: its first line, its headers and cookies, and a form in its body, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

/// Names and values of a query or of a form, decoded, in their order. A name may stand there any number of times.
class Values : public std::vector<std::pair<std::string, std::string>> {
  public:
    using std::vector<std::pair<std::string, std::string>>::vector;

    /// Absent when the name is not there, or there twice: two layers must never read two different ones.
    std::optional<std::string> one(std::string_view name) const;
    /// Of a list of which any number may be ticked.
    std::vector<std::string> all(std::string_view name) const;
};

enum class Method { get, head, post, other };

struct RequestLine {
    Method method = Method::other;
    std::string path = {};
    Values query = {};
};

/// `head` begins with a request line that Framer accepted. Path and query are decoded as URL-encoded forms are; a '%' that does not
/// announce two hexadecimal digits stays, and so may fail to match anything.
RequestLine read_request_line(std::string_view head);

/// The value of a header that Framer accepted, its name in any case; absent when it is not there, or there twice: two layers must never
/// read two different ones.
std::optional<std::string_view> header_of(std::string_view head, std::string_view name);

/// The value of a cookie (RFC 6265), as it was sent; absent as above.
std::optional<std::string_view> cookie_of(std::string_view head, std::string_view name);

/// The body of a POST by an HTML form (application/x-www-form-urlencoded).
Values read_form(std::string_view body);

}  // namespace gateway
