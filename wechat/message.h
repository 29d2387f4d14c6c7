// What WeChat pushes to a service account, as values: ordinary messages and events (protocol §3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wechat {

// Ordinary messages. Every string but Text::content has its surrounding white space removed; absent elements are empty or 0.

struct Text {
    std::string content;  // exactly as sent
    std::string menu_id;  // bizmsgmenuid: the item clicked in a menu message
};
struct Image {
    std::string pic_url;  // never to be fetched: use media_id
    std::string media_id;
};
struct Voice {
    std::string media_id;
    std::string format;
    std::string media_id_16k;
    std::string recognition;  // empty unless speech recognition is on and heard something
};
struct Video {
    std::string media_id;
    std::string thumb_media_id;
    bool short_video = false;
};
struct Location {
    double latitude = 0;  // GCJ-02 degrees
    double longitude = 0;
    int scale = 0;
    std::string label;
};
struct Link {
    std::string title;
    std::string description;
    std::string url;
};
struct File {
    std::string title;
    std::string description;
    std::string key;
    std::string md5;
    std::int64_t bytes = 0;
};

// Events.

struct Subscribe {
    std::string scene;   // EventKey without the "qrscene_" before it
    std::string ticket;  // empty when not by QR code
};
struct Unsubscribe {};
struct Scan {
    std::string scene;
    std::string ticket;
};
struct LocationReport {
    double latitude = 0;
    double longitude = 0;
    double precision = 0;
};
struct Click {
    std::string key;
};
struct View {
    std::string url;
    std::string menu_id;
};
struct ScanCode {
    std::string key;
    std::string type;  // "qrcode", "barcode"
    std::string result;
    bool wait = false;  // scancode_waitmsg: the resident sees "receiving" until a reply comes
};
enum class PicSource { camera, camera_or_album, wechat_album };
struct PicEvent {
    PicSource source = PicSource::camera;
    std::string key;
    int count = 0;
    std::vector<std::string> md5s;  // the pictures follow as ordinary messages
};
struct LocationSelect {
    std::string key;
    Location location;
    std::string poi_name;
};
struct ViewMiniProgram {
    std::string path;
    std::string menu_id;
};
struct TemplateSendJobFinish {
    std::uint64_t message_id = 0;
    std::string status;  // "success", "failed:user block", "failed: system failed"
};
struct MassSendJobFinish {
    struct Copyright {
        int article = 0;
        int declared = 0;
        int audit = 0;
        std::string original_url;
        int original_type = 0;
        bool can_reprint = false;
        bool must_replace = false;
        bool must_show_source = false;
    };
    struct Article {
        int index = 0;
        std::string url;
    };
    std::uint64_t message_id = 0;
    std::string status;  // "send success", "send fail", "err(30003)" …
    std::int64_t total = 0;
    std::int64_t filtered = 0;
    std::int64_t sent = 0;
    std::int64_t failed = 0;
    std::vector<Copyright> copyright;
    int copyright_state = 0;
    std::vector<Article> articles;
};
struct PublishJobFinish {
    struct Article {
        int index = 0;
        std::string url;
    };
    std::string publish_id;
    int status = 0;
    std::string article_id;
    std::vector<Article> articles;
    std::vector<int> failed;
};
struct SubscribeMsgPopup {
    struct Entry {
        std::string template_id;
        bool accepted = false;
        int scene = 0;  // 1 web page, 2 article
    };
    std::vector<Entry> entries;
};
struct SubscribeMsgChange {
    struct Entry {
        std::string template_id;
        bool accepted = false;
    };
    std::vector<Entry> entries;
};
struct SubscribeMsgSent {
    struct Entry {
        std::string template_id;
        std::uint64_t message_id = 0;
        int error_code = 0;
        std::string status;
    };
    std::vector<Entry> entries;
};
// The resident is `openid`; Message::from is the platform. `revoked` and `cancelled` oblige us to delete data.
struct UserInfo {
    enum class Kind { modified, revoked, cancelled };
    Kind kind = Kind::modified;
    std::string openid;
    std::string union_id;
    std::string app_id;
    std::string revoke_info;  // 201 address, 202 invoice, 203 card, 204 microphone, 205 name, 206 place, 207 picture
};
struct KfSession {
    enum class Kind { created, closed, switched };
    Kind kind = Kind::created;
    std::string account;  // for a switch: who has it now
    std::string from_account;
    std::string close_type;
};
struct Verification {
    enum class Kind { qualification_success, qualification_fail, naming_success, naming_fail, annual_renew, expired };
    Kind kind = Kind::qualification_success;
    std::int64_t expires = 0;    // unix seconds
    std::int64_t failed_at = 0;  // unix seconds
    std::string reason;
};
struct AuthorizeInvoice {
    std::string succeeded_order;
    std::string failed_order;
    std::string app_id;
    std::string authorize_app_id;
    std::string source;
    bool given_up = false;
};
struct UpdateInvoiceStatus {
    std::string status;
    std::string card_id;
    std::string code;
};
struct SubmitInvoiceTitle {
    std::string title;
    std::string tax_no;
    std::string address;
    std::string phone;
    std::string bank;
    std::string bank_no;
    std::string attach;
    std::string title_type;
};
struct CloudInvoice {
    std::string request_no;  // fpqqlsh
    std::string status;
    std::string tax_payer;  // nsrsbh
};

// To be logged and acknowledged, never to be failed on (WeiXinMPSDK #2939).
struct Unknown {
    std::string msg_type;
    std::string event;
    std::string key;  // what tells two such events of one second apart
};

using Content = std::variant<Text, Image, Voice, Video, Location, Link, File, Subscribe, Unsubscribe, Scan, LocationReport, Click, View,
                             ScanCode, PicEvent, LocationSelect, ViewMiniProgram, TemplateSendJobFinish, MassSendJobFinish,
                             PublishJobFinish, SubscribeMsgPopup, SubscribeMsgChange, SubscribeMsgSent, UserInfo, KfSession, Verification,
                             AuthorizeInvoice, UpdateInvoiceStatus, SubmitInvoiceTitle, CloudInvoice, Unknown>;

struct Message {
    std::string to{};              // the account's original id (gh_…)
    std::string from{};            // openid
    std::int64_t create_time = 0;  // unix seconds
    std::uint64_t msg_id = 0;      // all 64 bits; 0 when absent, as in events
    std::string msg_data_id{};     // only for messages written under an article
    Content content{};
};

// Nothing when it is not acceptable XML (see read_xml), when ToUserName, FromUserName, CreateTime or MsgType is missing or not
// what it should be, or when an element we read occurs twice. An unknown type or event is Unknown, not nothing.
std::optional<Message> parse_message(std::string_view xml);

// Equal for the deliveries of one push and for nothing else (protocol §1.4). Holds the openid and may be long: hash it
// before storing.
std::string dedupe_key(const Message& message);

// Whether WeChat shows a passive reply to this (protocol §3); otherwise only "success" makes sense.
bool takes_reply(const Message& message);

// For logs and metrics: "text", "event.CLICK"; "unknown" for what is not in the table, so that a sender cannot
// invent label values. Static storage.
std::string_view type_name(const Message& message);

}  // namespace wechat
