#include "wechat/errors.h"

#include <algorithm>
#include <array>
#include <utility>

namespace wechat {
namespace {

constexpr auto names = std::to_array<std::pair<Errc, std::string_view>>({
    {Errc::busy, "busy"},
    {Errc::ok, "ok"},
    {Errc::bad_token, "bad_token"},
    {Errc::bad_openid, "bad_openid"},
    {Errc::bad_media_id, "bad_media_id"},
    {Errc::bad_app_id, "bad_app_id"},
    {Errc::illegal_token, "illegal_token"},
    {Errc::bad_button_count, "bad_button_count"},
    {Errc::bad_code, "bad_code"},
    {Errc::bad_characters, "bad_characters"},
    {Errc::bad_template_id, "bad_template_id"},
    {Errc::bad_secret, "bad_secret"},
    {Errc::code_used, "code_used"},
    {Errc::ip_not_allowed, "ip_not_allowed"},
    {Errc::bad_page_path, "bad_page_path"},
    {Errc::secret_frozen, "secret_frozen"},
    {Errc::token_missing, "token_missing"},
    {Errc::token_expired, "token_expired"},
    {Errc::refresh_token_expired, "refresh_token_expired"},
    {Errc::code_expired, "code_expired"},
    {Errc::not_a_follower, "not_a_follower"},
    {Errc::blacklisted, "blacklisted"},
    {Errc::not_subscribed, "not_subscribed"},
    {Errc::text_too_long, "text_too_long"},
    {Errc::too_many_articles, "too_many_articles"},
    {Errc::quota_used_up, "quota_used_up"},
    {Errc::too_fast, "too_fast"},
    {Errc::window_closed, "window_closed"},
    {Errc::window_used_up, "window_used_up"},
    {Errc::mass_id_repeated, "mass_id_repeated"},
    {Errc::mass_id_too_soon, "mass_id_too_soon"},
    {Errc::mass_id_too_long, "mass_id_too_long"},
    {Errc::template_withdrawn, "template_withdrawn"},
    {Errc::no_menu, "no_menu"},
    {Errc::bad_json, "bad_json"},
    {Errc::bad_argument, "bad_argument"},
    {Errc::no_permission, "no_permission"},
    {Errc::clears_used_up, "clears_used_up"},
    {Errc::account_limited, "account_limited"},
    {Errc::not_following, "not_following"},
    {Errc::draft_unchecked, "draft_unchecked"},
    {Errc::draft_in_console, "draft_in_console"},
    {Errc::draft_unsaved, "draft_unsaved"},
    {Errc::bad_article_id, "bad_article_id"},
    {Errc::ip_not_allowed_guide, "ip_not_allowed_guide"},
    {Errc::no_default_menu, "no_default_menu"},
    {Errc::empty_match_rule, "empty_match_rule"},
    {Errc::bad_menu_type, "bad_menu_type"},
    {Errc::match_rule_withdrawn, "match_rule_withdrawn"},
    {Errc::admin_must_confirm, "admin_must_confirm"},
});

// What follows `label` in the message, up to a character that is not one of `of`.
std::string after(const std::string& message, std::string_view label, std::string_view of) {
    const std::size_t at = message.find(label);
    if (at == std::string::npos) return "";
    const std::size_t begin = at + label.size();
    return message.substr(begin, message.find_first_not_of(of, begin) - begin);
}

}  // namespace

std::string_view name_of(Errc code) {
    const auto found = std::ranges::find(names, code, &std::pair<Errc, std::string_view>::first);
    return found == names.end() ? "unnamed" : found->second;
}

bool is_token_error(Errc code) { return code == Errc::bad_token || code == Errc::illegal_token || code == Errc::token_expired; }

ApiError::ApiError(int errcode, std::string errmsg, std::string existing)
    : std::runtime_error(std::to_string(errcode) + " " + std::string(name_of(static_cast<Errc>(errcode))) + ": " + errmsg),
      code_(static_cast<Errc>(errcode)),
      message_(std::move(errmsg)),
      rid_(after(message_, "rid: ", "0123456789abcdefABCDEF-")),
      existing_(std::move(existing)) {
    if (code_ == Errc::mass_id_repeated && existing_.empty()) existing_ = after(message_, "msg_id ", "0123456789");
    if (code_ == Errc::ip_not_allowed) address_ = after(message_, "invalid ip ", "0123456789abcdefABCDEF:.");
}

}  // namespace wechat
