#include "gateway/config/keys.h"
#include "services/form/catalog.h"
#include "services/shapes/data_set.h"

namespace gateway {

// One row a key, one line a row: a table is read down its columns.
// clang-format off

namespace {

/// The same key, whose change waits for a restart.
Key restart(Key key) {
    key.restart = true;
    return key;
}

const std::vector<std::pair<std::string, wechat::Mode>> modes{
    {"plain", wechat::Mode::plain}, {"compatible", wechat::Mode::compatible}, {"secure", wechat::Mode::secure}};
const std::vector<std::pair<std::string, CallbackAddresses>> callback_addresses{
    {"off", CallbackAddresses::off}, {"log", CallbackAddresses::log}, {"enforce", CallbackAddresses::enforce}};
const std::vector<std::pair<std::string, NoticeTemplate::Way>> ways{
    {"subscribe", NoticeTemplate::Way::subscribe}, {"template", NoticeTemplate::Way::message}};

/// Links begin with it: without a slash at its end.
void take_public_url(const json::Node& node, Config& config) {
    config.public_url = node.text;
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
}

Keys network_keys() {
    return {
        {"", {}, Form::object, "", "The gateway itself: where it listens, what it stores where, its secrets and its limits."},

        {"listen", {}, Form::object, "{}", "Where WeChat's pushes and residents' pages come in, behind nginx."},
        restart({"listen.host", into(&Config::listen, &Endpoint::host), Form::text, R"("127.0.0.1")", "Address to listen on; anything but the loopback is open to the network.", 1, 255}),
        restart({"listen.port", into(&Config::listen, &Endpoint::port), Form::integer, "8080", "Port to listen on.", 1, 65535}),
        restart({"listen.proxies", into(&Config::proxies), Form::list, "[]",
                 "Addresses or blocks (10.1.2.0/24), besides this machine's own, whose X-Real-IP is believed: those of nginx.", 0, 20}),
        {"listen.proxies[]", {}, Form::text, "", "One address or block.", 1, 64},

        {"admin", {}, Form::object, "{}", "Where health, readiness and metrics are served; never to the public."},
        restart({"admin.host", into(&Config::admin, &Endpoint::host), Form::text, R"("127.0.0.1")", "Address to listen on.", 1, 255}),
        restart({"admin.port", into(&Config::admin, &Endpoint::port), Form::integer, "8081", "Port to listen on; another than listen.port.", 1, 65535}),

        {"public_url", by<Config>(take_public_url), Form::url, "", "The https address under which residents reach the pages; links begin with it."},
    };
}

Keys storage_keys() {
    return {
        restart({"database", into(&Config::database), Form::database, R"("sqlite:var/police.db")",
                 "Where records are kept: sqlite:path | mysql://user@host:port/name | mysql://user@host/name?socket=path."}),
        restart({"database_password", into(&Config::database_password), Form::secret, R"("")", "Password of the MySQL user; empty for SQLite.", 0, 1000}),
        restart({"sessions", into(&Config::sessions), Form::sessions, R"("memory:")",
                 "Where dialogues are kept: memory: (one process only) | redis://host:port/number | redis+unix:///path."}),
        restart({"sessions_password", into(&Config::sessions_password), Form::secret, R"("")", "Password of Redis; empty for none.", 0, 1000}),

        {"keys", {}, Form::object, "{}", "Files with the keys that encrypt personal data; police-gateway keys new FILE makes one."},
        restart({"keys.data", into(&Config::data_key_file), Form::key_file, R"({"file": "var/data.key"})",
                 "Keys that encrypt; the first line encrypts, all of them decrypt. Lost keys are lost data: back them up apart from the database. "
                 "What stands in the file is taken while serving (police-gateway keys rotate), its path is not."}),
        restart({"keys.index", into(&Config::index_key_file), Form::key_file, R"({"file": "var/index.key"})",
                 "Keys of the blind indexes by which records are found; taken as those of keys.data are."}),

        restart({"production", into(&Config::production), Form::flag, "false", "true refuses literal secrets and the demonstration population."}),
        restart({"demonstration", into(&Config::demonstration), Form::flag, "false", "true loads synthetic residents, so that every service can be tried."}),
    };
}

Keys wechat_keys() {
    return {
        {"wechat", {}, Form::object, "", "As set in the account's console (设置与开发 → 基本配置). After changing the file of a secret send SIGHUP."},
        {"wechat.app_id", into(&Config::wechat, &wechat::Credentials::app_id), Form::text, "", "AppID (开发者ID): wx and 16 letters or digits.", 1, 64},
        {"wechat.original_id", into(&Config::wechat, &wechat::Credentials::original_id), Form::text, R"("")", "原始ID (gh_…); a push addressed to another account is refused. Empty: not checked.", 0, 64},
        {"wechat.app_secret", into(&Config::app_secret), Form::secret, R"("")", "AppSecret (开发者密码), for all that the account says of its own accord; empty: it only answers.", 0, 100},
        {"wechat.token", into(&Config::wechat, &wechat::Credentials::token), Form::secret, "", "令牌 (Token): 3 to 32 letters and digits.", 3, 32},
        {"wechat.previous_token", into(&Config::wechat, &wechat::Credentials::previous_token), Form::secret, R"("")", "The token before the last change, for as long as pushes signed with it may arrive; else empty."},
        {"wechat.encoding_aes_key", into(&Config::wechat, &wechat::Credentials::encoding_aes_key), Form::secret, R"("")", "消息加解密密钥 (EncodingAESKey): 43 letters and digits."},
        {"wechat.previous_encoding_aes_key", into(&Config::wechat, &wechat::Credentials::previous_encoding_aes_key), Form::secret, R"("")", "The key before the last change, for as long as old pushes may arrive; else empty."},
        {"wechat.mode", one_of(modes, &Config::wechat, &wechat::Credentials::mode), Form::word, R"("secure")", "消息加解密方式: plain (明文) | compatible (兼容) | secure (安全); use secure."},
        {"wechat.window_seconds", into(&Config::wechat, &wechat::Credentials::window), Form::integer, "300", "How far a push's timestamp may be from this machine's clock.", 10, 3600},
        {"wechat.api_hosts", into(&Config::api_hosts), Form::list, R"(["https://api.weixin.qq.com"])", "Addresses of WeChat's API, tried in this order.", 1, 5},
        {"wechat.api_hosts[]", {}, Form::url, "", "One address."},
        {"wechat.callback_addresses", one_of(callback_addresses, &Config::callback_addresses), Form::word, R"("off")",
         "What becomes of a push from an address that is not in WeChat's list, which is fetched daily: off | log | enforce (403). Without a list nobody is refused."},
        {"wechat.templates", each(&Config::templates), Form::list, "[]",
         "Templates by which residents are told what they cannot be written about: 订阅通知 (subscribe, once they agreed) and 模板消息 (template).", 0, 25},
        {"wechat.templates[]", {}, Form::object, "", "A template."},
        {"wechat.templates[].tells", into(&NoticeTemplate::tells), Form::word, "", "What it tells.", 0, 0, {"appointment_reminder", "record_progress"}},
        {"wechat.templates[].way", one_of(ways, &NoticeTemplate::way), Form::word, "", "subscribe or template."},
        {"wechat.templates[].id", into(&NoticeTemplate::id), Form::text, "", "Its template id.", 1, 64},
        {"wechat.templates[].values", into(&NoticeTemplate::values), Form::map, "", "For each of its keys (thing1, time2 …) what stands there.", 1, 12},
        {"wechat.templates[].values.*", {}, Form::word, "", "One fact.", 0, 0, {"business", "place", "time", "number", "state"}},
    };
}

Keys department_keys() {
    std::vector<std::string> ids;
    for (const services::DataSet* data : services::catalog().data_sets()) ids.push_back(data->id);
    return {
        {"departments", each(&Config::departments), Form::list, "[]",
         "Systems of departments that answer about one row of a data set while the resident waits; a data set without one answers what was imported.", 0, 50},
        {"departments[]", {}, Form::object, "", "A system."},
        {"departments[].data_set", into(&Department::data_set), Form::word, "", "Which data set it answers about.", 0, 0, ids},
        {"departments[].url", into(&Department::url), Form::url, "", "Where it is asked (HTTP POST of JSON)."},
        {"departments[].token", into(&Department::token), Form::secret, R"("")", "What it knows us by: Authorization: Bearer.", 0, 500},
        {"departments[].timeout_ms", into(&Department::timeout), Form::integer, "1500", "How long a resident waits for it, before what was imported answers.", 100, 3000},
        {"departments[].hours", into(&Department::hours), Form::list, "[]", "When it is asked, every day ([\"07:00-23:00\"]); []: always.", 0, 6},
        {"departments[].hours[]", {}, Form::span, "", "One opening."},
    };
}

Keys duty_keys() {
    return {
        {"duty", {}, Form::object, "{}",
         "The duty desk, rung by words of suicide, violence and missing children. What it gets holds the resident's words, name and mobile: police only."},
        {"duty.webhook_url", into(&Config::duty, &DutyDesk::webhook_url), Form::text, R"("")", "Where an alarm is POSTed as JSON, inside the police network over https; empty: SMS only.", 0, 500},
        {"duty.secret", into(&Config::duty, &DutyDesk::secret), Form::secret, R"("")", "Key of the header X-Duty-Signature, by which the desk knows who calls; at least 16 characters.", 0, 200},
        {"duty.mobiles", into(&Config::duty, &DutyDesk::mobiles), Form::list, "[]", "Mobiles that get an SMS: the alarm's number and kind, and where to acknowledge. Nobody and no webhook: no desk.",
         0, 20},
        {"duty.mobiles[]", {}, Form::text, "", "11 digits.", 11, 11},
        {"duty.escalation_webhook_url", into(&Config::duty, &DutyDesk::escalation_webhook_url), Form::text, R"("")", "Rung as well once nobody has acknowledged in time; empty: SMS only.", 0, 500},
        {"duty.escalation_mobiles", into(&Config::duty, &DutyDesk::escalation_mobiles), Form::list, "[]", "Likewise.", 0, 20},
        {"duty.escalation_mobiles[]", {}, Form::text, "", "11 digits.", 11, 11},
        {"duty.escalate_after_seconds", into(&Config::duty, &DutyDesk::escalate_after), Form::integer, "120", "How long the first ones have to acknowledge.", 10, 3600},
        {"duty.ring_again_seconds", into(&Config::duty, &DutyDesk::ring_again_after), Form::integer, "300", "An alarm that nobody has acknowledged rings again after this.", 30, 3600},
    };
}

Keys conduct_keys() {
    return {
        {"tappable_lines", into(&Config::tappable_lines), Form::flag, "true", "Lists in a message may be tapped instead of typing the number."},
        restart({"sms_url", into(&Config::sms_url), Form::text, R"("")", "Where SMS are handed over (HTTP POST); empty: no SMS can be sent, and so no code asked for.", 0, 500}),
        {"customer_service", into(&Config::customer_service), Form::text, R"("transfer")",
         "What 人工 does: transfer (to the account's customer-service staff), or a Chinese sentence saying how to reach a person.", 1, 200},
        {"customer_service_hours", by<Config>([](const json::Node& node, Config& config) { take(node, config.customer_service_hours); }), Form::list, "[]",
         "When a person answers, on working days ([\"09:00-12:00\", \"14:00-17:30\"]); at other times residents are told these hours. []: always.", 0, 6},
        {"customer_service_hours[]", {}, Form::span, "", "One opening."},
        {"customer_service_phone", into(&Config::customer_service_phone), Form::text, R"("12345")", "Whom residents are told to call while no person answers.", 3, 20},

        {"limits", {}, Form::object, "{}", "Limits and timeouts."},
        restart({"limits.threads", into(&Config::threads), Form::integer, "32", "Workers that answer messages.", 1, 512}),
        restart({"limits.max_body_bytes", into(&Config::max_body_bytes), Form::integer, "65536", "Longest request accepted.", 4096, 10485760}),
        {"limits.answer_deadline_ms", into(&Config::answer_deadline), Form::integer, "4000", "After this the answer is given later; WeChat hangs up after 5000.", 100, 4800},
        {"limits.session_silence_seconds", into(&Config::session_silence), Form::integer, "1800", "After this silence the resident is asked 继续 or 重新开始.", 60, 86400},
        {"limits.session_life_seconds", into(&Config::session_life), Form::integer, "86400", "After this a dialogue is forgotten.", 300, 604800},
        {"limits.answer_memory_seconds", into(&Config::answer_memory), Form::integer, "600", "How long a repeated delivery gets the same answer; longer than wechat.window_seconds.",
         60, 86400},
    };
}

}  // namespace

// clang-format on

Keys gateway_keys() {
    Keys all;
    for (auto part : {network_keys(), storage_keys(), wechat_keys(), department_keys(), duty_keys(), conduct_keys()})
        all.insert(all.end(), part.begin(), part.end());
    for (Key& key : all) {
        if (key.words.empty()) key.words = key.into.words;
    }
    return all;
}

}  // namespace gateway
