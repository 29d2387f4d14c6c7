// What the duty desk's pages show of alarms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/stores.h"
#include "gateway/config/config.h"
#include "gateway/desk/html.h"
#include "services/rules/time.h"

namespace gateway::desk {

/// Without words and callers: for whoever holds the address.
Shown stranger_view(const db::AlarmState&);
/// Likewise, of all.
Shown list_view(const std::vector<db::AlarmState>&, const Config&);
/// What was said by both sides, the newest first: it is what an officer opens the page for.
Shown said_view(db::Stores&, const db::Alarm&, const Config&);
/// All of one, and what the officer may do. Throws SqlError.
Shown alarm_view(db::Stores&, const db::Alarm&, const Config&, const std::string& officer, services::Instant now);

/// What an alarm may be closed with.
bool is_outcome(std::string_view text);
/// What an officer is told after an act; "" for a word that is none of ours.
std::string told(std::string_view done);

}  // namespace gateway::desk
