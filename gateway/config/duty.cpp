#include <algorithm>

#include "gateway/config/build.h"
#include "gateway/config/values.h"

namespace gateway {

namespace {

constexpr std::size_t least_secret = 16;  // characters

void check_webhook(const json::Node& duty, std::string_view name, bool production, Findings& findings) {
    const auto& url = duty.at(name);
    const std::string what = "\"duty." + std::string(name) + "\"";
    if (url.text.empty()) return;
    if (!is_url(url.text))
        findings.error(url.place, what + ": this is no address, expected \"https://host/path\" or \"\"");
    else if (!url.text.starts_with("https://") && (production || !is_loopback(host_of(url.text))))
        findings.error(url.place, what + " is not https: personal data would travel in clear, expected \"https://…\"");
}

void check_mobiles(const json::Node& duty, std::string_view name, Findings& findings) {
    for (const auto& mobile : duty.at(name).items) {
        // Not quoted: it is a person's.
        if (mobile.given && !is_mobile(mobile.text))
            findings.error(mobile.place, "\"duty." + std::string(name) + "\": this is no mobile, expected 11 digits");
    }
}

}  // namespace

void judge_duty(const json::Node& node, const Config& config, Findings& findings) {
    const DutyDesk& desk = config.duty;
    for (const auto* url : {"webhook_url", "escalation_webhook_url"}) check_webhook(node, url, config.production, findings);
    for (const auto* list : {"mobiles", "escalation_mobiles"}) check_mobiles(node, list, findings);

    const auto& given = node.at("secret");
    const bool needs_secret = !desk.webhook_url.empty() || !desk.escalation_webhook_url.empty();
    const bool was_read = given.type == json::Type::text || !desk.secret.empty();
    if (needs_secret && was_read && desk.secret.size() < least_secret)
        findings.error(given.place, "\"duty.secret\" has " + std::to_string(desk.secret.size()) + " characters, expected at least " +
                                        std::to_string(least_secret) + ": anybody could ring the desk");
    if (!(desk.mobiles.empty() && desk.escalation_mobiles.empty()) && config.sms_url.empty())
        findings.warn(node.at("mobiles").place, "\"duty\" names mobiles, but without sms_url no SMS can be sent");
    if (!desk.is_there() && (!desk.escalation_webhook_url.empty() || !desk.escalation_mobiles.empty()))
        findings.error(node.place, "\"duty\" has somebody to escalate to and nobody to ring first, expected webhook_url or mobiles");
    if (!desk.is_there() && config.production)
        findings.warn(node.place,
                      "\"duty\" names no desk: whoever writes of suicide gets a card, and nobody is told; expected webhook_url or mobiles");
}

}  // namespace gateway
