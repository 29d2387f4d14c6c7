// Conversations with a catalog of one's own, on the world of the appointment tests; the session is in plain sight.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "appointments_world.h"
#include "services/answers/fields.h"
#include "services/chat/conversation.h"

namespace services {

/// One resident who writes to the services given. The session may be looked at and changed between two messages.
class Chat {
  public:
    Chat(World& world, std::vector<Service> services, std::string subject = "lin")
        : world_(world), catalog_(std::move(services)), subject_(std::move(subject)) {
        for (const Service& service : catalog_.all()) world_.figures.settings.try_emplace(service.id, settings_of(service));
    }

    Screen say(const std::string& text) { return hear({.text = text, .raw = text}); }

    Screen hear(Input input) {
        Context context{.now = world_.now, .figures = world_.figures, .stores = world_.stores};
        context.citizen = "citizen-" + subject_;
        context.user = {"W", subject_};
        context.send_sms = [this](const std::string&, const std::string& sms) { return !(world_.sms = sms).empty(); };
        return Conversation(catalog_, context, session, std::chrono::minutes{30}).hear({.input = std::move(input)});
    }

    Session session;

  private:
    World& world_;
    Catalog catalog_;
    std::string subject_;
};

inline bool has(const Screen& screen, std::string_view fragment) { return screen.text.find(fragment) != std::string::npos; }

/// Asks one thing and is done.
inline Service stub(std::string id, std::string title, const FieldType& type) {
    return {.id = std::move(id),
            .title = std::move(title),
            .fields = {{.key = "note", .label = "说明", .ask = "请说明情况", .type = &type}},
            .submit = [](const Answers&, Context&) { return Outcome{.headline = "办好了"}; }};
}

}  // namespace services
