// One call of WeChat's API: what came in, what it may touch, and what can be answered.
#pragma once
#include <functional>
#include <string>

#include "account.h"
#include "api/state.h"
#include "exchange.h"
#include "journal.h"
#include "json.h"
#include "media.h"

namespace httplib {
struct Request;
}

namespace sandbox {

// Thrown by handlers: WeChat's way of saying no. Without words, those of the code are sent.
struct Refusal {
    int errcode;
    std::string errmsg = {};
};

struct Answer {
    std::string body;
    std::string type = "application/json; encoding=utf-8";
    std::string file_name = {};  // for Content-Disposition
    std::string location = {};   // a redirect there
    int status = 200;
};

// What a call does beside answering. All of it is safe for any thread.
struct World {
    const Account& account;
    Journal& journal;
    Media& media;
    std::function<void(Request)> push;  // an event to the gateway, a moment after the answer
};

struct Call {
    const httplib::Request& http;
    const rapidjson::Value& body;  // null where the interface takes none
    State& state;
    const World& world;
    Ms now;
    bool moderated = false;  // by the fault of that name: what is to be shown to many is not

    const std::string& raw_body() const;
    // Empty when absent.
    std::string query(const char* name) const;
    std::string header(const char* name) const;
};

// A JSON object, its members written by `fill(out)`.
template <typename Fill>
std::string object(Fill fill) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    out.StartObject();
    fill(out);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

// The same, as the answer to a call that went well; errcode is left out, as WeChat does where there is something else to say.
template <typename Fill>
Answer found(Fill fill) {
    return {object(fill)};
}

Answer done();

void require(bool holds, int errcode, std::string errmsg = {});

// The resident of this openid, or 40003; a follower, or 43004.
Resident& known(Call& call, const std::string& openid);
Resident& follower(Call& call, const std::string& openid);

// Shows a bubble, {"kind", ...}, on the resident's phone.
void show(const Call& call, const std::string& openid, const std::string& bubble);

}  // namespace sandbox
