#include "departments.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "http_json.h"

namespace sandbox {
namespace {

constexpr std::array behaviours{"well", "slow", "silent", "closed", "wrong", "broken"};

// A day further on than what was imported for the demonstration.
constexpr const char* id_card_applications = R"([
  {"id_no": "440199199003074612", "receipt_no": "4401060000202611", "stage": "READY", "stage_date": "2026-11-29",
   "accepted_date": "2026-11-16", "place": "天河区分局棠下派出所"},
  {"id_no": "440199198001010020", "receipt_no": "4401050000202611", "stage": "PRODUCTION", "stage_date": "2026-11-29",
   "accepted_date": "2026-11-25", "place": ""}])";

bool is_of(const rapidjson::Value& row, const rapidjson::Value& key) {
    return std::all_of(key.MemberBegin(), key.MemberEnd(), [&](const auto& part) {
        return part.value.IsString() && text_of(row, part.name.GetString()) == part.value.GetString();
    });
}

std::string text_of_json(const rapidjson::Value& json) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    json.Accept(out);
    return buffer.GetString();
}

std::string rows_of(const std::string& all, const rapidjson::Value& key) {
    std::vector<std::string> found;
    const auto rows = parse_json(all);
    for (const auto& row : rows->GetArray()) {
        if (is_of(row, key)) found.push_back(text_of_json(row));
    }
    return R"({"rows":)" + array_of(found) + "}";
}

}  // namespace

Departments::Departments() { departments_["id_card_applications"].rows = id_card_applications; }

void Departments::answer(const std::string& data_set, const httplib::Request& request, httplib::Response& response) {
    Department now;
    {
        const std::lock_guard lock(mutex_);
        const auto found = departments_.find(data_set);
        if (found == departments_.end()) return refuse(response, 404, "no such department");
        ++found->second.asked;
        now = found->second;
    }
    if (request.get_header_value("Authorization").rfind("Bearer ", 0) != 0) return refuse(response, 401, "who asks?");
    const auto json = parse_strictly(request.body);
    const auto* key = json ? member(*json, "key") : nullptr;
    if (key == nullptr || !key->IsObject()) return refuse(response, 400, "no key");
    if (now.behaviour == "silent") std::this_thread::sleep_for(std::chrono::minutes(1));
    if (now.behaviour == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(now.ms));
    if (now.behaviour == "closed") return refuse(response, 503, "closed");
    if (now.behaviour == "wrong") return reply_json(response, R"({"rows":[{"stage":"<b>待领取</b>","balance":1}]})");
    if (now.behaviour == "broken") return reply_json(response, R"({"rows":[{"stage":)");
    reply_json(response, rows_of(now.rows, *key));
}

void Departments::set(const httplib::Request& request, httplib::Response& response) {
    const auto json = parse_json(request.body);
    if (!json || !json->IsObject()) return refuse(response, 400, "not a JSON object");
    const auto behaviour = text_of(*json, "behaviour", "well");
    if (std::find(behaviours.begin(), behaviours.end(), behaviour) == behaviours.end()) return refuse(response, 400, "no such behaviour");
    const std::lock_guard lock(mutex_);
    Department& department = departments_[text_of(*json, "data_set")];
    department.behaviour = behaviour;
    const auto* ms = member(*json, "ms");
    department.ms = ms != nullptr && ms->IsInt() ? std::clamp(ms->GetInt(), 0, 60'000) : 0;
    const auto* rows = member(*json, "rows");
    if (rows != nullptr && rows->IsArray()) department.rows = text_of_json(*rows);
    reply_json(response, "{}");
}

void Departments::routes(httplib::Server& server) {
    using httplib::Request;
    using httplib::Response;
    server.Post(R"(/department/([\w]+))", [this](const Request& q, Response& r) { answer(q.matches[1].str(), q, r); });
    server.Post("/api/departments", [this](const Request& q, Response& r) { set(q, r); });
    server.Get("/api/departments", [this](const Request&, Response& r) {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> all;
        for (const auto& [id, department] : departments_) {
            rapidjson::StringBuffer buffer;
            JsonWriter out(buffer);
            out.StartObject();
            put(out, "data_set", id);
            put(out, "behaviour", department.behaviour);
            put(out, "asked", department.asked);
            out.EndObject();
            all.emplace_back(buffer.GetString());
        }
        reply_json(r, array_of(all));
    });
}

}  // namespace sandbox
