#include "gateway/config/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace gateway {

namespace {

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

class SchemaWriter {
  public:
    SchemaWriter(const Keys& keys, Writer& out) : keys_(keys), out_(out) {}

    void write(const Key& key, bool outermost = false) {
        out_.StartObject();
        if (outermost) text("$schema", "http://json-schema.org/draft-07/schema#");
        text("description", key.doc + (key.restart ? " Needs a restart." : ""));
        shape(key);
        if (!key.required() && !outermost) {
            rapidjson::Document fallback;
            fallback.Parse(key.fallback.c_str(), key.fallback.size());
            out_.Key("default");
            fallback.Accept(out_);
        }
        out_.EndObject();
    }

  private:
    void text(const char* key, const std::string& value) {
        out_.Key(key);
        out_.String(value.c_str());
    }
    void number(const char* key, std::int64_t value) {
        out_.Key(key);
        out_.Int64(value);
    }
    void type(const Key& key, const char* name) {
        if (!key.nullable()) return text("type", name);
        out_.Key("type");
        out_.StartArray();
        out_.String(name);
        out_.String("null");
        out_.EndArray();
    }
    void pattern(const Key& key, const char* expression) {
        type(key, "string");
        text("pattern", expression);
    }

    void shape(const Key& key) {
        switch (key.form) {
            case Form::flag:
                return type(key, "boolean");
            case Form::integer:
            case Form::number:
            case Form::money:
                type(key, key.form == Form::integer ? "integer" : "number");
                number("minimum", key.least);
                number("maximum", key.most);
                return;
            case Form::text:
                type(key, "string");
                number("minLength", key.least);
                return number("maxLength", key.most);
            case Form::id:
                return pattern(key, "^[a-z0-9_]+$");
            case Form::word:
                type(key, "string");
                return words("enum", key.words);
            case Form::date:
                return pattern(key, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
            case Form::moment:
                return pattern(key, "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}$");
            case Form::clock:
                return pattern(key, "^[0-9]{2}:[0-9]{2}$");
            case Form::span:
                return pattern(key, "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$");
            case Form::url:
                return pattern(key, "^https?://");
            case Form::database:
                return pattern(key, "^(sqlite:|mysql://)");
            case Form::sessions:
                return pattern(key, "^(memory:$|redis://|redis\\+unix:///)");
            case Form::secret:
            case Form::key_file:
                return secret(key);
            case Form::list:
                type(key, "array");
                number("minItems", key.least);
                number("maxItems", key.most);
                out_.Key("items");
                return write(row(key.path + "[]"));
            case Form::map:
                return map(key);
            case Form::object:
                return object(key);
        }
    }

    void words(const char* name, const std::vector<std::string>& all) {
        out_.Key(name);
        out_.StartArray();
        for (const auto& word : all) out_.String(word.c_str());
        out_.EndArray();
    }

    void secret(const Key& key) {
        const auto file = [&] {
            out_.StartObject();
            text("type", "object");
            out_.Key("properties");
            out_.StartObject();
            out_.Key("file");
            out_.StartObject();
            text("type", "string");
            out_.EndObject();
            out_.EndObject();
            words("required", {"file"});
            closed();
            out_.EndObject();
        };
        out_.Key("anyOf");
        out_.StartArray();
        file();
        if (key.form == Form::secret) {
            out_.StartObject();
            text("type", "string");
            out_.EndObject();
        }
        out_.EndArray();
    }

    void closed() {
        out_.Key("additionalProperties");
        out_.Bool(false);
    }

    void map(const Key& key) {
        type(key, "object");
        if (!key.words.empty()) {
            out_.Key("propertyNames");
            out_.StartObject();
            words("enum", key.words);
            out_.EndObject();
        }
        out_.Key("additionalProperties");
        write(row(key.path + ".*"));
    }

    void object(const Key& key) {
        type(key, "object");
        std::vector<std::string> required;
        out_.Key("properties");
        out_.StartObject();
        if (key.path.empty()) {
            out_.Key("$schema");
            out_.StartObject();
            text("type", "string");
            out_.EndObject();
        }
        for (const auto& child : keys_) {
            if (child.path.empty() || parent_of(child.path) != key.path) continue;
            out_.Key(std::string(name_of(child.path)).c_str());
            write(child);
            if (child.required()) required.emplace_back(name_of(child.path));
        }
        out_.EndObject();
        if (!required.empty()) words("required", required);
        closed();
    }

    const Key& row(const std::string& path) const {
        for (const auto& key : keys_)
            if (key.path == path) return key;
        throw std::logic_error("the table of keys has no row " + path);
    }

    const Keys& keys_;
    Writer& out_;
};

}  // namespace

std::string schema_of(std::string_view file, const services::Catalog& catalog) {
    const auto keys = keys_of(file, catalog);
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.SetIndent(' ', 2);
    out.SetFormatOptions(rapidjson::kFormatSingleLineArray);
    SchemaWriter(keys, out).write(keys.front(), true);
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

std::string schema_file(std::string_view file) {
    constexpr std::string_view suffix = ".json";
    return std::string(file.substr(0, file.size() - suffix.size())) + ".schema.json";
}

}  // namespace gateway
