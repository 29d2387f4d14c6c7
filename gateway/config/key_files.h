// The files with the keys that encrypt personal data: made on a first start with SQLite, never silently replaced.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/config.h"

namespace gateway {

/// Creates a new key file, mode 0600, with one random key; its folder too, mode 0700. Throws std::runtime_error naming the path when
/// the file exists or cannot be written: a key that is overwritten makes all its data unreadable.
void new_key_file(const std::string& path);

/// Creates a file only its owner may read. Throws std::runtime_error naming the path when it exists or cannot be written.
void write_secret_file(const std::string& path, const std::string& text);

/// For `serve`: the config with both key files read. Missing ones are made when the database is SQLite and does not exist yet; otherwise
/// throws std::runtime_error that says which file is missing and how to get it. Returns the paths it made, for the log, in `made`.
Config ensure_key_files(Config config, std::vector<std::string>& made);

/// The one who changes a key file, of all that lie in its folder, for as long as this lives. Throws std::runtime_error when there is
/// another. A change is a new file under the old name: a crash at any point leaves the old or the new one, whole.
class KeyFileEditor {
  public:
    explicit KeyFileEditor(const std::string& path);
    ~KeyFileEditor();
    KeyFileEditor(const KeyFileEditor&) = delete;
    KeyFileEditor& operator=(const KeyFileEditor&) = delete;

    std::string read() const;
    /// Mode 0600, on the disk when this returns. The text must be a key file that db::Vault takes.
    void replace(const std::string& text);

  private:
    const std::string path_;
    int folder_ = -1;
};

/// The contents of both key files of a running process, as they are now; empty when one cannot be read.
struct KeyTexts {
    std::string data, index;
    friend bool operator==(const KeyTexts&, const KeyTexts&) = default;
};
KeyTexts read_key_files(const Config& config);

}  // namespace gateway
