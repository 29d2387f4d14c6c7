#include "services/rules/rows.h"

#include <algorithm>
#include <stdexcept>

namespace services {
namespace {

template <class Value>
const Value& cell_of(const Row& row, std::string_view column) {
    const auto found = row.cells.find(column);
    if (found == row.cells.end()) throw std::out_of_range("a row has no " + std::string(column));
    const auto* value = std::get_if<Value>(&found->second);
    if (value == nullptr) throw std::out_of_range("a column of another kind: " + std::string(column));
    return *value;
}

}  // namespace

const std::string& Row::text(std::string_view column) const { return cell_of<std::string>(*this, column); }
std::int64_t Row::integer(std::string_view column) const { return cell_of<std::int64_t>(*this, column); }
bool Row::flag(std::string_view column) const { return cell_of<bool>(*this, column); }
payment::Fen Row::money(std::string_view column) const { return cell_of<payment::Fen>(*this, column); }
Date Row::date(std::string_view column) const { return cell_of<Date>(*this, column); }
Instant Row::moment(std::string_view column) const { return cell_of<Instant>(*this, column); }
Minutes Row::time(std::string_view column) const { return cell_of<Minutes>(*this, column); }

const Row* find_row(const Rows& rows, std::string_view column, std::string_view value) {
    const auto found = std::ranges::find_if(rows, [&](const Row& row) { return row.text(column) == value; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace services
