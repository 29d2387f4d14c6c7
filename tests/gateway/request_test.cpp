// What a request asks for: its path, its query, its headers and cookies, and the form in its body.
#include "gateway/http/request.h"

#include <doctest/doctest.h>

namespace {

using gateway::Method, gateway::Values;

gateway::RequestLine read(const std::string& line) { return gateway::read_request_line(line + "\r\nHost: a b?c=d&e\r\n\r\n"); }
Values query(const std::string& target) { return read("GET " + target + " HTTP/1.1").query; }

TEST_CASE("request line: method, path and query") {
    const auto push = read("POST /wechat/callback?signature=ab12&timestamp=1&nonce=2&encrypt_type=aes HTTP/1.1");
    CHECK(push.method == Method::post);
    CHECK(push.path == "/wechat/callback");
    CHECK(push.query == Values{{"signature", "ab12"}, {"timestamp", "1"}, {"nonce", "2"}, {"encrypt_type", "aes"}});
    CHECK(read("GET / HTTP/1.0").method == Method::get);
    CHECK(read("HEAD / HTTP/1.1").method == Method::head);
    for (const char* other : {"PUT", "DELETE", "GETT", "get"}) CHECK(read(std::string(other) + " / HTTP/1.1").method == Method::other);
    CHECK(read("GET /healthz HTTP/1.1").path == "/healthz");
    CHECK(read("GET /healthz HTTP/1.1").query.empty());
}

TEST_CASE("request line: what is URL-encoded") {
    CHECK(read("GET /wechat/%63allback HTTP/1.1").path == "/wechat/callback");
    CHECK(read("GET /a+b%2Fc HTTP/1.1").path == "/a+b/c");
    CHECK(query("/?echostr=a%2Bb%2fc%3D+d") == Values{{"echostr", "a+b/c= d"}});
    CHECK(query("/?%6eonce=%E4%BD%A0") == Values{{"nonce", "你"}});
    CHECK(query("/?nul=%00x") == Values{{"nul", std::string("\0x", 2)}});
}

TEST_CASE("request line: a percent sign that announces nothing stays") {
    for (const std::string value : {"%", "%4", "%zz", "%4z", "%u0041", "100%", "%%"}) CHECK(query("/?a=" + value) == Values{{"a", value}});
    CHECK(query("/?a=%%41") == Values{{"a", "%A"}});
    CHECK(query("/?a=%4&b=1") == Values{{"a", "%4"}, {"b", "1"}});
}

TEST_CASE("request line: odd queries") {
    CHECK(query("/?").empty());
    CHECK(query("/?&&").empty());
    CHECK(query("/?a") == Values{{"a", ""}});
    CHECK(query("/?a=") == Values{{"a", ""}});
    CHECK(query("/?=b") == Values{{"", "b"}});
    CHECK(query("/?a=b=c") == Values{{"a", "b=c"}});
    CHECK(query("/?a=1&a=1&a=2") == Values{{"a", "1"}, {"a", "1"}, {"a", "2"}});
    CHECK(query("/?a=b?c") == Values{{"a", "b?c"}});
    CHECK(query("/?a=1#b&c=2") == Values{{"a", "1"}});
    CHECK(query("/#?a=1").empty());
    CHECK(query("/?a%26b=1") == Values{{"a&b", "1"}});
}

TEST_CASE("values: one of a name, or all of them") {
    const Values values = gateway::read_form("name=%E6%9E%97+%E7%9F%A5&tick=a&tick=b&empty=");
    CHECK(values.one("name") == "林 知");
    CHECK(values.one("empty") == "");
    CHECK_FALSE(values.one("tick"));
    CHECK_FALSE(values.one("none"));
    CHECK(values.all("tick") == std::vector<std::string>{"a", "b"});
    CHECK(gateway::read_form("").empty());
}

TEST_CASE("cookies: by their whole name, and none that is there twice") {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1; __Host-desk=abc=; b=; a=2;c\r\n\r\n";
    CHECK(gateway::cookie_of(head, "__Host-desk") == "abc=");
    CHECK(gateway::cookie_of(head, "b") == "");
    CHECK_FALSE(gateway::cookie_of(head, "a"));
    CHECK_FALSE(gateway::cookie_of(head, "desk"));
    CHECK_FALSE(gateway::cookie_of("GET / HTTP/1.1\r\n\r\n", "a"));
    CHECK_FALSE(gateway::cookie_of("GET / HTTP/1.1\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n", "a"));
}

}  // namespace
