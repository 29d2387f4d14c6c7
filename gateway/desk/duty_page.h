// The duty desk's pages: an alarm is acknowledged by whoever holds its address, and seen and answered by an officer who has signed in.
#pragma once

#include <functional>

#include "db/stores.h"
#include "gateway/config/live.h"
#include "gateway/http/server.h"
#include "gateway/upstream/sms.h"
#include "services/rules/time.h"

namespace gateway {

/// Everything under /duty/.
///
/// By an alarm's address, with its token, GET shows number, kind and age, and a button; it changes nothing, since programs that look ahead
/// at links follow them. POST acknowledges, with a row of the audit chain. No personal data is shown: an address may be passed on. A wrong
/// token and a number that does not exist are the same 404.
///
/// To an operator with the role duty who has signed in: what was said, who the resident is where that is known, where they are; and
/// acknowledge, answer, hand over, close. Each look and each act is a row of the audit chain first, by the operator's id.
Page duty_page(db::Stores&, CurrentLive, SendSms, std::function<services::Instant()> clock);

}  // namespace gateway
