#include "events.h"

namespace sandbox {
namespace {

constexpr EventKind kinds[] = {
    {"subscribe", true, "<EventKey>{key}</EventKey>", ""},
    {"unsubscribe", false, "<EventKey>{key}</EventKey>", ""},
    {"SCAN", true, "<EventKey>{key}</EventKey><Ticket>gQH47joAAAAAAAAAASxodHRwOi8vd2Vp</Ticket>", "1"},
    {"scan", true, "<EventKey>{key}</EventKey><Ticket>gQH47joAAAAAAAAAASxodHRwOi8vd2Vp</Ticket>", "1"},
    {"LOCATION", true, "<Latitude>23.129110</Latitude><Longitude>113.264385</Longitude><Precision>40.000000</Precision>", ""},
    {"CLICK", true, "<EventKey>{key}</EventKey>", "help"},
    {"VIEW", false, "<EventKey>{key}</EventKey><MenuId>208379533</MenuId>", "https://gaj.gz.gov.cn/"},
    {"scancode_push", false, "<EventKey>{key}</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>2</ScanResult></ScanCodeInfo>",
     "scan"},
    {"scancode_waitmsg", true,
     "<EventKey>{key}</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>2</ScanResult></ScanCodeInfo>", "scan"},
    {"pic_sysphoto", false,
     "<EventKey>{key}</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>1b5f7c23b5bf75682a53e7b6d163e185</PicMd5Sum>"
     "</item></PicList></SendPicsInfo>",
     "photo"},
    {"pic_photo_or_album", false,
     "<EventKey>{key}</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>5a75aaca956d97be686719218f275c6b</PicMd5Sum>"
     "</item></PicList></SendPicsInfo>",
     "photo"},
    {"pic_weixin", false,
     "<EventKey>{key}</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>5a75aaca956d97be686719218f275c6b</PicMd5Sum>"
     "</item></PicList></SendPicsInfo>",
     "photo"},
    {"location_select", false,
     "<EventKey>{key}</EventKey><SendLocationInfo><Location_X>23.129110</Location_X><Location_Y>113.264385</Location_Y>"
     "<Scale>15</Scale><Label>广州市越秀区府前路1号</Label><Poiname></Poiname></SendLocationInfo>",
     "place"},
    {"view_miniprogram", false, "<EventKey>{key}</EventKey><MenuId>208379533</MenuId>", "pages/index/index"},
    {"TEMPLATESENDJOBFINISH", false, "<MsgID>200163836</MsgID><Status>success</Status>", ""},
    {"MASSSENDJOBFINISH", false,
     "<MsgID>1000001625</MsgID><Status>send "
     "success</Status><TotalCount>2</TotalCount><FilterCount>2</FilterCount><SentCount>2</SentCount>"
     "<ErrorCount>0</ErrorCount><CopyrightCheckResult><Count>0</Count><ResultList></ResultList><CheckState>1</CheckState>"
     "</CopyrightCheckResult><ArticleUrlResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx><ArticleUrl>"
     "http://mp.weixin.qq.com/s</ArticleUrl></item></ResultList></ArticleUrlResult>",
     ""},
    {"PUBLISHJOBFINISH", false,
     "<PublishEventInfo><publish_id>2247503051</publish_id><publish_status>0</publish_status><article_id>b5O2OUs25HBxRceL7hfReg"
     "</article_id><article_detail><count>1</count><item><idx>1</idx><article_url>http://mp.weixin.qq.com/s</article_url></item>"
     "</article_detail></PublishEventInfo>",
     ""},
    {"subscribe_msg_popup_event", false,
     "<SubscribeMsgPopupEvent><List><TemplateId>VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3</TemplateId><SubscribeStatusString>accept"
     "</SubscribeStatusString><PopupScene>1</PopupScene></List><List><TemplateId>9nLIlbOQZC5Y89AZteFEux3WCXRRRG5W</TemplateId>"
     "<SubscribeStatusString>reject</SubscribeStatusString><PopupScene>1</PopupScene></List></SubscribeMsgPopupEvent>",
     ""},
    {"subscribe_msg_change_event", false,
     "<SubscribeMsgChangeEvent><List><TemplateId>VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3</TemplateId><SubscribeStatusString>reject"
     "</SubscribeStatusString></List></SubscribeMsgChangeEvent>",
     ""},
    {"subscribe_msg_sent_event", false,
     "<SubscribeMsgSentEvent><List><TemplateId>VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3</TemplateId><MsgID>1700827132819554304</MsgID>"
     "<ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>",
     ""},
    {"user_info_modified", false, "<OpenID>{openid}</OpenID><AppID>{app_id}</AppID><RevokeInfo>205</RevokeInfo>", ""},
    {"user_authorization_revoke", false, "<OpenID>{openid}</OpenID><AppID>{app_id}</AppID><RevokeInfo>205</RevokeInfo>", ""},
    {"user_authorization_cancellation", false, "<OpenID>{openid}</OpenID><AppID>{app_id}</AppID><RevokeInfo>205</RevokeInfo>", ""},
    {"kf_create_session", false, "<KfAccount>duty@gzga</KfAccount>", ""},
    {"kf_close_session", false, "<KfAccount>duty@gzga</KfAccount><CloseType>KF</CloseType>", ""},
    {"kf_switch_session", false, "<FromKfAccount>duty@gzga</FromKfAccount><ToKfAccount>traffic@gzga</ToKfAccount>", ""},
    {"qualification_verify_success", false, "<ExpiredTime>{now}</ExpiredTime>", ""},
    {"qualification_verify_fail", false, "<FailTime>{now}</FailTime><FailReason>by time</FailReason>", ""},
    {"naming_verify_success", false, "<ExpiredTime>{now}</ExpiredTime>", ""},
    {"naming_verify_fail", false, "<FailTime>{now}</FailTime><FailReason>by time</FailReason>", ""},
    {"annual_renew", false, "<ExpiredTime>{now}</ExpiredTime>", ""},
    {"verify_expired", false, "<ExpiredTime>{now}</ExpiredTime>", ""},
    {"user_authorize_invoice", false,
     "<SuccOrderId>1202933957956</SuccOrderId><FailOrderId></FailOrderId><AppId>{app_id}</AppId><Source>web</Source>", ""},
    {"update_invoice_status", false, "<Status>INVOICE_REIMBURSE_LOCK</Status><CardId>pZI8Fj6H7iRQ</CardId><Code>186921658591</Code>", ""},
    {"submit_invoice_title", false,
     "<title>广州某某公司</title><tax_no>91440101000000000X</tax_no><addr></addr><phone></phone><bank_type></bank_type><bank_no></"
     "bank_no>"
     "<attach></attach><title_type>InvoiceUserTitleBusinessType</title_type>",
     ""},
    {"cloud_invoice_invoiceresult_event", false,
     "<fpqqlsh>18042012233600000002</fpqqlsh><status>0</status><nsrsbh>91440101000000000X</nsrsbh>", ""},
    {"guide_qrcode_scan_event", false,
     "<GuideScanEvent><qrcode_guide_account>duty</qrcode_guide_account><openid>{openid}</openid><action>1</action></GuideScanEvent>", ""},
    {"user_enter_tempsession", false, "<SessionFrom>menu</SessionFrom>", ""},
    {"user_get_card", false, "<CardId>pZI8Fj6H7iRQ</CardId><IsGiveByFriend>0</IsGiveByFriend><UserCardCode>12312312</UserCardCode>", ""},
    {"wxa_media_check", false, "<isrisky>0</isrisky><extra_info_json></extra_info_json><appid>{app_id}</appid><trace_id>5d1c2e</trace_id>",
     ""},
    {"weapp_audit_success", false, "<SuccTime>{now}</SuccTime>", ""},
    {"weapp_audit_fail", false, "<Reason>by time</Reason><FailTime>{now}</FailTime>", ""},
    {"weapp_audit_delay", false, "<Reason>by time</Reason><DelayTime>{now}</DelayTime>", ""},
    {"card_pass_check", false, "<CardId>pZI8Fj6H7iRQ</CardId><RefuseReason></RefuseReason>", ""},
    {"card_not_pass_check", false, "<CardId>pZI8Fj6H7iRQ</CardId><RefuseReason>by time</RefuseReason>", ""},
    {"merchant_order", false, "<OrderId>test_order_id</OrderId><OrderStatus>2</OrderStatus>", ""},
    {"ShakearoundUserShake", false,
     "<ChosenBeacon><Uuid>FDA50693-A4E2-4FB1-AFCF-C6EB07647825</Uuid><Major>1</Major><Minor>1</Minor><Distance>0.057</Distance>"
     "</ChosenBeacon>",
     ""},
    {"user_scan_product", false, "<KeyStandard>ean13</KeyStandard><KeyStr>6954767461373</KeyStr><Scene>2</Scene>", ""},
    {"poi_check_notify", false, "<UniqId>123adb</UniqId><PoiId>123123</PoiId><Result>succ</Result><Msg></Msg>", ""},
    {"WifiConnected", false, "<ConnectTime>{now}</ConnectTime><ExpireTime>0</ExpireTime><VendorId>3001224419</VendorId>", ""},
};

}  // namespace

std::span<const EventKind> event_kinds() { return kinds; }

const EventKind* find_event(std::string_view name) {
    for (const auto& kind : event_kinds()) {
        if (kind.name == name) return &kind;
    }
    return nullptr;
}

}  // namespace sandbox
