// JSON over the sandbox's own HTTP: answers, refusals, and the object a request carries.
#pragma once
#include <httplib.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"

namespace sandbox {

inline void reply_json(httplib::Response& response, const std::string& json, int status = 200) {
    response.status = status;
    response.set_header("Cache-Control", "no-store");
    response.set_content(json, "application/json; charset=utf-8");
}

inline void refuse(httplib::Response& response, int status, std::string_view why) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    out.StartObject();
    put(out, "error", why);
    out.EndObject();
    reply_json(response, buffer.GetString(), status);
}

inline std::string array_of(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const auto& item : items) out += (out.size() > 1 ? "," : "") + item;
    return out + "]";
}

// Throws std::runtime_error when the body is no JSON object.
inline rapidjson::Document object_in(const httplib::Request& request) {
    auto json = parse_json(request.body);
    if (!json || !json->IsObject()) throw std::runtime_error("not a JSON object");
    return std::move(*json);
}

}  // namespace sandbox
