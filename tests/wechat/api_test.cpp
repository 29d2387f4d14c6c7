// One call: which origin, how often, how long, and what the caller and the observer learn.
#include "wechat/api.h"

#include <doctest/doctest.h>

#include "fake_wechat.h"

using namespace std::chrono_literals;
using wechat::HttpFailure;
using wechat::Repeat;

namespace {

constexpr const char* path = "/sns/thing";

std::vector<std::string> origins_of(const std::vector<fake::Seen>& seen) {
    std::vector<std::string> origins;
    for (const fake::Seen& each : seen) origins.push_back(each.origin);
    return origins;
}

fake::Handler status(int code) {
    return [code](const fake::Seen&) { return wechat::HttpResponse{.status = code, .body = "<html>"}; };
}

fake::Handler busy() {
    return [](const fake::Seen&) { return fake::json(R"({"errcode":-1,"errmsg":"system error"})"); };
}

}  // namespace

TEST_CASE("an answer without errcode is a success") {
    fake::Account account;
    account.wechat.answer(path, R"({"openid":"o1"})");
    CHECK(account.api().call({.path = path}, account.soon()).text("openid") == "o1");
}

TEST_CASE("an origin that cannot be reached is left for the next, at once, and is not asked while it rests") {
    for (const HttpFailure failure : {HttpFailure::connect, HttpFailure::tls, HttpFailure::timeout, HttpFailure::cut}) {
        fake::Account account;
        account.wechat.fail(fake::origins[0], failure);
        const wechat::Api api = account.api();
        api.call({.path = path}, account.soon());
        api.call({.path = path}, account.soon());
        CHECK(origins_of(account.wechat.seen(path)) == std::vector{fake::origins[0], fake::origins[1], fake::origins[1]});
        CHECK(account.time.slept() == 0ms);
        account.wechat.recover(fake::origins[0]);
        account.time.advance(3s);
        api.call({.path = path}, account.soon());
        api.call({.path = path}, account.soon());
        CHECK(origins_of(account.wechat.seen(path)).back() == fake::origins[0]);
        CHECK(account.hosts->resting() == 0);
    }
}

TEST_CASE("HTTP 5xx goes to the next origin") {
    fake::Account account;
    account.wechat.once(path, status(502));
    account.api().call({.path = path}, account.soon());
    CHECK(origins_of(account.wechat.seen(path)) == std::vector{fake::origins[0], fake::origins[1]});
}

TEST_CASE("a message that may have been accepted is not sent again") {
    for (const HttpFailure failure : {HttpFailure::timeout, HttpFailure::cut}) {
        fake::Account account;
        account.wechat.fail(fake::origins[0], failure);
        CHECK_THROWS_AS(account.api().call({.path = path, .repeat = Repeat::never}, account.soon()), wechat::MaybeSent);
        CHECK(account.wechat.count(path) == 1);
    }
    fake::Account account;
    account.wechat.once(path, status(503));
    CHECK_THROWS_AS(account.api().call({.path = path, .repeat = Repeat::never}, account.soon()), wechat::MaybeSent);
    // Nor one whose answer cannot be read.
    account.wechat.answer(path, "<html>");
    CHECK_THROWS_AS(account.api().call({.path = path, .repeat = Repeat::never}, account.soon()), wechat::MaybeSent);
    CHECK_THROWS_AS(account.api().call({.path = path, .repeat = Repeat::never, .max_body = 3}, account.soon()), wechat::MaybeSent);
    CHECK(account.wechat.count(path) == 3);
}

TEST_CASE("a message that was not sent goes to the next origin") {
    for (const HttpFailure failure : {HttpFailure::connect, HttpFailure::tls}) {
        fake::Account account;
        account.wechat.fail(fake::origins[0], failure);
        account.api().call({.path = path, .repeat = Repeat::never}, account.soon());
        CHECK(account.wechat.count(path) == 2);
    }
}

