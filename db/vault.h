// Encryption of single values at rest, and keyed blind indexes to find them again by equality.
//
// AES-256-GCM; the key's id is stored with the value, so that keys rotate without downtime; the associated data is the place of the
// value (table, column, row), so that a value copied to another place does not open.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "db/exchanged.h"

namespace db {

// A value that was changed, moved, or sealed by a key this process does not have. what() names the place, never the value.
class VaultError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Safe for any number of threads. Normalising what goes into an index is the caller's work.
class Vault {
  public:
    // Both arguments are the contents of key files: lines `<id>:<base64 of 32 bytes>`, `#` starts a comment line. The first key of each
    // file is in force; all sealing keys open, and indexes() finds what was written under any index key.
    // Throws std::invalid_argument that names the line and what was expected, never key material.
    Vault(std::string_view sealing_keys, std::string_view index_keys);

    // Exchanges the keys while others use them; each call above and below sees one set. Throws std::invalid_argument, and keeps the keys,
    // when a file is bad, lacks the key in force, or gives a known id another key: that would make data unreadable.
    void renew(std::string_view sealing_keys, std::string_view index_keys);

    // "<key id>:<base64 of nonce, ciphertext, tag>", fit for a TEXT column.
    std::string seal(std::string_view plain, std::string_view table, std::string_view column, std::string_view row) const;
    // Throws VaultError.
    std::string open(std::string_view sealed, std::string_view table, std::string_view column, std::string_view row) const;

    // The same as raw bytes, for Kv values; aad says what the value belongs to, e.g. its key.
    std::string seal_blob(std::string_view plain, std::string_view aad) const;
    std::string open_blob(std::string_view sealed, std::string_view aad) const;

    // 32 lower-case hex digits (128 bits of HMAC-SHA-256), equal for equal (kind, value) only. kind keeps e.g. a phone and an ID number
    // apart.
    std::string index(std::string_view kind, std::string_view normalised) const;
    // The same under every known key, the one in force first: what to look for, while a key changes.
    std::vector<std::string> indexes(std::string_view kind, std::string_view normalised) const;
    // The same under one key, for a data set that must be of one key. Throws VaultError when it is not known.
    std::string index_under(std::string_view key_id, std::string_view kind, std::string_view normalised) const;

    // Ids of the keys in force.
    std::string sealing_key() const;
    std::string index_key() const;
    // Whether a value sealed by seal() is under the key in force.
    bool is_current(std::string_view sealed) const;

  private:
    struct Keys;
    std::shared_ptr<const Keys> keys() const { return keys_.load(); }
    Exchanged<Keys> keys_;
};

// The contents of a new key file with one random key. The id is [A-Za-z0-9_-]{1,16}.
std::string new_key_file(std::string_view id = "k1");

}  // namespace db
