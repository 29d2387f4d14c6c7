// The one door: every channel submits here, and every rule is checked here again, whatever was asked before.
#pragma once

#include "services/form/context.h"
#include "services/form/spec.h"

namespace services {

/// The wording of the consent screen; a new text needs a new version, and consent again.
inline constexpr std::string_view consent_version = "2026-11";

/// Whether the resident agreed to this text for this service, or need not. What the store says counts, at every message; of an anonymous
/// service nothing is stored, and the consent is part of the form.
bool has_consent(const Service&, const Answers&, const Context&);

/// Whether the service can be used now on this channel; absent when it can, else the outcome to show.
std::optional<Outcome> closed(const Service&, const Context&);

/// Whether submissions are accepted at this hour; absent when they are. Said when a service opens, not after twelve questions. A look-up
/// has hours only when it is given some of its own.
std::optional<Outcome> out_of_hours(const Service&, const Context&);

/// Checks enabled, channel, consent, level, hours, limits, every field and every stop rule, then runs the service.
/// `answers` are those of the resident; known values are filled in here. The context's `passed` must be current. A form that has its record
/// already is answered by that record, whatever the rules say now.
Result submit(const Service&, const Answers& answers, Context&);

}  // namespace services
