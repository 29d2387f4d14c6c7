// Pictures, voices and films of residents and of the account, kept in memory so that the gateway can fetch them as it would from WeChat.
#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

struct Medium {
    std::string id;
    std::string type;  // media type, from the bytes themselves
    std::string bytes;
    std::int64_t until = 0;  // milliseconds since 1970; 0: no end
};

// The media type that the first bytes give away; empty for anything but JPEG, PNG, GIF, WebP, AMR, MP3 and MP4.
std::string type_of_bytes(std::string_view bytes);

// Safe for any thread. Keeps the latest 64 MiB.
class Media {
  public:
    // The new id; absent when the bytes are of no type we know, or more than 10 MiB (WeChat's limit for a picture).
    std::optional<std::string> keep(std::string bytes, std::int64_t until = 0);
    std::optional<Medium> find(const std::string& id) const;
    // False when there was none.
    bool drop(const std::string& id);

  private:
    mutable std::mutex mutex_;
    std::deque<Medium> kept_;
    std::size_t size_ = 0;
};

}  // namespace sandbox
