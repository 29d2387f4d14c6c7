// Where a request ends, and what is refused because nobody could be sure.
#include "gateway/http/framing.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gateway;
using State = Framer::State;

namespace {

struct Case {
    std::string name, bytes;
    int status = 0;  // 0: complete
};

std::string get(const std::string& headers) { return "GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n"; }
std::string post(const std::string& headers, const std::string& body = "") {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}
std::string lines(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += "X: y\r\n";
    return all;
}

const std::vector<Case> cases{
    {"plain", get("")},
    {"a body", post("Content-Length: 3\r\n", "abc")},
    {"an empty body", post("Content-Length: 0\r\n")},
    {"a path with a query", "GET /a?b=%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"},
    {"bytes above ASCII in a value", get("X: \xe4\xbd\xa0\r\n")},
    {"an empty value", get("X:\r\n")},
    {"as many headers as allowed", get(lines(63))},
    {"TLS", "\x16\x03\x01", 400},
    {"lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a line before the request", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"HTTP/0.9", "GET /\r\n\r\n", 400},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505},
    {"HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"HEAD with a body", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na", 400},
    {"a method that its route will refuse", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"the same, with a body", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"},
    {"absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"a tab in the target", "GET /\t HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", get("Host: b\r\n"), 400},
    {"bare LF", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400},
    {"bare CR", get("X: a\rb\r\n"), 400},
    {"NUL", get(std::string("X: a\0b\r\n", 8)), 400},
    {"folded line", get("X: a\r\n b\r\n"), 400},
    {"space before the colon", get("X : a\r\n"), 400},
    {"no colon", get("X\r\n"), 400},
    {"no name", get(": a\r\n"), 400},
    {"too many headers", get(lines(64)), 431},
    {"a long header", get("X: " + std::string(9000, 'x') + "\r\n"), 431},
    {"a long head", get(lines(30) + "X: " + std::string(8100, 'x') + "\r\nX: " + std::string(8100, 'x') + "\r\n"), 431},
    {"a long target", "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
    {"a long target without end", "GET /" + std::string(9000, 'x'), 414},
    {"chunked", post("Transfer-Encoding: chunked\r\n"), 411},
    {"chunked beside a length", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "abc"), 411},
    {"chunked, spelled oddly", post("tRANSFER-eNCODING: xchunked\r\n"), 411},
    {"gzip", post("Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 415},
    {"a range", get("Range: bytes=0-1\r\n"), 416},
    {"another expectation", get("Expect: more\r\n"), 417},
    {"the peer's address, forged", get("REMOTE_ADDR: 10.0.0.1\r\n"), 400},
    {"no length", post(""), 411},
    {"two lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
    {"a length of letters", post("Content-Length: abc\r\n"), 400},
    {"a length with a sign", post("Content-Length: +3\r\n", "abc"), 400},
    {"a list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
    {"a length beyond numbers", post("Content-Length: 99999999999999999999\r\n"), 400},
    {"an empty length", post("Content-Length:\r\n"), 400},
    {"a body too long", post("Content-Length: 65537\r\n"), 413},
    {"GET with a body", get("Content-Length: 3\r\n"), 400},
};

}  // namespace

TEST_CASE("a request is complete, or refused for what it is, however it is cut into pieces") {
    for (const Case& each : cases) {
        CAPTURE(each.name);
        Framer at_once({});
        CHECK(at_once.look(each.bytes) == (each.status == 0 ? State::complete : State::refused));
        CHECK(at_once.status() == each.status);
        if (each.status == 0) CHECK(at_once.size() == each.bytes.size());

        Framer bit_by_bit({});
        State state = State::more;
        for (std::size_t size = 1; state == State::more && size <= each.bytes.size(); ++size) {
            state = bit_by_bit.look(std::string_view(each.bytes).substr(0, size));
        }
        CHECK(state == (each.status == 0 ? State::complete : State::refused));
        CHECK(bit_by_bit.status() == each.status);
    }
}

TEST_CASE("what is behind a request does not belong to it") {
    const std::string first = post("Content-Length: 3\r\n", "abc");
    Framer framer({});
    CHECK(framer.look(first + "GET / HTTP/1.1\r\n") == State::complete);
    CHECK(framer.size() == first.size());
}

TEST_CASE("whether the connection ends with the request, and whether the body is waited for") {
    const auto read = [](const std::string& bytes) {
        Framer framer({});
        REQUIRE(framer.look(bytes) == State::complete);
        return framer;
    };
    CHECK_FALSE(read(get("")).closes());
    CHECK_FALSE(read(get("Connection: keep-alive\r\n")).closes());
    CHECK(read(get("Connection: Close\r\n")).closes());
    CHECK(read(get("Connection: keep-alive, CLOSE\r\n")).closes());
    CHECK(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").closes());
    CHECK(read(post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "a")).awaits_continue());
    CHECK_FALSE(read(get("")).awaits_continue());
}
