#include "server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "api/api.h"
#include "controls.h"
#include "couriers.h"
#include "departments.h"
#include "desk.h"
#include "envelope.h"
#include "events.h"
#include "http_json.h"
#include "journal.h"
#include "media.h"
#include "push.h"
#include "scan.h"

namespace sandbox {
namespace {

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::uint64_t number(const std::string& text) {
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || value > 1'000'000'000'000) return 0;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

class Sandbox {
  public:
    Sandbox(const Account& account, std::string page_dir, const std::vector<Fault>& faults)
        : account_(account),
          page_dir_(std::move(page_dir)),
          desk_(account_.duty_secret, journal_),
          couriers_(account_, journal_, 32),
          api_({account_, journal_, media_, [this](const Request& event) { push(event); }}) {
        for (const auto& fault : faults) api_.with_state([&](State& state) { state.faults.set(fault); });
    }

    void listen(const Listen& where);

  private:
    void routes(httplib::Server& server);
    void send(const httplib::Request& request, httplib::Response& response);
    void resend(const httplib::Request& request, httplib::Response& response);
    void start(Exchange exchange, bool wait, httplib::Response& response);
    void events(const httplib::Request& request, httplib::Response& response);
    void note(const char* kind, const char* to, const httplib::Request& request, httplib::Response& response);
    void keep_media(const httplib::Request& request, httplib::Response& response);
    void push(const Request& event);
    std::string menu(const std::string& openid);
    std::string account_json() const;
    bool from_elsewhere(const httplib::Request& request) const;

