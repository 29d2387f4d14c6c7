// Files of the administrator, read whole: config files, and files that hold a secret.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway {

struct FileText {
    std::optional<std::string> text{};
    std::string why{};  // in English, when there is no text
    bool missing = false;
};

/// A regular file of at most max_bytes. Never blocks on a FIFO, follows symbolic links.
FileText read_file(const std::string& path, std::size_t max_bytes);

/// As read_file, and refused when anyone but its owner may read or write it, or when it is empty. The newline at its end is not part of it.
FileText read_secret_file(const std::string& path);

inline constexpr std::size_t most_articles = 2000, most_article_bytes = 16384;
/// By which words cries for help are heard; beside the *.json files, and not one of them.
inline constexpr const char* distress_file = "distress.txt";
/// Which names of places are known; likewise.
inline constexpr const char* gazetteer_file = "gazetteer.txt";
inline constexpr std::size_t most_text_bytes = 1048576;

/// All config files as they are now, in the order of config_files(), and all articles. Nothing is interpreted.
struct Snapshot {
    std::vector<std::pair<std::string, FileText>> files{};
    std::vector<std::pair<std::string, FileText>> articles{};  // articles/COLLECTION/NAME.md, in the order of their names
    FileText distress{};                                       // distress.txt
    FileText gazetteer{};                                      // gazetteer.txt
    std::vector<std::string> strangers{};                      // other *.json files, relative to the folder; schemas apart
    std::vector<std::string> strange_articles{};               // what else lies below articles/
    std::string digest{};                                      // of names and contents; equal for equal files
};
Snapshot read_folder(const std::string& folder);

}  // namespace gateway
