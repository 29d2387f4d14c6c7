#include "gateway/server.h"

#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>

namespace gateway {
namespace {

constexpr std::size_t max_headers = 64;

/// What must be refused before httplib 0.11.4 reads a body: its own limits look at Content-Length alone.
std::optional<int> refusal(const httplib::Request& request) {
    if (request.headers.size() > max_headers) return 431;
    if (request.has_header("Transfer-Encoding")) return 411;
    if (request.has_header("Content-Encoding")) return 415;
    if (request.has_header("Range")) return 416;
    if (request.has_header("REMOTE_ADDR") && request.get_header_value_count("REMOTE_ADDR") > 1) return 400;
    const std::size_t lengths = request.get_header_value_count("Content-Length");
    if (lengths > 1) return 400;
    const std::string length = request.get_header_value("Content-Length");
    if (!std::all_of(length.begin(), length.end(), [](char digit) { return digit >= '0' && digit <= '9'; }) || length.size() > 9)
        return 400;
    const bool has_body = !length.empty() && length.find_first_not_of('0') != std::string::npos;
    if (request.method == "POST" && lengths == 0) return 411;
    if (request.method != "POST" && has_body) return 400;
    if (request.method != "GET" && request.method != "POST") return 405;
    return std::nullopt;
}

void give(httplib::Response& response, const HttpAnswer& answer) {
    response.status = answer.status;
    response.set_content(answer.body, answer.content_type);
}

void refuse(httplib::Response& response, int status) {
    response.status = status;
    // The body was not read: what follows on this connection must never be taken for another request. A provider that fails after its
    // one byte is the way to make httplib 0.11.4 close it.
    response.set_header("Connection", "close");
    response.set_content_provider(1, "text/plain", [](std::size_t, std::size_t, httplib::DataSink& sink) {
        sink.write("\n", 1);
        return false;
    });
}

/// Absent when a parameter occurs twice: two layers must never read two different ones.
std::optional<wechat::Query> query_of(const httplib::Request& request) {
    wechat::Query query;
    const std::initializer_list<std::pair<const char*, std::string*>> wanted = {
        {"signature", &query.signature}, {"timestamp", &query.timestamp},       {"nonce", &query.nonce},
        {"echostr", &query.echostr},     {"encrypt_type", &query.encrypt_type}, {"msg_signature", &query.msg_signature},
        {"openid", &query.openid}};
    for (const auto& [name, value] : wanted) {
        if (request.get_param_value_count(name) > 1) return std::nullopt;
        *value = request.get_param_value(name);
    }
    return query;
}

void harden(httplib::Server& server, std::size_t max_body_bytes, int threads) {
    server.new_task_queue = [threads] { return new httplib::ThreadPool(static_cast<std::size_t>(threads)); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(1000);
    server.set_keep_alive_timeout(5);
    server.set_read_timeout(3);
    server.set_write_timeout(3);
    server.set_payload_max_length(max_body_bytes);
    server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
        const auto status = refusal(request);
        if (!status) return httplib::Server::HandlerResponse::Unhandled;
        refuse(response, *status);
        return httplib::Server::HandlerResponse::Handled;
    });
    server.set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) { response.status = 500; });
}

}  // namespace

Listener::Listener(const Endpoint& at, const CallbackRoutes& routes, std::size_t max_body_bytes, int threads)
    : server_(std::make_unique<httplib::Server>()) {
    harden(*server_, max_body_bytes, threads);
    server_->Get("/wechat/callback", [routes](const httplib::Request& request, httplib::Response& response) {
        const auto query = query_of(request);
        give(response, query ? routes.verify(*query) : HttpAnswer{403, ""});
    });
    server_->Post("/wechat/callback", [routes, max_body_bytes](const httplib::Request& request, httplib::Response& response,
                                                               const httplib::ContentReader& read) {
        std::string body;
        const bool whole = read([&](const char* data, std::size_t size) {
            if (body.size() + size > max_body_bytes) return false;
            body.append(data, size);
            return true;
        });
        if (!whole) return refuse(response, 413);
        const auto query = query_of(request);
        give(response, query ? routes.push(*query, body) : HttpAnswer{403, ""});
    });
    start(at);
}

Listener::Listener(const Endpoint& at, const AdminRoutes& routes) : server_(std::make_unique<httplib::Server>()) {
    harden(*server_, 0, 4);
    const auto serve = [this](const char* path, const std::function<HttpAnswer()>& route) {
        server_->Get(path, [route](const httplib::Request&, httplib::Response& response) { give(response, route()); });
    };
    serve("/healthz", routes.health);
    serve("/readyz", routes.ready);
    serve("/metrics", routes.metrics);
    start(at);
}

Listener::~Listener() { stop(); }

void Listener::start(const Endpoint& at) {
    int listening = -1;
    server_->set_socket_options([&listening](int socket) {
        // Not the default hook: it sets SO_REUSEPORT, so that two servers could share a port unnoticed.
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        listening = socket;
    });
    if (!server_->bind_to_port(at.host.c_str(), at.port)) {
        throw std::runtime_error("cannot listen on " + at.host + ":" + std::to_string(at.port) + "; is another process using it?");
    }
    // httplib's backlog is 5 whatever we define: a second listen() on the same socket raises it.
    ::listen(listening, 4096);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void Listener::stop() {
    server_->stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace gateway
