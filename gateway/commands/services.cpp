#include "gateway/commands/services.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

#include "gateway/clock.h"
#include "gateway/commands/cli.h"
#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace gateway {

namespace {

using services::Field;
using services::Service;
using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

std::vector<std::string> channels_of(const Service& service, const services::Settings& settings) {
    if (!settings.channels.empty()) return settings.channels;
    std::vector<std::string> letters;
    for (const char letter : service.channels) letters.emplace_back(1, letter);
    return letters;
}

std::vector<std::string> words_of(const Service& service, const services::Settings& settings) {
    auto words = service.words;
    words.insert(words.end(), settings.words.begin(), settings.words.end());
    return words;
}

std::string example_of(const Field& field) {
    if (!field.example.empty()) return field.example;
    if (!field.options.empty()) return field.options.front().id;
    return std::string(field.type->example);
}

void text(Writer& out, const char* key, std::string_view value) {
    out.Key(key);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void flag(Writer& out, const char* key, bool value) {
    out.Key(key);
    out.Bool(value);
}

void list(Writer& out, const char* key, const std::vector<std::string>& values) {
    out.Key(key);
    out.StartArray();
    for (const auto& value : values) out.String(value.c_str());
    out.EndArray();
}

void describe(Writer& out, const Field& field) {
    out.StartObject();
    text(out, "key", field.key);
    text(out, "label", field.label);
    text(out, "question", field.ask);
    text(out, "type", field.type->name);
    text(out, "draws", services::name_of(field.type->control));
    flag(out, "optional", field.optional);
    flag(out, "presumed", static_cast<bool>(field.presumed));
    flag(out, "several", field.several);
    flag(out, "hidden", field.hidden);
    out.Key("options");
    out.StartArray();
    for (const auto& option : field.options) {
        out.StartObject();
        text(out, "id", option.id);
        text(out, "label", option.label);
        out.EndObject();
    }
    out.EndArray();
    out.Key("when");
    if (field.when.empty()) {
        out.Null();
    } else {
        out.StartObject();
        text(out, "key", field.when.key);
        list(out, "values", field.when.values);
        out.EndObject();
    }
    std::vector<std::string> parts;
    for (const services::Option& part : field.each) parts.push_back(part.id);
    list(out, "each", parts);
    text(out, "example", example_of(field));
    out.EndObject();
}

void describe(Writer& out, const Service& service, const services::Settings& settings) {
    out.StartObject();
    text(out, "id", service.id);
    text(out, "title", service.title);
    text(out, "department", service.department);
    text(out, "kind", name_of(service.kind));
    text(out, "level", name_of(service.level));
    flag(out, "enabled", settings.enabled);
    list(out, "channels", channels_of(service, settings));
    text(out, "pay", name_of(service.pay));
    flag(out, "anonymous", service.anonymous);
    list(out, "words", words_of(service, settings));
    out.Key("fields");
    out.StartArray();
    for (const services::Field* field : service.questions()) describe(out, *field);
    out.EndArray();
    out.EndObject();
}

using Row = std::array<std::string, 8>;

/// Columns a terminal needs for the text: Han characters take two.
std::size_t width(const std::string& cell) {
    std::size_t columns = 0;
    for (const char32_t c : wechat::to_utf32(cell)) columns += c >= 0x2E80 ? 2 : 1;
    return columns;
}

Row row_of(const Service& service, const services::Settings& settings) {
    std::string channels;
    for (const auto& letter : channels_of(service, settings)) channels += letter;
    return {service.id,
            service.title,
            service.department,
            std::string(name_of(service.kind)),
            std::string(name_of(service.level)),
            settings.enabled ? "on" : "off",
            channels,
            std::string(name_of(service.pay))};
}

}  // namespace

std::string services_json(const services::Catalog& catalog, const Config& config) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.SetIndent(' ', 2);
    out.StartArray();
    for (const auto& service : catalog.all()) describe(out, service, config.figures.of(service.id));
    out.EndArray();
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

std::string services_table(const services::Catalog& catalog, const Config& config) {
    std::vector<Row> rows{{"id", "title", "department", "kind", "level", "state", "channels", "pay"}};
    for (const auto& service : catalog.all()) rows.push_back(row_of(service, config.figures.of(service.id)));
    std::array<std::size_t, 8> widest{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widest.at(i) = std::max(widest.at(i), width(row.at(i)));
    std::string table;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            table += row.at(i);
            if (i + 1 < row.size()) table.append(widest.at(i) - width(row.at(i)) + 2, ' ');
        }
        table += '\n';
    }
    return table;
}

namespace {

int list_services(const std::string& folder, bool json) {
    const Loaded loaded = load_config(folder, services::catalog(), services::date_of(clock_now()));
    if (!loaded.config) {
        for (const auto& problem : loaded.problems) std::cerr << problem.text() << "\n";
        return 1;
    }
    std::cout << (json ? services_json(services::catalog(), *loaded.config) : services_table(services::catalog(), *loaded.config));
    return 0;
}

}  // namespace

void add_services_command(Cli& cli) {
    const auto json = std::make_shared<bool>(false);
    CLI::App* list = cli.command(cli.app, "services", "List the services as configured");
    list->add_flag("--json", *json, "As JSON");
    cli.on(list, [json, &cli] { return list_services(cli.folder, *json); });
}

}  // namespace gateway
