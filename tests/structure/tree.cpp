#include "tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/source_dir.h"

namespace structure_tests {
namespace {

namespace fs = std::filesystem;

constexpr std::array product_folders{"gateway/", "services/", "wechat/", "payment/", "db/"};

bool is_left_out(const fs::directory_entry& entry, bool at_the_root) {
    const std::string name = entry.path().filename().string();
    if (name == ".git") return true;  // a folder, or in a further worktree a file
    if (!entry.is_directory()) return false;
    return name == "node_modules" || name == "var" || (at_the_root && name.starts_with("build"));
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

int SourceFile::lines() const { return static_cast<int>(std::ranges::count(text, '\n')); }

const std::vector<SourceFile>& tree() {
    static const std::vector<SourceFile> all = [] {
        std::vector<SourceFile> files;
        const fs::path root = source_dir();
        for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
            const bool left_out = is_left_out(*entry, entry.depth() == 0);
            if (left_out) entry.disable_recursion_pending();
            if (entry->is_regular_file() && !left_out)
                files.push_back({fs::relative(entry->path(), root).generic_string(), read(entry->path())});
        }
        std::ranges::sort(files, {}, &SourceFile::path);
        return files;
    }();
    return all;
}

bool is_product(const SourceFile& file) {
    return std::ranges::any_of(product_folders, [&](const char* folder) { return file.in(folder); });
}

std::vector<Include> includes_of(const SourceFile& file) {
    std::vector<Include> found;
    std::istringstream in(file.text);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        const std::string_view begins = "#include \"";
        if (line.starts_with(begins)) found.push_back({number, line.substr(begins.size(), line.rfind('"') - begins.size())});
    }
    return found;
}

std::string without_comments(const std::string& text) {
    std::string code;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool comment = !in_string && text.compare(i, 2, "//") == 0;
        if (comment) i = std::min(text.find('\n', i), text.size() - 1);
        const bool escaped = i > 0 && text[i - 1] == '\\';
        if (text[i] == '"' && !escaped && !(i > 0 && text[i - 1] == '\'')) in_string = !in_string;
        if (text[i] == '\n') in_string = false;
        code += text[i];
    }
    return code;
}

}  // namespace structure_tests
