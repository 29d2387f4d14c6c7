// Offices near a place, and what residents read of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/rules/figures.h"
#include "services/rules/gazetteer.h"

namespace services {

struct NearOffice {
    const Office* office;            // never null; lives as long as the figures
    std::optional<double> metres{};  // from the position that was sent; absent where either of the two is not known
};

/// The offices residents may be shown (verified, wanted) at a normalised `place` answer. ALL finds all, in the order of the figures; a
/// position all, the nearest first. Words find the office of that very name alone; else those whose name, address or district contains
/// them, or that are called like the place they name; behind these the others of the place's district, the nearest first as far as
/// positions are known. Words that name districts only find all of these where nothing contains the words.
std::vector<NearOffice> offices_at(const Figures&, std::string_view place, const std::function<bool(const Office&)>& wanted);

/// What a `place` answer names, as offices_at reads it; absent for a position, for ALL and for words that name nothing.
std::optional<NamedPlace> place_named(const Figures&, std::string_view place);

/// `350米`, `1.2公里`; empty when not known.
std::string distance_text(const std::optional<double>& metres);

/// Hours as a resident reads them: `08:30-12:00、14:00-17:30`, 24小时, or 休息; and those of a day.
std::string hours_text(const std::vector<Span>&);
std::string hours_text(const Office&, const Calendar&, Date day);

/// Whether the office is open, until when, and when it opens next: `开放中，12:00休息`, `已休息，14:00开放`. A day beyond the calendar's
/// notices is not looked at, nor one more than a month away.
std::string open_now_text(const Office&, const Calendar&, Instant now);

}  // namespace services
