#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "carried.h"
#include "vectors.h"

using namespace wechat;
using vectors::member;

namespace {

// Read by nobody, so carried by nothing: a new element in the vectors must be put in one place or the other.
const std::set<std::string> ignored = {"BusinessId", "Idx", "PublishEventInfo.article_detail.count"};

bool same(const std::string& field, const std::string& path, const std::string& value) {
    if (field == value) return true;
    if (path == "EventKey") return field == "qrscene_" + value;
    char* end = nullptr;
    const double number = std::strtod(field.c_str(), &end);
    return !field.empty() && *end == '\0' && number == std::strtod(value.c_str(), nullptr) && field.find('.') != std::string::npos;
}

void check_field(const Carried& all, const std::string& path, const rapidjson::Value& expected) {
    INFO(path);
    std::vector<std::string> fields;
    if (expected.IsArray())
        for (const auto& item : expected.GetArray()) fields.emplace_back(item.GetString(), item.GetStringLength());
    else
        fields.emplace_back(expected.GetString(), expected.GetStringLength());
    const auto found = all.find(path);
    REQUIRE(found != all.end());
    REQUIRE(found->second.size() == fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i)
        CHECK_MESSAGE(same(fields[i], path, found->second[i]), fields[i], " != ", found->second[i]);
}

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

std::optional<Message> event(const std::string& name, const std::string& inside = "", const std::string& time = "1") {
    return parse_message("<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>" + time +
                         "</CreateTime><MsgType>event</MsgType><Event>" + name + "</Event>" + inside + "</xml>");
}

}  // namespace

TEST_CASE("every inbound vector, field by field") {
    const auto index = vectors::json("inbound/index.json");
    if (index.IsNull()) return;
    REQUIRE(index.Size() >= 67);
    std::set<std::string> keys;
    int unknown = 0;
    for (const auto& entry : index.GetArray()) {
        INFO(member(entry, "file"));
        const auto xml = vectors::text(member(entry, "file"));
        REQUIRE(xml);
        const auto message = parse_message(*xml);
        REQUIRE(message);
        const Carried all = carried(*message);
        const bool is_unknown = std::holds_alternative<Unknown>(message->content);
        unknown += is_unknown ? 1 : 0;
        for (const auto& field : entry["fields"].GetObject()) {
            const std::string path = field.name.GetString();
            if ((path == "MsgType" || path == "Event") && !is_unknown) continue;  // carried by the type: checked below
            if (ignored.count(path) == 0 && (!is_unknown || all.count(path) != 0)) {
                // This sample has another event's fields under the name of the cloud invoice.
                if (message->content.index() == Content(CloudInvoice{}).index() && all.count(path) == 0) continue;
                check_field(all, path, field.value);
            }
        }
        const std::string type = member(entry, "msg_type"), name = member(entry, "event");
        std::string expected = lower(type == "event" ? "event." + name : type);
        if (expected == "event.freepublishjobfinish") expected = "event.publishjobfinish";
        CHECK(lower(std::string(type_name(*message))) == (is_unknown ? "unknown" : expected));
        keys.insert(dedupe_key(*message));
    }
    CHECK(unknown == 5);       // WifiConnected, guide_qrcode_scan_event, poi_check_notify, user_enter_tempsession, user_get_card
    CHECK(keys.size() == 54);  // 13 samples are copies of another by resident, second and MsgId or event
}

TEST_CASE("which pushes take a passive reply") {
    const auto index = vectors::json("inbound/index.json");
    if (index.IsNull()) return;
    const std::set<std::string> replying = {"subscribe", "scan", "location", "click", "scancode_waitmsg"};
    for (const auto& entry : index.GetArray()) {
        INFO(member(entry, "file"));
        const bool message = member(entry, "msg_type") != "event";
        CHECK(takes_reply(*parse_message(*vectors::text(member(entry, "file")))) ==
              (message || replying.count(lower(member(entry, "event"))) != 0));
    }
}

