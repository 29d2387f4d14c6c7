#include "gateway/config/check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "gateway/config/values.h"
#include "gateway/config/words.h"
#include "wechat/utf8.h"

namespace gateway {

namespace {

using json::Node;
using json::Type;

std::string_view name_of_type(Type type) {
    switch (type) {
        case Type::null:
            return "null";
        case Type::flag:
            return "true or false";
        case Type::integer:
        case Type::number:
            return "a number";
        case Type::text:
            return "text";
        case Type::list:
            return "a list";
        case Type::object:
            return "an object";
    }
    return "";
}

/// Whether a value of this JSON type can be of this form at all.
bool is_of_type(const Node& node, Form form) {
    switch (form) {
        case Form::flag:
            return node.type == Type::flag;
        case Form::integer:
            return node.type == Type::integer;
        case Form::number:
        case Form::money:
            return node.type == Type::integer || node.type == Type::number;
        case Form::list:
            return node.type == Type::list;
        case Form::object:
        case Form::map:
        case Form::key_file:
            return node.type == Type::object;
        case Form::secret:
            return node.type == Type::text || node.type == Type::object;
        default:
            return node.type == Type::text;
    }
}

/// An empty value of the form, so that reading on finds something.
Node blank(Form form) {
    switch (form) {
        case Form::flag:
            return {.type = Type::flag};
        case Form::integer:
        case Form::number:
        case Form::money:
            return {.type = Type::integer};
        case Form::list:
            return {.type = Type::list};
        case Form::object:
        case Form::map:
        case Form::key_file:
            return {.type = Type::object};
        default:
            return {.type = Type::text};
    }
}

bool is_secret(Form form) { return form == Form::secret || form == Form::key_file; }

/// For values that may be repeated in a message.
std::string quote(const Node& node) {
    const auto cut = wechat::cut_utf8(node.text, 60);
    return "\"" + std::string(cut) + (cut.size() < node.text.size() ? "…\"" : "\"");
}

class TableCheck {
  public:
    TableCheck(const Keys& keys, Findings& findings) : findings_(findings) {
        for (const auto& key : keys) {
            by_path_.emplace(key.path, &key);
            if (!key.path.empty()) children_[std::string(parent_of(key.path))].push_back(&key);
        }
    }

    void check(Node& node, const Key& key, const std::string& name) {
        if (node.type == Type::null && key.nullable()) {
            node.given = false;
        } else if (!is_of_type(node, key.form)) {
            findings_.error(node.place, "\"" + name + "\" is " + std::string(name_of_type(node.type)) + ", expected " + expected(key) +
                                            hint(node, key));
            replace(node, key);
        } else if (const auto why = is_object(node) && !is_secret(key.form) ? "" : refused(node, key); !why.empty()) {
            findings_.error(node.place, "\"" + name + "\": " + why);
            replace(node, key);
        }
        descend(node, key, name);
    }

  private:
    static bool is_object(const Node& node) { return node.type == Type::object; }

    void descend(Node& node, const Key& key, const std::string& name) {
        if (node.type == Type::list) {
            for (auto& item : node.items) check(item, *by_path_.at(key.path + "[]"), name);
        } else if (key.form == Form::map) {
            check_map(node, key);
        } else if (key.form == Form::object && node.type == Type::object) {
            check_object(node, key);
        }
    }

    void check_map(Node& node, const Key& key) {
        const auto& row = *by_path_.at((key.path.empty() ? "" : key.path + ".") + "*");
        const auto unknown = [&](const json::Member& member) {
            const auto& words = key.words;
            if (words.empty() || std::find(words.begin(), words.end(), member.name) != words.end()) return false;
            findings_.error(member.place,
                            "unknown key \"" + member.name + "\", expected one of " + listed(words) + did_you_mean(member.name, words));
            return true;
        };
        std::erase_if(node.members, unknown);
        for (auto& member : node.members) check(member.value, row, member.name);
    }

    void check_object(Node& node, const Key& key) {
        std::vector<std::string> names;
        for (const auto* child : children_[key.path]) names.emplace_back(name_of(child->path));
        const auto unknown = [&](const json::Member& member) {
            if (std::find(names.begin(), names.end(), member.name) != names.end()) return false;
            const auto among = names.empty() ? "no keys here" : "one of " + listed(names);
            findings_.error(member.place, "unknown key \"" + member.name + "\", expected " + among + did_you_mean(member.name, names));
            return true;
        };
        // The last of equal keys is the one read; the others are already reported.
        std::erase_if(node.members, unknown);
        for (const auto* child : children_[key.path]) {
            const auto name = std::string(name_of(child->path));
            auto found = std::find_if(node.members.rbegin(), node.members.rend(), [&](const auto& m) { return m.name == name; });
            if (found == node.members.rend()) {
                if (child->required() && node.given)
                    findings_.error(node.place, "\"" + name + "\" is missing, expected " + expected(*child));
                node.members.push_back({name, node.place, {.place = node.place}});
                found = node.members.rbegin();
                replace(found->value, *child);
                descend(found->value, *child, name);
            } else {
                check(found->value, *child, name);
            }
        }
    }

