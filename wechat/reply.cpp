#include "wechat/reply.h"

#include <algorithm>

#include "wechat/utf8.h"
#include "wechat/xml.h"

namespace wechat {
namespace {

void optional_cdata(XmlWriter& xml, std::string_view name, std::string_view value) {
    if (!value.empty()) xml.cdata(name, value);
}

void media(XmlWriter& xml, std::string_view type, std::string_view element, std::string_view media_id) {
    xml.cdata("MsgType", type);
    xml.open(element);
    xml.cdata("MediaId", media_id);
    xml.close(element);
}

void write(XmlWriter&, const Success&, std::size_t) {}

void write(XmlWriter& xml, const TextReply& reply, std::size_t) {
    xml.cdata("MsgType", "text");
    xml.cdata("Content", cut_utf8(reply.content, max_text_bytes));
}

void write(XmlWriter& xml, const ImageReply& reply, std::size_t) { media(xml, "image", "Image", reply.media_id); }

void write(XmlWriter& xml, const VoiceReply& reply, std::size_t) { media(xml, "voice", "Voice", reply.media_id); }

void write(XmlWriter& xml, const VideoReply& reply, std::size_t) {
    xml.cdata("MsgType", "video");
    xml.open("Video");
    xml.cdata("MediaId", reply.media_id);
    optional_cdata(xml, "Title", reply.title);
    optional_cdata(xml, "Description", reply.description);
    xml.close("Video");
}

void write(XmlWriter& xml, const MusicReply& reply, std::size_t) {
    xml.cdata("MsgType", "music");
    xml.open("Music");
    optional_cdata(xml, "Title", reply.title);
    optional_cdata(xml, "Description", reply.description);
    optional_cdata(xml, "MusicUrl", reply.url);
    optional_cdata(xml, "HQMusicUrl", reply.hq_url);
    xml.cdata("ThumbMediaId", reply.thumb_media_id);
    xml.close("Music");
}

void write(XmlWriter& xml, const NewsReply& reply, std::size_t max_articles) {
    const std::size_t count = std::min(reply.articles.size(), max_articles);
    xml.cdata("MsgType", "news");
    xml.number("ArticleCount", static_cast<std::int64_t>(count));
    xml.open("Articles");
    for (std::size_t i = 0; i < count; ++i) {
        const Article& article = reply.articles[i];
        xml.open("item");
        xml.cdata("Title", article.title);
        xml.cdata("Description", article.description);
        xml.cdata("PicUrl", article.pic_url);
        xml.cdata("Url", article.url);
        xml.close("item");
    }
    xml.close("Articles");
}

void write(XmlWriter& xml, const TransferReply& reply, std::size_t) {
    xml.cdata("MsgType", "transfer_customer_service");
    if (reply.kf_account.empty()) return;
    xml.open("TransInfo");
    xml.cdata("KfAccount", reply.kf_account);
    xml.close("TransInfo");
}

bool says_nothing(const Reply& reply) {
    const auto* const news = std::get_if<NewsReply>(&reply);
    return std::holds_alternative<Success>(reply) || (news != nullptr && news->articles.empty());
}

}  // namespace

std::string render(const Reply& reply, const Message& to, std::int64_t now) {
    if (says_nothing(reply)) return "success";
    const std::size_t max_articles = type_name(to).starts_with("event.") ? 8 : 1;
    XmlWriter xml;
    xml.open("xml");
    xml.cdata("ToUserName", to.from);
    xml.cdata("FromUserName", to.to);
    xml.number("CreateTime", now);
    std::visit([&](const auto& it) { write(xml, it, max_articles); }, reply);
    xml.close("xml");
    return xml.take();
}

}  // namespace wechat
