#include "services/form/answers.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <sstream>
#include <stdexcept>
#include <utility>

namespace services {

thread_local std::set<std::string, std::less<>>* Answers::watching = nullptr;

const std::string& Answers::at(std::string_view key) const {
    const auto found = find(key);
    if (found == end()) throw std::out_of_range("no answer to " + std::string(key));
    return found->second;
}

std::string value_of(const Answers& answers, std::string_view key) {
    const auto found = answers.find(key);
    return found == answers.end() ? std::string{} : found->second;
}

std::vector<std::string> values_in(const std::string& value) {
    std::vector<std::string> values;
    std::istringstream lines(value);
    for (std::string each; std::getline(lines, each);) values.push_back(std::move(each));
    return values;
}

std::string one_a_line(const std::vector<std::string>& values) {
    std::string lines;
    for (const std::string& value : values) lines += (lines.empty() ? "" : "\n") + value;
    return lines;
}

std::string to_json(const Answers& answers) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    const auto put = [&](const std::string& text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); };
    out.StartObject();
    for (const auto& [key, value] : answers) {
        put(key);
        put(value);
    }
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Answers from_json(std::string_view json) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    Answers answers;
    if (document.HasParseError() || !document.IsObject()) return answers;
    for (const auto& member : document.GetObject()) {
        if (!member.value.IsString()) continue;
        answers.insert_or_assign(std::string(member.name.GetString(), member.name.GetStringLength()),
                                 std::string(member.value.GetString(), member.value.GetStringLength()));
    }
    return answers;
}

}  // namespace services
