// 订阅通知: one notice for each consent a resident gave, and the templates for it.
#pragma once

#include <string>
#include <vector>

#include "wechat/client.h"
#include "wechat/template_messages.h"

namespace wechat::subscriptions {

struct Message {
    std::string openid{};
    std::string template_id{};
    std::string page{};
    template_messages::MiniProgram mini_program{};
    std::vector<template_messages::Value> values{};  // fitted as in template_messages::send
};
// Repeat::never: a second would use up a second consent. WeChat gives no id: SubscribeMsgSent follows as an event. ApiError:
// not_subscribed, bad_openid, bad_template_id, bad_argument.
void send(const Client& client, const Message& message, Deadline deadline);

struct Category {
    std::int64_t id = 0;
    std::string name{};
};
std::vector<Category> categories(const Client& client, Deadline deadline);

struct Title {
    std::int64_t tid = 0;
    std::string title{};
    bool long_term = false;
    std::int64_t category = 0;
};
// `first` counts from 0, `count` at most 30.
std::vector<Title> titles(const Client& client, const std::vector<std::int64_t>& categories, int first, int count, Deadline deadline);

struct Keyword {
    std::int64_t kid = 0;
    std::string name{};
    std::string rule{};  // the kind: "thing"
    std::string example{};
};
std::vector<Keyword> keywords(const Client& client, std::int64_t tid, Deadline deadline);

// The new template's id. 2 to 5 keywords, scene 1 to 15 characters; throws OutOfLimits.
std::string add(const Client& client, std::int64_t tid, const std::vector<std::int64_t>& kids, const std::string& scene, Deadline deadline);
void remove(const Client& client, const std::string& template_id, Deadline deadline);

struct Template {
    std::string id{};
    std::string title{};
    std::string content{};
    bool long_term = false;
};
std::vector<Template> all(const Client& client, Deadline deadline);

}  // namespace wechat::subscriptions
