#include "wechat/mass_messages.h"

namespace wechat::mass {
namespace {

constexpr std::size_t longest_text = 2048;

struct Check {
    void operator()(const Text& text) const {
        if (text.content.empty()) throw OutOfLimits("content", "is missing");
        if (text.content.size() > longest_text)
            throw OutOfLimits("content", "at most " + std::to_string(longest_text) + " bytes, not " + std::to_string(text.content.size()));
    }
    void operator()(const Article& article) const {
        if (article.media_id.empty()) throw OutOfLimits("media_id", "is missing");
    }
};

struct Write {
    JsonWriter& json;

    void operator()(const Text& text) const { json.open("text").text("content", text.content).close().text("msgtype", "text"); }
    void operator()(const Article& article) const {
        json.open("mpnews").text("media_id", article.media_id).close().text("msgtype", "mpnews");
    }
};

}  // namespace

void check(const Content& content) { std::visit(Check{}, content); }

Sent send(const Client& client, std::optional<std::int64_t> tag, const Content& content, std::string_view client_msg_id,
          Deadline deadline) {
    if (client_msg_id.empty() || client_msg_id.size() > 63)
        throw OutOfLimits("clientmsgid", "1 to 63 bytes, not " + std::to_string(client_msg_id.size()));
    check(content);
    JsonWriter json;
    json.open("filter").flag("is_to_all", !tag);
    if (tag) json.integer("tag_id", *tag);
    json.close();
    std::visit(Write{json}, content);
    // An article that turns out to be a reprint is not sent on.
    if (std::holds_alternative<Article>(content)) json.integer("send_ignore_reprint", 0);
    json.text("clientmsgid", client_msg_id);
    try {
        const Json answer = client.post("/cgi-bin/message/mass/sendall", json.take(), deadline, Repeat::never);
        return {.message_id = answer.text("msg_id"), .message_data_id = answer.text("msg_data_id")};
    } catch (const ApiError& error) {
        if (error.code() != Errc::mass_id_repeated) throw;
        return {.message_id = error.existing(), .was_there = true};
    }
}

void preview(const Client& client, const Viewer& viewer, const Content& content, Deadline deadline) {
    if (viewer.openid.empty() == viewer.wx_name.empty()) throw OutOfLimits("touser", "either an openid or a WeChat name");
    check(content);
    JsonWriter json;
    json.text_if("touser", viewer.openid).text_if("towxname", viewer.wx_name);
    std::visit(Write{json}, content);
    client.post("/cgi-bin/message/mass/preview", json.take(), deadline, Repeat::never);
}

std::string status(const Client& client, std::string_view message_id, Deadline deadline) {
    return client.post("/cgi-bin/message/mass/get", JsonWriter().text("msg_id", message_id).take(), deadline).text("msg_status");
}

void remove(const Client& client, std::string_view message_id, int article, Deadline deadline) {
    JsonWriter json;
    client.post("/cgi-bin/message/mass/delete", json.text("msg_id", message_id).integer("article_idx", article).take(), deadline);
}

}  // namespace wechat::mass
