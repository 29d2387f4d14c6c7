#include "gateway/upstream/departments.h"

#include <algorithm>

#include "gateway/http/endpoint.h"
#include "gateway/log.h"
#include "services/rules/time.h"
#include "services/shapes/offices.h"
#include "wechat/json.h"

namespace gateway {
namespace {

using services::FromDepartment;

constexpr std::size_t longest_answer = 256 * 1024;

/// One of those who wait for it, as long as it lives; false when there are enough.
class Place {
  public:
    explicit Place(std::atomic<int>& waiting) : waiting_(waiting), is_taken_(waiting.fetch_add(1) < Departments::most_waiting) {}
    ~Place() { waiting_.fetch_sub(1); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool is_taken() const { return is_taken_; }

  private:
    std::atomic<int>& waiting_;
    const bool is_taken_;
};

std::string question(const services::DataSet& data, const services::Answers& key) {
    wechat::JsonWriter out;
    out.text("data_set", data.id).open("key");
    for (const auto& [column, value] : key) out.text(column, value);
    return out.close().take();
}

/// The rows of an answer; otherwise why it is none.
std::string read(const std::string& body, const services::DataSet& data, const services::Answers& key, const services::Facts& facts,
                 std::vector<services::Answers>& rows) {
    const auto json = wechat::Json::parse(body);
    if (!json || !json->is_object() || !json->has_list("rows")) return "it is no JSON object with a list of \"rows\"";
    const auto given = json->each("rows");
    if (given.size() > 1) return "it has more than one row of one key";
    for (const wechat::Json& each : given) {
        std::map<std::string, std::string> cells;
        for (const services::Column& column : data.columns) {
            const auto part = key.find(column.name);
            cells[column.name] = each.text(column.name.c_str());
            if (part == key.end()) continue;
            if (each.has(column.name.c_str()) && cells[column.name] != part->second) return "it is about another " + column.name;
            cells[column.name] = part->second;
        }
        const auto faults = services::read_cells(data, cells, facts, rows.emplace_back());
        if (!faults.empty()) return "column " + faults.front().column + ": " + faults.front().why;
    }
    return "";
}

}  // namespace

struct Departments::Called {
    FromDepartment said;
    std::string why;  // it is no answer
};

Departments::Departments(const services::Catalog& catalog, Metrics& metrics, wechat::Transport transport)
    : metrics_(metrics), transport_(std::move(transport)) {
    for (const services::DataSet* data : catalog.data_sets()) lines_.emplace(data->id, std::make_unique<Line>());
}

Departments::Called Departments::call(const Department& department, const services::DataSet& data, const services::Answers& key,
                                      const services::Facts& facts) const {
    const Url to = url_from(department.url);
    const wechat::HttpRequest request{.method = "POST",
                                      .target = to.path,
                                      .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + department.token}},
                                      .body = question(data, key),
                                      .deadline = std::chrono::steady_clock::now() + department.timeout,
                                      .max_body = longest_answer};
    Called called{.said = {.came = FromDepartment::Came::down}, .why = ""};
    try {
        const wechat::HttpResponse response = transport_(to.origin, request);
        called.why =
            response.status == 200 ? read(response.body, data, key, facts, called.said.rows) : "status " + std::to_string(response.status);
        if (called.why.empty()) called.said.came = FromDepartment::Came::answered;
    } catch (const wechat::HttpError& error) {
        called.why = error.what();
    }
    return called;
}

services::FromDepartment Departments::ask(const Config& config, const services::DataSet& data, const services::Answers& key,
                                          services::Instant now) {
    const auto department = std::ranges::find(config.departments, data.id, &Department::data_set);
    if (department == config.departments.end()) return {};
    if (!services::is_open_at(department->hours, services::time_of_day(now))) {
        metrics_.department(data.id, "closed");
        return {.came = FromDepartment::Came::closed, .opens = services::hours_text(department->hours)};
    }
    Line& line = *lines_.at(data.id);
    const Place place(line.waiting);
    if (!place.is_taken() || !line.breaker.admits(db::Breaker::Caller::work)) {
        metrics_.department(data.id, place.is_taken() ? "left_alone" : "too_many");
        return {.came = FromDepartment::Came::down};
    }
    const auto begun = std::chrono::steady_clock::now();
    Called called = call(*department, data, key, {.now = now, .figures = config.figures});
    if (called.why.empty()) {
        line.breaker.succeeded();
        metrics_.department(data.id, "answered");
        return std::move(called.said);
    }
    line.breaker.failed(std::chrono::steady_clock::now() - begun);
    metrics_.department(data.id, "failed");
    log::warn("a department did not answer", {{"data_set", data.id}, {"why", called.why}});
    called.said.rows.clear();
    return std::move(called.said);
}

}  // namespace gateway
