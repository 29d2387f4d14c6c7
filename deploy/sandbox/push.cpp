#include "push.h"

#include <pugixml.hpp>

#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "envelope.h"
#include "events.h"
#include "xml.h"

namespace sandbox {
namespace {

void cdata(pugi::xml_node parent, const char* name, const std::string& value) {
    parent.append_child(name).append_child(pugi::node_cdata).set_value(value.c_str());
}

void plain(pugi::xml_node parent, const char* name, const std::string& value) { parent.append_child(name).text().set(value.c_str()); }

std::string text_of(const pugi::xml_document& document) {
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.str();
}

std::string decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", value);
    return text;
}

void replace_all(std::string& text, std::string_view from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
}

std::string escaped(const std::string& text) {
    std::string out = text;
    replace_all(out, "&", "&amp;");
    replace_all(out, "<", "&lt;");
    return out;
}

void append_event(pugi::xml_node xml, const Account& account, const Request& request, const std::string& now) {
    if (request.event.empty()) throw std::runtime_error("an event needs its name");
    cdata(xml, "Event", request.event);
    const EventKind* kind = find_event(request.event);
    std::string fields(!request.fields.empty() ? request.fields
                       : kind != nullptr       ? std::string(kind->fields)
                       : request.key.empty()   ? ""
                                               : "<EventKey>{key}</EventKey>");
    replace_all(fields, "{openid}", escaped(request.openid));
    replace_all(fields, "{app_id}", escaped(account.app_id));
    replace_all(fields, "{now}", now);
    replace_all(fields, "{key}", escaped(request.key.empty() && kind != nullptr ? std::string(kind->key) : request.key));
    pugi::xml_document extra;
    if (!extra.load_string(("<x>" + fields + "</x>").c_str())) throw std::runtime_error("the fields are not XML");
    for (const auto child : extra.first_child().children()) xml.append_copy(child);
    // WeChat adds a ticket when the follower came by a code with a scene.
    if (request.event == "subscribe" && request.key.rfind("qrscene_", 0) == 0) cdata(xml, "Ticket", "gQH47joAAAAAAAAAASxodHRwOi8vd2Vp");
}

void append_message(pugi::xml_node xml, const Request& request) {
    const std::string media = request.media_id.empty() ? "sandbox-" + random_text(24) : request.media_id;
    if (request.type == "text") {
        if (request.text.empty()) throw std::runtime_error("a text needs words");
        cdata(xml, "Content", request.text);
        if (!request.bizmsgmenuid.empty()) plain(xml, "bizmsgmenuid", request.bizmsgmenuid);
    } else if (request.type == "image") {
        cdata(xml, "PicUrl", request.pic_url);
        cdata(xml, "MediaId", media);
    } else if (request.type == "voice") {
        cdata(xml, "MediaId", media);
        cdata(xml, "Format", "amr");
        cdata(xml, "Recognition", request.recognition);
    } else if (request.type == "video" || request.type == "shortvideo") {
        cdata(xml, "MediaId", media);
        cdata(xml, "ThumbMediaId", "sandbox-" + random_text(24));
    } else if (request.type == "location") {
        plain(xml, "Location_X", decimal(request.lat));
        plain(xml, "Location_Y", decimal(request.lng));
        plain(xml, "Scale", "16");
        cdata(xml, "Label", request.label);
    } else if (request.type == "link") {
        cdata(xml, "Title", request.text);
        cdata(xml, "Description", request.label);
        cdata(xml, "Url", request.url);
    } else {
        throw std::runtime_error("unknown type \"" + request.type + "\"");
    }
    // Sixty-four bits, as real ones: too large for a double.
    plain(xml, "MsgId", "24" + random_digits(15));
}

std::string message(const Account& account, const Request& request, const std::string& now) {
    pugi::xml_document document;
    const auto xml = document.append_child("xml");
    cdata(xml, "ToUserName", account.original_id);
    cdata(xml, "FromUserName", request.openid);
    plain(xml, "CreateTime", now);
    cdata(xml, "MsgType", request.type);
    if (request.type == "event") {
        append_event(xml, account, request, now);
    } else {
        append_message(xml, request);
    }
    return text_of(document);
}

// 兼容 keeps the readable fields beside <Encrypt>; 安全 keeps only whom it is for.
std::string body_of(const Account& account, const std::string& xml, const std::string& encrypted) {
    if (account.mode == Mode::plain) return xml;
    pugi::xml_document document;
    if (account.mode == Mode::compatible && document.load_string(xml.c_str(), pugi::parse_default)) {
        cdata(document.child("xml"), "Encrypt", encrypted);
    } else {
        document.reset();
        const auto root = document.append_child("xml");
        cdata(root, "ToUserName", account.original_id);
        cdata(root, "Encrypt", encrypted);
    }
    return text_of(document);
}

std::string url_escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool safe =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (safe) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += "0123456789ABCDEF"[byte >> 4U];
            out += "0123456789ABCDEF"[byte & 15U];
        }
    }
    return out;
}

// The token whose signatures a push carries: somebody else's when it is to be wrong.
std::string signing_token(const Account& account, const std::string& how) { return how == "wrong" ? account.token + "0" : account.token; }

// `&name=hex`; one digit changed, cut in half, or nothing.
std::string signed_as(const std::string& how, const char* name, std::string hex) {
    if (how == "missing") return {};
    if (how == "corrupt") hex.resize(hex.size() / 2);
    if (how == "bad") hex.front() = hex.front() == '0' ? '1' : '0';
    return std::string("&") + name + "=" + hex;
}

}  // namespace

bool known_sign(const std::string& word) {
    return word == "good" || word == "bad" || word == "corrupt" || word == "wrong" || word == "missing";
}

Exchange prepare(const Account& account, const Request& asked, std::int64_t now_ms) {
    Exchange exchange;
    exchange.request = asked;
    exchange.at_ms = now_ms;
    Request& request = exchange.request;
    if (request.openid.empty()) request.openid = first_resident;
    if (!known_sign(request.sign)) throw std::runtime_error("sign must be good, bad, corrupt, wrong or missing");

    const std::string now = std::to_string(now_ms / 1000);
    if (request.type == "xml") {
        pugi::xml_document document;
        if (document.load_string(request.xml.c_str())) {
            const std::string from = inner_text(document.child("xml").child("FromUserName"));
            if (!from.empty()) request.openid = from;
        } else if (account.mode == Mode::compatible) {
            throw std::runtime_error("compatible mode cannot carry XML that is not well-formed");
        }
        exchange.sent_xml = request.xml;
    } else {
        exchange.sent_xml = message(account, request, now);
    }

    const std::string nonce = random_digits(10);
    std::string query = "timestamp=" + now + "&nonce=" + nonce + "&openid=" + url_escaped(request.openid);
    query += signed_as(request.sign, "signature", signature_of({signing_token(account, request.sign), now, nonce}));
    if (account.mode == Mode::plain) {
        exchange.sent_body = exchange.sent_xml;
    } else {
        const auto encrypted = seal(aes_key(account.encoding_aes_key).value(), random_text(16), exchange.sent_xml, account.app_id);
        exchange.sent_body = body_of(account, exchange.sent_xml, encrypted);
        query += "&encrypt_type=aes";
        query += signed_as(request.sign, "msg_signature", signature_of({signing_token(account, request.sign), now, nonce, encrypted}));
    }
    exchange.url = account.gateway + "?" + query;
    return exchange;
}

}  // namespace sandbox
