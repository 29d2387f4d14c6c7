// `keys rotate` and `keys drop`: another key comes into force, what is stored moves under it, the old one goes, all while serving.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace gateway {

enum class KeyKind { data, index };

struct Rotation {
    std::chrono::seconds wait{5};         // until every process has read a changed key file
    std::chrono::milliseconds pause{20};  // between two batches
    int batch = 100;                      // rows
    bool add_only = false;                // end after the new key is known: for several machines, each with its own copy of the file
};

/// Adds a key, puts it in force, moves every stored value under it, and says what still needs the older one. Killed at any point it goes on
/// where it was when run again; once everything is moved it only looks. Throws std::runtime_error, db::SqlError.
int rotate_keys(const std::string& folder, KeyKind kind, const Rotation& how, std::ostream& out);

/// Removes a key that is not in force; 1, and the file as it was, while anything needs it, unless that may be lost.
int drop_key(const std::string& folder, KeyKind kind, const std::string& id, bool may_lose, std::ostream& out);

}  // namespace gateway