TEST_CASE("-1 is asked again after a growing pause, messages too, a bounded number of times") {
    fake::Account account;
    for (int i = 0; i < 2; ++i) account.wechat.once(path, busy());
    account.api().call({.path = path, .repeat = Repeat::never}, account.soon());
    CHECK(account.wechat.count(path) == 3);
    CHECK(account.time.slept() >= 2ms);
    CHECK(account.time.slept() <= 600ms);

    account.wechat.on(path, busy());
    try {
        account.api().call({.path = path}, account.time.in(60s));
        FAIL("no error");
    } catch (const wechat::ApiError& error) {
        CHECK(error.code() == wechat::Errc::busy);
    }
    CHECK(account.wechat.count(path) == 3 + 5);
}

TEST_CASE("when no time is left for a pause the call ends instead of hurrying") {
    fake::Account account;
    account.wechat.on(path, busy());
    CHECK_THROWS_AS(account.api().call({.path = path}, account.time.in(1ms)), wechat::ApiError);
    CHECK(account.wechat.count(path) == 1);
    CHECK(account.time.slept() == 0ms);
}

TEST_CASE("no attempt begins after the deadline, and none may outlast it") {
    fake::Account account;
    std::vector<wechat::Deadline> deadlines;
    const wechat::Transport hang = [&](const std::string&, const wechat::HttpRequest& request) -> wechat::HttpResponse {
        deadlines.push_back(request.deadline);
        account.time.advance(std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline - account.time.now()));
        throw wechat::HttpError(HttpFailure::timeout);
    };
    const wechat::Api api(account.hosts, hang, account.time.clock(), nullptr);
    const wechat::Deadline deadline = account.time.in(4s);
    CHECK_THROWS_AS(api.call({.path = path}, deadline), wechat::HttpError);
    // An origin that hangs leaves time for the next.
    REQUIRE(deadlines.size() == 2);
    CHECK(deadlines[0] == deadline - 1s);
    CHECK(deadlines[1] == deadline);
    CHECK(account.time.now() == deadline);
}

TEST_CASE("when every origin fails the last failure comes out, in bounded time") {
    fake::Account account;
    for (const std::string& origin : fake::origins) account.wechat.fail(origin, HttpFailure::connect);
    CHECK_THROWS_AS(account.api().call({.path = path}, account.soon()), wechat::HttpError);
    CHECK(account.wechat.count(path) == 5);
}

TEST_CASE("what is no JSON object, and another status than 200, is a bad answer and is not repeated") {
    for (const std::string body : {"", "<html>", "[1]", "null", "{\"a\":", "{\"a\":\"\xFF\"}"}) {
        CAPTURE(body);
        fake::Account account;
        account.wechat.answer(path, body);
        CHECK_THROWS_AS(account.api().call({.path = path}, account.soon()), wechat::BadAnswer);
        CHECK(account.wechat.count(path) == 1);
    }
    for (const int code : {204, 302, 404, 413}) {
        fake::Account account;
        account.wechat.on(path, status(code));
        CHECK_THROWS_AS(account.api().call({.path = path}, account.soon()), wechat::BadAnswer);
        CHECK(account.wechat.count(path) == 1);
    }
}

TEST_CASE("an error carries its name, message and rid, and never a secret") {
    fake::Account account;
    account.wechat.answer(path, R"({"errcode":40029,"errmsg":"invalid code C0DE of S3CRET at T0KEN, rid: 6123abcd-12ab34cd-5678ef90"})");
    const wechat::ApiRequest request{.path = path, .query = {{"access_token", "T0KEN"}, {"code", "C0DE"}}, .secrets = {"S3CRET", "C0DE"}};
    try {
        account.api().call(request, account.soon());
        FAIL("no error");
    } catch (const wechat::ApiError& error) {
        CHECK(error.code() == wechat::Errc::bad_code);
        CHECK(error.rid() == "6123abcd-12ab34cd-5678ef90");
        CHECK(std::string(error.what()) == "40029 bad_code: invalid code *** of *** at ***, rid: 6123abcd-12ab34cd-5678ef90");
    }
}

