#include "gateway/server.h"

#include <httplib.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace gateway {
namespace {

/// The head of a request in memory, for httplib to read; what httplib would answer is dropped.
class Memory : public httplib::Stream {
  public:
    explicit Memory(std::string_view bytes) : rest_(bytes) {}

    bool is_readable() const override { return true; }
    bool is_writable() const override { return true; }
    ssize_t read(char* to, std::size_t size) override {
        const std::size_t count = std::min(size, rest_.size());
        std::memcpy(to, rest_.data(), count);
        rest_.remove_prefix(count);
        return static_cast<ssize_t>(count);
    }
    ssize_t write(const char*, std::size_t size) override { return static_cast<ssize_t>(size); }
    void get_remote_ip_and_port(std::string&, int&) const override {}
    void get_local_ip_and_port(std::string&, int&) const override {}
    socket_t socket() const override { return -1; }

  private:
    std::string_view rest_;
};

/// httplib's reading of a request line and its query. Framing, limits and answers are the front's. Any number of threads.
class Parser : private httplib::Server {
  public:
    std::optional<httplib::Request> parse(std::string_view head) {
        std::optional<httplib::Request> parsed;
        Memory memory(head);
        bool closed = false;
        process_request(memory, true, closed, [&parsed](httplib::Request& request) { parsed = std::move(request); });
        return parsed;
    }
};

std::optional<httplib::Request> parse(const RawRequest& request) {
    static Parser parser;
    return parser.parse(std::string_view(request.bytes).substr(0, request.head));
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

}  // namespace

Front::Serve serve_callback(const CallbackRoutes& routes) {
    return [routes](const RawRequest& raw, const Respond& respond) {
        const auto request = parse(raw);
        if (!request) return respond({400, ""});
        if (request->path != "/wechat/callback") return respond({404, ""});
        auto query = query_of(*request);
        if (!query) return respond({403, ""});
        if (request->method == "GET") return respond(routes.verify(*query));
        routes.push(std::move(*query), raw.bytes.substr(raw.head), raw.received, respond);
    };
}

Front::Serve serve_admin(const AdminRoutes& routes) {
    const std::map<std::string, std::function<HttpAnswer()>, std::less<>> pages{
        {"/healthz", routes.health}, {"/readyz", routes.ready}, {"/metrics", routes.metrics}};
    return [pages](const RawRequest& raw, const Respond& respond) {
        const auto request = parse(raw);
        const auto page = request ? pages.find(request->path) : pages.end();
        if (page == pages.end()) return respond({404, ""});
        respond(request->method == "GET" ? page->second() : HttpAnswer{405, ""});
    };
}

}  // namespace gateway
