#include "wechat/events.h"

#include <algorithm>

namespace wechat {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

Content subscribe(const Fields& fields) {
    std::string scene = fields.text("EventKey");
    if (scene.starts_with("qrscene_")) scene.erase(0, 8);
    return Subscribe{scene, fields.text("Ticket")};
}

Content unsubscribe(const Fields&) { return Unsubscribe{}; }

Content scan(const Fields& fields) { return Scan{fields.text("EventKey"), fields.text("Ticket")}; }

Content location_report(const Fields& fields) {
    return LocationReport{fields.number<double>("Latitude"), fields.number<double>("Longitude"), fields.number<double>("Precision")};
}

Content click(const Fields& fields) { return Click{fields.text("EventKey")}; }

Content view(const Fields& fields) { return View{fields.text("EventKey"), fields.text("MenuId")}; }

template <bool wait>
Content scan_code(const Fields& fields) {
    const Fields info = fields.child("ScanCodeInfo");
    return ScanCode{fields.text("EventKey"), info.text("ScanType"), info.text("ScanResult"), wait};
}

template <PicSource source>
Content pictures(const Fields& fields) {
    const Fields info = fields.child("SendPicsInfo");
    PicEvent event{source, fields.text("EventKey"), info.number<int>("Count"), {}};
    for (const Fields& item : info.child("PicList").each("item")) event.md5s.push_back(item.text("PicMd5Sum"));
    return event;
}

Content location_select(const Fields& fields) {
    const Fields info = fields.child("SendLocationInfo");
    return LocationSelect{
        fields.text("EventKey"),
        {info.number<double>("Location_X"), info.number<double>("Location_Y"), info.number<int>("Scale"), info.text("Label")},
        info.text("Poiname")};
}

Content view_mini_program(const Fields& fields) { return ViewMiniProgram{fields.text("EventKey"), fields.text("MenuId")}; }

Content template_sent(const Fields& fields) { return TemplateSendJobFinish{fields.number<std::uint64_t>("MsgID"), fields.text("Status")}; }

Content mass_sent(const Fields& fields) {
    MassSendJobFinish event;
    event.message_id = fields.number<std::uint64_t>("MsgID");
    event.status = fields.text("Status");
    event.total = fields.number<std::int64_t>("TotalCount");
    event.filtered = fields.number<std::int64_t>("FilterCount");
    event.sent = fields.number<std::int64_t>("SentCount");
    event.failed = fields.number<std::int64_t>("ErrorCount");
    const Fields copyright = fields.child("CopyrightCheckResult");
    event.copyright_state = copyright.number<int>("CheckState");
    for (const Fields& item : copyright.child("ResultList").each("item"))
        event.copyright.push_back({item.number<int>("ArticleIdx"), item.number<int>("UserDeclareState"), item.number<int>("AuditState"),
                                   item.text("OriginalArticleUrl"), item.number<int>("OriginalArticleType"), item.flag("CanReprint"),
                                   item.flag("NeedReplaceContent"), item.flag("NeedShowReprintSource")});
    for (const Fields& item : fields.child("ArticleUrlResult").child("ResultList").each("item"))
        event.articles.push_back({item.number<int>("ArticleIdx"), item.text("ArticleUrl")});
    return event;
}

Content published(const Fields& fields) {
    const Fields info = fields.child("PublishEventInfo");
    PublishJobFinish event{info.text("publish_id"), info.number<int>("publish_status"), info.text("article_id"), {}, {}};
    for (const Fields& item : info.child("article_detail").each("item"))
        event.articles.push_back({item.number<int>("idx"), item.text("article_url")});
    for (const Fields& index : info.each("fail_idx")) event.failed.push_back(parse_number<int>(index.own_text()).value_or(0));
    return event;
}

Content subscription_popup(const Fields& fields) {
    SubscribeMsgPopup event;
    for (const Fields& entry : fields.child("SubscribeMsgPopupEvent").each("List"))
        event.entries.push_back(
            {entry.text("TemplateId"), entry.text("SubscribeStatusString") == "accept", entry.number<int>("PopupScene")});
    return event;
}

Content subscription_change(const Fields& fields) {
    SubscribeMsgChange event;
    // Some official text wraps the entries in the popup's element.
    const char* const wrapper = fields.has("SubscribeMsgChangeEvent") ? "SubscribeMsgChangeEvent" : "SubscribeMsgPopupEvent";
    for (const Fields& entry : fields.child(wrapper).each("List"))
        event.entries.push_back({entry.text("TemplateId"), entry.text("SubscribeStatusString") == "accept"});
    return event;
}

Content subscription_sent(const Fields& fields) {
    SubscribeMsgSent event;
    for (const Fields& entry : fields.child("SubscribeMsgSentEvent").each("List"))
        event.entries.push_back(
            {entry.text("TemplateId"), entry.number<std::uint64_t>("MsgID"), entry.number<int>("ErrorCode"), entry.text("ErrorStatus")});
    return event;
}

template <UserInfo::Kind kind>
Content user_info(const Fields& fields) {
    return UserInfo{kind, fields.text("OpenID"), fields.text("UnionID"), fields.text("AppID"), fields.text("RevokeInfo")};
}

template <KfSession::Kind kind>
Content kf_session(const Fields& fields) {
    const char* const account = kind == KfSession::Kind::switched ? "ToKfAccount" : "KfAccount";
    return KfSession{kind, fields.text(account), fields.text("FromKfAccount"), fields.text("CloseType")};
}

template <Verification::Kind kind>
Content verification(const Fields& fields) {
    return Verification{kind, fields.number<std::int64_t>("ExpiredTime"), fields.number<std::int64_t>("FailTime"),
                        fields.text("FailReason")};
}

Content authorize_invoice(const Fields& fields) {
    return AuthorizeInvoice{fields.text("SuccOrderId"),    fields.text("FailOrderId"), fields.text("AppId"),
                            fields.text("AuthorizeAppId"), fields.text("Source"),      fields.flag("IsGiveUp")};
}

Content update_invoice_status(const Fields& fields) {
    return UpdateInvoiceStatus{fields.text("Status"), fields.text("CardId"), fields.text("Code")};
}

Content submit_invoice_title(const Fields& fields) {
    return SubmitInvoiceTitle{fields.text("title"),     fields.text("tax_no"),  fields.text("addr"),   fields.text("phone"),
                              fields.text("bank_type"), fields.text("bank_no"), fields.text("attach"), fields.text("title_type")};
}

Content cloud_invoice(const Fields& fields) { return CloudInvoice{fields.text("fpqqlsh"), fields.text("status"), fields.text("nsrsbh")}; }

struct Row {
    std::string_view name;  // lower case
    Content (*read)(const Fields&);
};

constexpr Row rows[] = {
    {"subscribe", subscribe},
    {"unsubscribe", unsubscribe},
    {"scan", scan},
    {"location", location_report},
    {"click", click},
    {"view", view},
    {"scancode_push", scan_code<false>},
    {"scancode_waitmsg", scan_code<true>},
    {"pic_sysphoto", pictures<PicSource::camera>},
    {"pic_photo_or_album", pictures<PicSource::camera_or_album>},
    {"pic_weixin", pictures<PicSource::wechat_album>},
    {"location_select", location_select},
    {"view_miniprogram", view_mini_program},
    {"templatesendjobfinish", template_sent},
    {"masssendjobfinish", mass_sent},
    {"publishjobfinish", published},
    {"freepublishjobfinish", published},
    {"subscribe_msg_popup_event", subscription_popup},
    {"subscribe_msg_change_event", subscription_change},
    {"subscribe_msg_sent_event", subscription_sent},
    {"user_info_modified", user_info<UserInfo::Kind::modified>},
    {"user_authorization_revoke", user_info<UserInfo::Kind::revoked>},
    {"user_authorization_cancellation", user_info<UserInfo::Kind::cancelled>},
    {"kf_create_session", kf_session<KfSession::Kind::created>},
    {"kf_close_session", kf_session<KfSession::Kind::closed>},
    {"kf_switch_session", kf_session<KfSession::Kind::switched>},
    {"qualification_verify_success", verification<Verification::Kind::qualification_success>},
    {"qualification_verify_fail", verification<Verification::Kind::qualification_fail>},
    {"naming_verify_success", verification<Verification::Kind::naming_success>},
    {"naming_verify_fail", verification<Verification::Kind::naming_fail>},
    {"annual_renew", verification<Verification::Kind::annual_renew>},
    {"verify_expired", verification<Verification::Kind::expired>},
    {"user_authorize_invoice", authorize_invoice},
    {"update_invoice_status", update_invoice_status},
    {"submit_invoice_title", submit_invoice_title},
    {"cloud_invoice_invoiceresult_event", cloud_invoice},
};

}  // namespace

Content read_event(const Fields& fields) {
    const std::string event = fields.text("Event");
    const std::string name = lower(event);
    const auto* const row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& candidate) { return candidate.name == name; });
    if (row != std::end(rows)) return row->read(fields);
    std::string key;
    for (const char* const part : {"EventKey", "TemplateId", "MsgID", "CardId", "UserCardCode"}) key += fields.text(part) + '|';
    return Unknown{"event", event, key};
}

}  // namespace wechat
