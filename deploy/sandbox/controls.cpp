#include "controls.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

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
    server.Get("/api/faults", [&api](const Request&, Response& response) { reply_json(response, api.with_state(faults_json)); });
    server.Get("/api/calls", [&journal](const Request&, Response& response) { reply_json(response, array_of(journal.notes("call"))); });
    server.Get("/api/messages",
               [&journal](const Request&, Response& response) { reply_json(response, array_of(journal.notes("message"))); });
}

}  // namespace sandbox
