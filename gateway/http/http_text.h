// An answer as the bytes of an HTTP/1.1 response.
#pragma once

#include <string>

#include "gateway/http/front.h"

namespace gateway {

/// `last`: with Connection: close.
std::string http_text(const HttpAnswer&, bool last);

}  // namespace gateway
