#include "exchange.h"

#include <algorithm>

namespace sandbox {

Request request_from(const rapidjson::Value& json) {
    Request r;
    r.openid = text_of(json, "openid");
    r.type = text_of(json, "type", r.type);
    r.text = text_of(json, "text");
    r.bizmsgmenuid = text_of(json, "bizmsgmenuid");
    r.media_id = text_of(json, "media_id");
    r.pic_url = text_of(json, "pic_url");
    r.recognition = text_of(json, "recognition");
    r.label = text_of(json, "label");
    r.url = text_of(json, "url");
    r.lat = std::clamp(number_of(json, "lat", 0), -90.0, 90.0);
    r.lng = std::clamp(number_of(json, "lng", 0), -180.0, 180.0);
    r.event = text_of(json, "event");
    r.key = text_of(json, "key");
    r.scene = text_of(json, "scene");
    r.fields = text_of(json, "fields");
    r.xml = text_of(json, "xml");
    r.sign = text_of(json, "sign", r.sign);
    r.repeat = static_cast<int>(std::clamp(number_of(json, "repeat", 1), 1.0, 100.0));
    return r;
}

void write(JsonWriter& out, const Request& r) {
    out.StartObject();
    put(out, "openid", r.openid);
    put(out, "type", r.type);
    const auto unless_empty = [&out](const char* key, const std::string& value) {
        if (!value.empty()) put(out, key, value);
    };
    unless_empty("text", r.text);
    unless_empty("bizmsgmenuid", r.bizmsgmenuid);
    unless_empty("media_id", r.media_id);
    unless_empty("pic_url", r.pic_url);
    unless_empty("recognition", r.recognition);
    unless_empty("label", r.label);
    unless_empty("url", r.url);
    if (r.type == "location") {
        out.Key("lat");
        out.Double(r.lat);
        out.Key("lng");
        out.Double(r.lng);
    }
    unless_empty("event", r.event);
    unless_empty("key", r.key);
    unless_empty("scene", r.scene);
    unless_empty("fields", r.fields);
    unless_empty("xml", r.xml);
    put(out, "sign", r.sign);
    out.Key("repeat");
    out.Int(r.repeat);
    out.EndObject();
}

namespace {

void write(JsonWriter& out, const Attempt& attempt) {
    out.StartObject();
    out.Key("delivery");
    out.Int(attempt.delivery);
    out.Key("status");
    out.Int(attempt.status);
    out.Key("ms");
    out.Double(attempt.ms);
    put(out, "content_type", attempt.content_type);
    put(out, "body", attempt.body);
    put(out, "error", attempt.error);
    out.EndObject();
}

void write(JsonWriter& out, const Bubble& bubble) {
    out.StartObject();
    put(out, "from", bubble.from);
    put(out, "kind", bubble.kind);
    put(out, "text", bubble.text);
    out.Key("articles");
    out.StartArray();
    for (const auto& article : bubble.articles) {
        out.StartObject();
        put(out, "title", article.title);
        put(out, "description", article.description);
        put(out, "pic_url", article.pic_url);
        put(out, "url", article.url);
        out.EndObject();
    }
    out.EndArray();
    out.EndObject();
}

void write(JsonWriter& out, const Verdict& verdict) {
    out.StartObject();
    out.Key("ok");
    out.Bool(verdict.ok);
    put(out, "why", verdict.why);
    out.Key("notes");
    out.StartArray();
    for (const auto& note : verdict.notes) put(out, note);
    out.EndArray();
    out.EndObject();
}

}  // namespace

void write(JsonWriter& out, const Exchange& exchange) {
    out.StartObject();
    put(out, "kind", "exchange");
    out.Key("id");
    out.Uint64(exchange.id);
    out.Key("change");
    out.Uint64(exchange.change);
    out.Key("at");
    out.Int64(exchange.at_ms);
    out.Key("resend_of");
    out.Uint64(exchange.resend_of);
    put(out, "openid", exchange.request.openid);
    out.Key("request");
    write(out, exchange.request);
    put(out, "url", exchange.url);
    put(out, "sent_xml", exchange.sent_xml);
    put(out, "sent_body", exchange.sent_body);
    out.Key("done");
    out.Bool(exchange.done);
    out.Key("done_at");
    out.Int64(exchange.done_at_ms);
    out.Key("attempts");
    out.StartArray();
    for (const auto& attempt : exchange.attempts) write(out, attempt);
    out.EndArray();
    put(out, "reply_xml", exchange.reply_xml);
    out.Key("verdict");
    write(out, exchange.verdict);
    out.Key("shown");
    out.StartArray();
    for (const auto& bubble : exchange.shown) write(out, bubble);
    out.EndArray();
    out.EndObject();
}

std::string json_of(const Exchange& exchange) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    write(out, exchange);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace sandbox
