#include <algorithm>
#include <set>

#include "gateway/config/build.h"
#include "gateway/config/files.h"
#include "gateway/config/fill.h"
#include "gateway/config/values.h"
#include "wechat/bytes.h"
#include "wechat/callback_ips.h"

namespace gateway {

namespace {

using json::Node;

void check_host(const Node& node, std::string_view name, Findings& findings) {
    const auto& host = node.at("host");
    if (host.given && !is_loopback(host.text))
        findings.warn(host.place, std::string(name) + " is OPEN TO THE NETWORK on " + host.text +
                                      ", expected 127.0.0.1 with nginx (TLS) before it" +
                                      (name == "admin" ? "; it must never be public" : ""));
}

void check_listening(const Node& root, const Config& config, Findings& findings) {
    check_host(root.at("listen"), "listen", findings);
    for (const auto& proxy : root.at("listen").at("proxies").items) {
        if (proxy.given && wechat::AddressBlocks({proxy.text}).ignored() > 0)
            findings.error(proxy.place, "\"proxies\": \"" + proxy.text + "\" is no address, expected e.g. \"10.1.2.3\" or \"10.1.2.0/24\"");
    }
    check_host(root.at("admin"), "admin", findings);
    if (config.listen.port == config.admin.port && config.listen.host == config.admin.host)
        findings.error(root.at("admin").at("port").place, "\"admin\" has the same host and port as \"listen\", expected another port");
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

void check_account_secrets(const Node& node, const Config& config, Findings& findings) {
    const auto& account = config.wechat;
    check_token(node.at("token"), "token", account.token, findings);
    check_token(node.at("previous_token"), "previous_token", account.previous_token, findings);
    check_previous(node.at("previous_token"), "token", account.previous_token, account.token, findings);
    check_aes_key(node.at("encoding_aes_key"), account.encoding_aes_key, findings);
    check_aes_key(node.at("previous_encoding_aes_key"), account.previous_encoding_aes_key, findings);
    check_previous(node.at("previous_encoding_aes_key"), "encoding_aes_key", account.previous_encoding_aes_key, account.encoding_aes_key,
                   findings);
}

void check_mode(const Node& node, const Config& config, Findings& findings) {
    const auto &mode = node.at("mode"), &key = node.at("encoding_aes_key");
    if (config.wechat.mode != wechat::Mode::plain && key.type == json::Type::text && key.text.empty() && node.given &&
        (key.given || mode.given))
        findings.error(key.place, "\"encoding_aes_key\" is empty, expected the 43 characters that mode " + mode.text + " needs");
    if (config.wechat.mode == wechat::Mode::plain && config.production)
        findings.error(mode.place, "mode plain takes and sends messages unencrypted, expected secure in production");
}

void check_wechat(const Node& node, const Config& config, Findings& findings) {
    const auto &app_id = node.at("app_id"), &original_id = node.at("original_id"), &addresses = node.at("callback_addresses");
    if (app_id.given && (!app_id.text.starts_with("wx") || !is_alphanumeric(app_id.text) || app_id.text.size() != 18))
        findings.error(app_id.place, "\"app_id\": \"" + app_id.text + "\" is not valid, expected wx and 16 letters or digits");
    if (original_id.given && !original_id.text.empty() && !original_id.text.starts_with("gh_"))
        findings.error(original_id.place, "\"original_id\": \"" + original_id.text + "\" is not valid, expected gh_…");
    check_account_secrets(node, config, findings);
    check_mode(node, config, findings);
    for (const auto& host : node.at("api_hosts").items) {
        if (host.text.starts_with("https://") || (!config.production && is_loopback(host_of(host.text)))) continue;
        findings.error(host.place,
                       "\"api_hosts\": \"" + host.text + "\" is not https: the secret would travel in clear, expected \"https://…\"");
    }
    if (config.callback_addresses != CallbackAddresses::off && config.app_secret.empty())
        findings.warn(addresses.place, "\"callback_addresses\" has no effect without an app_secret, by which the list is fetched");
}

/// What a key file holds. Absent files are `serve`'s affair: it makes them for SQLite. Anything else wrong with one is an error here.
std::string key_file(const Node& keys, std::string_view name, const std::string& path, Findings& findings) {
    const auto* file = keys.at(name).find("file");
    if (file == nullptr) return {};
    auto read = read_secret_file(path);
    if (!read.text && !read.missing) findings.error(file->place, "keys." + std::string(name) + " in \"" + path + "\": " + read.why);
    if (read.missing)
        findings.warn(file->place, "keys." + std::string(name) + ": there is no file \"" + path +
                                       "\" yet; serve makes it for SQLite, else: police-gateway keys new FILE");
    return read.text.value_or("");
}

void judge_keys(const Node& keys, Config& config, Findings& findings) {
    config.data_keys = key_file(keys, "data", config.data_key_file, findings);
    config.index_keys = key_file(keys, "index", config.index_key_file, findings);
    if (!config.data_key_file.empty() && config.data_key_file == config.index_key_file)
        findings.error(keys.at("index").place, "\"keys.index\" is the same file as keys.data, expected another");
}

/// A secret belongs into a file of its own.
void check_written_out(const Node& root, bool production, Findings& findings) {
    for (const Key& key : gateway_keys()) {
        if (key.form != Form::secret) continue;
        for (const Node* value : values_at(root, key.path)) {
            const Node& node = *value;
            if (node.type != json::Type::text || node.text.empty() || !node.given) continue;
            const auto what = "\"" + key.path + "\" is written out, ";
            if (production)
                findings.error(node.place, what + "expected {\"file\": \"path\"} in production");
            else
                findings.warn(node.place, what + "which is for tests and the sandbox only; expected {\"file\": \"path\"}");
        }
    }
}

/// Residents' numbers go there.
void check_departments(const Node& departments, const Config& config, Findings& findings) {
    std::set<std::string> answered;
    for (std::size_t i = 0; i < config.departments.size() && i < departments.items.size(); ++i) {
        const Node& node = departments.items[i];
        const Department& department = config.departments[i];
        const auto& url = node.at("url");
        if (!department.url.starts_with("https://") && (config.production || !is_loopback(host_of(department.url))))
            findings.error(url.place,
                           "\"url\": \"" + department.url + "\" is not https: numbers would travel in clear, expected \"https://…\"");
        if (department.token.empty()) findings.warn(node.at("token").place, "\"token\" is empty: the department cannot know who asks");
        if (!answered.insert(department.data_set).second)
            findings.error(node.at("data_set").place,
                           "\"data_set\": \"" + department.data_set + "\" is answered by an entry above as well");
    }
}

void check_conduct(const Node& root, const Config& config, Findings& findings) {
    const auto& sms = root.at("sms_url");
    if (!sms.text.empty() && !is_url(sms.text))
        findings.error(sms.place, "\"sms_url\": this is no address, expected \"https://host/path\" or \"\"");
    if (config.production && sms.text.starts_with("http://") && !is_loopback(host_of(sms.text)))
        findings.error(sms.place, "\"sms_url\" is not https: codes would travel in clear, expected \"https://…\"");
    if (config.customer_service != "transfer" && !has_han(config.customer_service))
        findings.error(root.at("customer_service").place,
                       "\"customer_service\" is not Chinese, expected \"transfer\" or a sentence saying how to reach a person");
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

void judge_gateway(const Node& root, Config& config, Findings& findings) {
    check_written_out(root, config.production, findings);
    if (config.production && config.demonstration)
        findings.error(root.at("demonstration").place, "\"demonstration\" is true in production, expected false");
    check_listening(root, config, findings);
    check_public_url(root.at("public_url"), config.production, findings);
    if (config.production && config.sessions == "memory:")
        findings.warn(root.at("sessions").place,
                      "\"sessions\" is memory:, so a restart forgets every dialogue; expected redis:// in production");
    judge_keys(root.at("keys"), config, findings);
    check_wechat(root.at("wechat"), config, findings);
    check_conduct(root, config, findings);
    check_departments(root.at("departments"), config, findings);
    judge_duty(root.at("duty"), config, findings);
    check_limits(root.at("limits"), config, findings);
}

}  // namespace gateway
