// Reading many rows of which one may not open: it is told of, and the others are served.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "db/vault.h"

namespace db {

/// What is told of a row whose sealed values do not open (a changed byte, a key that is gone): its id. The others go on without it.
using Unreadable = std::function<void(const std::string& id)>;

/// What `read` makes of each of all, without those it throws VaultError for: these are given to `unreadable`.
template <class All, class Read, class Refused>
auto read_each(const All& all, const Read& read, const Refused& unreadable) {
    std::vector<decltype(read(*all.begin()))> result;
    for (const auto& row : all) {
        try {
            result.push_back(read(row));
        } catch (const VaultError&) {
            unreadable(row);
        }
    }
    return result;
}

}  // namespace db
