// The real transport against real sockets: what it sends, what it bounds, and how each failure is called.
#include <doctest/doctest.h>
#include <httplib.h>

#include <thread>

#include "certificates.h"
#include "peer.h"
#include "wechat/http.h"

using namespace std::chrono_literals;
using wechat::HttpFailure;
using wechat::HttpRequest;

namespace {

wechat::Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

// Long enough for anything that ends by itself, and never waited for.
wechat::Deadline in_time() { return in(20s); }

std::optional<HttpFailure> failure_of(const std::string& origin, HttpRequest request, wechat::HttpOptions options = {}) {
    if (request.target.empty()) request.target = "/";
    try {
        wechat::http_transport(std::move(options))(origin, request);
    } catch (const wechat::HttpError& error) {
        return error.failure();
    }
    return std::nullopt;
}

std::string answer(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

template <class HttpServer>
class Running {
  public:
    explicit Running(HttpServer& server)
        : server_(server), port(server.bind_to_any_port("127.0.0.1")), thread_([this] { server_.listen_after_bind(); }) {
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~Running() {
        server_.stop();
        thread_.join();
    }

  private:
    HttpServer& server_;

  public:
    const int port;

  private:
    std::thread thread_;
};

}  // namespace

TEST_CASE("a request goes out as it is and the answer comes back whole") {
    std::string received;
    peer::Server server([&](int connection) {
        received = peer::read_request(connection);
        peer::write_all(connection, "HTTP/1.1 404 No\r\nX-Thing:  a b \r\nContent-Length: 2\r\n\r\nno");
    });
    const HttpRequest request{.method = "POST",
                              .target = "/a?b=%20",
                              .headers = {{"Content-Type", "application/json"}},
                              .body = "{\"k\":\"警\"}",
                              .deadline = in_time()};
    const wechat::HttpResponse response = wechat::http_transport()(server.origin(), request);
    CHECK(response.status == 404);
    CHECK(response.body == "no");
    CHECK(response.header("x-thing") == "a b");
    CHECK(response.header("x-other").empty());
    CHECK(received.starts_with("POST /a?b=%20 HTTP/1.1\r\n"));
    CHECK(received.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(received.find("Expect:") == std::string::npos);
    CHECK(received.ends_with("\r\n\r\n{\"k\":\"警\"}"));
}

TEST_CASE("a connection is kept for the next call") {
    peer::Server server([](int connection) {
        while (!peer::read_request(connection).empty()) peer::write_all(connection, answer("ok"));
    });
    {
        const wechat::Transport transport = wechat::http_transport();
        for (int i = 0; i < 5; ++i) CHECK(transport(server.origin(), {.target = "/", .deadline = in_time()}).body == "ok");
    }
    CHECK(server.connections() == 1);
}

TEST_CASE("a POST on a kept connection that breaks is not sent a second time") {
    std::atomic<int> posts = 0;
    peer::Server server([&](int connection) {
        for (std::string request; !(request = peer::read_request(connection)).empty();) {
            if (request.starts_with("POST") && ++posts == 1) return;
            peer::write_all(connection, answer("ok"));
        }
    });
    {
        const wechat::Transport transport = wechat::http_transport();
        transport(server.origin(), {.target = "/", .deadline = in_time()});
        const HttpRequest post{.method = "POST", .target = "/", .body = "once", .deadline = in_time()};
        CHECK_THROWS_AS(transport(server.origin(), post), wechat::HttpError);
    }
    CHECK(posts == 1);
}

TEST_CASE("nobody listens: connect") {
    int port = 0;
    {
        const peer::Server gone([](int) {});
        port = gone.port();
    }
    CHECK(failure_of("http://127.0.0.1:" + std::to_string(port), {.deadline = in_time()}) == HttpFailure::connect);
    CHECK(failure_of("http://nowhere.invalid", {.deadline = in_time()}) == HttpFailure::connect);
    CHECK(failure_of("http://127.0.0.1:1", {.deadline = in(-1ms)}) == HttpFailure::connect);
}

TEST_CASE("a connect that hangs ends by the deadline or by its own patience, and nothing was sent") {
    const peer::Deaf deaf;
    CHECK(failure_of(deaf.origin(), {.deadline = in(100ms)}) == HttpFailure::connect);
    CHECK(failure_of(deaf.origin(), {.deadline = in_time()}, {.connect = 100ms}) == HttpFailure::connect);
}

TEST_CASE("the deadline ends silence, a head that drips and a body that drips") {
    peer::Server silent([](int connection) {
        peer::read_request(connection);
        peer::read_request(connection);
    });
    CHECK(failure_of(silent.origin(), {.deadline = in(150ms)}) == HttpFailure::timeout);
    peer::Server head([](int connection) {
        peer::read_request(connection);
        peer::write_all(connection, "HTTP/1.1 200 OK\r\nX: ");
        peer::drip(connection, "y");
    });
    CHECK(failure_of(head.origin(), {.deadline = in(150ms)}) == HttpFailure::timeout);
    peer::Server body([](int connection) {
        peer::read_request(connection);
        peer::write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        peer::drip(connection, "y");
    });
    CHECK(failure_of(body.origin(), {.deadline = in(150ms)}) == HttpFailure::timeout);
}

TEST_CASE("an answer that ends too early, or is no HTTP: cut") {
    for (const std::string bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "SSH-2.0-x\r\n", "HTTP/1.1 2"}) {
        CAPTURE(bytes);
        peer::Server server([&](int connection) {
            peer::read_request(connection);
            peer::write_all(connection, bytes);
        });
        CHECK(failure_of(server.origin(), {.deadline = in_time()}) == HttpFailure::cut);
    }
}

TEST_CASE("an answer larger than agreed is not taken, whether it says so or not") {
    for (const std::string head : {"Content-Length: 101\r\n", "Connection: close\r\n", "Transfer-Encoding: chunked\r\n"}) {
        CAPTURE(head);
        peer::Server server([&](int connection) {
            peer::read_request(connection);
            peer::write_all(connection, "HTTP/1.1 200 OK\r\n" + head + "\r\n");
            if (head.starts_with("Transfer")) peer::write_all(connection, "65\r\n");
            peer::write_all(connection, std::string(101, 'x') + "\r\n0\r\n\r\n");
        });
        CHECK(failure_of(server.origin(), {.deadline = in_time(), .max_body = 100}) == HttpFailure::too_large);
    }
    peer::Server head([](int connection) {
        peer::read_request(connection);
        peer::write_all(connection, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 200; ++i)
            if (!peer::write_all(connection, "X-Filler: " + std::string(1000, 'x') + "\r\n")) return;
    });
    CHECK(failure_of(head.origin(), {.deadline = in_time()}) == HttpFailure::too_large);
}

TEST_CASE("a redirect is an answer and is not followed") {
    peer::Server elsewhere([](int connection) { peer::read_request(connection); });
    peer::Server server([&](int connection) {
        peer::read_request(connection);
        peer::write_all(connection, "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.origin() + "/\r\nContent-Length: 0\r\n\r\n");
    });
    CHECK(wechat::http_transport()(server.origin(), {.target = "/", .deadline = in_time()}).status == 302);
    CHECK(elsewhere.connections() == 0);
}

TEST_CASE("a sink gets the body of a 200, and no other") {
    peer::Server server([](int connection) {
        const bool good = peer::read_request(connection).starts_with("GET /good");
        peer::write_all(connection, good ? answer("bytes") : "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno");
    });
    std::string got;
    const auto take = [&](std::string_view piece) { return got += piece, true; };
    const wechat::Transport transport = wechat::http_transport();
    CHECK(transport(server.origin(), {.target = "/good", .deadline = in_time(), .sink = take}).body.empty());
    CHECK(got == "bytes");
    CHECK(transport(server.origin(), {.target = "/bad", .deadline = in_time(), .sink = take}).body == "no");
    CHECK(got == "bytes");
    const auto refuse = [](std::string_view) { return false; };
    CHECK(failure_of(server.origin(), {.target = "/good", .deadline = in_time(), .sink = refuse}) == HttpFailure::refused);
    const auto fails = [](std::string_view) -> bool { throw std::length_error("disk full"); };
    CHECK_THROWS_AS(transport(server.origin(), {.target = "/good", .deadline = in_time(), .sink = fails}), std::length_error);
}

TEST_CASE("TLS: who the other side is must be proved") {
    const certificates::Identity authority = certificates::make(nullptr);
    const certificates::PemFile trusted(authority);
    const certificates::PemFile others(certificates::make(nullptr));
    const certificates::Identity localhost = certificates::make(&authority);
    const certificates::Identity another = certificates::make(&authority, "elsewhere.test");

    httplib::SSLServer server(localhost.certificate.get(), localhost.key.get());
    server.Get("/", [](const httplib::Request&, httplib::Response& response) { response.set_content("ok", "text/plain"); });
    const Running running(server);
    const std::string origin = "https://127.0.0.1:" + std::to_string(running.port);
    const wechat::HttpResponse response =
        wechat::http_transport({.ca_file = trusted.path()})(origin, {.target = "/", .deadline = in_time()});
    CHECK(response.body == "ok");
    CHECK(failure_of(origin, {.deadline = in_time()}) == HttpFailure::tls);
    CHECK(failure_of(origin, {.deadline = in_time()}, {.ca_file = others.path()}) == HttpFailure::tls);

    httplib::SSLServer impostor(another.certificate.get(), another.key.get());
    const Running running_impostor(impostor);
    CHECK(failure_of("https://127.0.0.1:" + std::to_string(running_impostor.port), {.deadline = in_time()}, {.ca_file = trusted.path()}) ==
          HttpFailure::tls);

    peer::Server plain([](int connection) { peer::write_all(connection, "HTTP/1.1 200 OK\r\n\r\n"); });
    CHECK(failure_of("https://127.0.0.1:" + std::to_string(plain.port()), {.deadline = in_time()}) == HttpFailure::tls);
}

TEST_CASE("many threads share one transport") {
    peer::Server server([](int connection) {
        for (std::string request; !(request = peer::read_request(connection)).empty();)
            peer::write_all(connection, answer(request.substr(5, request.find(' ', 5) - 5)));
    });
    std::atomic<int> right = 0;
    {
        const wechat::Transport transport = wechat::http_transport({.idle = 4});
        std::vector<std::thread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    const std::string mine = std::to_string(t * 100 + i);
                    right += transport(server.origin(), {.target = "/" + mine, .deadline = in_time()}).body == mine;
                }
            });
        for (std::thread& thread : threads) thread.join();
    }
    CHECK(right == 8 * 20);
    CHECK(server.connections() <= 8 * 20);
}

TEST_CASE("values of a query are escaped") {
    CHECK(wechat::query_string({{"a", "x y&=#/"}, {"b", "警-._~"}}) == "a=x%20y%26%3D%23%2F&b=%E8%AD%A6-._~");
}
