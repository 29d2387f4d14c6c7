// Offices near a place, and what residents read of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/rules/figures.h"

namespace services {

struct NearOffice {
    const Office* office;            // never null; lives as long as the figures
    std::optional<double> metres{};  // known when the place is a position
};

/// The offices residents may be shown (verified, wanted) at a normalised `place` answer: those of the district, those whose name,
/// address or district contains the words, or all by distance when it is a position. ALL finds all. Otherwise in the order of the figures.
std::vector<NearOffice> offices_at(const Figures&, std::string_view place, const std::function<bool(const Office&)>& wanted);

/// `350米`, `1.2公里`; empty when not known.
std::string distance_text(const std::optional<double>& metres);

/// Hours as a resident reads them: `08:30-12:00、14:00-17:30`, 24小时, or 休息; and those of a day.
std::string hours_text(const std::vector<Span>&);
std::string hours_text(const Office&, const Calendar&, Date day);

/// Whether the office is open, until when, and when it opens next: `开放中，12:00休息`, `已休息，14:00开放`. A day beyond the calendar's
/// notices is not looked at, nor one more than a month away.
std::string open_now_text(const Office&, const Calendar&, Instant now);

}  // namespace services
