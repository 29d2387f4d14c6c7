// Every event WeChat can push to a service account, with plausible fields.
#pragma once
#include <span>
#include <string_view>

namespace sandbox {

struct EventKind {
    std::string_view name;
    bool shows_reply;         // whether WeChat shows a passive reply to it
    std::string_view fields;  // XML; {key}, {openid}, {app_id} and {now} are filled in
    std::string_view key;     // the EventKey when the sender gives none
};

std::span<const EventKind> event_kinds();

// nullptr for an event not in the table: it can still be pushed, and its reply is not shown.
const EventKind* find_event(std::string_view name);

}  // namespace sandbox
