// Which photos are taken, and what the sender of the others is told.
#include "services/shapes/photos.h"

#include <doctest/doctest.h>

#include <string_view>

using State = db::StoredFile::State;

namespace {

db::StoredFile photo(std::string type, std::int64_t width, std::int64_t height, std::int64_t bytes = 300'000) {
    return {.id = "1", .kind = "image", .content = {std::move(type), width, height}, .bytes = bytes, .state = State::kept};
}

}  // namespace

TEST_CASE("a photo is taken from 640 by 480 on, either way up, in JPEG or PNG, up to 5 MB") {
    CHECK_FALSE(services::complaint_about(photo("image/jpeg", 640, 480)));
    CHECK_FALSE(services::complaint_about(photo("image/png", 480, 640)));
    CHECK_FALSE(services::complaint_about(photo("image/jpeg", 4000, 3000, 5 << 20)));
}

TEST_CASE("who sends another is told what is wrong with it") {
    struct Case {
        db::StoredFile photo;
        std::string_view told;
    };
    const Case cases[] = {{photo("image/jpeg", 639, 480), "640×480"},
                          {photo("image/jpeg", 640, 479), "640×480"},
                          {photo("image/png", 479, 640), "640×480"},
                          {photo("image/jpeg", 0, 0), "640×480"},
                          {photo("image/png", 640, 480, (5 << 20) + 1), "5MB"},
                          {photo("image/gif", 640, 480), "JPG或PNG"},
                          {photo("image/webp", 0, 0), "JPG或PNG"}};
    for (const Case& each : cases) {
        CAPTURE(each.told);
        const auto complaint = services::complaint_about(each.photo);
        REQUIRE(complaint);
        CHECK(complaint->find(each.told) != std::string::npos);
    }
}

TEST_CASE("nothing is wrong with a photo that is still on its way, and one that never came is asked for again") {
    db::StoredFile coming = photo("", 0, 0, 0);
    coming.state = State::wanted;
    CHECK_FALSE(services::complaint_about(coming));
    coming.state = State::lost;
    CHECK(services::complaint_about(coming)->find("没有收到") != std::string::npos);
}
