#include "gateway/config/key_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "db/vault.h"
#include "gateway/config/files.h"

namespace gateway {

namespace {

void write_all(int fd, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw std::runtime_error(path + ": cannot be written: " + std::strerror(errno));
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// A database that exists was encrypted by keys that existed: new ones would only hide that they are lost.
bool may_make_keys(const Config& config) {
    constexpr std::string_view scheme = "sqlite:";
    if (!config.database.starts_with(scheme)) return false;
    std::error_code error;
    return !std::filesystem::exists(config.database.substr(scheme.size()), error) && !error;
}

std::string contents(const std::string& path, const Config& config, std::vector<std::string>& made) {
    auto file = read_secret_file(path);
    if (file.missing) {
        if (!may_make_keys(config))
            throw std::runtime_error(
                "key file " + path +
                " is missing and the database may hold data encrypted with it. Restore it from its backup; for a new, empty "
                "database make it with: police-gateway keys new " +
                path);
        new_key_file(path);
        made.push_back(path);
        file = read_secret_file(path);
    }
    if (!file.text) throw std::runtime_error("key file " + path + ": " + file.why);
    return *file.text;
}

}  // namespace

void write_secret_file(const std::string& path, const std::string& text) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) throw std::runtime_error(path + ": " + (errno == EEXIST ? "already exists and is not overwritten" : std::strerror(errno)));
    try {
        write_all(fd, text, path);
        if (::fsync(fd) != 0) throw std::runtime_error(path + ": cannot be written: " + std::strerror(errno));
    } catch (...) {
        ::close(fd);
        ::unlink(path.c_str());
        throw;
    }
    ::close(fd);
}

void new_key_file(const std::string& path) {
    namespace fs = std::filesystem;
    if (const auto folder = fs::path(path).parent_path(); !folder.empty() && !fs::exists(folder)) {
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
    }
    write_secret_file(path, db::new_key_file());
}

Config ensure_key_files(Config config, std::vector<std::string>& made) {
    config.data_keys = contents(config.data_key_file, config, made);
    config.index_keys = contents(config.index_key_file, config, made);
    return config;
}

KeyFileEditor::KeyFileEditor(const std::string& path) : path_(std::filesystem::weakly_canonical(path).string()) {
    const auto parent = std::filesystem::path(path_).parent_path();
    folder_ = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0) throw std::runtime_error(parent.string() + ": " + std::strerror(errno));
    if (::flock(folder_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(folder_);
    throw std::runtime_error("another `keys` command is at work in " + parent.string());
}

KeyFileEditor::~KeyFileEditor() { ::close(folder_); }

std::string KeyFileEditor::read() const {
    auto file = read_secret_file(path_);
    if (!file.text) throw std::runtime_error("key file " + path_ + ": " + file.why);
    return *file.text;
}

void KeyFileEditor::replace(const std::string& text) {
    const std::string fresh = path_ + ".new";
    ::unlink(fresh.c_str());  // of a command that was killed
    write_secret_file(fresh, text);
    if (::rename(fresh.c_str(), path_.c_str()) != 0) throw std::runtime_error(path_ + ": " + std::strerror(errno));
    if (::fsync(folder_) != 0) throw std::runtime_error(path_ + ": cannot be written: " + std::strerror(errno));
}

KeyTexts read_key_files(const Config& config) {
    return {read_secret_file(config.data_key_file).text.value_or(""), read_secret_file(config.index_key_file).text.value_or("")};
}

}  // namespace gateway
