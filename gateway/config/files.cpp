#include "gateway/config/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "gateway/config/json.h"
#include "gateway/config/keys.h"
#include "wechat/bytes.h"

namespace gateway {

namespace {

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

FileText failed(std::string why) { return {.why = std::move(why)}; }

std::string cause(int error) {
    switch (error) {
        case ENOENT:
            return "the file is missing";
        case ELOOP:
            return "a symbolic link that leads back to itself, expected a file";
        case EACCES:
        case EPERM:
            return "this process may not read the file, expected read permission for its user";
        default:
            return std::string("cannot be read: ") + std::strerror(error);
    }
}

FileText read(const std::string& path, std::size_t max_bytes, mode_t forbidden) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return {.why = cause(errno), .missing = errno == ENOENT};
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return failed(cause(errno));
    if (!S_ISREG(status.st_mode)) return failed("not a regular file");
    if ((status.st_mode & forbidden) != 0) return failed("others than its owner may read the file, expected permissions 0600 (chmod 600)");
    if (static_cast<std::size_t>(status.st_size) > max_bytes)
        return failed("the file has " + std::to_string(status.st_size) + " bytes, expected at most " + std::to_string(max_bytes));
    // One byte more than there should be, so that the end is seen: a file may grow while it is read.
    std::string text(static_cast<std::size_t>(status.st_size) + 1, '\0');
    std::size_t size = 0;
    while (size <= max_bytes) {
        if (size == text.size()) text.resize(std::min(2 * size, max_bytes + 1));
        const auto got = ::read(file.get(), text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(cause(errno));
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > max_bytes) return failed("the file grew beyond " + std::to_string(max_bytes) + " bytes while it was read");
    text.resize(size);
    return {.text = std::move(text)};
}

std::vector<std::string> strangers(const std::string& folder) {
    namespace fs = std::filesystem;
    std::vector<std::string> found;
    for (const std::string sub : {"", "services/"}) {
        std::error_code error;
        for (fs::directory_iterator entry(fs::path(folder) / sub, error), end; !error && entry != end; entry.increment(error)) {
            const auto name = entry->path().filename().string();
            if (!name.ends_with(".json") || name.ends_with(".schema.json") || name.starts_with('.')) continue;
            const auto& known = config_files();
            if (std::find(known.begin(), known.end(), sub + name) == known.end()) found.push_back(sub + name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Names without those of editors' copies and hidden files; empty when there is no such folder.
std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        auto name = entry->path().filename().string();
        if (!name.starts_with('.') && !name.ends_with('~')) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    return names;
}

void find_articles(const std::string& folder, Snapshot& now) {
    const std::string root = "articles/";
    for (const auto& collection : names_in(folder + "/" + root)) {
        std::error_code error;
        if (!std::filesystem::is_directory(folder + "/" + root + collection, error)) {
            now.strange_articles.push_back(root + collection);
            continue;
        }
        for (const auto& name : names_in(folder + "/" + root + collection)) {
            const std::string file = root + collection + "/" + name;
            if (!name.ends_with(".md")) {
                now.strange_articles.push_back(file);
            } else if (now.articles.size() < most_articles) {
                now.articles.emplace_back(file, read_file(folder + "/" + file, most_article_bytes));
            } else {
                const auto why = "there are more than " + std::to_string(most_articles) + " articles, expected old ones to be taken away";
                now.articles.emplace_back(file, failed(why));
                return;
            }
        }
    }
}

}  // namespace

FileText read_file(const std::string& path, std::size_t max_bytes) { return read(path, max_bytes, 0); }

FileText read_secret_file(const std::string& path) {
    auto file = read(path, 65536, S_IRWXG | S_IRWXO);
    if (!file.text) return file;
    while (file.text->ends_with('\n') || file.text->ends_with('\r')) file.text->pop_back();
    if (file.text->empty()) return failed("the file is empty, expected the secret");
    return file;
}

Snapshot read_folder(const std::string& folder) {
    Snapshot now;
    std::string all;
    const auto add = [&](std::string_view part) { all += std::to_string(part.size()) + ":" + std::string(part); };
    const auto add_file = [&](const std::string& name, const FileText& file) {
        add(name);
        add(file.text ? "text" : "none");
        add(file.text ? *file.text : file.why);
    };
    for (const auto& name : config_files()) {
        auto file = read_file(folder + "/" + name, json::max_bytes);
        add_file(name, file);
        now.files.emplace_back(name, std::move(file));
    }
    for (const auto& [name, file] : {std::pair{distress_file, &now.distress}, {gazetteer_file, &now.gazetteer}}) {
        *file = read_file(folder + "/" + name, most_text_bytes);
        add_file(name, *file);
    }
    find_articles(folder, now);
    for (const auto& [name, file] : now.articles) {
        add(name);
        add(file.text ? *file.text : file.why);
    }
    now.strangers = strangers(folder);
    for (const auto* names : {&now.strangers, &now.strange_articles})
        for (const auto& name : *names) add(name);
    now.digest = wechat::hex_encode(wechat::sha256(all)).substr(0, 12);
    return now;
}

}  // namespace gateway
