// A test tool: one push a line (JSON: mode, now, query, body in hex) on standard input, one verdict a line on standard output.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <iostream>
#include <map>
#include <string>

#include "tests/wechat/carried.h"
#include "wechat/bytes.h"
#include "wechat/callback.h"

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

std::string text(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

void put(Writer& out, std::string_view value) { out.String(value.data(), static_cast<rapidjson::SizeType>(value.size())); }
void put(Writer& out, const char* name, std::string_view value) {
    out.Key(name);
    put(out, value);
}

const wechat::Callback& account(const std::string& mode) {
    static const auto make = [](wechat::Mode of) {
        return wechat::Callback({.app_id = "wx2c2769f8efd9abc2",
                                 .original_id = "gh_1",
                                 .token = "spamtest",
                                 .encoding_aes_key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
                                 .mode = of});
    };
    static const std::map<std::string, wechat::Callback> all{
        {"plain", make(wechat::Mode::plain)}, {"compatible", make(wechat::Mode::compatible)}, {"secure", make(wechat::Mode::secure)}};
    return all.at(mode);
}

/// The type as it was named in the push, as far as it is known.
std::string type_of(const wechat::Message& message) {
    const auto* unknown = std::get_if<wechat::Unknown>(&message.content);
    if (unknown == nullptr) return std::string(wechat::type_name(message));
    return unknown->msg_type == "event" ? "event." + unknown->event : unknown->msg_type;
}

void describe(Writer& out, const wechat::Message& message) {
    put(out, "type", type_of(message));
    put(out, "from", message.from);
    put(out, "to", message.to);
    put(out, "id", std::to_string(message.msg_id));
    out.Key("fields");
    out.StartObject();
    for (const auto& [path, values] : carried(message)) {
        out.Key(path.c_str());
        out.StartArray();
        for (const std::string& value : values) put(out, value);
        out.EndArray();
    }
    out.EndObject();
}

std::string verdict(const rapidjson::Value& push) {
    const rapidjson::Value& given = push["query"];
    const wechat::Query query{.signature = text(given, "signature"),
                              .timestamp = text(given, "timestamp"),
                              .nonce = text(given, "nonce"),
                              .echostr = text(given, "echostr"),
                              .encrypt_type = text(given, "encrypt_type"),
                              .msg_signature = text(given, "msg_signature"),
                              .openid = text(given, "openid")};
    const auto body = wechat::hex_decode(text(push, "body")).value();
    const auto result = account(text(push, "mode")).open(query, body, push["now"].GetInt64());
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    if (const auto* denied = std::get_if<wechat::Denied>(&result))
        put(out, "refused", denied->reason);
    else
        describe(out, std::get<wechat::Opened>(result).message);
    out.EndObject();
    return buffer.GetString();
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        rapidjson::Document push;
        push.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
        if (push.HasParseError() || !push.IsObject()) {
            std::cerr << "wechat-verdicts: a line is not a JSON object\n";
            return 2;
        }
        std::cout << verdict(push) << "\n";
    }
}
