// What WeChat demands of a menu before it takes it.
#pragma once
#include <string>

#include "json.h"
#include "media.h"

namespace sandbox {

// Throws Refusal with the code of the first rule broken. `raw` is the body as it came: \uXXXX in it is refused.
void check_menu(const rapidjson::Value& menu, const std::string& raw, const Media& media);

}  // namespace sandbox
