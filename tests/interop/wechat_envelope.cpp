// A test tool: one JSON request a line on standard input, one JSON answer a line on standard output, by way of wechat/.
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "wechat/bytes.h"
#include "wechat/callback.h"
#include "wechat/signature.h"

namespace {

using Answer = std::map<std::string, std::string>;

std::string text(const rapidjson::Value& request, const char* name) {
    const auto found = request.FindMember(name);
    if (found == request.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

Answer sign(const rapidjson::Value& request) {
    std::vector<std::string_view> parts;
    for (const auto& part : request["parts"].GetArray()) parts.emplace_back(part.GetString(), part.GetStringLength());
    return {{"signature", wechat::signature(parts)}};
}

Answer encrypt(const rapidjson::Value& request) {
    const auto crypt = wechat::MessageCrypt::create(text(request, "key"), text(request, "app_id"));
    if (!crypt) return {{"refused", "key"}};
    return {{"encrypt", crypt->encrypt(text(request, "message"), wechat::hex_decode(text(request, "random")).value_or(""))}};
}

Answer decrypt(const rapidjson::Value& request) {
    const auto crypt = wechat::MessageCrypt::create(text(request, "key"), text(request, "app_id"));
    const auto message = crypt ? crypt->decrypt(text(request, "encrypt")) : std::nullopt;
    if (!message) return {{"refused", "decrypt"}};
    return {{"message", *message}};
}

// Opens a push in secure mode and answers it with "<content>" of the same text.
Answer echo(const rapidjson::Value& request) {
    wechat::Credentials account;
    account.app_id = text(request, "app_id");
    account.token = text(request, "token");
    account.encoding_aes_key = text(request, "key");
    const wechat::Query query{.signature = text(request, "signature"),
                              .timestamp = text(request, "timestamp"),
                              .nonce = text(request, "nonce"),
                              .encrypt_type = "aes",
                              .msg_signature = text(request, "msg_signature")};
    const std::int64_t now = request["now"].GetInt64();
    const wechat::Callback callback(account);
    const auto result = callback.open(query, text(request, "body"), now);
    if (const auto* denied = std::get_if<wechat::Denied>(&result)) return {{"refused", std::string(denied->reason)}};
    const auto& opened = std::get<wechat::Opened>(result);
    const auto* said = std::get_if<wechat::Text>(&opened.message.content);
    if (said == nullptr) return {{"refused", "not a text message"}};
    return {{"content", said->content}, {"body", callback.seal(wechat::TextReply{said->content}, opened, now, wechat::random_bytes(16))}};
}

Answer answer(const rapidjson::Value& request) {
    const std::string op = text(request, "op");
    if (op == "sign") return sign(request);
    if (op == "encrypt") return encrypt(request);
    if (op == "decrypt") return decrypt(request);
    if (op == "echo") return echo(request);
    return {{"refused", "unknown op"}};
}

}  // namespace

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        rapidjson::Document request;
        request.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
        if (request.HasParseError() || !request.IsObject()) {
            std::cerr << "wechat-envelope: a line is not a JSON object\n";
            return 2;
        }
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        writer.StartObject();
        for (const auto& [name, value] : answer(request)) {
            writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
            writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
        }
        writer.EndObject();
        std::cout << buffer.GetString() << "\n";
    }
}
