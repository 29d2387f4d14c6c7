// Bills are whole fen, of one decision, and good on the day they were quoted.
#include "payment/bill.h"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>

using namespace payment;
using std::chrono::sys_days;

namespace {

sys_days day(unsigned number) { return sys_days{std::chrono::year{2026} / 11 / static_cast<int>(number)}; }

Bill fine() {
    return {.of = "4401061600123456",
            .title = "交通违法罚款",
            .lines = {{"principal", "罚款", {20'000}, "道路交通安全法"}, {"surcharge", "加处罚款", {600}, "行政处罚法"}},
            .quoted_on = day(30),
            .pay_by = day(29)};
}

}  // namespace

TEST_CASE("a bill's total is the sum of its lines, in whole fen") {
    CHECK(total(fine()) == Fen{20'600});
    CHECK(yuan(total(fine())) == "206元");
    Bill absurd = fine();
    for (int i = 0; i < 6; ++i) absurd.lines.push_back({"principal", "罚款", {20'000'000'000}, ""});
    CHECK_THROWS_AS(total(absurd), std::overflow_error);
}

TEST_CASE("a bill is good on the day it was quoted, and on no other") {
    CHECK(is_quoted_on(fine(), day(30)));
    CHECK_FALSE(is_quoted_on(fine(), day(29)));
    CHECK_FALSE(is_quoted_on(fine(), sys_days{std::chrono::year{2026} / 12 / 1}));
}

TEST_CASE("a bill over nothing, without lines, a decision or a day is none") {
    CHECK(fault(fine()).empty());
    const auto with = [](const std::function<void(Bill&)>& change) {
        Bill bill = fine();
        change(bill);
        return fault(bill);
    };
    CHECK(with([](Bill& bill) { bill.lines.clear(); }) == "it has no lines");
    CHECK(with([](Bill& bill) { bill.lines.front().amount = {0}; }) == "the line principal is not over an amount");
    CHECK(with([](Bill& bill) { bill.lines.front().amount = {-1}; }) == "the line principal is not over an amount");
    CHECK(with([](Bill& bill) { bill.lines.back().label.clear(); }) == "the line surcharge says nothing to whoever pays it");
    CHECK(with([](Bill& bill) { bill.of.clear(); }) == "it names no decision");
    CHECK(with([](Bill& bill) { bill.quoted_on = {}; }) == "it was quoted on no day");
}

TEST_CASE("a bill is the same text each time, and the text the same bill") {
    const std::string text = to_json(fine());
    CHECK(text == to_json(fine()));
    const auto back = bill_from_json(text);
    REQUIRE(back);
    CHECK(to_json(*back) == text);
    CHECK(back->pay_by == day(29));
    CHECK(back->lines.back().amount == Fen{600});
    Bill other = fine();
    other.lines.back().amount = {601};
    CHECK(to_json(other) != text);
    for (const char* none : {"", "[]", "{}", R"({"of":"1","lines":[]})",
                             R"({"of":"1","title":"","quoted_on":1,"pay_by":1,"lines":[{"item":"a","label":"b","fen":-5}]})"})
        CHECK_FALSE(bill_from_json(none));
}
