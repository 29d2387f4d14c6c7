#include "wechat/message.h"

#include "wechat/events.h"

namespace wechat {
namespace {

Content read_content(const std::string& type, const Fields& fields) {
    if (type == "event") return read_event(fields);
    if (type == "text") return Text{fields.exact("Content"), fields.text("bizmsgmenuid")};
    if (type == "image") return Image{fields.text("PicUrl"), fields.text("MediaId")};
    if (type == "voice") return Voice{fields.text("MediaId"), fields.text("Format"), fields.text("MediaId16K"), fields.text("Recognition")};
    if (type == "video" || type == "shortvideo") return Video{fields.text("MediaId"), fields.text("ThumbMediaId"), type == "shortvideo"};
    if (type == "location")
        return Location{fields.number<double>("Location_X"), fields.number<double>("Location_Y"), fields.number<int>("Scale"),
                        fields.text("Label")};
    if (type == "link") return Link{fields.text("Title"), fields.text("Description"), fields.text("Url")};
    if (type == "file")
        return File{fields.text("Title"), fields.text("Description"), fields.text("FileKey"), fields.text("FileMd5"),
                    fields.number<std::int64_t>("FileTotalLen")};
    return Unknown{type, {}, {}};
}

}  // namespace

std::optional<Message> parse_message(std::string_view xml) {
    pugi::xml_document document;
    if (!read_xml(xml, document)) return std::nullopt;
    bool repeated = false;
    const Fields fields(document.child("xml"), repeated);

    const auto create_time = parse_number<std::int64_t>(fields.text("CreateTime"));
    const std::string msg_id = fields.text("MsgId");
    const auto msg_id_value = parse_number<std::uint64_t>(msg_id);
    const std::string type = fields.text("MsgType");
    if (!create_time || *create_time < 0 || type.empty() || (!msg_id.empty() && !msg_id_value)) return std::nullopt;

    Message message{.to = fields.text("ToUserName"),
                    .from = fields.text("FromUserName"),
                    .create_time = *create_time,
                    .msg_id = msg_id_value.value_or(0),
                    .msg_data_id = fields.text("MsgDataId"),
                    .content = read_content(type, fields)};
    if (message.to.empty() || message.from.empty() || repeated) return std::nullopt;
    return message;
}

}  // namespace wechat
