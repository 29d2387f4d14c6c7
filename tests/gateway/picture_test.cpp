// Headers of real pictures, written by the libraries that everybody writes them with, whole, cut off and broken.
#include "gateway/jobs/picture.h"

#include <doctest/doctest.h>
#include <png.h>
#include <turbojpeg.h>

#include <string>
#include <vector>

namespace {

constexpr int width = 800, height = 600;

std::string jpeg() {
    const std::vector<unsigned char> pixels(std::size_t{width} * height, 0x80);
    const tjhandle compressor = tjInitCompress();
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    REQUIRE(tjCompress2(compressor, pixels.data(), width, 0, height, TJPF_GRAY, &bytes, &size, TJSAMP_GRAY, 80, 0) == 0);
    std::string made(reinterpret_cast<const char*>(bytes), size);
    tjFree(bytes);
    tjDestroy(compressor);
    return made;
}

std::string png() {
    const std::vector<unsigned char> pixels(std::size_t{width} * height, 0x80);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_GRAY;
    std::string made(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
    png_alloc_size_t size = made.size();
    REQUIRE(png_image_write_to_memory(&image, made.data(), &size, 0, pixels.data(), 0, nullptr) != 0);
    made.resize(size);
    return made;
}

void check_size(std::string_view bytes, std::int64_t wide, std::int64_t high) {
    const gateway::PictureSize size = gateway::picture_size(bytes);
    CHECK(size.width == wide);
    CHECK(size.height == high);
}

}  // namespace

TEST_CASE("a picture's size stands in its first bytes") {
    for (const std::string& picture : {jpeg(), png()}) {
        check_size(picture, width, height);
        check_size(std::string_view(picture).substr(0, picture.size() * 3 / 4), width, height);
    }
}

TEST_CASE("what is no picture, or cut off in its header, has no size") {
    check_size("", 0, 0);
    check_size("GIF89a\x20\x03\x58\x02", 0, 0);
    for (const std::string& picture : {jpeg(), png()}) {
        for (std::size_t length = 0; length < 24; ++length) check_size(std::string_view(picture).substr(0, length), 0, 0);
        for (std::size_t at = 16; at < 200; ++at) {
            std::string broken = picture;
            broken[at] = static_cast<char>(broken[at] ^ 0x5A);
            const gateway::PictureSize size = gateway::picture_size(broken);  // whatever it says, it ends
            CHECK(size.width >= 0);
        }
    }
}
