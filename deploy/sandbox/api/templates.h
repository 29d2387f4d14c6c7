// The account's message templates: 模板消息 and 订阅通知.
#pragma once
#include <string>
#include <vector>

#include "json.h"

namespace sandbox {

struct Template {
    std::string id;
    std::string title;
    std::string content;  // lines of "label：{{key.DATA}}"
    bool subscription = false;
    bool long_term = false;  // one agreement is good for ever, as for 政务民生
    bool withdrawn = false;
};

struct TemplateLine {
    std::string label;
    std::string key;
};

std::vector<TemplateLine> lines_of(const Template& form);

// Those of the demonstration.
std::vector<Template> first_templates();

// {"template_id", "title", "content", "kind": template | subscribe, "long_term", "withdrawn"}. Throws std::runtime_error without an id or a
// key.
Template template_from(const rapidjson::Value& json);

// Whether WeChat takes this value for a field of this key (thing1, time2, keyword3 ...); the kinds and their lengths are in the table.
bool value_fits(const std::string& key, const std::string& value);

}  // namespace sandbox
