#include "controls.h"

#include <algorithm>
#include <stdexcept>

#include "envelope.h"
#include "http_json.h"

namespace sandbox {
namespace {

// {"advance_s": n}: never back.
std::string move_clock(State& state, const rapidjson::Value& json) {
    state.clock.advanced += static_cast<Ms>(std::clamp(number_of(json, "advance_s", 0), 0.0, 1e9) * 1000);
    return object([&](JsonWriter& out) { put(out, "now", state.clock.now()); });
}

std::string set_fault(State& state, const rapidjson::Value& json) {
    state.faults.set(fault_from(json));
    return "{}";
}

std::string set_quota(State& state, const rapidjson::Value& json) {
    const auto limit = [&json](const char* key, double otherwise) {
        return static_cast<int>(std::clamp(number_of(json, key, otherwise), 0.0, 1e9));
    };
    state.quotas.limit(text_of(json, "path"), limit("daily", 1e9), limit("minute", 0));
    return "{}";
}

std::string add_template(State& state, const rapidjson::Value& json) {
    auto form = template_from(json);
    std::erase_if(state.templates, [&](const Template& t) { return t.id == form.id; });
    if (state.templates.size() >= 100) throw std::runtime_error("a hundred templates are enough");
    state.templates.push_back(std::move(form));
    return "{}";
}

// {"openid", "refuses_templates", "blacklisted", "wx_name"}: what a resident set on the telephone, or an officer in the console.
std::string set_resident(State& state, const rapidjson::Value& json) {
    auto& resident = state.residents.meet(text_of(json, "openid"));
    const auto flag = [&json](const char* key, bool now) { return member(json, key) == nullptr ? now : member(json, key)->IsTrue(); };
    resident.refuses_templates = flag("refuses_templates", resident.refuses_templates);
    resident.blacklisted = flag("blacklisted", resident.blacklisted);
    resident.wx_name = text_of(json, "wx_name", resident.wx_name);
    return "{}";
}

// {"on": true}: from now on consent makes a visitor without an account of one's own.
std::string set_snapshots(State& state, const rapidjson::Value& json) {
    state.grants.snapshots = member(json, "on") != nullptr && member(json, "on")->IsTrue();
    return "{}";
}

// {"url", "timestamp", "nonceStr", "signature"}: what WeChat does with wx.config.
std::string check_page(State& state, const rapidjson::Value& json) {
    const auto url = text_of(json, "url");
    const auto* time = member(json, "timestamp");
    const auto timestamp = time != nullptr && time->IsInt64() ? std::to_string(time->GetInt64()) : text_of(json, "timestamp");
    const auto signature = sha1_of("jsapi_ticket=" + state.tickets["jsapi"].text + "&noncestr=" + text_of(json, "nonceStr") +
                                   "&timestamp=" + timestamp + "&url=" + url.substr(0, url.find('#')));
    return object(
        [&](JsonWriter& out) { put(out, "errMsg", text_of(json, "signature") == signature ? "config:ok" : "config:invalid signature"); });
}

std::string templates_json(State& state) {
    std::vector<std::string> items;
    for (const auto& form : state.templates) {
        items.push_back(object([&](JsonWriter& out) {
            put(out, "template_id", form.id);
            put(out, "title", form.title);
            put(out, "content", form.content);
            put(out, "kind", form.subscription ? "subscribe" : "template");
            put(out, "long_term", form.long_term);
        }));
    }
    return array_of(items);
}

// Newest first, as the phone offers them.
std::string codes_json(State& state) {
    std::vector<std::string> items;
    for (auto code = state.codes.rbegin(); code != state.codes.rend() && items.size() < 20; ++code) {
        items.push_back(object([&](JsonWriter& out) {
            put(out, "scene", code->scene);
            put(out, "ticket", code->ticket);
        }));
    }
    return array_of(items);
}

std::string faults_json(State& state) {
    std::vector<std::string> items;
    for (const auto& fault : state.faults.all()) {
        rapidjson::StringBuffer buffer;
        JsonWriter out(buffer);
        write(out, fault);
        items.emplace_back(buffer.GetString(), buffer.GetSize());
    }
    return array_of(items);
}

}  // namespace

void add_controls(httplib::Server& server, Api& api, const Journal& journal) {
    using httplib::Request;
    using httplib::Response;
    const auto post = [&](const char* path, auto change) {
        server.Post(path, [&api, change](const Request& request, Response& response) {
            try {
                const auto json = object_in(request);
                reply_json(response, api.with_state([&](State& state) { return change(state, json); }));
            } catch (const std::runtime_error& e) {
                refuse(response, 400, e.what());
            }
        });
    };
    post("/api/clock", move_clock);
    post("/api/faults", set_fault);
    post("/api/quotas", set_quota);
    post("/api/templates", add_template);
    post("/api/resident", set_resident);
    post("/api/snapshots", set_snapshots);
    post("/api/jssdk", check_page);
    server.Get("/api/templates", [&api](const Request&, Response& response) { reply_json(response, api.with_state(templates_json)); });
    server.Get("/api/codes", [&api](const Request&, Response& response) { reply_json(response, api.with_state(codes_json)); });
    server.Get("/api/faults", [&api](const Request&, Response& response) { reply_json(response, api.with_state(faults_json)); });
    server.Get("/api/calls", [&journal](const Request&, Response& response) { reply_json(response, array_of(journal.notes("call"))); });
    server.Get("/api/messages",
               [&journal](const Request&, Response& response) { reply_json(response, array_of(journal.notes("message"))); });
}

}  // namespace sandbox
