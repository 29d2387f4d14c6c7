// Photos as answers: wanted by their form, looked at once they have arrived, and in the end what a record stands on.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "db/stores/files.h"
#include "services/form/context.h"

namespace services {

/// What the resident is told of a photo that cannot be used (catalogue §7.5: JPEG or PNG, at most 5 MB, at least 640×480, either way up);
/// absent where nothing is wrong with it, or it has not arrived yet.
std::optional<std::string> complaint_about(const db::StoredFile& photo);

/// A question that a photo answers; one that turns out unfit is asked for again.
Field photo_field(std::string key, std::string label, std::string ask);

/// The photos of a complete form.
struct Photos {
    Answers answers;                 // the form's, for its record: each photo named by its file, no more by what its channel called it
    std::vector<std::string> files;  // ids
    std::string first;               // key of the first; "" when there is none
};

/// Wants those that nobody has wanted yet, and finds them all; or the first that is to be sent again, and why.
std::variant<Photos, Correct> photos_of(const Answers&, Context&);

/// The record stands on them from now on, also on those that arrive later. What is to be sent again when one is gone.
std::optional<Correct> attach(db::Transaction&, const Photos&, const std::string& record, Context&);

}  // namespace services
