#include <array>
#include <type_traits>

#include "wechat/message.h"

namespace wechat {
namespace {

template <class... Each>
struct Overloaded : Each... {
    using Each::operator()...;
};
template <class... Each>
Overloaded(Each...) -> Overloaded<Each...>;  // clang before 17 does not deduce an aggregate by itself

template <class Kind, std::size_t size>
std::string_view pick(const std::array<std::string_view, size>& names, Kind kind) {
    return names[static_cast<std::size_t>(kind)];
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text.append("|").append(part);
    return text;
}

std::string coordinates(double latitude, double longitude) { return joined({std::to_string(latitude), std::to_string(longitude)}); }

// What tells apart two pushes of one resident, one second and one type. Types without such a thing have the empty text.
std::string detail(const Content& content) {
    const auto entries = [](const auto& event) {
        std::string text;
        for (const auto& entry : event.entries) {
            text += joined({entry.template_id});
            if constexpr (requires { entry.message_id; })
                text += joined({std::to_string(entry.message_id)});
            else
                text += entry.accepted ? "|accept" : "|reject";
        }
        return text;
    };
    return std::visit(Overloaded{
                          [](const Text& it) { return joined({it.content}); },
                          [](const Link& it) { return joined({it.url}); },
                          [](const File& it) { return joined({it.key}); },
                          [](const Location& it) { return coordinates(it.latitude, it.longitude); },
                          [](const LocationReport& it) { return coordinates(it.latitude, it.longitude); },
                          [](const Subscribe& it) { return joined({it.scene}); },
                          [](const Scan& it) { return joined({it.scene}); },
                          [](const View& it) { return joined({it.url}); },
                          [](const ScanCode& it) {
                              return joined({it.key, it.result});
                          },
                          [](const ViewMiniProgram& it) { return joined({it.path}); },
                          [](const PublishJobFinish& it) { return joined({it.publish_id}); },
                          [&](const SubscribeMsgPopup& it) { return entries(it); },
                          [&](const SubscribeMsgChange& it) { return entries(it); },
                          [&](const SubscribeMsgSent& it) { return entries(it); },
                          [](const UserInfo& it) {
                              return joined({it.openid, it.revoke_info});
                          },
                          [](const KfSession& it) {
                              return joined({it.account, it.from_account});
                          },
                          [](const AuthorizeInvoice& it) {
                              return joined({it.succeeded_order, it.failed_order});
                          },
                          [](const UpdateInvoiceStatus& it) {
                              return joined({it.card_id, it.code, it.status});
                          },
                          [](const CloudInvoice& it) {
                              return joined({it.request_no, it.status});
                          },
                          [](const Unknown& it) {
                              return joined({it.msg_type, it.event, it.key});
                          },
                          [](const auto& it) {
                              if constexpr (requires { it.media_id; })
                                  return joined({it.media_id});
                              else if constexpr (requires { it.message_id; })
                                  return joined({std::to_string(it.message_id), it.status});
                              else if constexpr (requires { it.key; })
                                  return joined({it.key});
                              else
                                  return std::string();
                          },
                      },
                      content);
}

}  // namespace

std::string_view type_name(const Message& message) {
    using std::array;
    using View = std::string_view;
    static constexpr array<View, 3> pictures{"event.pic_sysphoto", "event.pic_photo_or_album", "event.pic_weixin"};
    static constexpr array<View, 3> users{"event.user_info_modified", "event.user_authorization_revoke",
                                          "event.user_authorization_cancellation"};
    static constexpr array<View, 3> sessions{"event.kf_create_session", "event.kf_close_session", "event.kf_switch_session"};
    static constexpr array<View, 6> verifications{"event.qualification_verify_success",
                                                  "event.qualification_verify_fail",
                                                  "event.naming_verify_success",
                                                  "event.naming_verify_fail",
                                                  "event.annual_renew",
                                                  "event.verify_expired"};
    return std::visit(Overloaded{
                          [](const Text&) -> View { return "text"; },
                          [](const Image&) -> View { return "image"; },
                          [](const Voice&) -> View { return "voice"; },
                          [](const Video& it) -> View { return it.short_video ? "shortvideo" : "video"; },
                          [](const Location&) -> View { return "location"; },
                          [](const Link&) -> View { return "link"; },
                          [](const File&) -> View { return "file"; },
                          [](const Subscribe&) -> View { return "event.subscribe"; },
                          [](const Unsubscribe&) -> View { return "event.unsubscribe"; },
                          [](const Scan&) -> View { return "event.SCAN"; },
                          [](const LocationReport&) -> View { return "event.LOCATION"; },
                          [](const Click&) -> View { return "event.CLICK"; },
                          [](const wechat::View&) -> View { return "event.VIEW"; },
                          [](const ScanCode& it) -> View { return it.wait ? "event.scancode_waitmsg" : "event.scancode_push"; },
                          [](const PicEvent& it) { return pick(pictures, it.source); },
                          [](const LocationSelect&) -> View { return "event.location_select"; },
                          [](const ViewMiniProgram&) -> View { return "event.view_miniprogram"; },
                          [](const TemplateSendJobFinish&) -> View { return "event.TEMPLATESENDJOBFINISH"; },
                          [](const MassSendJobFinish&) -> View { return "event.MASSSENDJOBFINISH"; },
                          [](const PublishJobFinish&) -> View { return "event.PUBLISHJOBFINISH"; },
                          [](const SubscribeMsgPopup&) -> View { return "event.subscribe_msg_popup_event"; },
                          [](const SubscribeMsgChange&) -> View { return "event.subscribe_msg_change_event"; },
                          [](const SubscribeMsgSent&) -> View { return "event.subscribe_msg_sent_event"; },
                          [](const UserInfo& it) { return pick(users, it.kind); },
                          [](const KfSession& it) { return pick(sessions, it.kind); },
                          [](const Verification& it) { return pick(verifications, it.kind); },
                          [](const AuthorizeInvoice&) -> View { return "event.user_authorize_invoice"; },
                          [](const UpdateInvoiceStatus&) -> View { return "event.update_invoice_status"; },
                          [](const SubmitInvoiceTitle&) -> View { return "event.submit_invoice_title"; },
                          [](const CloudInvoice&) -> View { return "event.cloud_invoice_invoiceresult_event"; },
                          [](const Unknown&) -> View { return "unknown"; },
                      },
                      message.content);
}

bool takes_reply(const Message& message) {
    return std::visit(
        []<class Kind>(const Kind& content) {
            if constexpr (std::is_same_v<Kind, ScanCode>)
                return content.wait;
            else
                return std::is_same_v<Kind, Text> || std::is_same_v<Kind, Image> || std::is_same_v<Kind, Voice> ||
                       std::is_same_v<Kind, Video> || std::is_same_v<Kind, Location> || std::is_same_v<Kind, Link> ||
                       std::is_same_v<Kind, File> || std::is_same_v<Kind, Subscribe> || std::is_same_v<Kind, Scan> ||
                       std::is_same_v<Kind, LocationReport> || std::is_same_v<Kind, Click>;
        },
        message.content);
}

std::string dedupe_key(const Message& message) {
    const std::string sender = message.from + '|' + std::to_string(message.create_time);
    const std::string_view type = type_name(message);
    const bool event = type.starts_with("event.") ||
                       (std::holds_alternative<Unknown>(message.content) && std::get<Unknown>(message.content).msg_type == "event");
    // Equal MsgIds for different residents were seen (WxJava #333). A message without one is told apart by what it says.
    if (!event && message.msg_id != 0) return "m|" + std::to_string(message.msg_id) + '|' + sender;
    return "e|" + sender + '|' + std::string(type) + detail(message.content);
}

}  // namespace wechat
