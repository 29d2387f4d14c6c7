#include "gateway/config/keys.h"
#include "gateway/config/parameters.h"

namespace gateway {

namespace {

/// A service's keys go into settings of its own, which are there even when the file says nothing.
Into into_settings_of(const std::string& id) {
    return {.inside = [id](const Target& target) { return Target(target.as<Config>().figures.settings[id]); }};
}

std::vector<std::string> letters(const services::Service& service) {
    std::vector<std::string> all;
    for (const char letter : service.channels) all.emplace_back(1, letter);
    return all;
}

}  // namespace

Keys service_keys(std::string_view department, const services::Catalog& catalog) {
    Keys keys{{"",
               {},
               Form::object,
               "{}",
               "Services of this department: each can be switched off, scheduled and tuned here, without a restart."}};
    for (const auto& service : catalog.all()) {
        if (service.department != department) continue;
        const auto& id = service.id;
        keys.push_back({id, into_settings_of(id), Form::object, "{}", service.title + "."});
        keys.push_back(
            {id + ".enabled", into(&services::Settings::enabled), Form::flag, "true", "false switches the service off on every channel."});
        keys.push_back({id + ".notice", into(&services::Settings::notice), Form::text, "\"\"",
                        "Chinese: why it is off and until when; shown to residents while it is off.", 0, 200});
        keys.push_back({id + ".opens", into(&services::Settings::opens), Form::moment, "null",
                        "Off until this moment (\"2026-12-01 08:00\"); null: no beginning."});
        keys.push_back({id + ".closes", into(&services::Settings::closes), Form::moment, "null", "Off from this moment; null: no end."});
        keys.push_back({id + ".hours", into(&services::Settings::hours), Form::list, "[]",
                        "When submissions are accepted, every day ([\"08:00-20:00\"]); []: always.", 0, 6});
        keys.push_back({id + ".hours[]", {}, Form::span, "", "One opening."});
        keys.push_back({id + ".daily_limit", into(&services::Settings::daily_limit), Form::integer, "null",
                        "Submissions one resident may make a day; null: no limit.", 0, 1000000});
        keys.push_back({id + ".channels", into(&services::Settings::channels), Form::list, "[]",
                        "Where it is offered, of W (WeChat), C (City Services), A (Alipay), B (Weibo), J (app); []: everywhere it can be.",
                        0, 5});
        keys.push_back({id + ".channels[]", {}, Form::word, "", "A channel's letter.", 0, 0, letters(service)});
        keys.push_back({id + ".words", into(&services::Settings::words), Form::list, "[]",
                        "More words that open it, besides the built-in ones.", 0, 50});
        keys.push_back({id + ".words[]", {}, Form::text, "", "A word.", 1, 20});
        for (const auto& parameter : service.parameters) add_parameter(keys, id + "." + parameter.key, parameter);
    }
    return keys;
}

}  // namespace gateway
