// A form about a record that is there already: which questions it has, and what is done when it is submitted. The records are listed, and
// whose they are is seen to, here.
#pragma once

#include <memory>
#include <vector>

#include "services/form/context.h"
#include "services/form/outcome.h"

namespace services {

/// Of how many of the newest of one's own records anything is listed.
inline constexpr int most_own_records = 200;

/// The questions of a form, as its answers make it.
struct Sheet {
    std::shared_ptr<const std::vector<Field>> fields;  // never null; no longer than the service
    const Service* of = nullptr;                       // whose rules these are: that of the record
    Answers base = {};                                 // of a record under 补正: what need not be given again
    Answers reasons = {};                              // and why what is named must be

    /// All answers of the form, when these are given in it.
    Answers with(const Answers& given) const;
};
/// By what the answers say it is about; of a record that is not theirs, the questions that lead to one. Reads the record only when the
/// answers say what is done with it.
Sheet sheet_of(const Service&, const Answers&, const Context&);

/// What the answers say is done, to the record they name. They must be acceptable: nothing else is asked again but what `act` asks.
Result deal_with(const Service&, const Answers&, Context&);

/// The questions about existing records of a service that has them; for the catalog.
Service::Sheets sheets_of(const Service&);

}  // namespace services
