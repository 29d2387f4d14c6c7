#include "services/shapes/paper.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace services {
namespace {

using rapidjson::Value;

std::string text_of(const Value& object, const char* name) {
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsString()) return {};
    return {member->value.GetString(), member->value.GetStringLength()};
}

/// The member, when it is a list of objects; otherwise an empty one.
std::vector<const Value*> objects_of(const Value& object, const char* name) {
    std::vector<const Value*> found;
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsArray()) return found;
    for (const Value& item : member->value.GetArray()) {
        if (item.IsObject()) found.push_back(&item);
    }
    return found;
}

}  // namespace

std::string to_json(const Paper& paper) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    const auto put = [&](const char* name, const std::string& text) {
        out.Key(name);
        out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    };
    out.StartObject();
    put("title", paper.title);
    put("number", paper.number);
    out.Key("sections");
    out.StartArray();
    for (const PaperSection& section : paper.sections) {
        out.StartObject();
        put("heading", section.heading);
        out.Key("rows");
        out.StartArray();
        for (const Shown& row : section.rows) {
            out.StartObject();
            put("label", row.label);
            put("value", row.value);
            out.EndObject();
        }
        out.EndArray();
        put("text", section.text);
        out.EndObject();
    }
    out.EndArray();
    put("footer", paper.footer);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::optional<Paper> paper_from_json(std::string_view json) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject() || text_of(document, "title").empty()) return std::nullopt;
    Paper paper{
        .title = text_of(document, "title"), .number = text_of(document, "number"), .sections = {}, .footer = text_of(document, "footer")};
    for (const Value* section : objects_of(document, "sections")) {
        PaperSection& next = paper.sections.emplace_back(PaperSection{text_of(*section, "heading"), {}, text_of(*section, "text")});
        for (const Value* row : objects_of(*section, "rows")) next.rows.push_back({text_of(*row, "label"), text_of(*row, "value")});
    }
    return paper;
}

}  // namespace services
