#include "api/templates.h"

#include <regex>
#include <stdexcept>

namespace sandbox {

std::vector<TemplateLine> lines_of(const Template& form) {
    static const std::regex line(R"(([^\n{}]*)\{\{([\w]+)\.DATA\}\})");
    std::vector<TemplateLine> lines;
    for (auto it = std::sregex_iterator(form.content.begin(), form.content.end(), line); it != std::sregex_iterator(); ++it) {
        auto label = (*it)[1].str();
        for (const std::string colon : {"：", ":"}) {
            if (label.ends_with(colon)) label.resize(label.size() - colon.size());
        }
        lines.push_back({label, (*it)[2].str()});
    }
    return lines;
}

std::vector<Template> first_templates() {
    return {
        {"ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY", "业务办理进度提醒",
         "业务名称：{{thing1.DATA}}\n更新时间：{{time2.DATA}}\n办理状态：{{phrase3.DATA}}\n业务编号：{{character_string4.DATA}}\n"},
        {"b7dB8s0PhKkzYQYdXyvqdDGkYQ4nQJp0cTq0h3kQm5A", "预约办理提醒",
         "预约事项：{{thing1.DATA}}\n预约时间：{{time2.DATA}}\n办理地点：{{thing3.DATA}}\n预约号：{{character_string4.DATA}}\n"},
        {"VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3", "预约提醒",
         "预约事项：{{thing1.DATA}}\n预约时间：{{time2.DATA}}\n办理地点：{{thing3.DATA}}\n预约号：{{character_string4.DATA}}\n", true},
        {"9nLIlbOQZC5Y89AZteFEux3WCXRRRG5W", "交通违法提醒",
         "车牌号码：{{car_number1.DATA}}\n违法时间：{{time2.DATA}}\n罚款金额：{{amount3.DATA}}\n温馨提示：{{thing4.DATA}}\n", true, true},
    };
}

Template template_from(const rapidjson::Value& json) {
    const auto flag = [&json](const char* key) { return member(json, key) != nullptr && member(json, key)->IsTrue(); };
    Template form{text_of(json, "template_id"),         text_of(json, "title"), text_of(json, "content"),
                  text_of(json, "kind") == "subscribe", flag("long_term"),      flag("withdrawn")};
    if (form.id.empty() || lines_of(form).empty()) throw std::runtime_error("a template needs template_id and a content with {{key.DATA}}");
    return form;
}

}  // namespace sandbox
