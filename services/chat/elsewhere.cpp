#include "services/chat/elsewhere.h"

#include <algorithm>
#include <array>
#include <vector>

#include "services/answers/characters.h"
#include "services/chat/phrases.h"
#include "services/chat/words.h"

namespace services {
namespace {

constexpr std::array rows = std::to_array<Elsewhere>({
#define ELSEWHERE(id, title, here, way, words) {#id, title, here, way, words},
#define OTHERS(title, here, way, words) {"", title, here, way, words},
#include "services/chat/elsewhere.def"
#undef ELSEWHERE
#undef OTHERS
});

std::vector<std::string> phrases_of(const Elsewhere& row) {
    std::vector<std::string> phrases{lower(row.title)};
    for (std::string_view left = row.words; !left.empty();) {
        const std::size_t bar = std::min(left.find('|'), left.size());
        if (bar > 0) phrases.push_back(lower(left.substr(0, bar)));
        left.remove_prefix(std::min(bar + 1, left.size()));
    }
    return phrases;
}

/// Of each row, in their order.
const std::vector<std::vector<std::string>>& all_phrases() {
    static const std::vector<std::vector<std::string>> all = [] {
        std::vector<std::vector<std::string>> made;
        std::ranges::transform(rows, std::back_inserter(made), phrases_of);
        return made;
    }();
    return all;
}

struct Named {
    const Elsewhere* row = nullptr;
    std::size_t length = 0;
};

/// The row that is named by the most characters, more than so many.
Named longest(std::string_view normalised, std::size_t than) {
    const std::string text = searched(normalised);
    Named found{.length = than};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t length = longest_inside(all_phrases()[i], text);
        if (length > found.length) found = {&rows[i], length};
    }
    return found;
}

}  // namespace

std::span<const Elsewhere> elsewheres() { return rows; }

const Elsewhere* row_named(const Catalog& catalog, const Figures& figures, std::string_view normalised) {
    return longest(normalised, longest_named(catalog.all(), figures, normalised)).row;
}

std::size_t longest_of_rows(std::string_view normalised) { return longest(normalised, 0).length; }

std::string said(const Elsewhere& row) {
    const std::string_view not_here = row.id.empty() ? "」不在这里办理。" : "」这里还不能办。";
    return "「" + std::string(row.title) + std::string(not_here) + std::string(row.way);
}

const Elsewhere* other_way(std::string_view service_id) {
    const auto found = std::ranges::find(rows, service_id, &Elsewhere::id);
    return service_id.empty() || found == rows.end() ? nullptr : &*found;
}

}  // namespace services
