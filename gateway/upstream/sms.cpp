#include "gateway/upstream/sms.h"

#include <httplib.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "gateway/http/endpoint.h"

namespace gateway {
namespace {

std::string as_json(const std::string& mobile, const std::string& text) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out(buffer);
    out.StartObject();
    out.Key("mobile");
    out.String(mobile.data(), static_cast<rapidjson::SizeType>(mobile.size()));
    out.Key("text");
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

SendSms sms_over_http(const std::string& url) {
    if (url.empty()) return [](const std::string&, const std::string&) { return false; };
    return [to = url_from(url)](const std::string& mobile, const std::string& text) {
        httplib::Client client(to.origin);
        client.set_connection_timeout(2);
        client.set_read_timeout(2);
        client.set_write_timeout(2);
        const auto response = client.Post(to.path, as_json(mobile, text), "application/json");
        return response && response->status == 200;
    };
}

}  // namespace gateway
