// Media: what is uploaded and how, and that a download is judged by its bytes and followed nowhere.
#include "wechat/media.h"

#include <doctest/doctest.h>

#include "fake_wechat.h"

using namespace wechat;
using namespace std::string_literals;

namespace {

constexpr const char* upload_path = "/cgi-bin/media/upload";
constexpr const char* get_path = "/cgi-bin/media/get";
const std::string jpeg = "\xFF\xD8\xFF\xE0"s + std::string(40, 'j');

struct Got {
    media::Download result{};
    std::string bytes{};
};
Got download(fake::Account& account, const std::string& body, std::size_t most = 1000) {
    account.wechat.on(get_path, [body](const fake::Seen&) {
        return HttpResponse{.status = 200, .headers = {{"content-type", "text/plain"}}, .body = body};
    });
    Got got;
    const Sink sink = [&](std::string_view piece) { return got.bytes += piece, true; };
    got.result = media::download(account.client(), "m1", most, sink, account.soon());
    return got;
}

}  // namespace

TEST_CASE("types by their first bytes") {
    CHECK(media::content_type_of(jpeg) == "image/jpeg");
    CHECK(media::content_type_of("\x89PNG\r\n\x1A\n") == "image/png");
    CHECK(media::content_type_of("GIF89a") == "image/gif");
    CHECK(media::content_type_of("BM\x10\x10\x10\x10\0\0\0\0\0\0\0\0"s) == "image/bmp");
    CHECK(media::content_type_of("RIFF....WEBP") == "image/webp");
    CHECK(media::content_type_of("#!AMR\n") == "audio/amr");
    CHECK(media::content_type_of("ID3\x03") == "audio/mpeg");
    CHECK(media::content_type_of("\xFF\xFB\x90") == "audio/mpeg");
    CHECK(media::content_type_of("\0\0\0\x18"s + "ftypmp42") == "video/mp4");
    for (const std::string& other :
         {""s, "\xFF"s, "\xFF\xFF"s, "\xFF\xD8"s, "BM or not to be, that is"s, "MZ\x90"s, "%PDF-1.4"s, "<html>"s, "PK\x03\x04"s})
        CHECK(media::content_type_of(other).empty());
}

TEST_CASE("an upload is one multipart part named media") {
    fake::Account account;
    account.wechat.answer(upload_path, R"({"type":"image","media_id":"m9","created_at":123456789})");
    const auto uploaded = media::upload(account.client(), media::Kind::image, "a\"\r\nX: b.jpg", jpeg, account.soon());
    CHECK(uploaded.media_id == "m9");
    CHECK(uploaded.created_at == 123456789);
    const fake::Seen seen = account.wechat.seen(upload_path)[0];
    CHECK(seen.query.at("type") == "image");
    REQUIRE(seen.content_type.starts_with("multipart/form-data; boundary="));
    const std::string boundary = seen.content_type.substr(30);
    CHECK(seen.body ==
          "--" + boundary +
              "\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a___X: b.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + jpeg +
              "\r\n--" + boundary + "--\r\n");
    account.wechat.answer(upload_path, R"({"type":"thumb","thumb_media_id":"t9","created_at":1})");
    CHECK(media::upload(account.client(), media::Kind::thumb, "a.jpg", jpeg, account.soon()).media_id == "t9");
}

TEST_CASE("size and type are checked before an upload") {
    fake::Account account;
    const Client client = account.client();
    const auto upload = [&](media::Kind kind, std::string bytes) { media::upload(client, kind, "f", std::move(bytes), account.soon()); };
    CHECK_THROWS_AS(upload(media::Kind::thumb, jpeg + std::string(64 << 10, 'x')), OutOfLimits);
    CHECK_THROWS_AS(upload(media::Kind::image, jpeg + std::string(10 << 20, 'x')), OutOfLimits);
    CHECK_THROWS_AS(upload(media::Kind::voice, jpeg), OutOfLimits);
    CHECK_THROWS_AS(upload(media::Kind::thumb, "\x89PNG\r\n\x1A\n"), OutOfLimits);
    CHECK_THROWS_AS(upload(media::Kind::image, "<script>"), OutOfLimits);
    CHECK_THROWS_AS(upload(media::Kind::image, ""), OutOfLimits);
    CHECK(account.wechat.count(upload_path) == 0);
}

TEST_CASE("a download is handed on when its type is known") {
    fake::Account account;
    const Got got = download(account, jpeg);
    CHECK(got.bytes == jpeg);
    REQUIRE(got.result.file);
    CHECK(got.result.file->content_type == "image/jpeg");
    CHECK(got.result.file->bytes == jpeg.size());
    CHECK_FALSE(got.result.video);
    CHECK(account.wechat.seen(get_path)[0].query.at("media_id") == "m1");
    CHECK(download(account, "#!AMR\n").result.file->content_type == "audio/amr");
}

TEST_CASE("bytes of an unknown type reach nobody") {
    fake::Account account;
    for (const std::string& body : {"MZ\x90"s + std::string(40, 'x'), "<html>"s}) {
        bool touched = false;
        account.wechat.on(get_path, [body](const fake::Seen&) { return HttpResponse{.status = 200, .body = body}; });
        const Sink sink = [&](std::string_view) { return touched = true; };
        CHECK_THROWS_AS(media::download(account.client(), "m1", 1000, sink, account.soon()), media::UnknownType);
        CHECK_FALSE(touched);
    }
}

TEST_CASE("an error that comes as text with HTTP 200 is an error") {
    fake::Account account;
    try {
        download(account, R"({"errcode":40007,"errmsg":"invalid media_id rid: 61-1"})");
        FAIL("no error");
    } catch (const ApiError& error) {
        CHECK(error.code() == Errc::bad_media_id);
    }
    CHECK_THROWS_AS(download(account, R"({"odd":1})"), BadAnswer);
}

TEST_CASE("a video comes as an address, which is handed on and not followed") {
    fake::Account account;
    const Got got = download(account, R"({"video_url":"http://127.0.0.1/inside"})");
    CHECK(got.bytes.empty());
    CHECK_FALSE(got.result.file);
    REQUIRE(got.result.video);
    CHECK(got.result.video->url == "http://127.0.0.1/inside");
    CHECK(account.wechat.count("/inside") == 0);
    CHECK(account.observed.size() == 2);
}

TEST_CASE("more than agreed is not taken, and a sink that refuses ends it") {
    fake::Account account;
    CHECK_THROWS_AS(download(account, jpeg, jpeg.size() - 1), HttpError);
    const Sink refuse = [](std::string_view) { return false; };
    CHECK_THROWS_AS(media::download(account.client(), "m1", 1000, refuse, account.soon()), HttpError);
}

TEST_CASE("a refused token is replaced for a download too") {
    fake::Account account;
    const Client client = account.client();
    account.token()->get(account.soon());
    account.wechat.invalidate_token();
    account.wechat.on(get_path, [](const fake::Seen&) { return HttpResponse{.status = 200, .body = jpeg}; });
    std::string got;
    const Sink sink = [&](std::string_view piece) { return got += piece, true; };
    media::download(client, "m1", 1000, sink, account.soon());
    CHECK(got == jpeg);
    CHECK(account.wechat.count(get_path) == 2);
}
