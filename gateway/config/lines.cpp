#include "gateway/config/lines.h"

#include <algorithm>

#include "wechat/utf8.h"

namespace gateway::json {

Lines::Lines(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts_.push_back(i + 1);
}

Place Lines::at(std::size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto line = std::upper_bound(starts_.begin(), starts_.end(), offset) - 1;
    if (last_ < *line || last_ > offset) last_ = *line, characters_ = 0;
    characters_ += wechat::code_points(text_.substr(last_, offset - last_));
    last_ = offset;
    return {static_cast<int>(line - starts_.begin()) + 1, static_cast<int>(characters_) + 1};
}

std::optional<Error> not_text(std::string_view text, const Lines& lines) {
    if (!wechat::is_utf8(text)) {
        std::size_t good = 0;  // characters before the first bad byte
        const auto decoded = wechat::to_utf32(text);
        std::size_t bad = 0;
        while (good < decoded.size()) {
            const auto bytes = wechat::to_utf8(decoded.substr(good, 1));
            if (text.substr(bad, bytes.size()) != bytes) break;
            bad += bytes.size();
            ++good;
        }
        return Error{lines.at(bad), "this is not UTF-8 (GBK, perhaps?), expected the file to be saved as UTF-8"};
    }
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) return Error{lines.at(nul), "a NUL byte, expected text"};
    return std::nullopt;
}

void report_duplicates(const Node& object, std::vector<Error>& errors) {
    std::vector<const Member*> sorted;
    for (const auto& member : object.members) sorted.push_back(&member);
    std::stable_sort(sorted.begin(), sorted.end(), [](auto a, auto b) { return a->name < b->name; });
    for (std::size_t i = 1, first = 0; i < sorted.size(); ++i) {
        if (sorted[i]->name != sorted[first]->name) {
            first = i;
            continue;
        }
        errors.push_back({sorted[i]->place, "duplicate key \"" + sorted[i]->name +
                                                "\", expected each key once; it is first given on line " +
                                                std::to_string(sorted[first]->place.line)});
    }
}

}  // namespace gateway::json
