// Media: temporary ones (3 days), uploaded or sent by residents, by media id only; permanent ones, which articles need for covers.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wechat/client.h"

namespace wechat::media {

enum class Kind { image, voice, video, thumb };

// By the first bytes, never by what the sender says. "image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp", "audio/amr",
// "audio/mpeg", "video/mp4"; empty when it is none of these. 16 bytes are enough.
std::string_view content_type_of(std::string_view first_bytes);

struct Uploaded {
    std::string media_id{};
    std::int64_t created_at = 0;  // unix seconds
};
// Limits (protocol §5): image 10 MB, voice 2 MB AMR or MP3, video 10 MB MP4, thumb 64 KB JPG. Throws OutOfLimits for size and type.
Uploaded upload(const Client& client, Kind kind, std::string_view file_name, std::string bytes, Deadline deadline);

// Kept until removed; the account may have 100,000 pictures. Limits as above; image and thumb only. The media id. Not repeated when
// unanswered (MaybeSent).
std::string keep(const Client& client, Kind kind, std::string_view file_name, std::string bytes, Deadline deadline);
void remove_kept(const Client& client, std::string_view media_id, Deadline deadline);

// The answer is a video, for which WeChat gives an address instead of bytes. The address is not followed here: it comes from outside.
struct VideoUrl {
    std::string url{};
};
struct File {
    std::string content_type{};  // as content_type_of
    std::uint64_t bytes = 0;
};
struct Download {
    std::optional<File> file{};
    std::optional<VideoUrl> video{};  // exactly one of both
};
// What came is none of the types of content_type_of.
class UnknownType : public std::runtime_error {
  public:
    UnknownType() : std::runtime_error("media of an unknown type") {}
};
// Pieces go to `sink` once the type is known; when this throws, what the sink has got is to be thrown away. At most max_bytes, else
// HttpError too_large. Throws UnknownType before the first piece; ApiError bad_media_id, also when it comes as 200 text/plain.
Download download(const Client& client, std::string_view media_id, std::size_t max_bytes, const Sink& sink, Deadline deadline);

}  // namespace wechat::media
