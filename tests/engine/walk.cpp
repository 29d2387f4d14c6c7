#include "walk.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/flow.h"

namespace engine_tests {

std::string example_for(const services::Field& field, const Citizen& self, const std::string& part) {
    const bool is_other = !field.each.empty() && part != field.each.front().id;
    const Citizen who = is_other ? citizen(citizens - 1) : self;
    if (is_other && field.type == &services::plate) return "粤B67890";
    if (field.type == &services::person_name) return who.name;
    if (field.type == &services::id_card) return who.id_no;
    if (field.type == &services::mobile) return who.mobile;
    return field.example.empty() ? std::string(field.type->example) : field.example;
}

Reply Walker::open(const std::string& service) {
    const services::Service* wanted = world_.catalog().find(service);
    REQUIRE(wanted != nullptr);
    return say(wanted->title);
}

std::string Walker::place() {
    const services::Session now = session();
    return now.current ? now.current->service + "/" + now.asked.key : "";
}

Reply Walker::answer() {
    const services::Session now = session();
    REQUIRE(now.current);
    CAPTURE(now.current->service);
    CAPTURE(now.asked.key);
    if (now.asked.key == "@consent") return say("1");
    if (now.asked.key == "@review") return say("确认");
    const services::Service* service = world_.catalog().find(now.current->service);
    REQUIRE(service != nullptr);
    return answer_field(*service, now.asked);
}

Reply Walker::answer_field(const services::Service& service, const services::Asked& asked) {
    const std::size_t dot = asked.key.rfind('.');
    const services::Field* field = service.field(asked.key.substr(dot == std::string::npos ? 0 : dot + 1));
    REQUIRE_MESSAGE(field != nullptr, "nothing is asked that could be answered: ", last_.shown());
    if (!field->challenge.empty()) {
        const auto sent = world_.all_sms();
        const auto own = std::find_if(sent.rbegin(), sent.rend(), [&](const Sms& sms) { return sms.mobile == who_.mobile; });
        REQUIRE_MESSAGE(own != sent.rend(), "no code was sent to this resident");
        return say(own->text.substr(own->text.find_first_of("0123456789"), 6));
    }
    if (!asked.ids.empty()) {
        const auto wanted = std::find(asked.ids.begin(), asked.ids.end(), field->example);
        const auto line = wanted == asked.ids.end() ? 0 : wanted - asked.ids.begin();
        return say(std::to_string(line + 1));
    }
    if (field->type == &services::photo) {
        const std::string sent = services::value_of(world_.peek(who_.openid).current->answers, asked.key);
        if (services::is_open_list(*field, sent)) return say("完成");
        return last_ = world_.send_image(who_.openid, "photo-" + asked.key);
    }
    const std::string example = example_for(*field, who_, dot == std::string::npos ? "" : asked.key.substr(0, dot));
    const auto position = field->type == &services::position ? services::position_of(example) : std::nullopt;
    if (position) return last_ = world_.send_position(who_.openid, position->latitude, position->longitude, "广州");
    REQUIRE_MESSAGE(!example.empty(), service.id, ".", field->key, " has neither options nor an example");
    return say(example);
}

bool Walker::finish(int steps) {
    for (; steps > 0 && is_talking(); --steps) answer();
    return !is_talking();
}

void prepare(World& world, const Citizen& who, const std::string& service) {
    if (service != "my_appointments") return;
    Walker walker(world, who);
    walker.open("id_card_appointment");
    REQUIRE_MESSAGE(walker.finish(), walker.last().shown());
    REQUIRE_MESSAGE(walker.last().has("预约成功"), walker.last().shown());
}

}  // namespace engine_tests
