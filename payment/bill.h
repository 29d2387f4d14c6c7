// A bill: what is owed, for what, on what basis, and until when. Whoever decided makes it; a channel shows it; an order settles it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payment/fen.h"

namespace payment {

struct BillLine {
    std::string item;   // as fees.json or the department names it
    std::string label;  // Chinese: what a resident reads
    Fen amount;
    std::string basis;  // the document that sets it; "" where the decision itself does
};

/// One decision is one bill: amounts of two are never added up in one (catalogue §5.1 row 4).
struct Bill {
    std::string of;     // number of the record or of the decision
    std::string title;  // Chinese
    std::vector<BillLine> lines;
    std::chrono::sys_days quoted_on{};  // in Guangzhou; a surcharge moves at midnight, so that it is good on this day only
    std::chrono::sys_days pay_by{};     // the last day without consequence
};

/// The sum of its lines. Throws std::overflow_error when it is more than 1,000,000,000 yuan.
Fen total(const Bill&);

/// What is wrong with it, in English; "": nothing. A bill over nothing is one: a decision may end without a payment, and then has no bill.
std::string fault(const Bill&);

/// Whether an order may still be made of it on that day: a quote of another day is asked for again (catalogue §8.4).
bool is_quoted_on(const Bill&, std::chrono::sys_days today);

/// The bill as text, always the same for the same bill, so that an order can be bound to its digest; and back, absent when the text is
/// none.
std::string to_json(const Bill&);
std::optional<Bill> bill_from_json(std::string_view);

}  // namespace payment
