// Who is writing, as the stores know them.
#pragma once

#include <optional>
#include <string>

#include "db/stores/residents.h"

namespace services {

/// Looked up by the first form of a message that needs it, and forgotten when a submit may have changed it.
struct Identity {
    bool is_known = false;  // looked up; the resident may still be nobody we know
    std::optional<db::Resident> resident = {};
    std::string agreed_to = {};  // the service whose text they are known to have agreed to

    void forget() { is_known = false; }
};

}  // namespace services
