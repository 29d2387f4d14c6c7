#include "db/vault.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "wechat/bytes.h"

namespace db {
namespace {

bool good_id(std::string_view id) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= 16 && id.find_first_not_of(allowed) == std::string_view::npos;
}

std::vector<std::pair<std::string, std::string>> parse(std::string_view file, const std::string& name) {
    std::vector<std::pair<std::string, std::string>> keys;
    for (std::size_t number = 1; !file.empty(); ++number) {
        std::string_view line = file.substr(0, file.find('\n'));
        file.remove_prefix(std::min(file.size(), line.size() + 1));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
        if (line.empty() || line.front() == '#') continue;
        const auto refuse = [&](const std::string& what) {
            throw std::invalid_argument(name + " line " + std::to_string(number) + ": " + what);
        };
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !good_id(line.substr(0, colon))) {
            refuse("expected <id>:<base64 of 32 bytes>, the id of 1 to 16 letters, digits, '_' or '-'");
        }
        const auto key = wechat::base64_decode(line.substr(colon + 1));
        if (!key || key->size() != 32) refuse("the key is not the base64 of 32 bytes");
        std::string id(line.substr(0, colon));
        for (const auto& [known, unused] : keys) {
            if (known == id) refuse("the id " + id + " is used twice");
        }
        keys.emplace_back(std::move(id), *key);
    }
    if (keys.empty()) throw std::invalid_argument(name + " holds no key: expected a line <id>:<base64 of 32 bytes>");
    return keys;
}

// Each part goes with its length, so that no two places have the same associated data.
std::string place(std::string_view table, std::string_view column, std::string_view row) {
    std::string aad;
    for (const std::string_view part : {table, column, row}) {
        aad += std::to_string(part.size()) + ":";
        aad += part;
    }
    return aad;
}

}  // namespace

Vault::Vault(std::string_view sealing_keys, std::string_view index_keys) {
    auto sealing = parse(sealing_keys, "sealing key file");
    current_ = sealing.front().first;
    sealing_.insert(sealing.begin(), sealing.end());
    index_key_ = parse(index_keys, "index key file").front().second;
    for (const auto& [id, key] : sealing_) {
        if (key == index_key_) throw std::invalid_argument("the index key must not be a sealing key");
    }
}

std::string Vault::seal_blob(std::string_view plain, std::string_view aad) const {
    return current_ + ":" + wechat::aes_256_gcm_seal(sealing_.at(current_), plain, aad);
}

std::string Vault::open_blob(std::string_view sealed, std::string_view aad) const {
    const std::size_t colon = sealed.find(':');
    if (colon == std::string_view::npos) throw VaultError("a sealed value has no key id");
    const auto key = sealing_.find(sealed.substr(0, colon));
    if (key == sealing_.end()) throw VaultError("a value was sealed by a key that the key file does not hold");
    auto plain = wechat::aes_256_gcm_open(key->second, sealed.substr(colon + 1), aad);
    if (!plain) throw VaultError("a sealed value was changed or moved");
    return *std::move(plain);
}

std::string Vault::seal(std::string_view plain, std::string_view table, std::string_view column, std::string_view row) const {
    const std::string blob = seal_blob(plain, place(table, column, row));
    return current_ + ":" + wechat::base64_encode(std::string_view(blob).substr(current_.size() + 1));
}

std::string Vault::open(std::string_view sealed, std::string_view table, std::string_view column, std::string_view row) const {
    const auto refuse = [&](const std::string& why) {
        throw VaultError(why + " (" + std::string(table) + "." + std::string(column) + ")");
    };
    const std::size_t colon = sealed.find(':');
    if (colon == std::string_view::npos) refuse("a sealed value has no key id");
    const auto raw = wechat::base64_decode(sealed.substr(colon + 1));
    // Strict: one plain value has one spelling, so that no bit of the column can change unseen.
    if (!raw || wechat::base64_encode(*raw) != sealed.substr(colon + 1)) refuse("a sealed value is not base64");
    try {
        return open_blob(std::string(sealed.substr(0, colon + 1)) + *raw, place(table, column, row));
    } catch (const VaultError& error) {
        refuse(error.what());
    }
    return {};
}

std::string Vault::index(std::string_view kind, std::string_view normalised) const {
    return wechat::hex_encode(wechat::hmac_sha256(index_key_, place(kind, normalised, ""))).substr(0, 32);
}

std::string new_key_file(std::string_view id) {
    if (!good_id(id)) throw std::invalid_argument("a key id has 1 to 16 letters, digits, '_' or '-'");
    return std::string(id) + ":" + wechat::base64_encode(wechat::random_bytes(32)) + "\n";
}

}  // namespace db
