#include "gateway/config/keys.h"

#include <stdexcept>

#include "gateway/config/words.h"

namespace gateway {

std::string_view parent_of(std::string_view path) {
    if (path.ends_with("[]")) return path.substr(0, path.size() - 2);
    const auto dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view name_of(std::string_view path) {
    const auto dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

const std::vector<std::string>& departments() {
    static const std::vector<std::string> all{"traffic", "exit_entry", "household", "security", "community"};
    return all;
}

const std::vector<std::string>& config_files() {
    static const auto all = [] {
        std::vector<std::string> files{"gateway.json"};
        for (const auto& department : departments()) files.push_back("services/" + department + ".json");
        for (const auto* file : {"offices.json", "calendar.json", "fees.json", "menu.json", "operators.json"}) files.emplace_back(file);
        return files;
    }();
    return all;
}

std::string_view department_of(std::string_view file) {
    constexpr std::string_view folder = "services/", suffix = ".json";
    if (!file.starts_with(folder) || !file.ends_with(suffix)) return {};
    return file.substr(folder.size(), file.size() - folder.size() - suffix.size());
}

Keys keys_of(std::string_view file, const services::Catalog& catalog) {
    if (file == "gateway.json") return gateway_keys();
    if (file == "offices.json") return office_keys();
    if (file == "calendar.json") return calendar_keys();
    if (file == "fees.json") return fee_keys();
    if (file == "menu.json") return menu_keys();
    if (file == "operators.json") return operator_keys();
    if (const auto department = department_of(file); !department.empty()) return service_keys(department, catalog);
    throw std::out_of_range("no config file " + std::string(file));
}

std::string expected(const Key& key) {
    const auto range = [&] { return " from " + std::to_string(key.least) + " to " + std::to_string(key.most); };
    std::string text;
    switch (key.form) {
        case Form::flag:
            text = "true or false";
            break;
        case Form::integer:
            text = "a whole number" + range();
            break;
        case Form::number:
            text = "a number" + range();
            break;
        case Form::money:
            text = "an amount in yuan with at most two decimals, e.g. 20 or 15.5";
            break;
        case Form::text:
            text = "text in double quotes, " + std::to_string(key.least) + " to " + std::to_string(key.most) + " characters";
            break;
        case Form::id:
            text = "an id of lower-case letters, digits and _ in double quotes";
            break;
        case Form::word:
            text = "one of " + listed(key.words);
            break;
        case Form::date:
            text = "a date like \"2026-11-30\"";
            break;
        case Form::moment:
            text = "a date and time in Guangzhou like \"2026-11-30 08:30\"";
            break;
        case Form::clock:
            text = "a time like \"17:00\"";
            break;
        case Form::span:
            text = "hours like \"08:30-12:00\", the first time before the second";
            break;
        case Form::url:
            text = "an address like \"https://host\" or \"http://host:port/path\", without user or password";
            break;
        case Form::database:
            text = "\"sqlite:path\" or \"mysql://user@host:port/name\" (optionally ?socket=path), without a password";
            break;
        case Form::sessions:
            text = "\"memory:\", \"redis://host:port/number\" or \"redis+unix:///path\", without a password";
            break;
        case Form::secret:
            text = "{\"file\": \"path\"}, or the secret as text in double quotes";
            break;
        case Form::key_file:
            text = "{\"file\": \"path\"}";
            break;
        case Form::list:
            text = "a list in [ ] of at most " + std::to_string(key.most) + " entries";
            break;
        case Form::object:
        case Form::map:
            text = "an object in { }";
            break;
    }
    return key.nullable() ? text + ", or null" : text;
}

}  // namespace gateway
