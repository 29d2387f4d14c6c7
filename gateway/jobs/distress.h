// A cry for help, put down for the duty desk before the resident is answered.
#pragma once

#include <functional>
#include <string>

#include "db/stores.h"
#include "gateway/metrics.h"
#include "services/rules/time.h"

namespace gateway {

/// What was heard, and from whom.
struct Distress {
    db::ChannelUser from;
    std::string kind;        // services::name_of a kind
    std::string words;       // as typed
    std::string push;        // Delivery::message: the same push again raises nothing
    std::string draft = {};  // of the anonymous service the sender is in, who then stays secret
    std::string trace = {};
};

/// Tells the desk at once of what could not be put down; whether anybody was rung.
using PageWithoutRecord = std::function<bool(const Distress&, services::Instant now)>;

/// Raises an alarm, or joins the caller's open one, with a row of the audit chain. Never throws: an alarm that cannot be put down is logged
/// and counted in alarms_lost, and the resident gets the card all the same. False then: the desk is to be told by PageWithoutRecord.
bool record_alarm(db::Stores&, Metrics&, const Distress&, services::Instant now) noexcept;

}  // namespace gateway
