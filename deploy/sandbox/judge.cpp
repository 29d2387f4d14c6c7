#include "judge.h"

#include <pugixml.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "envelope.h"
#include "events.h"
#include "xml.h"

namespace sandbox {
namespace {

// Thrown by the checks below and caught in judge(): the first reason against the reply.
struct Objection {
    std::string why;
};

constexpr std::size_t longest_content = 2048;

void require(bool holds, const std::string& why) {
    if (!holds) throw Objection{why};
}

std::string child_text(pugi::xml_node node, const char* name) {
    const auto child = node.child(name);
    require(child, std::string("<") + name + "> is missing");
    require(!child.next_sibling(name), std::string("<") + name + "> is there twice");
    return inner_text(child);
}

std::string filled(pugi::xml_node node, const char* name) {
    auto text = child_text(node, name);
    require(text.find_first_not_of(" \t\r\n") != std::string::npos, std::string("<") + name + "> is empty");
    return text;
}

bool digits(const std::string& text) {
    return !text.empty() && text.size() <= 19 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// WeChat takes any number; a wrong unit is still a mistake worth a remark.
void check_time(const std::string& name, const std::string& seconds, std::int64_t pushed_ms, std::vector<std::string>& notes) {
    require(digits(seconds), "<" + name + "> is not a number");
    const std::int64_t off = std::strtoll(seconds.c_str(), nullptr, 10) - pushed_ms / 1000;
    if (off < -86400 || off > 86400) notes.push_back(name + " is not the present time in seconds (WeChat ignores it)");
}

pugi::xml_node section(pugi::xml_node xml, const char* name) {
    const auto node = xml.child(name);
    require(node, std::string("<") + name + "> is missing");
    return node;
}

pugi::xml_document read_xml(const std::string& text, const char* which) {
    pugi::xml_document document;
    if (const auto why = load_strictly(document, text)) throw Objection{std::string(which) + " " + *why};
    require(std::string_view(document.document_element().name()) == "xml", std::string(which) + " does not start with <xml>");
    return document;
}

// The reply inside the envelope, or the reply itself where the mode lets it come bare.
std::string opened(const Account& account, const Exchange& pushed, const std::string& body, std::vector<std::string>& notes) {
    const auto document = read_xml(body, "the reply");
    const auto xml = document.document_element();
    if (account.mode == Mode::plain) {
        require(!xml.child("Encrypt"), "an encrypted reply in plain mode");
        return body;
    }
    if (!xml.child("Encrypt")) {
        require(account.mode == Mode::compatible, "a plain reply in secure mode");
        return body;
    }
    const auto encrypted = filled(xml, "Encrypt");
    const auto timestamp = filled(xml, "TimeStamp");
    const auto nonce = filled(xml, "Nonce");
    check_time("TimeStamp", timestamp, pushed.at_ms, notes);
    require(filled(xml, "MsgSignature") == signature_of({account.token, timestamp, nonce, encrypted}), "MsgSignature is wrong");
    auto inside = open(aes_key(account.encoding_aes_key).value(), encrypted, account.app_id);
    require(inside.message.has_value(), inside.why);
    return *inside.message;
}

Bubble text_bubble(pugi::xml_node xml) {
    auto content = filled(xml, "Content");
    require(content.size() <= longest_content, "<Content> has " + std::to_string(content.size()) + " bytes, more than 2048");
    return {"account", "text", std::move(content), {}};
}

Bubble news_bubble(pugi::xml_node xml, bool to_message, std::vector<std::string>& notes) {
    const auto count = filled(xml, "ArticleCount");
    require(digits(count), "<ArticleCount> is not a number");
    Bubble bubble{"account", "news", {}, {}};
    for (const auto item : section(xml, "Articles").children("item")) {
        bubble.articles.push_back({filled(item, "Title"), inner_text(item.child("Description")), inner_text(item.child("PicUrl")),
                                   inner_text(item.child("Url"))});
    }
    require(std::to_string(bubble.articles.size()) == count,
            "<ArticleCount> says " + count + ", there are " + std::to_string(bubble.articles.size()) + " articles");
    require(!bubble.articles.empty(), "news without an article");
    const std::size_t limit = to_message ? 1 : 8;
    if (bubble.articles.size() > limit) {
        notes.push_back("more than " + std::to_string(limit) + " article(s): WeChat shows the first " + std::to_string(limit));
        bubble.articles.resize(limit);
    }
    return bubble;
}

std::optional<Bubble> bubble_of(pugi::xml_node xml, const Request& request, std::vector<std::string>& notes) {
    const auto type = filled(xml, "MsgType");
    if (type == "text") return text_bubble(xml);
    if (type == "image") return Bubble{"account", "image", filled(section(xml, "Image"), "MediaId"), {}};
    if (type == "voice") return Bubble{"account", "voice", filled(section(xml, "Voice"), "MediaId"), {}};
    if (type == "video") {
        const auto video = section(xml, "Video");
        static_cast<void>(filled(video, "MediaId"));
        return Bubble{"account", "video", inner_text(video.child("Title")), {}};
    }
    if (type == "music") {
        const auto music = section(xml, "Music");
        static_cast<void>(filled(music, "ThumbMediaId"));
        return Bubble{"account", "music", inner_text(music.child("Title")), {}};
    }
    if (type == "news") return news_bubble(xml, request.type != "event", notes);
    require(type == "transfer_customer_service", "MsgType \"" + type + "\" is not a passive reply");
    return Bubble{"system", "text", "正在为你转接人工客服", {}};
}

}  // namespace

bool shows_reply(const Request& request) {
    if (request.type != "event") return true;
    const EventKind* kind = find_event(request.event);
    return kind != nullptr && kind->shows_reply;
}

Bubble fault_bubble() { return {"system", "fault", "该公众号提供的服务出现故障，请稍后再试", {}}; }

Judged judge(const Account& account, const Exchange& pushed, const std::string& body) {
    Judged judged;
    judged.verdict.ok = true;
    if (body.empty() || body == "success") {
        judged.verdict.why = body.empty() ? "empty: nothing to show" : "success: nothing to show";
        return judged;
    }
    try {
        judged.reply_xml = opened(account, pushed, body, judged.verdict.notes);
        const auto document = read_xml(judged.reply_xml, "the message inside");
        const auto xml = document.document_element();
        require(filled(xml, "ToUserName") == pushed.request.openid, "ToUserName is not the resident");
        require(filled(xml, "FromUserName") == account.original_id, "FromUserName is not the account");
        check_time("CreateTime", filled(xml, "CreateTime"), pushed.at_ms, judged.verdict.notes);
        auto bubble = bubble_of(xml, pushed.request, judged.verdict.notes);
        judged.verdict.why = "shown";
        if (bubble && shows_reply(pushed.request)) {
            judged.shown.push_back(std::move(*bubble));
        } else {
            judged.verdict.why = "not shown";
            judged.verdict.notes.emplace_back("WeChat shows no reply to this event");
        }
    } catch (const Objection& objection) {
        judged.verdict.ok = false;
        judged.verdict.why = objection.why;
        judged.shown.clear();
    }
    return judged;
}

}  // namespace sandbox
