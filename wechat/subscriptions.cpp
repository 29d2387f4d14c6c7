#include "wechat/subscriptions.h"

#include "wechat/utf8.h"

namespace wechat::subscriptions {
namespace {

constexpr std::int64_t long_term = 3;  // 2 is once for each consent

}  // namespace

void send(const Client& client, const Message& message, Deadline deadline) {
    if (message.openid.empty()) throw OutOfLimits("touser", "is missing");
    JsonWriter json;
    json.text("touser", message.openid).text("template_id", message.template_id).text_if("page", message.page);
    template_messages::write_mini_program(json, message.mini_program);
    template_messages::write_values(json, message.values);
    client.post("/cgi-bin/message/subscribe/bizsend", json.take(), deadline, Repeat::never);
}

std::vector<Category> categories(const Client& client, Deadline deadline) {
    std::vector<Category> found;
    for (const Json& each : client.get("/wxaapi/newtmpl/getcategory", {}, deadline).each("data"))
        found.push_back({.id = each.integer("id"), .name = each.text("name")});
    return found;
}

std::vector<Title> titles(const Client& client, const std::vector<std::int64_t>& categories, int first, int count, Deadline deadline) {
    if (count < 1 || count > 30) throw OutOfLimits("limit", "1 to 30, not " + std::to_string(count));
    std::string ids;
    for (const std::int64_t id : categories) (ids += ids.empty() ? "" : ",") += std::to_string(id);
    const std::vector<Pair> query{{"ids", ids}, {"start", std::to_string(first)}, {"limit", std::to_string(count)}};
    std::vector<Title> found;
    for (const Json& each : client.get("/wxaapi/newtmpl/getpubtemplatetitles", query, deadline).each("data"))
        found.push_back({.tid = each.integer("tid"),
                         .title = each.text("title"),
                         .long_term = each.integer("type") == long_term,
                         .category = each.integer("categoryId")});
    return found;
}

std::vector<Keyword> keywords(const Client& client, std::int64_t tid, Deadline deadline) {
    std::vector<Keyword> found;
    const Json answer = client.get("/wxaapi/newtmpl/getpubtemplatekeywords", {{"tid", std::to_string(tid)}}, deadline);
    for (const Json& each : answer.each("data"))
        found.push_back(
            {.kid = each.integer("kid"), .name = each.text("name"), .rule = each.text("rule"), .example = each.text("example")});
    return found;
}

std::string add(const Client& client, std::int64_t tid, const std::vector<std::int64_t>& kids, const std::string& scene,
                Deadline deadline) {
    if (kids.size() < 2 || kids.size() > 5) throw OutOfLimits("kidList", "2 to 5, not " + std::to_string(kids.size()));
    const std::size_t length = code_points(scene);
    if (length < 1 || length > 15) throw OutOfLimits("sceneDesc", "1 to 15 characters, not " + std::to_string(length));
    JsonWriter json;
    json.text("tid", std::to_string(tid)).open_list("kidList");
    for (const std::int64_t kid : kids) json.element(kid);
    json.close_list().text("sceneDesc", scene);
    return client.post("/wxaapi/newtmpl/addtemplate", json.take(), deadline, Repeat::never).text("priTmplId");
}

void remove(const Client& client, const std::string& template_id, Deadline deadline) {
    client.post("/wxaapi/newtmpl/deltemplate", JsonWriter().text("priTmplId", template_id).take(), deadline);
}

std::vector<Template> all(const Client& client, Deadline deadline) {
    std::vector<Template> found;
    for (const Json& each : client.get("/wxaapi/newtmpl/gettemplate", {}, deadline).each("data"))
        found.push_back({.id = each.text("priTmplId"),
                         .title = each.text("title"),
                         .content = each.text("content"),
                         .long_term = each.integer("type") == long_term});
    return found;
}

}  // namespace wechat::subscriptions
