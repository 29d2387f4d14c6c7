#include <algorithm>

#include "api/handlers.h"
#include "api/menu_rules.h"

namespace sandbox {
namespace {

constexpr std::size_t most_conditional = 500;

// As WeChat gives it back: every button has its sub_button, be it empty.
void write_button(JsonWriter& out, const rapidjson::Value& button) {
    out.StartObject();
    for (const auto& [name, value] : button.GetObject()) {
        if (std::string_view(name.GetString()) == "sub_button") continue;
        out.Key(name.GetString());
        value.Accept(out);
    }
    out.Key("sub_button");
    out.StartArray();
    if (const auto* subs = member(button, "sub_button"); subs != nullptr && subs->IsArray()) {
        for (const auto& sub : subs->GetArray()) write_button(out, sub);
    }
    out.EndArray();
    out.EndObject();
}

void write_buttons(JsonWriter& out, const rapidjson::Value& menu) {
    out.Key("button");
    out.StartArray();
    for (const auto& button : menu["button"].GetArray()) write_button(out, button);
    out.EndArray();
}

// The page draws the menu again when it sees this.
void menu_changed(const Call& call) { call.world.journal.add({"menu", {}, {}, Clock{}.now()}); }

int rule_number(const rapidjson::Value& rule, const char* key) {
    const auto* value = member(rule, key);
    if (value == nullptr) return 0;
    if (value->IsInt()) return value->GetInt();
    const auto text = text_of(rule, key);
    const bool digits =
        !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? std::stoi(text) : 0;
}

}  // namespace

Answer create_menu(Call& call) {
    check_menu(call.body, call.raw_body(), call.world.media);
    call.state.menus.everybody = object([&](JsonWriter& out) { write_buttons(out, call.body); });
    call.state.menus.pushed = true;
    menu_changed(call);
    return done();
}

Answer get_menu(Call& call) {
    const auto& menus = call.state.menus;
    require(menus.everybody.has_value(), 46003);
    std::string body = "{\"menu\":" + *menus.everybody;
    for (const auto& menu : menus.some) body += (&menu == &menus.some.front() ? ",\"conditionalmenu\":[" : ",") + menu.json;
    return {body + (menus.some.empty() ? "}" : "]}")};
}

Answer current_menu(Call& call) {
    const auto& menus = call.state.menus;
    if (!menus.everybody) return {R"({"is_menu_open":0})"};
    const auto menu = parse_json(*menus.everybody);
    return found([&](JsonWriter& out) {
        out.Key("is_menu_open");
        out.Int(1);
        out.Key("selfmenu_info");
        out.StartObject();
        out.Key("button");
        out.StartArray();
        for (const auto& button : (*menu)["button"].GetArray()) {
            out.StartObject();
            for (const auto& [name, value] : button.GetObject()) {
                const bool subs = std::string_view(name.GetString()) == "sub_button";
                if (subs && value.Empty()) continue;
                out.Key(name.GetString());
                if (subs) {
                    out.StartObject();
                    out.Key("list");
                }
                value.Accept(out);
                if (subs) out.EndObject();
            }
            out.EndObject();
        }
        out.EndArray();
        out.EndObject();
    });
}

Answer delete_menu(Call& call) {
    call.state.menus = {true, std::nullopt, {}};
    menu_changed(call);
    return done();
}

Answer add_conditional_menu(Call& call) {
    check_menu(call.body, call.raw_body(), call.world.media);
    auto& menus = call.state.menus;
    require(menus.everybody.has_value(), 65303);
    const auto* rule = member(call.body, "matchrule");
    require(rule != nullptr && rule->IsObject() && !rule->ObjectEmpty(), 65304);
    for (const char* gone : {"sex", "country", "province", "city", "language"}) {
        require(member(*rule, gone) == nullptr, 65320, std::string("matchrule ") + gone + " is no longer supported");
    }
    ConditionalMenu menu{
        std::to_string(++call.state.next_id), {}, rule_number(*rule, "tag_id"), rule_number(*rule, "client_platform_type")};
    require(menu.tag != 0 || menu.platform != 0, 65304);
    require(menus.some.size() < most_conditional, 45009);
    menu.json = object([&](JsonWriter& out) {
        write_buttons(out, call.body);
        out.Key("matchrule");
        rule->Accept(out);
        put(out, "menuid", menu.id);
    });
    menus.some.push_back(menu);
    menu_changed(call);
    return found([&](JsonWriter& out) { put(out, "menuid", menu.id); });
}

Answer delete_conditional_menu(Call& call) {
    const auto id = text_of(call.body, "menuid");
    require(std::erase_if(call.state.menus.some, [&](const ConditionalMenu& m) { return m.id == id; }) != 0, 65301);
    menu_changed(call);
    return done();
}

Answer try_menu(Call& call) {
    const auto menu = call.state.menus.shown_to(&follower(call, text_of(call.body, "user_id")));
    require(menu.has_value(), 46003);
    return {*menu};
}

}  // namespace sandbox
