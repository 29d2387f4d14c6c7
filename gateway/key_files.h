// The files with the keys that encrypt personal data: made on a first start with SQLite, never silently replaced.
#pragma once

#include <string>
#include <vector>

#include "gateway/config.h"

namespace gateway {

/// Creates a new key file, mode 0600, with one random key; its folder too, mode 0700. Throws std::runtime_error naming the path when
/// the file exists or cannot be written: a key that is overwritten makes all its data unreadable.
void new_key_file(const std::string& path);

/// For `serve`: the config with both key files read. Missing ones are made when the database is SQLite and does not exist yet; otherwise
/// throws std::runtime_error that says which file is missing and how to get it. Returns the paths it made, for the log, in `made`.
Config ensure_key_files(Config config, std::vector<std::string>& made);

}  // namespace gateway
