#include "wechat/custom_messages.h"

namespace wechat::custom {
namespace {

constexpr std::size_t max_text_bytes = 2048;

void need(std::string_view field, std::string_view value) {
    if (value.empty()) throw OutOfLimits(std::string(field), "is missing");
}

void need_text(std::string_view field, std::string_view value) {
    need(field, value);
    if (value.size() > max_text_bytes)
        throw OutOfLimits(std::string(field), "at most " + std::to_string(max_text_bytes) + " bytes, not " + std::to_string(value.size()));
}

// Each writes its msgtype and the object of that name.
struct Write {
    JsonWriter& json;

    void medium(const char* type, std::string_view media_id) const {
        need("media_id", media_id);
        json.text("msgtype", type).open(type).text("media_id", media_id).close();
    }
    void operator()(const Text& text) const {
        need_text("content", text.content);
        json.text("msgtype", "text").open("text").text("content", text.content).close();
    }
    void operator()(const Image& image) const { medium("image", image.media_id); }
    void operator()(const Voice& voice) const { medium("voice", voice.media_id); }
    void operator()(const Video& video) const {
        need("media_id", video.media_id);
        json.text("msgtype", "video").open("video").text("media_id", video.media_id).text_if("thumb_media_id", video.thumb_media_id);
        json.text_if("title", video.title).text_if("description", video.description).close();
    }
    void operator()(const News& news) const {
        need("title", news.title);
        json.text("msgtype", "news").open("news").open_list("articles").open();
        json.text("title", news.title).text_if("description", news.description).text_if("url", news.url).text_if("picurl", news.pic_url);
        json.close().close_list().close();
    }
    void operator()(const Menu& menu) const {
        if (menu.items.empty()) throw OutOfLimits("list", "at least 1 item");
        json.text("msgtype", "msgmenu").open("msgmenu").text("head_content", menu.head).open_list("list");
        for (const Menu::Item& item : menu.items) {
            need("list.id", item.id);
            need("list.content", item.content);
            json.open().text("id", item.id).text("content", item.content).close();
        }
        json.close_list().text("tail_content", menu.tail).close();
    }
    void operator()(const MiniProgram& page) const {
        need("appid", page.app_id);
        need("pagepath", page.page_path);
        need("thumb_media_id", page.thumb_media_id);
        json.text("msgtype", "miniprogrampage").open("miniprogrampage").text("title", page.title).text("appid", page.app_id);
        json.text("pagepath", page.page_path).text("thumb_media_id", page.thumb_media_id).close();
    }
};

}  // namespace

void send(const Client& client, std::string_view openid, const Content& content, Deadline deadline) {
    need("touser", openid);
    JsonWriter json;
    json.text("touser", openid);
    std::visit(Write{json}, content);
    client.post("/cgi-bin/message/custom/send", json.take(), deadline, Repeat::never);
}

void typing(const Client& client, std::string_view openid, bool on, Deadline deadline) {
    JsonWriter json;
    json.text("touser", openid).text("command", on ? "Typing" : "CancelTyping");
    client.post("/cgi-bin/message/custom/typing", json.take(), deadline);
}

}  // namespace wechat::custom
