// Template messages (模板消息): service notices to a follower.
#pragma once

#include <string>
#include <vector>

#include "wechat/client.h"

namespace wechat::template_messages {

struct Value {
    std::string key{};  // "thing8"
    std::string value{};
};
struct MiniProgram {
    std::string app_id{};
    std::string page_path{};
};
struct Message {
    std::string openid{};
    std::string template_id{};
    std::string url{};
    MiniProgram mini_program{};  // preferred to url where both are there
    // WeChat takes a second message of the same id for the first, so with one the send may be repeated.
    std::string client_msg_id{};
    std::vector<Value> values{};
};

// WeChat's id of the message, which TemplateSendJobFinish carries later. Values are fitted by their key's kind; throws OutOfLimits naming
// the key when one cannot be. Without client_msg_id Repeat::never. ApiError: not_a_follower, blacklisted, bad_template_id,
// template_withdrawn, bad_page_path, bad_argument (the message names the field).
std::string send(const Client& client, const Message& message, Deadline deadline);

// Writes the member "data" with every value fitted, as template and subscription messages take it.
void write_values(JsonWriter& json, const std::vector<Value>& values);
// Writes the member "miniprogram" unless there is none.
void write_mini_program(JsonWriter& json, const MiniProgram& mini_program);

struct Template {
    std::string id{};
    std::string title{};
    std::string content{};
};
std::vector<Template> all(const Client& client, Deadline deadline);
void remove(const Client& client, const std::string& template_id, Deadline deadline);

}  // namespace wechat::template_messages
