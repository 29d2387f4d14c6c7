// WeChat's API as what each path answers, and what was asked of it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "wechat/http.h"

namespace job_tests {

struct ApiTable {
    std::map<std::string, std::string> answers{{"/cgi-bin/stable_token", R"({"access_token":"T","expires_in":7200})"}};
    std::vector<std::pair<std::string, std::string>> calls;  // path, body

    /// {"errcode":0} for a path without an answer; the answer "cut" is none.
    wechat::HttpResponse operator()(const std::string&, const wechat::HttpRequest& request) {
        const std::string path = request.target.substr(0, request.target.find('?'));
        calls.emplace_back(path, request.body);
        const auto found = answers.find(path);
        if (found != answers.end() && found->second == "cut") throw wechat::HttpError(wechat::HttpFailure::cut);
        return {200, {}, found == answers.end() ? R"({"errcode":0,"errmsg":"ok"})" : found->second};
    }
    std::vector<std::string> bodies(const std::string& path) const {
        std::vector<std::string> all;
        for (const auto& [called, body] : calls) {
            if (called == path) all.push_back(body);
        }
        return all;
    }
    void refuses(const std::string& path, int errcode, const std::string& more = "") {
        answers[path] = R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"no")" + more + "}";
    }
};

}  // namespace job_tests