TEST_CASE("no error of a call shows its query or body") {
    for (const HttpFailure failure : {HttpFailure::connect, HttpFailure::timeout, HttpFailure::cut, HttpFailure::too_large}) {
        for (const Repeat repeat : {Repeat::safe, Repeat::never}) {
            fake::Account account;
            for (const std::string& origin : fake::origins) account.wechat.fail(origin, failure);
            try {
                account.api().call({.method = "POST", .path = path, .query = {{"q", "S3CRET"}}, .body = "S3CRET", .repeat = repeat},
                                   account.soon());
                FAIL("no error");
            } catch (const std::exception& error) {
                CHECK(std::string(error.what()).find("S3CRET") == std::string::npos);
            }
        }
    }
}

TEST_CASE("the observer hears of every attempt, without the query") {
    fake::Account account;
    account.wechat.fail(fake::origins[0], HttpFailure::timeout);
    account.wechat.answer(path, R"({"errcode":45015,"errmsg":"no"})");
    CHECK_THROWS_AS(account.api().call({.path = path, .query = {{"access_token", "T0KEN"}}}, account.soon()), wechat::ApiError);
    CHECK(account.observed_paths == std::vector<std::string>{path, path});
    CHECK(account.observed[0].failure == "timeout");
    CHECK(account.observed[0].status == 0);
    CHECK(account.observed[1].errcode == 45015);
    CHECK(account.observed[1].status == 200);
}

TEST_CASE("bytes go to the sink, JSON in their place does not, and nothing follows a broken download") {
    fake::Account account;
    std::string got;
    const wechat::Sink sink = [&](std::string_view piece) { return got += piece, true; };
    account.wechat.on(path, [](const fake::Seen&) { return wechat::HttpResponse{.status = 200, .body = "\x01 some bytes"}; });
    CHECK_FALSE(account.api().call({.path = path, .sink = sink}, account.soon()).is_object());
    CHECK(got == "\x01 some bytes");

    account.wechat.answer(path, R"({"errcode":40007,"errmsg":"invalid media_id"})");
    CHECK_THROWS_AS(account.api().call({.path = path, .sink = sink}, account.soon()), wechat::ApiError);
    account.wechat.answer(path, R"({"video_url":"http://x"})");
    CHECK(account.api().call({.path = path, .sink = sink}, account.soon()).text("video_url") == "http://x");
    CHECK(got == "\x01 some bytes");

    int attempts = 0;
    const wechat::Transport breaks = [&](const std::string&, const wechat::HttpRequest& request) -> wechat::HttpResponse {
        ++attempts;
        request.sink("half");
        throw wechat::HttpError(HttpFailure::cut);
    };
    const wechat::Api api(account.hosts, breaks, account.time.clock(), nullptr);
    CHECK_THROWS_AS(api.call({.path = path, .sink = sink}, account.soon()), wechat::HttpError);
    CHECK(attempts == 1);
}

TEST_CASE("a refused token is replaced once and the call repeated once") {
    for (const int code : {40001, 40014, 42001}) {
        fake::Account account;
        const wechat::Client client = account.client();
        account.wechat.on("/cgi-bin/x", [&](const fake::Seen&) { return fake::json(R"({"errcode":)" + std::to_string(code) + "}"); });
        CHECK_THROWS_AS(client.get("/cgi-bin/x", {}, account.soon()), wechat::ApiError);
        CHECK(account.wechat.count("/cgi-bin/x") == 2);
        const auto seen = account.wechat.seen("/cgi-bin/x");
        CHECK(seen[0].query.at("access_token") == "token-1");
        CHECK(seen[1].query.at("access_token") == "token-2");
    }
}

TEST_CASE("another refusal leaves the token alone") {
    fake::Account account;
    account.wechat.answer("/cgi-bin/x", R"({"errcode":48001,"errmsg":"api unauthorized"})");
    CHECK_THROWS_AS(account.client().get("/cgi-bin/x", {}, account.soon()), wechat::ApiError);
    CHECK(account.wechat.count("/cgi-bin/x") == 1);
    CHECK(account.wechat.count("/cgi-bin/stable_token") == 1);
}
