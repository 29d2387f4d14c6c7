// The little JSON the sandbox needs: a bounded parser that forgives comments, and lookups that never throw.
#pragma once
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// Comments and trailing commas are allowed; absent when it is not JSON.
inline std::optional<rapidjson::Document> parse_json(std::string_view text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag |
                   rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    if (document.HasParseError()) return std::nullopt;
    return document;
}

// JSON as the standard has it, and nothing else.
inline std::optional<rapidjson::Document> parse_strictly(std::string_view text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    if (document.HasParseError()) return std::nullopt;
    return document;
}

// The member, or nullptr when the object has none (or is not an object).
inline const rapidjson::Value* member(const rapidjson::Value& object, const char* key) {
    if (!object.IsObject()) return nullptr;
    const auto it = object.FindMember(key);
    return it == object.MemberEnd() ? nullptr : &it->value;
}

inline std::string text_of(const rapidjson::Value& object, const char* key, std::string otherwise = {}) {
    const auto* value = member(object, key);
    return value != nullptr && value->IsString() ? std::string(value->GetString(), value->GetStringLength()) : otherwise;
}

inline double number_of(const rapidjson::Value& object, const char* key, double otherwise) {
    const auto* value = member(object, key);
    return value != nullptr && value->IsNumber() ? value->GetDouble() : otherwise;
}

inline void put(JsonWriter& out, std::string_view text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
inline void put(JsonWriter& out, const char* key, std::string_view text) {
    out.Key(key);
    put(out, text);
}
inline void put(JsonWriter& out, const char* key, std::integral auto number) {
    out.Key(key);
    if constexpr (std::is_same_v<decltype(number), bool>) {
        out.Bool(number);
    } else {
        out.Int64(static_cast<std::int64_t>(number));
    }
}

}  // namespace sandbox
