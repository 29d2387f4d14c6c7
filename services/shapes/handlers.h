// What several services do in the same way: keep answers with a record, find offices near a place, tell them apart in a list.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/form/context.h"
#include "services/form/spec.h"

namespace services {

/// The answer, or "" when there is none.
std::string value_of(const Answers&, std::string_view key);

/// As the stores count time, and back.
inline std::int64_t unix_time(Instant at) { return at.time_since_epoch().count(); }
inline Instant instant_at(std::int64_t unix_seconds) { return Instant{std::chrono::seconds{unix_seconds}}; }

/// A flat JSON object of the answers, for the encrypted columns of a record.
std::string to_json(const Answers&);
/// The object back; members that are not text are left out, and anything but an object gives none.
Answers from_json(std::string_view);

/// What the resident saw for an option of the service's field; the id itself when there is none such.
std::string label_of(const Service&, std::string_view field, std::string_view id);

/// The district options of a question, one a district.
std::vector<Option> district_options();

struct NearOffice {
    const Office* office;            // never null; lives as long as the figures
    std::optional<double> metres{};  // known when the place is a position
};

/// The offices residents may be shown (verified, wanted) at a normalised `place` answer: those of the district, those whose name,
/// address or district contains the words, or all by distance when it is a position. ALL finds all. Otherwise in the order of the figures.
std::vector<NearOffice> offices_at(const Figures&, std::string_view place, const std::function<bool(const Office&)>& wanted);

/// `350米`, `1.2公里`; empty when not known.
std::string distance_text(const std::optional<double>& metres);

/// The hours of a day as a resident reads them: `08:30-12:00、14:00-17:30`, or 休息.
std::string hours_text(const Office&, const Calendar&, Date day);

}  // namespace services
