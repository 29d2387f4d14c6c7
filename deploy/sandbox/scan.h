// A resident holds the telephone over a QR code.
#pragma once
#include "api/state.h"
#include "exchange.h"

namespace sandbox {

// The push that WeChat makes of it: SCAN from a follower, else subscribe with qrscene_. `request.scene` is the scene or the ticket.
// Throws std::runtime_error when there is no such code any more.
Request scanned(State& state, Request request);

}  // namespace sandbox
