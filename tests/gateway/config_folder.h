// A copy of the shipped config in a temporary folder, to be spoiled by a test.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "gateway/config/config.h"
#include "gateway/config/keys.h"
#include "services/form/catalog.h"
#include "tests/source_dir.h"

namespace config_test {

/// A day well inside the shipped calendar.
constexpr services::Date today = std::chrono::year{2026} / 11 / 1;

inline const std::string shipped = source_dir() + "/deploy/config";

inline std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + path);
}

/// Removed with all it holds when the test ends.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "police-config-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
        for (const auto& file : gateway::config_files()) write(at(file), read(shipped + "/" + file));
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::string& path() const { return path_; }
    std::string at(const std::string& file) const { return path_ + "/" + file; }

    /// Replaces the first `from` that begins in no comment; gives the line where it began.
    int edit(const std::string& file, const std::string& from, const std::string& to) const {
        auto text = read(at(file));
        auto begin = text.find(from);
        while (begin != std::string::npos && is_in_comment(text, begin)) begin = text.find(from, begin + 1);
        if (begin == std::string::npos) throw std::runtime_error(file + " does not contain " + from);
        text.replace(begin, from.size(), to);
        write(at(file), text);
        return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    }

    gateway::Loaded load() const { return gateway::load_config(path_, services::catalog(), today); }

  private:
    /// The shipped comments have lines of their own.
    static bool is_in_comment(const std::string& text, std::size_t at) {
        const auto line = text.rfind('\n', at) + 1;  // of the first line 0
        return text.compare(text.find_first_not_of(' ', line), 2, "//") == 0;
    }

    std::string path_;
};

/// All problems, one a line: what a failed test shows.
inline std::string listing(const gateway::Loaded& loaded) {
    std::string text;
    for (const auto& problem : loaded.problems) text += problem.text() + "\n";
    return text;
}

}  // namespace config_test
