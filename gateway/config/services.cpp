#include <algorithm>

#include "gateway/config/build.h"
#include "gateway/config/values.h"
#include "gateway/config/words.h"
#include "services/chat/picking.h"
#include "services/chat/words.h"

namespace gateway {

namespace {

using json::Node;
using services::Parameter;
using services::Service;
using services::Settings;

Parameter parameter_from(const Node& node) {
    if (node.type == json::Type::flag) return node.flag;
    if (node.type == json::Type::integer) return node.integer;
    if (node.type == json::Type::text) return node.text;
    std::vector<std::string> list;
    for (const auto& item : node.items) list.push_back(item.text);
    return list;
}

void check_schedule(const Node& node, const Settings& settings, Findings& findings) {
    const auto& closes = node.at("closes");
    if (settings.opens && settings.closes && *settings.opens >= *settings.closes)
        findings.error(closes.place,
                       "\"closes\": " + closes.text + " is not after opens (" + node.at("opens").text + "), expected a later moment");
    if (!settings.notice.empty() && !has_han(settings.notice))
        findings.error(node.at("notice").place, "\"notice\" is not Chinese, expected a sentence residents can read");
    if (!settings.enabled && settings.notice.empty())
        findings.warn(node.at("enabled").place, "the service is off without a \"notice\", expected why and until when, in Chinese");
    for (std::size_t i = 1; i < settings.hours.size(); ++i)
        if (settings.hours[i].opens < settings.hours[i - 1].closes)
            findings.error(node.at("hours").place,
                           "\"hours\" overlap or are out of order, expected e.g. [\"08:30-12:00\", \"14:00-17:30\"]");
}

/// Commands, line numbers and calls for help are read before any service's words: such a word could never open it, or would be in the way.
bool is_taken(const std::string& word) {
    return services::engine_word(word) != services::Word::none || services::line_number(word) > 0 ||
           services::emergency_in(word, false) != services::Emergency::none;
}

void take_words(const Node& list, const Service& service, Words& words, Settings& settings, Findings& findings) {
    for (const auto& word : list.items) {
        if (!word.given) continue;
        if (is_taken(word.text)) {
            findings.error(word.place, "\"" + word.text +
                                           "\" means something in every conversation (a command, a line number or a call for help), "
                                           "expected another word");
            continue;
        }
        settings.words.push_back(word.text);
        const auto [row, fresh] = words.emplace(word.text, service.id);
        if (fresh) continue;
        findings.warn(word.place, row->second == service.id
                                      ? "\"" + word.text + "\" already opens this service"
                                      : "\"" + word.text + "\" already opens " + row->second + "; two services share a word");
    }
}

Settings settings_from(const Node& node, const Service& service, Words& words, Findings& findings) {
    Settings settings;
    settings.enabled = node.at("enabled").flag;
    settings.notice = node.at("notice").text;
    settings.opens = services::instant_from_iso(node.at("opens").text);
    settings.closes = services::instant_from_iso(node.at("closes").text);
    settings.hours = spans_of(node.at("hours"));
    if (const auto& limit = node.at("daily_limit"); limit.type == json::Type::integer)
        settings.daily_limit = static_cast<int>(limit.integer);
    for (const auto& channel : node.at("channels").items)
        if (channel.given) settings.channels.push_back(channel.text);
    take_words(node.at("words"), service, words, settings, findings);
    for (const auto& parameter : service.parameters) settings.parameters[parameter.key] = parameter_from(node.at(parameter.key));
    check_schedule(node, settings, findings);
    return settings;
}

}  // namespace

std::vector<std::string> service_ids(const services::Catalog& catalog) {
    std::vector<std::string> ids;
    for (const auto& service : catalog.all()) ids.push_back(service.id);
    return ids;
}

bool is_service(const Node& id, const services::Catalog& catalog, Findings& findings) {
    if (catalog.find(id.text) != nullptr) return true;
    if (id.given)
        findings.error(id.place, "there is no service \"" + id.text + "\", expected a service id (police-gateway services)" +
                                     did_you_mean(id.text, service_ids(catalog)));
    return false;
}

Words built_in_words(const services::Catalog& catalog) {
    Words words;
    for (const auto& service : catalog.all()) {
        words.emplace(service.title, service.id);
        for (const auto& word : service.words) words.emplace(word, service.id);
    }
    return words;
}

void take_out_strangers(Node& root, std::string_view department, const services::Catalog& catalog, Findings& findings) {
    std::vector<std::string> ours;
    for (const auto& service : catalog.all())
        if (service.department == department) ours.push_back(service.id);
    std::erase_if(root.members, [&](const json::Member& member) {
        const auto* service = catalog.find(member.name);
        if (service == nullptr) {
            const auto among = ours.empty() ? "nothing here: this department has no services yet" : "one of " + listed(ours);
            findings.error(member.place,
                           "unknown service \"" + member.name + "\", expected " + among + did_you_mean(member.name, service_ids(catalog)));
        } else if (service->department != department) {
            findings.error(member.place, "\"" + member.name + "\" is a service of another department, expected it in services/" +
                                             service->department + ".json");
        }
        return service == nullptr || service->department != department;
    });
}

void build_services(const Node& root, std::string_view department, const services::Catalog& catalog, Words& words,
                    std::map<std::string, Settings, std::less<>>& settings, Findings& findings) {
    for (const auto& service : catalog.all())
        if (service.department == department) settings[service.id] = settings_from(root.at(service.id), service, words, findings);
}

}  // namespace gateway
