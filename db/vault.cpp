#include "db/vault.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "wechat/bytes.h"

namespace db {
namespace {

bool good_id(std::string_view id) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= 16 && id.find_first_not_of(allowed) == std::string_view::npos;
}

struct Key {
    std::string id, bytes;
};
using KeyList = std::vector<Key>;

const Key* find(const KeyList& keys, std::string_view id) {
    const auto found = std::ranges::find(keys, id, &Key::id);
    return found == keys.end() ? nullptr : &*found;
}

KeyList parse(std::string_view file, const std::string& name) {
    KeyList keys;
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
        const std::string id(line.substr(0, colon));
        for (const Key& known : keys) {
            if (known.id == id) refuse("the id " + id + " is used twice");
            if (known.bytes == *key) refuse("the key of " + id + " is that of " + known.id);
        }
        keys.push_back({id, *key});
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

std::string index_by(const Key& key, std::string_view kind, std::string_view normalised) {
    return wechat::hex_encode(wechat::hmac_sha256(key.bytes, place(kind, normalised, ""))).substr(0, 32);
}

std::string seal_raw(const Key& key, std::string_view plain, std::string_view aad) {
    return wechat::aes_256_gcm_seal(key.bytes, plain, aad);
}

// Key material that is in use must stay: `after` has the first key of `before`, and no id of `before` with other bytes.
void check_succession(const KeyList& before, const KeyList& after, const std::string& name) {
    if (find(after, before.front().id) == nullptr) {
        throw std::invalid_argument(name + " lacks the key " + before.front().id + ", which is in force");
    }
    for (const Key& key : after) {
        const Key* known = find(before, key.id);
        if (known != nullptr && known->bytes != key.bytes) throw std::invalid_argument(name + " gives the id " + key.id + " another key");
    }
}

}  // namespace

struct Vault::Keys {
    KeyList sealing, index;

    Keys(std::string_view sealing_keys, std::string_view index_keys)
        : sealing(parse(sealing_keys, "sealing key file")), index(parse(index_keys, "index key file")) {
        for (const Key& key : sealing) {
            if (std::ranges::find(index, key.bytes, &Key::bytes) != index.end())
                throw std::invalid_argument("the index key must not be a sealing key");
        }
    }
};

Vault::Vault(std::string_view sealing_keys, std::string_view index_keys) : keys_(std::make_shared<const Keys>(sealing_keys, index_keys)) {}

void Vault::renew(std::string_view sealing_keys, std::string_view index_keys) {
    const auto before = keys();
    const auto after = std::make_shared<const Keys>(sealing_keys, index_keys);
    check_succession(before->sealing, after->sealing, "sealing key file");
    check_succession(before->index, after->index, "index key file");
    keys_.store(after);
}

std::string Vault::seal_blob(std::string_view plain, std::string_view aad) const {
    const auto keys = this->keys();
    const Key& key = keys->sealing.front();
    return key.id + ":" + seal_raw(key, plain, aad);
}

std::string Vault::open_blob(std::string_view sealed, std::string_view aad) const {
    const std::size_t colon = sealed.find(':');
    if (colon == std::string_view::npos) throw VaultError("a sealed value has no key id");
    const auto keys = this->keys();
    const Key* key = find(keys->sealing, sealed.substr(0, colon));
    if (key == nullptr) throw VaultError("a value was sealed by a key that the key file does not hold");
    auto plain = wechat::aes_256_gcm_open(key->bytes, sealed.substr(colon + 1), aad);
    if (!plain) throw VaultError("a sealed value was changed or moved");
    return *std::move(plain);
}

std::string Vault::seal(std::string_view plain, std::string_view table, std::string_view column, std::string_view row) const {
    const auto keys = this->keys();
    const Key& key = keys->sealing.front();
    return key.id + ":" + wechat::base64_encode(seal_raw(key, plain, place(table, column, row)));
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
    return index_by(keys()->index.front(), kind, normalised);
}

std::vector<std::string> Vault::indexes(std::string_view kind, std::string_view normalised) const {
    std::vector<std::string> result;
    const auto keys = this->keys();
    for (const Key& key : keys->index) result.push_back(index_by(key, kind, normalised));
    return result;
}

std::string Vault::index_under(std::string_view key_id, std::string_view kind, std::string_view normalised) const {
    const auto keys = this->keys();
    const Key* key = find(keys->index, key_id);
    if (key == nullptr) throw VaultError("an index was made under a key that the key file does not hold");
    return index_by(*key, kind, normalised);
}

std::string Vault::sealing_key() const { return keys()->sealing.front().id; }

std::string Vault::index_key() const { return keys()->index.front().id; }

bool Vault::is_current(std::string_view sealed) const { return sealed.substr(0, sealed.find(':')) == sealing_key(); }

std::string new_key_file(std::string_view id) {
    if (!good_id(id)) throw std::invalid_argument("a key id has 1 to 16 letters, digits, '_' or '-'");
    return std::string(id) + ":" + wechat::base64_encode(wechat::random_bytes(32)) + "\n";
}

}  // namespace db
