#include "api/api.h"

#include <chrono>
#include <thread>

#include "api/cut.h"
#include "api/errcodes.h"
#include "api/redact.h"
#include "envelope.h"
#include "xml.h"

namespace sandbox {
namespace {

constexpr const char* rid_digits = "0123456789abcdef";

std::string new_rid(Ms now) {
    std::string rid;
    auto seconds = static_cast<std::uint64_t>(now / second);
    for (int i = 0; i < 8; ++i, seconds >>= 4U) rid.insert(rid.begin(), rid_digits[seconds & 15U]);
    const auto noise = random_text(16);
    for (std::size_t i = 0; i < noise.size(); ++i) {
        if (i % 8 == 0) rid += '-';
        rid += rid_digits[static_cast<unsigned char>(noise[i]) & 15U];
    }
    return rid;
}

Answer refusal(int errcode, std::string errmsg, const std::string& rid) {
    if (errmsg.empty()) errmsg = errmsg_of(errcode);
    return found([&](JsonWriter& out) {
        put(out, "errcode", errcode);
        put(out, "errmsg", errmsg + " rid: " + rid);
    });
}

// The body as JSON, or what WeChat says of one it cannot read.
rapidjson::Document read_body(const Interface& interface, const httplib::Request& request) {
    if (interface.takes != Takes::json) return {};
    require(!request.body.empty(), 44002);
    auto json = parse_strictly(request.body);
    require(json || valid_utf8(request.body) || interface.path.find("/menu/") == std::string::npos, 40033);
    require(json && json->IsObject(), 47001);
    return std::move(*json);
}

// Sends the body in at most twenty pieces over the time.
void drip(const std::string& body, const std::string& type, Ms over, const Journal& journal, httplib::Response& response) {
    const auto piece = body.size() / 20 + 1;
    const std::chrono::milliseconds pause(over / static_cast<Ms>(body.size() / piece + 1) + 1);
    response.body.clear();
    response.set_content_provider(body.size(), type, [=, &journal](std::size_t offset, std::size_t left, httplib::DataSink& sink) {
        std::this_thread::sleep_for(pause);
        return !journal.closed() && sink.write(body.data() + offset, std::min(piece, left));
    });
}

void fill(httplib::Response& response, const Answer& answer) {
    response.status = answer.status;
    if (!answer.location.empty()) response.set_header("Location", answer.location);
    if (!answer.file_name.empty()) response.set_header("Content-Disposition", "attachment; filename=\"" + answer.file_name + "\"");
    response.set_content(answer.body, answer.type);
}

bool is(const std::optional<Fault>& fault, const char* kind) { return fault && fault->kind == kind; }

}  // namespace

Answer Api::perform(const Interface& interface, const httplib::Request& request, const std::optional<Fault>& fault) {
    const std::lock_guard lock(mutex_);
    const auto now = state_.clock.now();
    const auto access_token = request.get_param_value("access_token");
    if (fault) {
        const int refused = errcode_of(fault->kind);
        require(refused == 0, refused);
    }
    require(!is(fault, "ip"), 40164, "invalid ip " + request.remote_addr + " ipv6 ::ffff:" + request.remote_addr + ", not in whitelist");
    if (interface.method != Method::either) {
        require(interface.method != Method::get || request.method == "GET", 43001);
        require(interface.method != Method::post || request.method == "POST", 43002);
    }
    if (interface.needs_token) {
        if (is(fault, "expired_token")) state_.tokens.expire(access_token);
        const int wrong = state_.tokens.check(access_token, now);
        require(wrong == 0, wrong);
    }
    const int over = state_.quotas.take(std::string(interface.path), interface.daily, now);
    require(over == 0, over);
    const auto body = read_body(interface, request);
    Call call{request, body, state_, world_, now, is(fault, "moderated")};
    return interface.handler(call);
}

void Api::take(const Interface& interface, const httplib::Request& request, httplib::Response& response) {
    const auto start = std::chrono::steady_clock::now();
    const auto fault = with_state([&](State& state) { return state.faults.take(std::string(interface.path)); });
    const auto rid = with_state([](State& state) { return new_rid(state.clock.now()); });
    int errcode = 0;
    Answer answer;
    if (is(fault, "latency")) std::this_thread::sleep_for(std::chrono::milliseconds(fault->ms));
    if (is(fault, "5xx")) {
        answer = {"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html", {}, {}, 502};
    } else if (is(fault, "reset")) {
        cut(request);
    } else {
        try {
            answer = perform(interface, request, fault);
        } catch (const Refusal& refused) {
            errcode = refused.errcode;
            answer = refusal(errcode, refused.errmsg, rid);
            // Errors about media come as text, with 200.
            if (interface.path == "/cgi-bin/media/get") answer.type = "text/plain";
        }
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    Note note{"call", {}, {}, Clock{}.now()};
    note.detail = object([&](JsonWriter& out) {
        put(out, "path", interface.path);
        put(out, "method", request.method);
        put(out, "status", answer.status);
        put(out, "errcode", errcode);
        out.Key("ms");
        out.Double(took.count());
        put(out, "rid", rid);
        put(out, "fault", fault ? fault->kind : "");
        put(out, "query", redacted_query(request.target));
        put(out, "request", redacted(request.body));
        put(out, "response", redacted(answer.body));
    });
    world_.journal.add(std::move(note));
    fill(response, answer);
    if (is(fault, "slow_body")) drip(answer.body, answer.type, fault->ms, world_.journal, response);
}

void Api::routes(httplib::Server& server) {
    for (const auto& interface : interfaces()) {
        const auto handler = [this, &interface](const httplib::Request& request, httplib::Response& response) {
            take(interface, request, response);
        };
        server.Get(std::string(interface.path), handler);
        server.Post(std::string(interface.path), handler);
    }
    const auto unknown = [this](const httplib::Request&, httplib::Response& response) {
        fill(response, refusal(40066, {}, with_state([](State& state) { return new_rid(state.clock.now()); })));
    };
    server.Get("/(cgi-bin|sns|wxaapi)/.*", unknown);
    server.Post("/(cgi-bin|sns|wxaapi)/.*", unknown);
}

}  // namespace sandbox
