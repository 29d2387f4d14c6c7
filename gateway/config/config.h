// The administrator's files, read all together into one immutable value, or a list of everything that is wrong with them.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/endpoint.h"
#include "services/form/catalog.h"
#include "services/rules/figures.h"
#include "wechat/callback.h"

namespace gateway {

/// A template of the account's for one kind of what the outbox holds.
struct NoticeTemplate {
    enum class Way { subscribe, message };
    std::string tells;
    Way way = Way::subscribe;
    std::string id;
    std::vector<std::pair<std::string, std::string>> values;  // its key, the fact that stands there
};

/// Where a department answers about a data set (gateway/upstream/departments.h).
struct Department {
    std::string data_set, url, token;
    std::chrono::milliseconds timeout{1500};
    std::vector<services::Span> hours;  // when it is asked, every day; empty: always
};

/// Whom residents' cries for help ring (gateway/jobs/duty.h). Its people are police: what they get holds personal data.
struct DutyDesk {
    std::string webhook_url, secret;  // secret: of the signature
    std::vector<std::string> mobiles;
    std::string escalation_webhook_url;
    std::vector<std::string> escalation_mobiles;
    std::chrono::seconds escalate_after{120}, ring_again_after{300};

    bool is_there() const { return !webhook_url.empty() || !mobiles.empty(); }
};

/// What becomes of a push from an address that is not WeChat's.
enum class CallbackAddresses { off, log, enforce };

/// Somebody who may change something from the command line, or answer at the duty desk's pages.
struct Operator {
    std::string id, name, unit;
    std::vector<std::string> roles;  // publisher, duty, keys, auditor, case, lead
    std::string token;               // the public part (personal_token.h)
    std::string mobile = {};         // gets the codes for the duty desk's pages; empty: they are opened by the token alone

    bool has(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
};
/// Null when the list names nobody so.
inline const Operator* operator_named(const std::vector<Operator>& operators, std::string_view id) {
    const auto found = std::ranges::find(operators, id, &Operator::id);
    return found == operators.end() ? nullptr : &*found;
}
/// As whom commands run while there are no operators.
constexpr const char* unnamed_operator = "unnamed";
/// As whom the program writes audit rows by itself, without a signature: no operator may be called so. What it does for an operator who
/// is signed in at its pages is written as duty_desk/ID.
inline constexpr std::array program_actors{unnamed_operator, "wechat", "gateway", "duty_desk"};

/// gateway.json. Secrets are already read from their files.
struct Config {
    Endpoint listen, admin;
    std::vector<std::string> proxies;  // addresses or blocks, besides the loopback, whose X-Real-IP is believed
    std::string public_url;
    std::string database, database_password;
    std::string sessions, sessions_password;
    std::string data_key_file, index_key_file;  // their paths, relative to the working directory
    std::string data_keys, index_keys;          // their contents (db::Vault), read again when they change; empty while missing
    bool production = false;
    bool demonstration = false;  // load the synthetic population beside the executable
    wechat::Credentials wechat;
    std::string app_secret;              // empty: the account answers, and says nothing of its own accord
    std::vector<std::string> api_hosts;  // base URLs of WeChat's API, tried in this order
    CallbackAddresses callback_addresses = CallbackAddresses::off;
    std::vector<NoticeTemplate> templates;
    bool tappable_lines = true;
    std::string sms_url;           // where SMS are handed over; empty: no SMS can be sent
    std::string customer_service;  // "transfer" (transfer_customer_service) or a Chinese sentence saying how to reach a person
    std::vector<services::Span> customer_service_hours;  // when a person answers, on working days; empty: always
    std::string customer_service_phone = "12345";        // whom to call meanwhile
    std::vector<Department> departments;
    DutyDesk duty;

    int threads = 32;  // workers that answer messages
    int max_body_bytes = 65536;
    std::chrono::milliseconds answer_deadline{4000};
    std::chrono::seconds session_silence{1800};  // after this the resident is asked 继续 / 重新开始
    std::chrono::seconds session_life{86400};
    std::chrono::seconds answer_memory{600};  // how long a retry gets the remembered answer

    services::Figures figures;
    std::vector<Operator> operators;
    std::string version;  // digest of all files
};

/// One thing wrong in one file; `text()` is `file:line:column: message`.
struct Problem {
    std::string file;
    int line = 0, column = 0;
    std::string message;
    bool warning = false;
    std::string text() const;
};

struct Loaded {
    std::shared_ptr<const Config> config;  // null when there is any error
    std::vector<Problem> problems;         // errors and warnings, in file order
};

/// Reads every file of the folder; reports every problem at once. Reads files, writes none. What is good `today` is good on every later
/// day: amounts must be there from today on, as long as anything is offered.
Loaded load_config(const std::string& folder, const services::Catalog& catalog, services::Date today);

/// Keys whose change needs a restart and differ between the two, e.g. "listen.port".
std::vector<std::string> needs_restart(const Config& before, const Config& after);

/// `after` with the value of `before` at every key that needs a restart. The contents of key files are the caller's.
Config with_restart_keys_of(const Config& before, Config after);

}  // namespace gateway
