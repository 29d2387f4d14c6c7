#include <algorithm>

#include "api/handlers.h"

namespace sandbox {
namespace {

const Template& form_of(const Call& call, const std::string& id, bool subscription) {
    const auto& forms = call.state.templates;
    const auto it =
        std::find_if(forms.begin(), forms.end(), [&](const Template& t) { return t.id == id && t.subscription == subscription; });
    require(it != forms.end(), 40037);
    return *it;
}

std::string value_of(const rapidjson::Value& data, const std::string& key) {
    const auto* field = member(data, key.c_str());
    return field == nullptr ? std::string{} : text_of(*field, "value");
}

// The card as the phone draws it. Throws 47003 with the field's name.
std::string card_of(const Call& call, const Template& form) {
    const auto* data = member(call.body, "data");
    require(data != nullptr && data->IsObject(), 47003, "argument invalid! data is missing");
    const auto* mini = member(call.body, "miniprogram");
    return object([&](JsonWriter& out) {
        put(out, "kind", "card");
        put(out, "title", form.title);
        put(out, "url", text_of(call.body, form.subscription ? "page" : "url"));
        put(out, "page", mini == nullptr ? std::string{} : text_of(*mini, "pagepath"));
        out.Key("rows");
        out.StartArray();
        for (const auto& line : lines_of(form)) {
            const auto value = value_of(*data, line.key);
            require(value_fits(line.key, value), 47003,
                    "argument invalid! data." + line.key + (value.empty() ? ".value is empty" : ".value invalid"));
            out.StartObject();
            put(out, "label", line.label);
            put(out, "value", value);
            out.EndObject();
        }
        out.EndArray();
    });
}

void check_target(const Call& call) {
    if (const auto* mini = member(call.body, "miniprogram"); mini != nullptr && !text_of(*mini, "appid").empty()) {
        require(!text_of(*mini, "pagepath").empty(), 40165);
    }
    const auto page = text_of(call.body, "page");
    require(page.empty() || page.rfind("http://", 0) == 0 || page.rfind("https://", 0) == 0, 41030);
}

Request event_for(const std::string& openid, const char* name, std::string fields) {
    Request event;
    event.openid = openid;
    event.type = "event";
    event.event = name;
    event.fields = std::move(fields);
    return event;
}

}  // namespace

Answer send_template(Call& call) {
    auto& resident = follower(call, text_of(call.body, "touser"));
    require(!resident.blacklisted, 43019);
    const auto& form = form_of(call, text_of(call.body, "template_id"), false);
    require(!form.withdrawn, 45103);
    check_target(call);
    const auto card = card_of(call, form);
    const auto id = std::to_string(++call.state.next_id);
    if (!resident.refuses_templates) show(call, resident.openid, card);
    const std::string status = resident.refuses_templates ? "failed:user block" : "success";
    call.world.push(event_for(resident.openid, "TEMPLATESENDJOBFINISH", "<MsgID>" + id + "</MsgID><Status>" + status + "</Status>"));
    return {R"({"errcode":0,"errmsg":"ok","msgid":)" + id + "}"};
}

Answer send_subscription(Call& call) {
    auto& resident = known(call, text_of(call.body, "touser"));
    const auto& form = form_of(call, text_of(call.body, "template_id"), true);
    check_target(call);
    const auto card = card_of(call, form);
    const auto agreed = resident.accepted.find(form.id);
    require(agreed != resident.accepted.end() && agreed->second > 0, 43101);
    if (!form.long_term) --agreed->second;
    show(call, resident.openid, card);
    const auto id = std::to_string(1'700'827'132'819'554'304 + static_cast<std::int64_t>(++call.state.next_id));
    call.world.push(event_for(resident.openid, "subscribe_msg_sent_event",
                              "<SubscribeMsgSentEvent><List><TemplateId>" + form.id + "</TemplateId><MsgID>" + id +
                                  "</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>"));
    return done();
}

}  // namespace sandbox
