#include "account.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "envelope.h"
#include "json.h"

namespace sandbox {
namespace {

std::optional<std::string> file_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// A secret is written out, or {"file": "path"} says where it lies, seen from the working directory or else from the folder.
// The file's last newline is not part of it.
std::string secret_of(const rapidjson::Value& object, const char* key, const std::filesystem::path& folder, std::string otherwise) {
    const auto* value = member(object, key);
    if (value == nullptr || !value->IsObject()) return text_of(object, key, std::move(otherwise));
    const auto path = text_of(*value, "file");
    auto text = file_text(path);
    if (!text) text = file_text(folder / path);
    if (!text) throw std::runtime_error(path + ": cannot read the secret " + key);
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    return *text;
}

}  // namespace

Mode mode_named(const std::string& word) {
    if (word == "plain") return Mode::plain;
    if (word == "compatible") return Mode::compatible;
    if (word == "secure") return Mode::secure;
    throw std::runtime_error("mode must be plain, compatible or secure, not \"" + word + "\"");
}

const char* name_of(Mode mode) {
    switch (mode) {
        case Mode::plain:
            return "plain";
        case Mode::compatible:
            return "compatible";
        case Mode::secure:
            break;
    }
    return "secure";
}

void read_config(const std::string& folder, Account& account) {
    const std::filesystem::path path = std::filesystem::path(folder) / "gateway.json";
    const auto text = file_text(path);
    if (!text) throw std::runtime_error(path.string() + ": cannot read");
    const auto json = parse_json(*text);
    if (!json) throw std::runtime_error(path.string() + ": not JSON");
    if (const auto* listen = member(*json, "listen")) {
        auto host = text_of(*listen, "host", "127.0.0.1");
        if (host == "0.0.0.0" || host == "::") host = "127.0.0.1";
        account.gateway = "http://" + host + ":" + std::to_string(static_cast<int>(number_of(*listen, "port", 8080))) + "/wechat/callback";
    }
    if (const auto* wechat = member(*json, "wechat")) {
        account.app_id = text_of(*wechat, "app_id", account.app_id);
        // A gateway may leave it out, and then does not check it: any will do.
        if (const auto id = text_of(*wechat, "original_id"); !id.empty()) account.original_id = id;
        if (const auto secret = secret_of(*wechat, "app_secret", folder, {}); !secret.empty()) account.app_secret = secret;
        account.token = secret_of(*wechat, "token", folder, account.token);
        account.encoding_aes_key = secret_of(*wechat, "encoding_aes_key", folder, account.encoding_aes_key);
        account.mode = mode_named(text_of(*wechat, "mode", name_of(account.mode)));
    }
    if (const auto* duty = member(*json, "duty")) account.duty_secret = secret_of(*duty, "secret", folder, {});
    account.menu_file = (std::filesystem::path(folder) / "menu.json").string();
}

void check(const Account& account) {
    const auto need = [](bool there, const char* what) {
        if (!there) throw std::runtime_error(std::string(what) + " (give --config DIR, or the option of that name)");
    };
    need(!account.app_id.empty(), "app-id is missing");
    need(!account.token.empty(), "token is missing");
    need(account.mode == Mode::plain || aes_key(account.encoding_aes_key), "encoding-aes-key must be 43 characters of base64");
    need(account.gateway.rfind("http://", 0) == 0, "the gateway must be an http:// address");
}

std::string menu_json(const Account& account) {
    const std::string none = R"({"button":[]})";
    if (account.menu_file.empty()) return none;
    const auto text = file_text(account.menu_file);
    if (!text) return none;
    auto json = parse_json(*text);
    if (!json) return none;
    // WeChat's menu/get nests what menu/create takes under "menu".
    const auto* menu = member(*json, "menu") != nullptr ? member(*json, "menu") : &*json;
    if (member(*menu, "button") == nullptr) return none;
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    menu->Accept(out);
    return buffer.GetString();
}

}  // namespace sandbox
