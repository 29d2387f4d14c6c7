
#include "gateway/config/build.h"
#include "gateway/config/parameters.h"
#include "gateway/config/values.h"
#include "gateway/config/words.h"
#include "services/chat/picking.h"
#include "services/chat/words.h"
#include "services/distress/recogniser.h"

namespace gateway {

namespace {

using json::Node;
using services::Service;
using services::Settings;

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
bool is_taken(const std::string& word, const services::Recogniser& distress) {
    return services::engine_word(word) != services::Word::none || services::line_number(word) > 0 || distress.recognise(word).line > 0;
}

void check_words(const Node& list, const Service& service, const services::Recogniser& distress, Words& words, Findings& findings) {
    for (const auto& word : list.items) {
        if (!word.given) continue;
        if (is_taken(word.text, distress)) {
            findings.error(word.place, "\"" + word.text +
                                           "\" means something in every conversation (a command, a line number or a call for help), "
                                           "expected another word");
            continue;
        }
        const auto [row, fresh] = words.emplace(word.text, service.id);
        if (fresh) continue;
        findings.warn(word.place, row->second == service.id
                                      ? "\"" + word.text + "\" already opens this service"
                                      : "\"" + word.text + "\" already opens " + row->second + "; two services share a word");
    }
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

void judge_services(const Node& root, std::string_view department, const services::Catalog& catalog, Words& words,
                    const services::Figures& figures, Findings& findings) {
    for (const auto& service : catalog.all()) {
        if (service.department != department) continue;
        const Node& node = root.at(service.id);
        check_words(node.at("words"), service, *figures.distress, words, findings);
        check_schedule(node, figures.settings.at(service.id), findings);
        judge_parameters(node, service, findings);
    }
}

}  // namespace gateway
