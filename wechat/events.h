// Turns the elements of one event into its value (internal to parse_message).
#pragma once

#include "wechat/fields.h"
#include "wechat/message.h"

namespace wechat {

// By the name in `Event`, in any case: SCAN is seen as scan too. Unknown when the name is not in the table.
Content read_event(const Fields& fields);

}  // namespace wechat
