// Pictures and voices a resident sent, kept in memory so that the gateway can fetch them as it would from WeChat.
#pragma once
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace sandbox {

struct Medium {
    std::string id;
    std::string type;  // media type, from the bytes themselves
    std::string bytes;
};

// Safe for any thread. Keeps the latest 64 MiB.
class Media {
  public:
    // The new id; absent when the bytes are no JPEG, PNG, GIF, WebP or AMR, or more than 10 MiB (WeChat's limit for a picture).
    std::optional<std::string> keep(std::string bytes);
    std::optional<Medium> find(const std::string& id) const;

  private:
    mutable std::mutex mutex_;
    std::deque<Medium> kept_;
    std::size_t size_ = 0;
};

}  // namespace sandbox
