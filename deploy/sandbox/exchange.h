// What the inspector shows: one push, how it was answered, and what WeChat made of the answer.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "json.h"

namespace sandbox {

// What a resident does on the phone, and which faults go with it.
struct Request {
    std::string openid;
    std::string type = "text";  // text image voice video location link event xml
    std::string text;           // also the title of a link
    std::string bizmsgmenuid;
    std::string media_id;
    std::string pic_url;
    std::string recognition;
    std::string label;
    std::string url;
    double lat = 0;
    double lng = 0;
    std::string event;
    std::string key;
    std::string scene;          // of a QR code this sandbox made: scanned, whatever the event says
    std::string fields;         // XML of the event's own fields, in place of the plausible ones
    std::string xml;            // type xml: the message itself, written by hand
    std::string sign = "good";  // good bad corrupt wrong missing
    int repeat = 1;             // deliveries of the same push, as if the first answer had been lost on the way
};

// Unknown members are ignored; values out of range are brought into it.
Request request_from(const rapidjson::Value& json);
void write(JsonWriter& out, const Request& request);

struct Attempt {
    int delivery = 1;
    int status = 0;  // 0: no answer
    double ms = 0;
    std::string content_type;
    std::string body;
    std::string error;  // why there is no answer
};

struct Article {
    std::string title;
    std::string description;
    std::string pic_url;
    std::string url;
};

struct Bubble {
    std::string from;  // account or system
    std::string kind;  // text image voice video music news
    std::string text;
    std::vector<Article> articles;
};

struct Verdict {
    bool ok = false;
    std::string why;                 // the first reason against it, or what it was
    std::vector<std::string> notes;  // what WeChat lets pass and a careful eye would not
};

struct Exchange {
    std::uint64_t id = 0;
    std::uint64_t change = 0;  // grows with every change of the journal
    std::int64_t at_ms = 0;
    std::uint64_t resend_of = 0;
    Request request;
    std::string url;  // with the query exactly as pushed
    std::string sent_xml;
    std::string sent_body;
    int hold_ms = 0;  // delivered this much later
    bool done = false;
    std::int64_t done_at_ms = 0;
    std::vector<Attempt> attempts;
    std::string reply_xml;
    Verdict verdict;
    std::vector<Bubble> shown;
};

void write(JsonWriter& out, const Exchange& exchange);
std::string json_of(const Exchange& exchange);

}  // namespace sandbox
