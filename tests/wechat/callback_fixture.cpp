#include "callback_fixture.h"

#include <doctest/doctest.h>

#include "wechat/signature.h"
#include "wechat/xml.h"

using namespace wechat;

namespace fixture {

Credentials credentials(Mode mode) {
    return {.app_id = app_id, .original_id = "gh_1", .token = token, .encoding_aes_key = old_key, .mode = mode};
}

std::string inner(const std::string& content) {
    return "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1700000000</CreateTime>"
           "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" +
           content + "]]></Content><MsgId>42</MsgId></xml>";
}

std::string encrypt(const std::string& xml, const std::string& key) { return MessageCrypt::create(key, app_id)->encrypt(xml, random16); }

std::string envelope(const std::string& sealed) {
    return "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>";
}

std::string compatible_envelope(const std::string& sealed, const std::string& content) {
    std::string body = inner(content);
    return body.insert(body.size() - 6, "<Encrypt><![CDATA[" + sealed + "]]></Encrypt>");
}

Query signed_query(const std::string& sealed, const std::string& timestamp, const std::string& by) {
    Query query{.signature = signature({by, timestamp, "n0nce"}), .timestamp = timestamp, .nonce = "n0nce", .openid = "o1"};
    if (!sealed.empty()) {
        query.encrypt_type = "aes";
        query.msg_signature = signature({by, timestamp, "n0nce", sealed});
    }
    return query;
}

Query signed_query() { return signed_query(""); }

std::string reply_text(const std::string& body, const std::string& key, const std::string& by) {
    pugi::xml_document document;
    REQUIRE(read_xml(body, document));
    const auto part = [&](const char* name) { return xml_text(document.child("xml").child(name)); };
    CHECK(part("Nonce") == "n0nce");
    CHECK(part("TimeStamp") == std::to_string(now));
    REQUIRE(part("MsgSignature") == signature({by, part("TimeStamp"), part("Nonce"), part("Encrypt")}));
    const auto xml = MessageCrypt::create(key, app_id)->decrypt(part("Encrypt"));
    REQUIRE(xml);
    pugi::xml_document reply;
    REQUIRE(read_xml(*xml, reply));
    CHECK(xml_text(reply.child("xml").child("ToUserName")) == "o1");
    CHECK(xml_text(reply.child("xml").child("FromUserName")) == "gh_1");
    return xml_text(reply.child("xml").child("Content"));
}

}  // namespace fixture
