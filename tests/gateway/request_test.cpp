// The first line of a request: its path and the parameters of its query.
#include "gateway/http/request.h"

#include <doctest/doctest.h>

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

gateway::RequestLine read(const std::string& line) { return gateway::read_request_line(line + "\r\nHost: a b?c=d&e\r\n\r\n"); }
Parameters parameters(const std::string& target) { return read("GET " + target + " HTTP/1.1").parameters; }

TEST_CASE("request line: method, path and parameters") {
    const auto push = read("POST /wechat/callback?signature=ab12&timestamp=1&nonce=2&encrypt_type=aes HTTP/1.1");
    CHECK_FALSE(push.is_get);
    CHECK(push.path == "/wechat/callback");
    CHECK(push.parameters == Parameters{{"signature", "ab12"}, {"timestamp", "1"}, {"nonce", "2"}, {"encrypt_type", "aes"}});
    CHECK(read("GET / HTTP/1.0").is_get);
    CHECK(read("GET /healthz HTTP/1.1").path == "/healthz");
    CHECK(read("GET /healthz HTTP/1.1").parameters.empty());
}

TEST_CASE("request line: what is URL-encoded") {
    CHECK(read("GET /wechat/%63allback HTTP/1.1").path == "/wechat/callback");
    CHECK(read("GET /a+b%2Fc HTTP/1.1").path == "/a+b/c");
    CHECK(parameters("/?echostr=a%2Bb%2fc%3D+d") == Parameters{{"echostr", "a+b/c= d"}});
    CHECK(parameters("/?%6eonce=%E4%BD%A0") == Parameters{{"nonce", "你"}});
    CHECK(parameters("/?nul=%00x") == Parameters{{"nul", std::string("\0x", 2)}});
}

TEST_CASE("request line: a percent sign that announces nothing stays") {
    for (const std::string value : {"%", "%4", "%zz", "%4z", "%u0041", "100%", "%%"})
        CHECK(parameters("/?a=" + value) == Parameters{{"a", value}});
    CHECK(parameters("/?a=%%41") == Parameters{{"a", "%A"}});
    CHECK(parameters("/?a=%4&b=1") == Parameters{{"a", "%4"}, {"b", "1"}});
}

TEST_CASE("request line: odd queries") {
    CHECK(parameters("/?").empty());
    CHECK(parameters("/?&&").empty());
    CHECK(parameters("/?a") == Parameters{{"a", ""}});
    CHECK(parameters("/?a=") == Parameters{{"a", ""}});
    CHECK(parameters("/?=b") == Parameters{{"", "b"}});
    CHECK(parameters("/?a=b=c") == Parameters{{"a", "b=c"}});
    CHECK(parameters("/?a=1&a=1&a=2") == Parameters{{"a", "1"}, {"a", "1"}, {"a", "2"}});
    CHECK(parameters("/?a=b?c") == Parameters{{"a", "b?c"}});
    CHECK(parameters("/?a=1#b&c=2") == Parameters{{"a", "1"}});
    CHECK(parameters("/#?a=1").empty());
    CHECK(parameters("/?a%26b=1") == Parameters{{"a&b", "1"}});
}

}  // namespace
