// Rows of a parameter that is a table: a list of events, of campaigns, of amounts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "payment/fen.h"
#include "services/rules/time.h"

namespace services {

using Cell = std::variant<std::int64_t, bool, std::string, payment::Fen, Date, Instant, Minutes>;

/// One row: what its columns hold, by their keys. A column that may be left out, and was, is missing.
struct Row {
    std::map<std::string, Cell, std::less<>> cells;

    bool has(std::string_view column) const { return cells.contains(column); }

    // What a column holds; throws std::out_of_range when it is missing or of another kind.
    const std::string& text(std::string_view column) const;
    std::int64_t integer(std::string_view column) const;
    bool flag(std::string_view column) const;
    payment::Fen money(std::string_view column) const;
    Date date(std::string_view column) const;
    Instant moment(std::string_view column) const;
    Minutes time(std::string_view column) const;

    bool operator==(const Row&) const = default;
};
using Rows = std::vector<Row>;

/// The row whose column is this text; null when there is none. Throws as Row::text.
const Row* find_row(const Rows&, std::string_view column, std::string_view value);

}  // namespace services
