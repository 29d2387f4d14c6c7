// The kinds of answers residents give: one row each, used by every channel (catalogue §7).
#pragma once

#include "services/form/spec.h"

namespace services {

// The examples are those of one demonstration resident, on an area code that was never given out:
// 林志远, 440199199003074612, 13800138000, 粤A12345. The demo data knows the same resident.

extern const FieldType text;          // prose, 1..500 characters
extern const FieldType line;          // one line of 1..60 characters without an address of the web: what a department says of itself
extern const FieldType person_name;   // 2..30 Han characters with inner ·, or Latin
extern const FieldType newborn_name;  // 2..6 characters of 通用规范汉字表
extern const FieldType id_card;       // GB 11643-1999
extern const FieldType mobile;
extern const FieldType sms_code;     // 6 digits
extern const FieldType plate;        // GA 36
extern const FieldType date;         // an ISO day
extern const FieldType past_moment;  // 2026-11-28 14:05 in Guangzhou, not after now: instant_from_iso reads it
extern const FieldType district;     // one of the 11
extern const FieldType place;        // a district, a keyword or a position: ALL | 440106 | @23.129110,113.264385 | words
extern const FieldType appointment_no;
extern const FieldType record_no;  // of a report
extern const FieldType query_password;
extern const FieldType credit_code;  // GB 32100-2015, check digit a warning only
extern const FieldType hk_macau_permit;
extern const FieldType passport;     // of the People's Republic: ordinary, diplomatic, service
extern const FieldType business_no;  // exit-entry, 12..20 digits
extern const FieldType receipt_no;   // of an ID card's application, 8..24 digits or letters; no published form
extern const FieldType slip_no;      // of any other slip or policy, 6..32 digits or letters, two thirds digits; no published form
extern const FieldType decision_no;  // 15..16 digits
extern const FieldType accident_no;  // KC + date + serial
extern const FieldType file_no;      // 12 digits
extern const FieldType engine_last6;
extern const FieldType vin;
extern const FieldType landline;  // 020-81234567
extern const FieldType postcode;
extern const FieldType birth_certificate_no;
extern const FieldType position;  // in or near Guangzhou: @23.129110,113.264385, then a space and the place's name if it has one
extern const FieldType photo;
extern const FieldType money;  // yuan with two decimals: 12.50

/// The value that stands for all of Guangzhou where a district or a place is asked.
inline constexpr std::string_view whole_city = "ALL";

/// The district options of a question, one a district.
std::vector<Option> district_options();

/// All rows, for tests and for `police-gateway services --json`.
const std::vector<const FieldType*>& field_types();

// Masks, for facts a handler shows their owner (reliability-and-security §3.6): 林**, 4*************4612, 138****8000, 粤A·**345,
// C1*****78. An ID number keeps its first and last four digits at most: 430 area codes and 100 years of birth dates leave more than a
// million candidates.
std::string mask_name(std::string_view);
std::string mask_id_card(std::string_view);
std::string mask_mobile(std::string_view);
std::string mask_plate(std::string_view);
std::string mask_permit(std::string_view);
std::string mask_nothing(std::string_view);

/// What an ID number says of its holder. The number must be valid.
Date birth_of(std::string_view id_card);
bool is_male(std::string_view id_card);

/// Whether a value of `plate` is one of eight signs that only new-energy vehicles have; its length does not say it.
bool is_new_energy_plate(std::string_view plate);

/// The coordinates in a value of `position` or of `place`; absent when it holds none.
std::optional<Position> position_of(std::string_view value);
/// The amount in a value of `money`.
payment::Fen fen_of(std::string_view money);

/// Check digits that lawful numbers are known to miss (GB 32100, GB 16735): staff are warned, residents are not refused.
bool credit_code_checks(std::string_view credit_code);
bool vin_checks(std::string_view vin);

}  // namespace services
