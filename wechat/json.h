// JSON to and from WeChat's API: written as raw UTF-8, read within bounds and tolerantly.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wechat {

// A value of an answer; shares the document, so a part outlives the whole. Copies are cheap. Absent and of another type is empty or 0:
// WeChat leaves members out and changes their types at will.
class Json {
  public:
    Json() = default;
    // Nothing unless the text is one JSON value of at most 1 MiB, 32 levels, valid UTF-8. Iterative: depth costs no stack.
    static std::optional<Json> parse(std::string text);

    bool is_object() const { return value_ != nullptr && value_->IsObject(); }
    bool has(const char* name) const { return member(name) != nullptr; }
    bool has_list(const char* name) const { return has(name) && member(name)->IsArray(); }
    // A number comes back as its digits.
    std::string text(const char* name) const { return text_of(member(name)); }
    std::string own_text() const { return text_of(value_); }
    // Digits in a string count as a number (binarywang/WxJava#2477).
    std::int64_t integer(const char* name) const { return child(name).own_integer(); }
    std::int64_t own_integer() const;
    Json child(const char* name) const { return {document_, member(name)}; }
    // The elements of an array; a value that is no array is a list of one (binarywang/WxJava#2477).
    std::vector<Json> each(const char* name) const;

  private:
    Json(std::shared_ptr<const rapidjson::Document> document, const rapidjson::Value* value)
        : document_(std::move(document)), value_(value) {}
    const rapidjson::Value* member(const char* name) const;
    static std::string text_of(const rapidjson::Value* value);

    std::shared_ptr<const rapidjson::Document> document_;
    const rapidjson::Value* value_ = nullptr;
};

// Writes one object. Never \uXXXX, which WeChat refuses even for '&' (ArtisanCloud/PowerWeChat#189): control characters other than tab,
// line feed and carriage return are dropped, bytes that are no UTF-8 become U+FFFD.
class JsonWriter {
  public:
    JsonWriter() { out_.StartObject(); }

    JsonWriter& text(std::string_view name, std::string_view value);
    // Leaves the member out when the value is empty.
    JsonWriter& text_if(std::string_view name, std::string_view value);
    JsonWriter& integer(std::string_view name, std::int64_t value);
    JsonWriter& flag(std::string_view name, bool value);
    JsonWriter& open(std::string_view name);  // an object
    JsonWriter& open();                       // an object as element of a list
    JsonWriter& close();
    JsonWriter& open_list(std::string_view name);
    JsonWriter& element(std::string_view value);
    JsonWriter& element(std::int64_t value);
    JsonWriter& close_list();
    // Closes the object; the writer is done.
    std::string take();

  private:
    void string(std::string_view value);

    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> out_{buffer_};
};

}  // namespace wechat
