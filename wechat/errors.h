// What WeChat's API says no with: return codes by name, and the errors of a call.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace wechat {

// The codes worth a name (protocol §6). Others exist and travel as numbers.
enum class Errc : int {
    busy = -1,
    ok = 0,
    bad_token = 40001,  // wrong secret, or an access token that is no longer the newest
    bad_openid = 40003,
    bad_media_id = 40007,
    bad_app_id = 40013,
    illegal_token = 40014,
    bad_button_count = 40016,
    bad_code = 40029,  // OAuth
    bad_characters = 40033,
    bad_template_id = 40037,
    bad_secret = 40125,
    code_used = 40163,  // OAuth
    ip_not_allowed = 40164,
    bad_page_path = 40165,
    secret_frozen = 40243,
    token_missing = 41001,
    token_expired = 42001,
    refresh_token_expired = 42002,
    code_expired = 42003,  // OAuth
    not_a_follower = 43004,
    blacklisted = 43019,
    not_subscribed = 43101,  // 订阅通知 refused or used up
    text_too_long = 45002,
    too_many_articles = 45008,
    quota_used_up = 45009,
    too_fast = 45011,
    window_closed = 45015,  // the resident did nothing for 48 hours
    window_used_up = 45047,
    mass_id_repeated = 45065,
    mass_id_too_soon = 45066,  // the same again within a minute
    mass_id_too_long = 45067,
    template_withdrawn = 45103,
    no_menu = 46003,
    bad_json = 47001,
    bad_argument = 47003,   // the message names the field
    no_permission = 48001,  // also: drafts and publishing of an account that is not verified
    clears_used_up = 48006,
    account_limited = 50002,
    not_following = 50005,
    draft_unchecked = 53503,   // the draft did not pass WeChat's checks
    draft_in_console = 53504,  // to be gone on with in the account's console
    draft_unsaved = 53505,     // to be saved by hand there first
    bad_article_id = 53600,
    ip_not_allowed_guide = 61004,
    no_default_menu = 65303,
    empty_match_rule = 65304,
    bad_menu_type = 65318,
    match_rule_withdrawn = 65320,
    admin_must_confirm = 89503,
};

// "window_closed"; "unnamed" for a code that is not in Errc.
std::string_view name_of(Errc);

// The token was refused and another one may be accepted: 40001, 40014, 42001.
bool is_token_error(Errc);

// WeChat answered with an errcode. what() is "CODE name: message", secrets removed.
class ApiError : public std::runtime_error {
  public:
    // Takes rid and address out of the errmsg. `existing` as below.
    ApiError(int errcode, std::string errmsg, std::string existing = "");

    Errc code() const { return code_; }
    const std::string& message() const { return message_; }
    // "6123abcd-…", for quota::explain; empty when the message has none.
    const std::string& rid() const { return rid_; }
    // With ip_not_allowed: the address from which this machine reaches WeChat, which an administrator must allow in the account's console.
    const std::string& address() const { return address_; }
    // With mass_id_repeated: the id of the mass message there is already; empty when WeChat does not say.
    const std::string& existing() const { return existing_; }

  private:
    Errc code_;
    std::string message_;
    std::string rid_;
    std::string address_;
    std::string existing_;
};

// The request may have been accepted and no readable answer came, and it is of a kind that must not happen twice: it was not repeated.
class MaybeSent : public std::runtime_error {
  public:
    explicit MaybeSent(const std::string& path) : std::runtime_error("no answer, may have been accepted: " + path) {}
};

// An answer that is neither what the call promises nor an errcode.
class BadAnswer : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// A value that WeChat would refuse, found before sending. what() names field, limit and what was given, never the value.
class OutOfLimits : public std::invalid_argument {
  public:
    OutOfLimits(std::string field, const std::string& limit) : std::invalid_argument(field + ": " + limit), field_(std::move(field)) {}
    const std::string& field() const { return field_; }

  private:
    std::string field_;
};

}  // namespace wechat
