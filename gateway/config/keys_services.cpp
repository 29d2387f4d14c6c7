#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "gateway/config/keys.h"
#include "services/rules/time.h"

namespace gateway {

namespace {

std::string quoted(const std::string& text) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return buffer.GetString();
}

/// A text parameter whose default is a time or a date must stay one.
Form form_of(const std::string& fallback) {
    if (services::minutes_from_clock(fallback)) return Form::clock;
    if (services::date_from_iso(fallback)) return Form::date;
    return Form::text;
}

/// Of any kind: the catalog says which, and the table has held the value against it.
auto parameter_taker(const std::string& key) {
    return [key](const json::Node& node, services::Settings& settings) {
        services::Parameter& parameter = settings.parameters[key];
        if (node.type == json::Type::flag)
            parameter = node.flag;
        else if (node.type == json::Type::integer)
            parameter = node.integer;
        else if (node.type == json::Type::text)
            parameter = node.text;
        else
            parameter = taken<std::vector<std::string>>(node);
    };
}

/// A service's keys go into settings of its own, which are there even when the file says nothing.
Into into_settings_of(const std::string& id) {
    return {.inside = [id](const Target& target) { return Target(target.as<Config>().figures.settings[id]); }};
}

void add_parameter(Keys& keys, const std::string& path, const services::ParameterSpec& spec) {
    Key key{.path = path, .into = by<services::Settings>(parameter_taker(spec.key)), .form = Form::text, .fallback = {}, .doc = spec.doc};
    if (const auto* integer = std::get_if<std::int64_t>(&spec.fallback)) {
        key.form = Form::integer;
        key.fallback = std::to_string(*integer);
        key.least = spec.least;
        key.most = spec.most;
    } else if (const auto* flag = std::get_if<bool>(&spec.fallback)) {
        key.form = Form::flag;
        key.fallback = *flag ? "true" : "false";
    } else if (const auto* text = std::get_if<std::string>(&spec.fallback)) {
        key.form = form_of(*text);
        key.fallback = quoted(*text);
        key.most = 2000;
    } else {
        const auto& list = std::get<std::vector<std::string>>(spec.fallback);
        key.form = Form::list;
        for (const auto& item : list) key.fallback += (key.fallback.empty() ? "" : ", ") + quoted(item);
        key.fallback = "[" + key.fallback + "]";
        key.most = 200;
        keys.push_back(key);
        keys.push_back({.path = path + "[]", .into = {}, .form = Form::text, .fallback = {}, .doc = "One entry.", .least = 1, .most = 500});
        return;
    }
    keys.push_back(std::move(key));
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
