// The connections nobody should notice: idle ones that never say anything, and slow ones that send a request byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "load/connection.h"

namespace bench {

class Background {
  public:
    Background(int port, std::size_t idle, std::size_t slow);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Call often. Once a second every slow connection sends its next byte, and what the server closed is opened anew.
    void tick(Clock::time_point now);

    /// How many connections the server has closed so far.
    std::uint64_t closed() const { return closed_; }

  private:
    struct Guest {
        int socket = -1;
        bool slow = false;
        std::size_t sent = 0;
    };
    void visit(Guest& guest);

    const int port_;
    std::vector<Guest> guests_;
    std::size_t next_ = 0;
    Clock::time_point last_ = Clock::now();
    std::uint64_t closed_ = 0;
};

}  // namespace bench
