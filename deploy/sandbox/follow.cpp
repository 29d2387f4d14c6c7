#include "follow.h"

#include <httplib.h>

#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "json.h"

namespace sandbox {
namespace {

std::string time_of(const rapidjson::Value& item) {
    const auto at = static_cast<std::time_t>(number_of(item, "at", 0) / 1000);
    std::tm local{};
    localtime_r(&at, &local);
    std::ostringstream out;
    out << std::put_time(&local, "%H:%M:%S");
    return out.str();
}

std::string line_of(const rapidjson::Value& item) {
    const auto kind = text_of(item, "kind");
    std::ostringstream out;
    out << time_of(item) << " ";
    if (kind == "call") {
        out << "call " << text_of(item, "method") << " " << text_of(item, "path") << " " << number_of(item, "errcode", 0) << " "
            << std::fixed << std::setprecision(1) << number_of(item, "ms", 0) << " ms";
        if (const auto fault = text_of(item, "fault"); !fault.empty()) out << " (fault: " << fault << ")";
        return out.str();
    }
    if (kind != "exchange") return out.str() + kind + " " + text_of(item, "text");
    const auto* request = member(item, "request");
    const auto* verdict = member(item, "verdict");
    if (request == nullptr || verdict == nullptr) return {};
    const bool ok = member(*verdict, "ok") != nullptr && member(*verdict, "ok")->IsTrue();
    out << "push " << text_of(*request, "type") << " " << text_of(*request, "event") << text_of(*request, "text") << " "
        << (ok ? "ok: " : "NOT OK: ") << text_of(*verdict, "why");
    return out.str();
}

void print(std::string_view json, bool whole) {
    const auto item = parse_json(json);
    if (!item || !item->IsObject()) return;
    const auto* done = member(*item, "done");
    if (done != nullptr && done->IsFalse()) return;
    std::cout << (whole ? std::string(json) : line_of(*item)) << std::endl;
}

}  // namespace

int logs_command(const std::string& sandbox, bool json, bool past_only) {
    httplib::Client client(sandbox);
    client.set_read_timeout(std::chrono::seconds(60));
    std::string pending;
    const auto answer = client.Get("/api/events", [&](const char* data, std::size_t size) {
        pending.append(data, size);
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            const auto line = pending.substr(0, end);
            pending.erase(0, end + 1);
            if (line.rfind("data: ", 0) != 0) {
                // A comment comes when there is nothing more to tell for now.
                if (past_only && line.rfind(": ", 0) == 0) return false;
                continue;
            }
            if (past_only && line == "data: null") return false;
            print(std::string_view(line).substr(6), json);
        }
        return true;
    });
    if (!answer && answer.error() == httplib::Error::Connection) throw std::runtime_error(sandbox + ": no sandbox is running there");
    return 0;
}

}  // namespace sandbox
