#include <algorithm>
#include <tuple>

#include "gateway/config/build.h"

namespace gateway {

namespace {

using services::Date;
using services::Fee;

struct Row {
    Fee fee;
    json::Place place;
};

/// Rows of one item, in order of their first day: none may begin before the one before it has ended.
void check_neighbours(const Row& before, const Row& after, Findings& findings) {
    const auto& item = after.fee.item;
    if (!before.fee.until || *before.fee.until >= after.fee.from) {
        const auto end = before.fee.until ? "until " + services::iso(*before.fee.until) : "without end";
        findings.error(after.place, "\"" + item + "\" from " + services::iso(after.fee.from) + " overlaps the row on line " +
                                        std::to_string(before.place.line) + " (" + end + "), expected one amount a day");
    } else if (*before.fee.until + std::chrono::days{1} < after.fee.from) {
        findings.warn(after.place, "\"" + item + "\" has no amount from " + services::iso(*before.fee.until + std::chrono::days{1}) +
                                       " to " + services::iso(after.fee.from - std::chrono::days{1}));
    }
}

/// The first day from `day` to `last` without an amount.
std::optional<Date> uncovered(const std::vector<Fee>& fees, const std::string& item, Date day, Date last) {
    while (day <= last) {
        const auto row = std::find_if(fees.begin(), fees.end(), [&](const Fee& fee) {
            return fee.item == item && fee.from <= day && (!fee.until || day <= *fee.until);
        });
        if (row == fees.end()) return day;
        if (!row->until) break;
        day = *row->until + std::chrono::days{1};
    }
    return std::nullopt;
}

}  // namespace

void judge_fees(const json::Node& root, const std::vector<Fee>& fees, Findings& findings) {
    std::vector<Row> rows;
    const auto& nodes = root.at("fees").items;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto &from = nodes[i].at("from"), &until = nodes[i].at("until");
        if (from.given && fees[i].until && *fees[i].until < fees[i].from)
            findings.error(until.place, "\"until\": " + until.text + " is before from (" + from.text +
                                            "), expected the last day the amount is in force");
        else if (from.given && nodes[i].at("item").given)
            rows.push_back({fees[i], nodes[i].place});
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return std::tie(a.fee.item, a.fee.from) < std::tie(b.fee.item, b.fee.from); });
    for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i].fee.item == rows[i - 1].fee.item) check_neighbours(rows[i - 1], rows[i], findings);
}

void check_fees_quoted(const json::Node& root, const services::Catalog& catalog, Date today, const services::Figures& figures,
                       Findings& findings) {
    const Date last = figures.calendar.loaded_until;
    for (const auto& service : catalog.all()) {
        for (const auto& item : service.fees) {
            const auto day = uncovered(figures.fees, item, today, last);
            if (!day) continue;
            findings.error(root.at("fees").place, service.id + " quotes \"" + item + "\", which has no amount on " + services::iso(*day) +
                                                      ", expected one on every day until " + services::iso(last) +
                                                      " (loaded_until of calendar.json)");
        }
    }
}

}  // namespace gateway
