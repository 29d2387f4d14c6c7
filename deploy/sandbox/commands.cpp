#include "commands.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>

#include "api/faults.h"
#include "courier.h"
#include "push.h"

namespace sandbox {
namespace {

std::string call(const Route& route, const std::string& path, const std::string& body, const char* type) {
    httplib::Client client(route.sandbox);
    client.set_read_timeout(std::chrono::minutes(11));
    const auto answer = client.Post(path, body, type);
    if (!answer)
        throw std::runtime_error(route.sandbox + ": " + httplib::to_string(answer.error()) + " (is the sandbox running? or use --direct)");
    if (answer->status != 200) throw std::runtime_error("the sandbox says: " + answer->body);
    return answer->body;
}

void print_bubbles(const rapidjson::Value& exchange) {
    const auto* shown = member(exchange, "shown");
    if (shown == nullptr || !shown->IsArray()) return;
    for (const auto& bubble : shown->GetArray()) {
        if (const auto text = text_of(bubble, "text"); !text.empty()) std::cout << text << "\n";
        const auto* articles = member(bubble, "articles");
        if (articles == nullptr || !articles->IsArray()) continue;
        for (const auto& article : articles->GetArray()) {
            std::cout << text_of(article, "title") << "\n" << text_of(article, "description") << "\n" << text_of(article, "url") << "\n";
        }
    }
}

// The resident's view on stdout, the verdict on stderr.
int report(const Route& route, const std::string& exchange_json) {
    const auto exchange = parse_json(exchange_json);
    if (!exchange) throw std::runtime_error("the sandbox's answer is not JSON");
    const auto* verdict = member(*exchange, "verdict");
    const auto* attempts = member(*exchange, "attempts");
    if (verdict == nullptr || attempts == nullptr || !attempts->IsArray()) throw std::runtime_error("the sandbox's answer is no exchange");
    const bool ok = member(*verdict, "ok") != nullptr && member(*verdict, "ok")->IsTrue();
    if (route.json) {
        std::cout << exchange_json << std::endl;
        return ok ? 0 : 1;
    }
    print_bubbles(*exchange);
    std::cout.flush();
    double ms = 0;
    for (const auto& attempt : attempts->GetArray()) ms += number_of(attempt, "ms", 0);
    std::ostringstream line;
    line.precision(1);
    line << std::fixed << (ok ? "ok" : "NOT OK") << ": " << text_of(*verdict, "why") << "; " << attempts->Size() << " attempt(s), " << ms
         << " ms";
    if (const auto* notes = member(*verdict, "notes"); notes != nullptr && notes->IsArray()) {
        for (const auto& note : notes->GetArray()) line << "\nnote: " << note.GetString();
    }
    std::cerr << line.str() << std::endl;
    return ok ? 0 : 1;
}

std::string json_of(const Request& request) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    write(out, request);
    return {buffer.GetString(), buffer.GetSize()};
}

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(path + ": cannot read");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

int send_command(const Route& route, const Account& account, Request request, const std::string& image_file) {
    if (image_file.rfind("http://", 0) == 0 || image_file.rfind("https://", 0) == 0) {
        request.pic_url = image_file;
    } else if (!image_file.empty()) {
        if (route.direct) throw std::runtime_error("--direct can only send a picture that has an http address");
        const auto kept = parse_json(call(route, "/api/media", file_text(image_file), "application/octet-stream"));
        if (!kept) throw std::runtime_error("the sandbox's answer is not JSON");
        request.media_id = text_of(*kept, "media_id");
        request.pic_url = text_of(*kept, "pic_url");
    }
    if (route.direct) {
        check(account);
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        auto exchange = prepare(account, request, std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
        deliver(account, exchange, {}, [](const Exchange&) {});
        return report(route, json_of(exchange));
    }
    return report(route, call(route, "/api/send?wait=1", json_of(request), "application/json"));
}

int send_texts(const Route& route, const Request& request, const std::vector<std::string>& texts, bool shuffled) {
    if (route.direct) throw std::runtime_error("several texts go through a running sandbox, not --direct");
    std::vector<std::size_t> order;
    for (std::size_t text = 0; text < texts.size(); ++text) order.insert(order.end(), static_cast<std::size_t>(request.repeat), text);
    if (shuffled) std::shuffle(order.begin(), order.end(), std::mt19937(std::random_device{}()));
    std::map<std::size_t, std::uint64_t> sent;
    int worst = 0;
    for (const auto text : order) {
        if (const auto first = sent.find(text); first != sent.end()) {
            worst = std::max(worst, resend_command(route, first->second));
            continue;
        }
        Request one = request;
        one.text = texts[text];
        one.repeat = 1;
        const auto answer = call(route, "/api/send?wait=1", json_of(one), "application/json");
        worst = std::max(worst, report(route, answer));
        const auto exchange = parse_json(answer);
        sent[text] = static_cast<std::uint64_t>(number_of(*exchange, "id", 0));
    }
    return worst;
}

int fault_command(const Route& route, const std::string& written) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    write(out, fault_written(written));
    call(route, "/api/faults", buffer.GetString(), "application/json");
    return 0;
}

int resend_command(const Route& route, std::uint64_t id) {
    return report(route, call(route, "/api/resend/" + std::to_string(id) + "?wait=1", "", "application/json"));
}

int verify_command(const Account& account, const std::string& sign) {
    check(account);
    const auto result = verify_callback(account, sign);
    std::cout << (result.ok ? "ok: " : "NOT OK: ") << result.why << std::endl;
    return result.ok ? 0 : 1;
}

}  // namespace sandbox
