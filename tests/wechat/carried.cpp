#include "carried.h"

#include <sstream>

using namespace wechat;

namespace {

template <class Number>
std::string digits(Number value) {
    std::ostringstream text;
    text.precision(12);
    text << value;
    return text.str();
}

struct Collect {
    Carried& to;

    void add(const std::string& path, const std::string& value) { to[path].push_back(value); }

    void operator()(const Text& it) {
        add("Content", it.content);
        add("bizmsgmenuid", it.menu_id);
    }
    void operator()(const Image& it) {
        add("PicUrl", it.pic_url);
        add("MediaId", it.media_id);
    }
    void operator()(const Voice& it) {
        add("MediaId", it.media_id);
        add("Format", it.format);
        add("MediaId16K", it.media_id_16k);
        add("Recognition", it.recognition);
    }
    void operator()(const Video& it) {
        add("MediaId", it.media_id);
        add("ThumbMediaId", it.thumb_media_id);
        add("short", digits(it.short_video));
    }
    void place(const Location& it, const std::string& prefix) {
        add(prefix + "Location_X", digits(it.latitude));
        add(prefix + "Location_Y", digits(it.longitude));
        add(prefix + "Scale", digits(it.scale));
        add(prefix + "Label", it.label);
    }
    void operator()(const Location& it) { place(it, ""); }
    void operator()(const Link& it) {
        add("Title", it.title);
        add("Description", it.description);
        add("Url", it.url);
    }
    void operator()(const File& it) {
        add("Title", it.title);
        add("Description", it.description);
        add("FileKey", it.key);
        add("FileMd5", it.md5);
        add("FileTotalLen", digits(it.bytes));
    }
    void operator()(const Subscribe& it) {
        add("EventKey", it.scene);
        add("Ticket", it.ticket);
    }
    void operator()(const Unsubscribe&) {}
    void operator()(const Scan& it) {
        add("EventKey", it.scene);
        add("Ticket", it.ticket);
    }
    void operator()(const LocationReport& it) {
        add("Latitude", digits(it.latitude));
        add("Longitude", digits(it.longitude));
        add("Precision", digits(it.precision));
    }
    void operator()(const Click& it) { add("EventKey", it.key); }
    void operator()(const View& it) {
        add("EventKey", it.url);
        add("MenuId", it.menu_id);
    }
    void operator()(const ScanCode& it) {
        add("EventKey", it.key);
        add("ScanCodeInfo.ScanType", it.type);
        add("ScanCodeInfo.ScanResult", it.result);
    }
    void operator()(const PicEvent& it) {
        add("EventKey", it.key);
        add("SendPicsInfo.Count", digits(it.count));
        to["SendPicsInfo.PicList.item.PicMd5Sum"] = it.md5s;
    }
    void operator()(const LocationSelect& it) {
        add("EventKey", it.key);
        place(it.location, "SendLocationInfo.");
        add("SendLocationInfo.Poiname", it.poi_name);
    }
    void operator()(const ViewMiniProgram& it) {
        add("EventKey", it.path);
        add("MenuId", it.menu_id);
    }
    void operator()(const TemplateSendJobFinish& it) {
        add("MsgID", digits(it.message_id));
        add("Status", it.status);
    }
    void operator()(const MassSendJobFinish& it) {
        add("MsgID", digits(it.message_id));
        add("Status", it.status);
        add("TotalCount", digits(it.total));
        add("FilterCount", digits(it.filtered));
        add("SentCount", digits(it.sent));
        add("ErrorCount", digits(it.failed));
        add("CopyrightCheckResult.Count", digits(it.copyright.size()));
        add("CopyrightCheckResult.CheckState", digits(it.copyright_state));
        const std::string item = "CopyrightCheckResult.ResultList.item.";
        for (const auto& article : it.copyright) {
            add(item + "ArticleIdx", digits(article.article));
            add(item + "UserDeclareState", digits(article.declared));
            add(item + "AuditState", digits(article.audit));
            add(item + "OriginalArticleUrl", article.original_url);
            add(item + "OriginalArticleType", digits(article.original_type));
            add(item + "CanReprint", digits(article.can_reprint));
            add(item + "NeedReplaceContent", digits(article.must_replace));
            add(item + "NeedShowReprintSource", digits(article.must_show_source));
        }
        add("ArticleUrlResult.Count", digits(it.articles.size()));
        for (const auto& article : it.articles) {
            add("ArticleUrlResult.ResultList.item.ArticleIdx", digits(article.index));
            add("ArticleUrlResult.ResultList.item.ArticleUrl", article.url);
        }
    }
    void operator()(const PublishJobFinish& it) {
        add("PublishEventInfo.publish_id", it.publish_id);
        add("PublishEventInfo.publish_status", digits(it.status));
        add("PublishEventInfo.article_id", it.article_id);
        for (const auto& article : it.articles) {
            add("PublishEventInfo.article_detail.item.idx", digits(article.index));
            add("PublishEventInfo.article_detail.item.article_url", article.url);
        }
        for (const int index : it.failed) add("PublishEventInfo.fail_idx", digits(index));
    }
    void operator()(const SubscribeMsgPopup& it) {
        for (const auto& entry : it.entries) {
            add("SubscribeMsgPopupEvent.List.TemplateId", entry.template_id);
            add("SubscribeMsgPopupEvent.List.SubscribeStatusString", entry.accepted ? "accept" : "reject");
            add("SubscribeMsgPopupEvent.List.PopupScene", digits(entry.scene));
        }
    }
    void operator()(const SubscribeMsgChange& it) {
        for (const auto& entry : it.entries) {
            add("SubscribeMsgChangeEvent.List.TemplateId", entry.template_id);
            add("SubscribeMsgChangeEvent.List.SubscribeStatusString", entry.accepted ? "accept" : "reject");
        }
    }
    void operator()(const SubscribeMsgSent& it) {
        for (const auto& entry : it.entries) {
            add("SubscribeMsgSentEvent.List.TemplateId", entry.template_id);
            add("SubscribeMsgSentEvent.List.MsgID", digits(entry.message_id));
            add("SubscribeMsgSentEvent.List.ErrorCode", digits(entry.error_code));
            add("SubscribeMsgSentEvent.List.ErrorStatus", entry.status);
        }
    }
    void operator()(const UserInfo& it) {
        add("OpenID", it.openid);
        add("UnionID", it.union_id);
        add("AppID", it.app_id);
        add("RevokeInfo", it.revoke_info);
    }
    void operator()(const KfSession& it) {
        add(it.kind == KfSession::Kind::switched ? "ToKfAccount" : "KfAccount", it.account);
        add("FromKfAccount", it.from_account);
        add("CloseType", it.close_type);
    }
    void operator()(const Verification& it) {
        add("ExpiredTime", digits(it.expires));
        add("FailTime", digits(it.failed_at));
        add("FailReason", it.reason);
    }
    void operator()(const AuthorizeInvoice& it) {
        add("SuccOrderId", it.succeeded_order);
        add("FailOrderId", it.failed_order);
        add("AppId", it.app_id);
        add("AuthorizeAppId", it.authorize_app_id);
        add("Source", it.source);
        add("IsGiveUp", digits(it.given_up));
    }
    void operator()(const UpdateInvoiceStatus& it) {
        add("Status", it.status);
        add("CardId", it.card_id);
        add("Code", it.code);
    }
    void operator()(const SubmitInvoiceTitle& it) {
        add("title", it.title);
        add("tax_no", it.tax_no);
        add("addr", it.address);
        add("phone", it.phone);
        add("bank_type", it.bank);
        add("bank_no", it.bank_no);
        add("attach", it.attach);
        add("title_type", it.title_type);
    }
    void operator()(const CloudInvoice& it) {
        add("fpqqlsh", it.request_no);
        add("status", it.status);
        add("nsrsbh", it.tax_payer);
    }
    void operator()(const Unknown& it) {
        add("MsgType", it.msg_type);
        add("Event", it.event);
    }
};

}  // namespace

Carried carried(const Message& message) {
    Carried all;
    all["ToUserName"] = {message.to};
    all["FromUserName"] = {message.from};
    all["CreateTime"] = {digits(message.create_time)};
    all["MsgDataId"] = {message.msg_data_id};
    if (message.msg_id != 0) all["MsgId"] = {digits(message.msg_id)};
    Collect collect{all};
    std::visit(collect, message.content);
    return all;
}
