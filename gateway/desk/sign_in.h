// Who is at the duty desk's pages: an operator with the role duty, by a code to their mobile or by their personal token.
#pragma once

#include <optional>
#include <string>

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/http/server.h"
#include "gateway/http/workers.h"
#include "gateway/upstream/sms.h"
#include "services/rules/time.h"

namespace gateway::desk {

/// Somebody signed in, as operators.json has them at this moment.
struct Officer {
    Operator who;
    std::string secret;  // what their browser holds
    db::DeskSession session;

    /// What a form of theirs carries, so that no other site's can be sent in their name.
    std::string form_token() const;
    /// As whom the program writes what it does for them into the audit chain.
    std::string audited_as() const;
};

/// Any number of threads. Throws SqlError.
class SignIn {
  public:
    SignIn(db::Stores& stores, CurrentLive live, SendSms send_sms)
        : stores_(stores), live_(std::move(live)), send_sms_(std::move(send_sms)) {}

    /// Absent when nobody is, whose session is over, or who is no operator on duty any more.
    std::optional<Officer> officer(const PageRequest&, services::Instant now) const;
    /// Whether a POST comes from a page of ours: its Origin, where the browser says it.
    bool is_ours(const PageRequest&) const;
    /// The same, and with the token of this officer's forms.
    bool is_theirs(const PageRequest&, const Officer&) const;

    /// The pages under /duty/sign-in, and /duty/sign-out.
    HttpAnswer answer(const PageRequest&, services::Instant now);

    /// A way in for who has proven who they are otherwise: an address that is good once, for ten minutes.
    static std::string link_for(db::Stores&, const Config&, const std::string& officer, services::Instant now);

  private:
    HttpAnswer send_code(const PageRequest&, services::Instant now);
    HttpAnswer take_code(const PageRequest&, services::Instant now);
    HttpAnswer take_link(const PageRequest&, services::Instant now);
    HttpAnswer begin(const std::string& officer, const std::string& how, const std::string& alarm, services::Instant now);
    HttpAnswer end(const PageRequest&, services::Instant now);
    const Operator* on_duty(const Config&, const std::string& id) const;

    db::Stores& stores_;
    const CurrentLive live_;
    const SendSms send_sms_;
    Workers senders_{1};  // so that nobody can tell from the time it takes whether a code was sent; last, since they use the above
};

}  // namespace gateway::desk
