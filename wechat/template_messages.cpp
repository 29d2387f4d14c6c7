#include "wechat/template_messages.h"

#include "wechat/template_values.h"

namespace wechat::template_messages {

void write_values(JsonWriter& json, const std::vector<Value>& values) {
    json.open("data");
    for (const Value& value : values) {
        // The old keywords fold at the length of a thing.
        const std::optional<std::string> fitted = fit(kind_of(value.key).value_or(ValueKind::thing), value.value);
        if (!fitted) throw OutOfLimits(value.key, "the value cannot be of this kind");
        json.open(value.key).text("value", *fitted).close();
    }
    json.close();
}

void write_mini_program(JsonWriter& json, const MiniProgram& mini_program) {
    if (mini_program.app_id.empty()) return;
    json.open("miniprogram").text("appid", mini_program.app_id).text_if("pagepath", mini_program.page_path).close();
}

std::string send(const Client& client, const Message& message, Deadline deadline) {
    if (message.openid.empty()) throw OutOfLimits("touser", "is missing");
    JsonWriter json;
    json.text("touser", message.openid).text("template_id", message.template_id).text_if("url", message.url);
    write_mini_program(json, message.mini_program);
    json.text_if("client_msg_id", message.client_msg_id);
    write_values(json, message.values);
    const Repeat repeat = message.client_msg_id.empty() ? Repeat::never : Repeat::safe;
    return client.post("/cgi-bin/message/template/send", json.take(), deadline, repeat).text("msgid");
}

std::vector<Template> all(const Client& client, Deadline deadline) {
    std::vector<Template> templates;
    for (const Json& each : client.get("/cgi-bin/template/get_all_private_template", {}, deadline).each("template_list"))
        templates.push_back({.id = each.text("template_id"), .title = each.text("title"), .content = each.text("content")});
    return templates;
}

void remove(const Client& client, const std::string& template_id, Deadline deadline) {
    client.post("/cgi-bin/template/del_private_template", JsonWriter().text("template_id", template_id).take(), deadline);
}

}  // namespace wechat::template_messages
