#include "services/shapes/handlers.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "services/answers/fields.h"

namespace services {
namespace {

bool is_at(const Office& office, std::string_view place) {
    const auto has = [&](std::string_view text) { return text.find(place) != std::string_view::npos; };
    return place == whole_city || office.district == place || has(office.name) || has(office.address) ||
           has(district_name(office.district));
}

}  // namespace

std::string value_of(const Answers& answers, std::string_view key) {
    const auto found = answers.find(key);
    return found == answers.end() ? std::string{} : found->second;
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

std::string label_of(const Service& service, std::string_view field, std::string_view id) {
    if (const Field* found = service.field(field)) {
        for (const Option& option : found->options) {
            if (option.id == id) return option.label;
        }
    }
    return std::string(id);
}

std::vector<Option> district_options() {
    std::vector<Option> options;
    for (const District& district : districts()) options.push_back({district.code, district.name});
    return options;
}

std::vector<NearOffice> offices_at(const Figures& figures, std::string_view place, const std::function<bool(const Office&)>& wanted) {
    const auto from = position_of(place);
    std::vector<NearOffice> found;
    for (const Office& office : figures.offices) {
        if (!office.verified_on || !wanted(office)) continue;
        if (from) {
            found.push_back({&office, distance(*from, office.position)});
        } else if (is_at(office, place)) {
            found.push_back({&office});
        }
    }
    std::ranges::stable_sort(found, {}, [](const NearOffice& near) { return near.metres.value_or(0); });
    return found;
}

std::string distance_text(const std::optional<double>& metres) {
    if (!metres) return {};
    if (*metres < 1000) return std::to_string(static_cast<int>(*metres / 10) * 10) + "米";
    const int tenths = static_cast<int>(*metres / 100);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "公里";
}

std::string hours_text(const Office& office, const Calendar& calendar, Date day) {
    std::string text;
    for (const Span& span : office.open_on(day, calendar)) {
        if (!text.empty()) text += "、";
        text += clock(span.opens) + "-" + clock(span.closes);
    }
    return text.empty() ? "休息" : text;
}

}  // namespace services
