#include "services/form/lifecycles.h"

namespace services {
namespace {

using db::By;
using db::Supplement;
using db::Tick;
using db::Unit;

constexpr Tick next_word{"word_days", Unit::working_days};

std::vector<db::State> application_states() {
    // The limit of the decision runs from acceptance through the review, and stands still while something else is waited for.
    const Tick decision{"decide_days", Unit::working_days, "run_over"};
    return {
        {.id = "SUBMITTED",
         .shown = "已提交",
         .ticks = {{"accept_days", Unit::working_days, "deem_accepted"}},
         .next_word = {"accept_days", Unit::working_days}},
        {.id = "NEED_SUPPLEMENT",
         .shown = "需要补正",
         .ticks = {{"supplement_days", Unit::working_days, "close_no_reply"}},
         .pauses = true},
        {.id = "REJECTED_ACCEPTANCE", .shown = "不予受理"},
        {.id = "ACCEPTED", .shown = "已受理", .ticks = {decision}, .next_word = next_word},
        {.id = "AWAIT_PAYMENT", .shown = "待缴费", .ticks = {{"pay_days", Unit::days, "lapse_unpaid"}}, .pauses = true},
        {.id = "UNDER_REVIEW", .shown = "审核中", .ticks = {decision}, .next_word = next_word},
        {.id = "SPECIAL_PROCEDURE", .shown = "特别程序", .next_word = next_word, .pauses = true},
        {.id = "APPROVED", .shown = "审核通过", .next_word = next_word},
        {.id = "REFUSED", .shown = "未通过"},
        {.id = "IN_PRODUCTION", .shown = "制证中", .next_word = next_word},
        {.id = "READY",
         .shown = "待领取",
         .ticks = {{"remind_days", Unit::days, "remind"},
                   {"remind_again_days", Unit::days, "remind"},
                   {"return_days", Unit::days, "return_uncollected"}}},
        {.id = "SHIPPED", .shown = "已寄出", .next_word = next_word},
        {.id = "RETURNED", .shown = "已退回"},
        {.id = "COLLECTED", .shown = "已领取"},
        {.id = "DELIVERED", .shown = "已签收"},
        {.id = "COMPLETED", .shown = "已办结"},
        {.id = "WITHDRAWN", .shown = "已撤回"},
        {.id = "CLOSED_NO_REPLY", .shown = "逾期未补正，已关闭"},
        {.id = "HANDED_OVER", .shown = "已转其他渠道办理"},
    };
}

std::vector<db::Move> application_moves() {
    return {
        {"ask_supplement", {"SUBMITTED"}, "NEED_SUPPLEMENT", By::officer, false, Supplement::named},
        {"supplement", {"NEED_SUPPLEMENT"}, "SUBMITTED", By::resident, false, Supplement::given},
        {"close_no_reply", {"NEED_SUPPLEMENT"}, "CLOSED_NO_REPLY", By::clock},
        {"accept", {"SUBMITTED"}, "ACCEPTED", By::officer},
        {"deem_accepted", {"SUBMITTED"}, "ACCEPTED", By::clock},  // 行政许可法 art. 32: not told in time what is missing
        {"reject", {"SUBMITTED"}, "REJECTED_ACCEPTANCE", By::officer},
        {"withdraw", {"SUBMITTED", "NEED_SUPPLEMENT", "AWAIT_PAYMENT"}, "WITHDRAWN", By::resident},
        {"hand_over", {"SUBMITTED", "ACCEPTED"}, "HANDED_OVER", By::officer},
        {"ask_payment", {"ACCEPTED"}, "AWAIT_PAYMENT", By::officer},
        {"pay", {"AWAIT_PAYMENT"}, "UNDER_REVIEW", By::payment},
        {"lapse_unpaid", {"AWAIT_PAYMENT"}, "WITHDRAWN", By::clock},
        {"review", {"ACCEPTED"}, "UNDER_REVIEW", By::officer},
        {"run_over", {"ACCEPTED"}, "ACCEPTED", By::clock},
        {"run_over", {"UNDER_REVIEW"}, "UNDER_REVIEW", By::clock},
        {"begin_special", {"UNDER_REVIEW"}, "SPECIAL_PROCEDURE", By::lead},
        {"end_special", {"SPECIAL_PROCEDURE"}, "UNDER_REVIEW", By::lead},
        {"approve", {"UNDER_REVIEW"}, "APPROVED", By::officer},
        {"refuse", {"UNDER_REVIEW"}, "REFUSED", By::lead},
        {"produce", {"APPROVED"}, "IN_PRODUCTION", By::officer},
        {"make_ready", {"IN_PRODUCTION", "RETURNED"}, "READY", By::officer},
        {"ship", {"IN_PRODUCTION"}, "SHIPPED", By::officer},
        {"remind", {"READY"}, "READY", By::clock},
        {"return_uncollected", {"READY"}, "RETURNED", By::clock},
        {"collect", {"READY"}, "COLLECTED", By::officer},
        {"deliver", {"SHIPPED"}, "DELIVERED", By::department},
        {"return_undelivered", {"SHIPPED"}, "RETURNED", By::department},
        {"complete", {"APPROVED", "COLLECTED", "DELIVERED"}, "COMPLETED", By::officer},
    };
}

}  // namespace

const db::Lifecycle& application() {
    static const db::Lifecycle life{.begins = "SUBMITTED", .states = application_states(), .moves = application_moves()};
    return life;
}

const db::Lifecycle& report() {
    static const db::Lifecycle life{.begins = "RECEIVED",
                                    .states = {{.id = "RECEIVED", .shown = "已接收", .next_word = next_word},
                                               {.id = "ASSIGNED", .shown = "已分派", .next_word = next_word},
                                               {.id = "HANDLING", .shown = "处理中", .next_word = next_word},
                                               {.id = "ANSWERED", .shown = "已答复"},
                                               {.id = "CLOSED", .shown = "已关闭"},
                                               {.id = "REVOKED", .shown = "已撤回"}},
                                    .moves = {{"assign", {"RECEIVED"}, "ASSIGNED", By::lead},
                                              {"handle", {"ASSIGNED"}, "HANDLING", By::officer},
                                              {"answer", {"HANDLING"}, "ANSWERED", By::officer},
                                              {"close", {"RECEIVED", "ASSIGNED", "HANDLING"}, "CLOSED", By::officer},
                                              {"revoke", {"RECEIVED", "ASSIGNED"}, "REVOKED", By::resident}}};
    return life;
}

std::vector<Act> application_acts() { return {{.verb = "supplement", .label = "补正材料"}, {.verb = "withdraw", .label = "撤回申请"}}; }

std::vector<ParameterSpec> application_parameters() {
    using std::int64_t;
    return {
        {"accept_days", int64_t{5}, "Working days within which it is accepted or sent back; then it counts as accepted.", 1, 60},
        {"supplement_days", int64_t{15}, "Working days the resident has to supply what is missing.", 1, 250},
        {"decide_days", int64_t{20}, "Working days from acceptance to the decision.", 1, 250},
        {"pay_days", int64_t{7}, "Calendar days the resident has to pay.", 1, 90},
        {"remind_days", int64_t{7}, "After how many calendar days whoever has not collected is reminded.", 1, 365},
        {"remind_again_days", int64_t{30}, "The same once more.", 1, 365},
        {"return_days", int64_t{90}, "After how many calendar days what is not collected goes back.", 1, 365},
        {"word_days", int64_t{5}, "Working days within which the resident hears again.", 1, 60},
    };
}

std::vector<ParameterSpec> report_parameters() {
    return {{"word_days", std::int64_t{5}, "Working days within which the resident hears again.", 1, 60}};
}

}  // namespace services
