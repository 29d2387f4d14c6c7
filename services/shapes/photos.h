// Photos, once they have arrived: what the field type `photo` cannot know yet when a resident sends one.
#pragma once

#include <optional>
#include <string>

#include "db/stores/files.h"

namespace services {

/// What the resident is told of a photo that cannot be used (catalogue §7.5: JPEG or PNG, at most 5 MB, at least 640×480, either way up);
/// absent where nothing is wrong with it, or it has not arrived yet.
std::optional<std::string> complaint_about(const db::StoredFile& photo);

}  // namespace services