TEST_CASE("details that the vectors do not have") {
    CHECK(std::get<Subscribe>(event("subscribe", "<EventKey>qrscene_7</EventKey><Ticket>T</Ticket>")->content).scene == "7");
    CHECK(std::holds_alternative<Scan>(event("sCaN")->content));
    CHECK(std::get<Click>(event("CLICK", "<EventKey>\n  <![CDATA[menu]]>\n</EventKey>")->content).key == "menu");
    CHECK(std::get<Click>(event("CLICK", "<EventKey>\n  menu \t</EventKey>")->content).key == "menu");
    const auto changed =
        event("subscribe_msg_change_event",
              "<SubscribeMsgPopupEvent><List><TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>"
              "<List><TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgPopupEvent>");
    const auto& entries = std::get<SubscribeMsgChange>(changed->content).entries;
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].accepted);
    CHECK_FALSE(entries[1].accepted);
    CHECK(std::get<UserInfo>(event("user_authorization_cancellation", "<OpenID>o9</OpenID>")->content).kind == UserInfo::Kind::cancelled);
    CHECK(std::get<LocationReport>(event("LOCATION", "<Latitude>nan</Latitude><Longitude>1e400</Longitude>")->content).latitude == 0);
    CHECK(std::get<Unknown>(event("brand_new", "<EventKey>k</EventKey>")->content).event == "brand_new");
    CHECK(std::get<Unknown>(event("")->content).event.empty());
}

TEST_CASE("text is exactly what was typed; its menu item is kept") {
    const auto message = parse_message(
        "<xml><URL>http://x</URL><ToUserName> gh_1 </ToUserName><FromUserName>\no1\n</FromUserName><CreateTime> 5 </CreateTime><MsgType> "
        "text </MsgType>"
        "<Content><![CDATA[  两 格 ]]></Content><MsgId> 7 </MsgId><bizmsgmenuid>101</bizmsgmenuid></xml>");
    REQUIRE(message);
    CHECK(message->to == "gh_1");
    CHECK(message->from == "o1");
    CHECK(message->create_time == 5);
    CHECK(message->msg_id == 7);
    CHECK(std::get<Text>(message->content).content == "  两 格 ");
    CHECK(std::get<Text>(message->content).menu_id == "101");
}

TEST_CASE("file messages") {
    const auto message = parse_message(
        "<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>file</MsgType><Title>a.pdf</"
        "Title>"
        "<Description/><FileKey>k</FileKey><FileMd5>m</FileMd5><FileTotalLen>123</FileTotalLen><MsgId>1</MsgId></xml>");
    REQUIRE(message);
    CHECK(std::get<File>(message->content).bytes == 123);
    CHECK(type_name(*message) == "file");
}

TEST_CASE("the same push has the same key, another push another") {
    const auto text = [](const char* id, const char* from, const char* time, const char* content) {
        return dedupe_key(*parse_message(std::string("<xml><ToUserName>gh_1</ToUserName><FromUserName>") + from +
                                         "</FromUserName><CreateTime>" + time + "</CreateTime><MsgType>text</MsgType><Content>" + content +
                                         "</Content><MsgId>" + id + "</MsgId></xml>"));
    };
    CHECK(text("1", "o1", "1", "a") == text("1", "o1", "1", "a"));
    CHECK(text("1", "o1", "1", "a") != text("2", "o1", "1", "a"));
    CHECK(text("1", "o1", "1", "a") != text("1", "o2", "1", "a"));  // WxJava #333
    CHECK(text("1", "o1", "1", "a") != text("1", "o1", "2", "a"));
    CHECK(text("", "o1", "1", "a") != text("", "o1", "1", "b"));

    const auto key = [](const std::string& name, const std::string& inside, const char* time = "1") {
        return dedupe_key(*event(name, inside, time));
    };
    CHECK(key("CLICK", "<EventKey>a</EventKey>") == key("CLICK", "<EventKey>a</EventKey>"));
    CHECK(key("CLICK", "<EventKey>a</EventKey>") != key("CLICK", "<EventKey>b</EventKey>"));
    CHECK(key("CLICK", "<EventKey>a</EventKey>") != key("VIEW", "<EventKey>a</EventKey>"));
    CHECK(key("CLICK", "<EventKey>a</EventKey>") != key("CLICK", "<EventKey>a</EventKey>", "2"));
    CHECK(key("LOCATION", "<Latitude>1</Latitude>") != key("LOCATION", "<Latitude>2</Latitude>"));
    CHECK(key("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID>") != key("TEMPLATESENDJOBFINISH", "<MsgID>2</MsgID>"));
    CHECK(key("user_get_card", "<UserCardCode>1</UserCardCode>") != key("user_get_card", "<UserCardCode>2</UserCardCode>"));
    CHECK(key("user_info_modified", "<OpenID>1</OpenID>") != key("user_info_modified", "<OpenID>2</OpenID>"));
    const auto sent = [](const char* id) {
        return std::string("<SubscribeMsgSentEvent><List><TemplateId>t</TemplateId><MsgID>") + id +
               "</MsgID></List></SubscribeMsgSentEvent>";
    };
    CHECK(key("subscribe_msg_sent_event", sent("1")) != key("subscribe_msg_sent_event", sent("2")));
}
