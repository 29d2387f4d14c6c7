#include "gateway/jobs/picture.h"

#include <png.h>
#include <turbojpeg.h>

#include <memory>

#include "wechat/media.h"

namespace gateway {
namespace {

struct Destroy {
    void operator()(void* decompressor) const { tjDestroy(decompressor); }
};

PictureSize jpeg_size(std::string_view bytes) {
    const std::unique_ptr<void, Destroy> decompressor(tjInitDecompress());
    int width = 0, height = 0, sampling = 0, colours = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    if (tjDecompressHeader3(decompressor.get(), data, bytes.size(), &width, &height, &sampling, &colours) != 0) return {};
    return {width, height};
}

PictureSize png_size(std::string_view bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    PictureSize size;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0) size = {image.width, image.height};
    png_image_free(&image);
    return size;
}

}  // namespace

PictureSize picture_size(std::string_view first_bytes) {
    const std::string_view type = wechat::media::content_type_of(first_bytes);
    if (type == "image/jpeg") return jpeg_size(first_bytes);
    if (type == "image/png") return png_size(first_bytes);
    return {};
}

}  // namespace gateway
