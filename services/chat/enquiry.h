// What a resident asks about a business instead of beginning it: 身份证多少钱, 要带什么, 要等几日. Pure.
#pragma once

#include <string_view>

namespace services {

struct Service;

enum class Enquiry { none, fee, papers, term, place, hours, who, at_home };

/// What the message asks, whatever business it names.
Enquiry enquiry(std::string_view normalised);

/// Whether the service's card answers it: where and when are what a directory itself answers.
bool has_card(const Service&, Enquiry);

/// The key of the card's line that answers it.
std::string_view line_of(Enquiry);

}  // namespace services
