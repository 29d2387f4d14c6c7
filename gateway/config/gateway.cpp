#include <algorithm>

#include "gateway/config/build.h"
#include "gateway/config/files.h"
#include "gateway/config/values.h"
#include "wechat/bytes.h"
#include "wechat/callback_ips.h"

namespace gateway {

namespace {

using json::Node;

Endpoint endpoint(const Node& node, std::string_view name, Findings& findings) {
    const auto& host = node.at("host");
    if (host.given && !is_loopback(host.text))
        findings.warn(host.place, std::string(name) + " is OPEN TO THE NETWORK on " + host.text +
                                      ", expected 127.0.0.1 with nginx (TLS) before it" +
                                      (name == "admin" ? "; it must never be public" : ""));
    return {host.text, static_cast<int>(node.at("port").integer)};
}

void check_public_url(const Node& url, bool production, Findings& findings) {
    if (!url.given || url.text.starts_with("https://")) return;
    if (!production && is_loopback(host_of(url.text)))
        findings.warn(url.place, "\"public_url\" is not https, which only works on this machine");
    else
        findings.error(url.place, "\"public_url\": \"" + url.text + "\" is not https, expected \"https://…\"");
}

bool is_alphanumeric(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

void check_aes_key(const Node& node, const std::string& key, Findings& findings) {
    if (key.empty()) return;
    if (key.size() == 43 && wechat::base64_decode(key + "=")) return;
    findings.error(node.place, "the EncodingAESKey has " + std::to_string(key.size()) +
                                   " characters, expected 43 letters and digits as in the account's console");
}

void check_token(const Node& node, const std::string& name, const std::string& token, Findings& findings) {
    if (token.empty() || (token.size() >= 3 && token.size() <= 32 && is_alphanumeric(token))) return;
    findings.error(node.place, "\"" + name + "\" is not valid, expected 3 to 32 letters and digits");
}

/// A previous secret is for the hours of a change only.
void check_previous(const Node& node, const std::string& name, const std::string& previous, const std::string& current,
                    Findings& findings) {
    if (previous.empty()) return;
    if (previous == current)
        findings.warn(node.place, "\"previous_" + name + "\" is the same as " + name + ", expected the value before the change, or \"\"");
    else
        findings.warn(node.place, "pushes under \"previous_" + name + "\" are still accepted, expected \"\" once the change is over");
}

wechat::Mode mode_named(std::string_view word) {
    return word == "plain" ? wechat::Mode::plain : word == "compatible" ? wechat::Mode::compatible : wechat::Mode::secure;
}

void build_wechat(const Node& node, Config& config, Findings& findings) {
    auto& account = config.wechat;
    const auto& app_id = node.at("app_id");
    account.app_id = app_id.text;
    if (app_id.given && (!account.app_id.starts_with("wx") || !is_alphanumeric(account.app_id) || account.app_id.size() != 18))
        findings.error(app_id.place, "\"app_id\": \"" + account.app_id + "\" is not valid, expected wx and 16 letters or digits");
    const auto& original_id = node.at("original_id");
    account.original_id = original_id.text;
    if (original_id.given && !account.original_id.empty() && !account.original_id.starts_with("gh_"))
        findings.error(original_id.place, "\"original_id\": \"" + account.original_id + "\" is not valid, expected gh_…");

    config.app_secret = secret(node, "app_secret", config.production, findings);
    account.token = secret(node, "token", config.production, findings);
    check_token(node.at("token"), "token", account.token, findings);
    account.previous_token = secret(node, "previous_token", config.production, findings);
    check_token(node.at("previous_token"), "previous_token", account.previous_token, findings);
    check_previous(node.at("previous_token"), "token", account.previous_token, account.token, findings);
    account.encoding_aes_key = secret(node, "encoding_aes_key", config.production, findings);
    check_aes_key(node.at("encoding_aes_key"), account.encoding_aes_key, findings);
    account.previous_encoding_aes_key = secret(node, "previous_encoding_aes_key", config.production, findings);
    check_aes_key(node.at("previous_encoding_aes_key"), account.previous_encoding_aes_key, findings);
    check_previous(node.at("previous_encoding_aes_key"), "encoding_aes_key", account.previous_encoding_aes_key, account.encoding_aes_key,
                   findings);

    const auto& mode = node.at("mode");
    account.mode = mode_named(mode.text);
    const auto& key = node.at("encoding_aes_key");
    if (account.mode != wechat::Mode::plain && key.type == json::Type::text && key.text.empty() && node.given &&
        (key.given || node.find("mode")->given))
        findings.error(key.place, "\"encoding_aes_key\" is empty, expected the 43 characters that mode " + mode.text + " needs");
    if (account.mode == wechat::Mode::plain && config.production)
        findings.warn(mode.place, "mode plain sends messages unencrypted, expected secure");
    account.window = std::chrono::seconds(node.at("window_seconds").integer);
    for (const auto& host : node.at("api_hosts").items) {
        config.api_hosts.push_back(host.text);
        if (host.text.starts_with("https://") || (!config.production && is_loopback(host_of(host.text)))) continue;
        findings.error(host.place,
                       "\"api_hosts\": \"" + host.text + "\" is not https: the secret would travel in clear, expected \"https://…\"");
    }
    const auto& addresses = node.at("callback_addresses");
    config.callback_addresses = addresses.text == "enforce" ? CallbackAddresses::enforce
                                : addresses.text == "log"   ? CallbackAddresses::log
                                                            : CallbackAddresses::off;
    if (config.callback_addresses != CallbackAddresses::off && config.app_secret.empty())
        findings.warn(addresses.place, "\"callback_addresses\" has no effect without an app_secret, by which the list is fetched");
    for (const auto& item : node.at("templates").items) {
        NoticeTemplate made{.tells = item.at("tells").text, .id = item.at("id").text, .values = {}};
        made.way = item.at("way").text == "subscribe" ? NoticeTemplate::Way::subscribe : NoticeTemplate::Way::message;
        for (const auto& [key, place, fact] : item.at("values").members) made.values.emplace_back(key, fact.text);
        config.templates.push_back(std::move(made));
    }
}

/// Absent files are `serve`'s affair: it makes them for SQLite. Anything else wrong with one is an error here.
std::string key_file(const Node& keys, std::string_view name, std::string& path, Findings& findings) {
    const auto* file = keys.at(name).find("file");
    if (file == nullptr) return {};
    path = file->text;
    auto read = read_secret_file(path);
    if (!read.text && !read.missing) findings.error(file->place, "keys." + std::string(name) + " in \"" + path + "\": " + read.why);
    if (read.missing)
        findings.warn(file->place, "keys." + std::string(name) + ": there is no file \"" + path +
                                       "\" yet; serve makes it for SQLite, else: police-gateway keys new FILE");
    return read.text.value_or("");
}

void build_limits(const Node& limits, Config& config) {
    const auto seconds = [&](std::string_view name) { return std::chrono::seconds(limits.at(name).integer); };
    config.threads = static_cast<int>(limits.at("threads").integer);
    config.max_body_bytes = static_cast<int>(limits.at("max_body_bytes").integer);
    config.answer_deadline = std::chrono::milliseconds(limits.at("answer_deadline_ms").integer);
    config.session_silence = seconds("session_silence_seconds");
    config.session_life = seconds("session_life_seconds");
    config.answer_memory = seconds("answer_memory_seconds");
}

void check_limits(const Node& limits, const Config& config, Findings& findings) {
    if (config.session_life <= config.session_silence)
        findings.error(limits.at("session_life_seconds").place,
                       "\"session_life_seconds\" is not longer than session_silence_seconds, expected more than " +
                           std::to_string(config.session_silence.count()));
    if (config.answer_memory <= config.wechat.window)
        findings.error(limits.at("answer_memory_seconds").place,
                       "\"answer_memory_seconds\" is not longer than wechat.window_seconds, expected more than " +
                           std::to_string(config.wechat.window.count()) + ", or an old push is answered twice");
}

}  // namespace

std::string secret(const Node& object, std::string_view name, bool production, Findings& findings) {
    const auto& node = object.at(name);
    if (node.type == json::Type::object) {
        const auto& path = node.at("file");
        auto file = read_secret_file(path.text);
        if (!file.text) findings.error(path.place, std::string(name) + " in \"" + path.text + "\": " + file.why);
        return file.text.value_or("");
    }
    if (!node.text.empty() && node.given) {
        const auto what = "\"" + std::string(name) + "\" is written out, ";
        if (production)
            findings.error(node.place, what + "expected {\"file\": \"path\"} in production");
        else
            findings.warn(node.place, what + "which is for tests and the sandbox only; expected {\"file\": \"path\"}");
    }
    return node.text;
}

void build_gateway(const Node& root, Config& config, Findings& findings) {
    config.production = root.at("production").flag;
    config.demonstration = root.at("demonstration").flag;
    if (config.production && config.demonstration)
        findings.error(root.at("demonstration").place, "\"demonstration\" is true in production, expected false");

    config.listen = endpoint(root.at("listen"), "listen", findings);
    for (const auto& proxy : root.at("listen").at("proxies").items) {
        config.proxies.push_back(proxy.text);
        if (proxy.given && wechat::AddressBlocks({proxy.text}).ignored() > 0)
            findings.error(proxy.place, "\"proxies\": \"" + proxy.text + "\" is no address, expected e.g. \"10.1.2.3\" or \"10.1.2.0/24\"");
    }
    config.admin = endpoint(root.at("admin"), "admin", findings);
    const auto& admin_port = root.at("admin").at("port");
    if (config.listen.port == config.admin.port && config.listen.host == config.admin.host)
        findings.error(admin_port.place, "\"admin\" has the same host and port as \"listen\", expected another port");

    config.public_url = root.at("public_url").text;
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
    check_public_url(root.at("public_url"), config.production, findings);

    config.database = root.at("database").text;
    config.database_password = secret(root, "database_password", config.production, findings);
    config.sessions = root.at("sessions").text;
    config.sessions_password = secret(root, "sessions_password", config.production, findings);
    if (config.production && config.sessions == "memory:")
        findings.warn(root.at("sessions").place,
                      "\"sessions\" is memory:, so a restart forgets every dialogue; expected redis:// in production");
    config.data_keys = key_file(root.at("keys"), "data", config.data_key_file, findings);
    config.index_keys = key_file(root.at("keys"), "index", config.index_key_file, findings);
    if (!config.data_key_file.empty() && config.data_key_file == config.index_key_file)
        findings.error(root.at("keys").at("index").place, "\"keys.index\" is the same file as keys.data, expected another");

    build_wechat(root.at("wechat"), config, findings);

    config.tappable_lines = root.at("tappable_lines").flag;
    const auto& sms = root.at("sms_url");
    config.sms_url = sms.text;
    if (!sms.text.empty() && !is_url(sms.text))
        findings.error(sms.place, "\"sms_url\": this is no address, expected \"https://host/path\" or \"\"");
    if (config.production && sms.text.starts_with("http://") && !is_loopback(host_of(sms.text)))
        findings.error(sms.place, "\"sms_url\" is not https: codes would travel in clear, expected \"https://…\"");
    config.customer_service = root.at("customer_service").text;
    if (config.customer_service != "transfer" && !has_han(config.customer_service))
        findings.error(root.at("customer_service").place,
                       "\"customer_service\" is not Chinese, expected \"transfer\" or a sentence saying how to reach a person");
    build_duty(root.at("duty"), config, findings);
    build_limits(root.at("limits"), config);
    check_limits(root.at("limits"), config, findings);
}

}  // namespace gateway
