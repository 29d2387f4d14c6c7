// How large a picture is, before anybody looks at it.
#pragma once

#include <cstdint>
#include <string_view>

namespace gateway {

/// In pixels, as its header says; both 0 where that cannot be read.
struct PictureSize {
    std::int64_t width = 0, height = 0;
};

/// Of a JPEG or PNG; of anything else, and of a header that is cut off, nothing. Only headers are read: no pixel is decoded.
PictureSize picture_size(std::string_view first_bytes);

}  // namespace gateway
