// The page on which whoever holds an alarm's address acknowledges it.
#pragma once

#include <functional>

#include "db/stores.h"
#include "gateway/http/server.h"
#include "services/rules/time.h"

namespace gateway {

/// GET shows the alarm's number, kind and age, and a button; it changes nothing, since programs that look ahead at links follow them. POST
/// acknowledges, with a row of the audit chain. A wrong token and a number that does not exist are the same 404. No personal data is shown:
/// an address may be passed on.
Page duty_page(db::Stores&, std::function<services::Instant()> clock);

}  // namespace gateway
