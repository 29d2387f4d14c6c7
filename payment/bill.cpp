#include "payment/bill.h"

#include <stdexcept>

#include "wechat/json.h"

namespace payment {
namespace {

constexpr std::int64_t most = 100'000'000'000;  // fen

std::int64_t day_number(std::chrono::sys_days day) { return day.time_since_epoch().count(); }
std::chrono::sys_days day_of(std::int64_t number) { return std::chrono::sys_days{std::chrono::days{number}}; }

}  // namespace

Fen total(const Bill& bill) {
    Fen sum;
    for (const BillLine& line : bill.lines) {
        if (line.amount.count > most - sum.count) throw std::overflow_error("a bill of more than a milliard yuan");
        sum = sum + line.amount;
    }
    return sum;
}

std::string fault(const Bill& bill) {
    if (bill.of.empty()) return "it names no decision";
    if (bill.lines.empty()) return "it has no lines";
    for (const BillLine& line : bill.lines) {
        if (line.amount.count <= 0) return "the line " + line.item + " is not over an amount";
        if (line.amount.count > most) return "the line " + line.item + " is over more than can be owed";
        if (line.label.empty()) return "the line " + line.item + " says nothing to whoever pays it";
    }
    if (bill.quoted_on == std::chrono::sys_days{}) return "it was quoted on no day";
    return "";
}

bool is_quoted_on(const Bill& bill, std::chrono::sys_days today) { return bill.quoted_on == today; }

std::string to_json(const Bill& bill) {
    wechat::JsonWriter out;
    out.text("of", bill.of)
        .text("title", bill.title)
        .integer("quoted_on", day_number(bill.quoted_on))
        .integer("pay_by", day_number(bill.pay_by));
    out.open_list("lines");
    for (const BillLine& line : bill.lines) {
        out.open().text("item", line.item).text("label", line.label).integer("fen", line.amount.count).text("basis", line.basis).close();
    }
    return out.close_list().take();
}

std::optional<Bill> bill_from_json(std::string_view text) {
    const auto json = wechat::Json::parse(std::string(text));
    if (!json || !json->is_object() || !json->has("lines")) return std::nullopt;
    Bill bill{.of = json->text("of"),
              .title = json->text("title"),
              .lines = {},
              .quoted_on = day_of(json->integer("quoted_on")),
              .pay_by = day_of(json->integer("pay_by"))};
    for (const wechat::Json& line : json->each("lines"))
        bill.lines.push_back({line.text("item"), line.text("label"), {line.integer("fen")}, line.text("basis")});
    return fault(bill).empty() ? std::optional(std::move(bill)) : std::nullopt;
}

}  // namespace payment
