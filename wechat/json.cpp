#include "wechat/json.h"

#include "wechat/fields.h"
#include "wechat/utf8.h"

namespace wechat {
namespace {

constexpr std::size_t max_bytes = 1 << 20;
constexpr int max_depth = 32;

bool is_shallow(std::string_view text) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > max_depth) return false;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return true;
}

}  // namespace

std::optional<Json> Json::parse(std::string text) {
    if (text.size() > max_bytes || !is_shallow(text)) return std::nullopt;
    const auto document = std::make_shared<rapidjson::Document>();
    document->Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
    if (document->HasParseError()) return std::nullopt;
    return Json(document, document.get());
}

const rapidjson::Value* Json::member(const char* name) const {
    if (!is_object()) return nullptr;
    const auto found = value_->FindMember(name);
    return found == value_->MemberEnd() ? nullptr : &found->value;
}

std::string Json::text_of(const rapidjson::Value* value) {
    if (value == nullptr) return "";
    if (value->IsString()) return {value->GetString(), value->GetStringLength()};
    if (value->IsInt64()) return std::to_string(value->GetInt64());
    if (value->IsUint64()) return std::to_string(value->GetUint64());
    return "";
}

std::int64_t Json::own_integer() const { return parse_number<std::int64_t>(own_text()).value_or(0); }

std::vector<Json> Json::each(const char* name) const {
    const rapidjson::Value* value = member(name);
    if (value == nullptr || value->IsNull()) return {};
    if (!value->IsArray()) return {Json(document_, value)};
    std::vector<Json> elements;
    for (const rapidjson::Value& element : value->GetArray()) elements.push_back({document_, &element});
    return elements;
}

void JsonWriter::string(std::string_view value) {
    std::string clean = is_utf8(value) ? std::string(value) : to_utf8(to_utf32(value));
    std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
    out_.String(clean.c_str(), static_cast<rapidjson::SizeType>(clean.size()));
}

JsonWriter& JsonWriter::text(std::string_view name, std::string_view value) {
    string(name);
    string(value);
    return *this;
}

JsonWriter& JsonWriter::text_if(std::string_view name, std::string_view value) { return value.empty() ? *this : text(name, value); }

JsonWriter& JsonWriter::integer(std::string_view name, std::int64_t value) {
    string(name);
    return element(value);
}

JsonWriter& JsonWriter::flag(std::string_view name, bool value) {
    string(name);
    out_.Bool(value);
    return *this;
}

JsonWriter& JsonWriter::open(std::string_view name) {
    string(name);
    return open();
}

JsonWriter& JsonWriter::open() {
    out_.StartObject();
    return *this;
}

JsonWriter& JsonWriter::close() {
    out_.EndObject();
    return *this;
}

JsonWriter& JsonWriter::open_list(std::string_view name) {
    string(name);
    out_.StartArray();
    return *this;
}

JsonWriter& JsonWriter::element(std::string_view value) {
    string(value);
    return *this;
}

JsonWriter& JsonWriter::element(std::int64_t value) {
    out_.Int64(value);
    return *this;
}

JsonWriter& JsonWriter::close_list() {
    out_.EndArray();
    return *this;
}

std::string JsonWriter::take() {
    out_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
}

}  // namespace wechat