    static void replace(Node& node, const Key& key) {
        const auto place = node.place;
        auto fallback = key.required() ? std::nullopt : json::parse(key.fallback).root;
        node = fallback ? std::move(*fallback) : blank(key.form);
        mark(node, place);
    }
    static void mark(Node& node, json::Place place) {
        node.place = place;
        node.given = false;
        for (auto& item : node.items) mark(item, place);
        for (auto& member : node.members) mark(member.value, place);
    }

    static std::string hint(const Node& node, const Key& key) {
        if (is_secret(key.form)) return {};
        if (node.type == Type::text &&
            (key.form == Form::integer || key.form == Form::number || key.form == Form::money || key.form == Form::flag))
            return " without quotes";
        if (node.type == Type::number && key.form == Form::integer) return " without a decimal point";
        if (node.type == Type::text && key.form == Form::list) return "; did you mean [" + quote(node) + "]?";
        if (is_of_type({.type = Type::text}, key.form) && (node.type == Type::integer || node.type == Type::number))
            return "; put it in double quotes";
        return {};
    }

    /// Why the value is refused; "" when it is good.
    std::string refused(const Node& node, const Key& key) {
        switch (key.form) {
            case Form::integer:
            case Form::number:
                return in_range(node.number, key) ? "" : number(node) + " is out of range, expected " + expected(key);
            case Form::money:
                return refused_money(node, key);
            case Form::list:
                return refused_count(static_cast<std::int64_t>(node.items.size()), key, "entries");
            case Form::secret:
            case Form::key_file:
                return refused_secret(node, key);
            case Form::flag:
            case Form::object:
            case Form::map:
                return {};
            default:
                return refused_text(node, key);
        }
    }

    static std::string number(const Node& node) {
        if (node.type == Type::integer) return std::to_string(node.integer);
        auto text = std::to_string(node.number);
        text.erase(text.find_last_not_of('0') + 1);
        return text;
    }
    static bool in_range(double n, const Key& key) { return n >= static_cast<double>(key.least) && n <= static_cast<double>(key.most); }

    static std::string refused_money(const Node& node, const Key& key) {
        if (!in_range(node.number, key))
            return number(node) + " yuan is out of range, expected " + std::to_string(key.least) + " to " + std::to_string(key.most);
        const double fen = node.number * 100;
        return std::abs(fen - std::round(fen)) < 1e-6 ? "" : number(node) + " has more than two decimals, expected " + expected(key);
    }

    static std::string refused_count(std::int64_t count, const Key& key, const char* what) {
        if (count >= key.least && count <= key.most) return {};
        return std::to_string(count) + " " + what + ", expected " + std::to_string(key.least) + " to " + std::to_string(key.most);
    }

    static std::string refused_secret(const Node& node, const Key& key) {
        if (node.type == Type::text) return refused_count(static_cast<std::int64_t>(wechat::code_points(node.text)), key, "characters");
        const auto* file = node.find("file");
        const bool good = node.members.size() == 1 && file != nullptr && file->type == Type::text && !file->text.empty();
        return good ? "" : "expected " + expected(key);
    }

    static std::string refused_text(const Node& node, const Key& key) {
        const std::string_view text = node.text;
        if (const auto why = refused_form(node, key); !why.empty()) return why;
        if (key.form == Form::text || key.form == Form::id)
            if (const auto why = refused_count(static_cast<std::int64_t>(wechat::code_points(text)), key, "characters"); !why.empty())
                return why;
        if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\n'; }))
            return "a control character, expected printable text";
        return {};
    }

    static std::string refused_form(const Node& node, const Key& key) {
        const std::string_view text = node.text;
        bool good = true;
        switch (key.form) {
            case Form::word:
                if (std::find(key.words.begin(), key.words.end(), text) == key.words.end())
                    return quote(node) + " is not known, expected " + expected(key) + did_you_mean(text, key.words);
                break;
            case Form::id:
                good = is_id(text);
                break;
            case Form::date:
                good = services::date_from_iso(text).has_value();
                break;
            case Form::moment:
                good = services::instant_from_iso(text).has_value();
                break;
            case Form::clock:
                good = services::minutes_from_clock(text).has_value();
                break;
            case Form::span:
                good = span_from(text).has_value();
                break;
            case Form::url:
            case Form::database:
            case Form::sessions:
                if (has_password(text))
                    return "a password stands in the address, expected it in the key beside it that ends in _password, or in a file";
                good = key.form == Form::url ? is_url(text) : key.form == Form::database ? is_database_url(text) : is_sessions_url(text);
                break;
            default:
                break;
        }
        return good ? "" : quote(node) + " is not valid, expected " + expected(key);
    }

    Findings& findings_;
    std::map<std::string, const Key*> by_path_;
    std::map<std::string, std::vector<const Key*>> children_;
};

}  // namespace

void hold_against(Node& root, const Keys& keys, Findings& findings) { TableCheck(keys, findings).check(root, keys.front(), "the file"); }

}  // namespace gateway
