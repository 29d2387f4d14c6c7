// One of the administrator's files, spoiled: either everything is in force or every problem has a place in a file and a cause.
//
// The first byte chooses the file; the others are as shipped.
#include <algorithm>

#include "expect.h"
#include "gateway/config/build.h"
#include "gateway/config/files.h"
#include "gateway/config/json.h"
#include "gateway/config/keys.h"
#include "tests/source_dir.h"
#include "wechat/utf8.h"

using fuzz::expect;

namespace {

constexpr services::Date today = std::chrono::year{2026} / 11 / 1;

const gateway::Snapshot& shipped() {
    static const gateway::Snapshot one = [] {
        gateway::Snapshot files = gateway::read_folder(source_dir() + "/deploy/config");
        expect(gateway::load_snapshot("config", files, services::catalog(), today).config != nullptr, "the shipped files are good");
        return files;
    }();
    return one;
}

int lines_of(std::string_view text) { return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n')); }

void parses_or_says_why(std::string_view text) {
    const auto parsed = gateway::json::parse(text);
    expect(parsed.root.has_value() || parsed.errors.size() == 1, "a tree, or the one syntax error");
    for (const auto& error : parsed.errors) {
        expect(error.place.line >= 1 && error.place.line <= lines_of(text) && error.place.column >= 1, "an error lies in the file");
        expect(!error.message.empty() && wechat::is_utf8(error.message), "and says what is wrong");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string text(fuzz::view(data + 1, size - 1));
    parses_or_says_why(text);

    gateway::Snapshot snapshot = shipped();
    auto& [name, file] = snapshot.files[data[0] % snapshot.files.size()];
    file = {.text = text};
    const auto loaded = gateway::load_snapshot("config", snapshot, services::catalog(), today);
    const bool is_broken = std::any_of(loaded.problems.begin(), loaded.problems.end(), [](const auto& it) { return !it.warning; });
    expect((loaded.config == nullptr) == is_broken, "a config or errors");
    for (const auto& problem : loaded.problems) {
        expect(problem.file.starts_with("config/") && problem.line >= 1 && problem.column >= 1, "a problem has a place");
        expect(problem.file != "config/" + name || problem.line <= lines_of(text), "inside the file");
        expect(!problem.message.empty() && wechat::is_utf8(problem.message), "and a cause that can be shown");
    }
    return 0;
}
