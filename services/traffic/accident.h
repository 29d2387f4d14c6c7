// A traffic accident that two drivers settle between themselves: its parties, who is liable, and the papers and messages about it
// (catalogue §5.1 row 6). Party A has reported it, party B confirms it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/lifecycle.h"
#include "db/stores/records.h"
#include "services/form/spec.h"
#include "services/shapes/paper.h"

namespace services::accident {

/// The states of the record, as stored. A report whose liability is disputed begins with an officer.
inline constexpr std::string_view awaiting_confirmation = "AWAIT_CONFIRMATION";  // B has been sent a code
inline constexpr std::string_view agreed = "ANSWERED";                           // and has used it: the agreement stands
inline constexpr std::string_view assigned = "ASSIGNED";                         // disputed: an officer decides
inline constexpr std::string_view revoked = "REVOKED";                           // by A, before anybody decided
inline constexpr std::string_view lapsed = "CLOSED";                             // B did not answer in time
const db::Lifecycle& life();

/// The parties as an `each` question has them: A, called 我方, and B, called 对方.
const std::vector<Option>& parties();
/// The kinds (号牌种类) a plate of this length can be of.
std::vector<Option> plate_types(const std::string& plate);
/// The kind most plates like this one are of; absent without a plate.
std::optional<std::string> usual_type(const std::string& plate);
std::vector<Option> liabilities();
inline constexpr std::string_view disputed = "DISPUTED";
/// 甲方（粤A**345）负全部责任 …; plates masked, by sides A and B.
std::string liability_text(const Answers& report);

/// When, where and between whom, masked, in one line: what anybody but the reporter is told.
std::string summary(const Answers& report, const Figures&);
/// Where a value of `position` is, as the resident said it: for their own eyes only.
std::string place_named(const std::string& position);
/// Where it is as others are told: derived, none of the reporter's words.
std::string place_told(const Answers& report, const Figures&);

/// How B confirmed.
struct Confirmed {
    std::string by;              // e.g. 凭短信确认码
    bool is_identified = false;  // it was B as bound to the licence number given; else anybody who had B's telephone
    Instant reported_at, confirmed_at;
};
/// The agreement (道路交通事故自行协商协议书). Names and plates in full, as it must be to hold between two people; numbers that could be
/// misused are masked, and nothing of it is prose of either.
Paper agreement(const Answers& report, const std::string& number, const Confirmed&, const Figures&);

}  // namespace services::accident