    const Account account_;
    const std::string page_dir_;
    const std::string boot_ = random_text(12);
    std::string origin_;
    bool open_ = false;  // listening on every address: any name may be ours
    Journal journal_;
    Media media_;
    Desk desk_;
    Departments departments_;
    Couriers couriers_;
    Api api_;
};

// Refuses what another site's page, or a name pointed at this machine, might send from a browser here.
bool Sandbox::from_elsewhere(const httplib::Request& request) const {
    const auto host = request.get_header_value("Host");
    const auto origin = request.get_header_value("Origin");
    const auto name = host.substr(0, host.rfind(':'));
    const bool ours = name == "127.0.0.1" || name == "localhost" || name == "[::1]" || "http://" + host == origin_;
    return (!ours && !open_) || (!origin.empty() && origin != "http://" + host);
}

std::string Sandbox::account_json() const {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    out.StartObject();
    put(out, "name", account_.name);
    put(out, "original_id", account_.original_id);
    put(out, "mode", name_of(account_.mode));
    put(out, "gateway", account_.gateway);
    put(out, "boot", boot_);
    out.Key("patience_ms");
    out.Int64(account_.patience.count());
    out.Key("attempts");
    out.Int(account_.attempts);
    out.EndObject();
    return buffer.GetString();
}

// What the account pushed; menu.json until it has.
std::string Sandbox::menu(const std::string& openid) {
    return api_.with_state([&](State& state) {
        if (!state.menus.pushed) return menu_json(account_);
        return state.menus.shown_to(state.residents.find(openid)).value_or(R"({"button":[]})");
    });
}

void Sandbox::start(Exchange exchange, bool wait, httplib::Response& response) {
    journal_.open(exchange);
    const auto id = exchange.id;
    if (!couriers_.take(std::move(exchange))) return refuse(response, 503, "too many pushes are waiting");
    if (!wait) return reply_json(response, "{\"id\":" + std::to_string(id) + "}");
    const auto done = journal_.wait_done(id, std::chrono::minutes(10));
    if (!done) return refuse(response, 504, "no verdict in ten minutes");
    reply_json(response, json_of(*done));
}

void Sandbox::send(const httplib::Request& request, httplib::Response& response) {
    if (request.body.size() > 256U << 10U) return refuse(response, 413, "more than 256 KiB");
    const auto json = parse_json(request.body);
    if (!json) return refuse(response, 400, "not JSON");
    try {
        auto wanted = request_from(*json);
        if (!wanted.scene.empty()) wanted = api_.with_state([&](State& state) { return scanned(state, wanted); });
        auto exchange = prepare(account_, wanted, now_ms());
        api_.with_state([&](State& state) { state.residents.heard(exchange.sent_xml, state.clock.now()); });
        start(std::move(exchange), request.has_param("wait"), response);
    } catch (const std::runtime_error& e) {
        refuse(response, 400, e.what());
    }
}

// What WeChat says by itself, a moment after the call that caused it was answered.
void Sandbox::push(const Request& event) {
    auto exchange = prepare(account_, event, now_ms());
    exchange.hold_ms = 200;
    journal_.open(exchange);
    couriers_.take(std::move(exchange));
}

void Sandbox::resend(const httplib::Request& request, httplib::Response& response) {
    const auto before = journal_.find(number(request.matches[1].str()));
    if (!before) return refuse(response, 404, "no such exchange");
    Exchange again;
    again.at_ms = now_ms();
    again.resend_of = before->id;
    again.request = before->request;
    again.url = before->url;
    again.sent_xml = before->sent_xml;
    again.sent_body = before->sent_body;
    start(std::move(again), request.has_param("wait"), response);
}

void Sandbox::events(const httplib::Request& request, httplib::Response& response) {
    // Ids are "boot:change": a page that followed an earlier run starts again from the beginning.
    const auto last = request.get_header_value("Last-Event-ID");
    const auto colon = last.find(':');
    auto seen = colon != std::string::npos && last.substr(0, colon) == boot_ ? number(last.substr(colon + 1)) : 0;
    auto greeted = std::make_shared<bool>(false);
    auto position = std::make_shared<std::uint64_t>(seen);
    response.set_header("Cache-Control", "no-store");
    response.set_chunked_content_provider("text/event-stream", [this, greeted, position](std::size_t, httplib::DataSink& sink) {
        std::string out;
        if (!*greeted) {
            *greeted = true;
            out = "event: hello\ndata: " + boot_ + "\n\n";
        } else {
            const auto news = journal_.after(*position, std::chrono::seconds(10));
            *position = news.change;
            for (const auto& item : news.items) out += "data: " + item + "\n\n";
            out += news.items.empty() ? ": still here\n\n" : "id: " + boot_ + ":" + std::to_string(news.change) + "\ndata: null\n\n";
        }
        return sink.write(out.data(), out.size()) && !journal_.closed();
    });
}

void Sandbox::note(const char* kind, const char* to, const httplib::Request& request, httplib::Response& response) {
    const auto json = parse_json(request.body);
    if (!json || text_of(*json, "text").empty() || request.body.size() > 16U << 10U) return refuse(response, 400, "text is missing");
    const auto id = journal_.add({kind, text_of(*json, to), text_of(*json, "text"), now_ms()});
    reply_json(response, "{\"id\":" + std::to_string(id) + "}");
}

void Sandbox::keep_media(const httplib::Request& request, httplib::Response& response) {
    const auto id = media_.keep(request.body);
    if (!id) return refuse(response, 415, "a JPEG, PNG, GIF, WebP or AMR of at most 10 MiB");
    reply_json(response, R"({"media_id":")" + *id + R"(","pic_url":")" + origin_ + "/media/" + *id + "\"}");
}

void Sandbox::routes(httplib::Server& server) {
    using httplib::Request;
    using httplib::Response;
    server.set_pre_routing_handler([this](const Request& request, Response& response) {
        response.set_header("X-Content-Type-Options", "nosniff");
        response.set_header("Content-Security-Policy", policy);
        response.set_header("Referrer-Policy", "no-referrer");
        if (!from_elsewhere(request)) return httplib::Server::HandlerResponse::Unhandled;
        refuse(response, 403, "not from here");
        return httplib::Server::HandlerResponse::Handled;
    });
    server.set_exception_handler(
        [](const Request&, Response& response, std::exception_ptr) { refuse(response, 500, "the sandbox failed"); });
    server.Post("/api/send", [this](const Request& q, Response& r) { send(q, r); });
    server.Post(R"(/api/resend/(\d+))", [this](const Request& q, Response& r) { resend(q, r); });
    server.Get("/api/events", [this](const Request& q, Response& r) { events(q, r); });
    server.Get("/api/account", [this](const Request&, Response& r) { reply_json(r, account_json()); });
    server.Get("/api/menu", [this](const Request& q, Response& r) { reply_json(r, menu(q.get_param_value("openid"))); });
    server.Get("/api/event-kinds", [](const Request&, Response& r) {
        std::vector<std::string> names;
        for (const auto& kind : event_kinds()) names.push_back('"' + std::string(kind.name) + '"');
        reply_json(r, array_of(names));
    });
    server.Get("/api/log", [this](const Request& q, Response& r) {
        const auto wait = std::min<std::uint64_t>(number(q.get_param_value("wait")), 30'000);
        std::vector<std::string> exchanges;
        for (auto& item : journal_.after(number(q.get_param_value("after")), std::chrono::milliseconds(wait)).items) {
            if (item.rfind(R"({"kind":"exchange")", 0) == 0) exchanges.push_back(std::move(item));
        }
        reply_json(r, array_of(exchanges));
    });
    server.Post("/api/notify", [this](const Request& q, Response& r) { note("notice", "openid", q, r); });
    server.Post("/api/sms", [this](const Request& q, Response& r) { note("sms", "mobile", q, r); });
    server.Get("/api/sms", [this](const Request&, Response& r) { reply_json(r, array_of(journal_.notes("sms"))); });
    server.Post("/api/media", [this](const Request& q, Response& r) { keep_media(q, r); });
    server.Get(R"(/media/([\w-]+))", [this](const Request& q, Response& r) {
        const auto medium = media_.find(q.matches[1].str());
        if (!medium) return refuse(r, 404, "no such medium");
        r.set_content(medium->bytes, medium->type);
    });
    server.Get("/weui.css", [this](const Request&, Response& r) {
        const auto file = std::filesystem::path(page_dir_) / "../node_modules/weui/dist/style/weui.min.css";
        std::string css = "/* npm package weui is not installed; phone.css is enough */";
        if (std::filesystem::exists(file)) httplib::detail::read_file(file.string(), css);
        r.set_content(css, "text/css; charset=utf-8");
    });
    server.set_mount_point("/", page_dir_, {{"Cache-Control", "no-cache"}});
}

void Sandbox::listen(const Listen& where) {
    httplib::Server server;
    server.new_task_queue = [] { return new httplib::ThreadPool(128); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_timeout(1);
    server.set_payload_max_length(11U << 20U);
    // Without SO_REUSEPORT, which the library would set: a second sandbox on the same port must fail.
    server.set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    routes(server);
    api_.routes(server);
    desk_.routes(server);
    departments_.routes(server);
    add_controls(server, api_, journal_);
    const int port =
        where.port != 0 ? (server.bind_to_port(where.host, where.port) ? where.port : -1) : server.bind_to_any_port(where.host);
    if (port < 0) throw std::runtime_error("cannot listen on " + where.host + ":" + std::to_string(where.port));
    open_ = where.host == "0.0.0.0";
    origin_ = "http://" + (open_ ? "127.0.0.1" : where.host) + ":" + std::to_string(port);
    std::cout << "wechat-sandbox: phone at " << origin_ << ", pushing to " << account_.gateway << " (" << name_of(account_.mode) << ")"
              << std::endl;

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    std::jthread stopper([&] {
        int signal = 0;
        sigwait(&signals, &signal);
        journal_.close();
        server.stop();
    });
    if (!server.listen_after_bind()) throw std::runtime_error("listening failed");
}

}  // namespace

void serve(const Account& account, const Listen& listen, const std::string& page_dir, const std::vector<Fault>& faults) {
    std::signal(SIGPIPE, SIG_IGN);
    // Blocked before any thread starts, so that only the one that waits for them is told.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    Sandbox(account, page_dir, faults).listen(listen);
}

}  // namespace sandbox
