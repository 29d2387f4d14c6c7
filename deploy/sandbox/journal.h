// What happened, in memory and bounded: exchanges, text messages, notices and calls of the API, each change numbered so that a page can
// follow.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exchange.h"

namespace sandbox {

// An SMS to a mobile, something that came to a resident's phone, or a call of the API.
struct Note {
    std::string kind;  // sms notice message typing menu call
    std::string to;    // mobile; openid, empty for every phone
    std::string text;
    std::int64_t at_ms = 0;
    std::uint64_t id = 0;
    std::uint64_t change = 0;
    std::string detail = {};  // a JSON object whose members belong to the note; empty for none
};

std::string json_of(const Note& note);

// Safe for any thread.
class Journal {
  public:
    explicit Journal(std::size_t kept = 500) : kept_(kept) {}

    // Numbers the exchange and keeps a copy.
    void open(Exchange& exchange);
    void update(const Exchange& exchange);
    std::optional<Exchange> find(std::uint64_t id) const;
    std::uint64_t add(Note note);

    struct News {
        std::uint64_t change = 0;
        std::vector<std::string> items;  // JSON, in the order of their changes
    };
    // What changed after `change`; waits until there is something, the patience is over, or close().
    News after(std::uint64_t change, std::chrono::milliseconds patience) const;
    std::vector<std::string> notes(const std::string& kind) const;
    // The exchange once it is done; absent when the patience is over or it is no longer kept.
    std::optional<Exchange> wait_done(std::uint64_t id, std::chrono::milliseconds patience) const;
    void close();
    bool closed() const;

  private:
    const std::size_t kept_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::deque<Exchange> exchanges_;
    std::deque<Note> notes_;
    std::uint64_t change_ = 0;
    std::uint64_t next_id_ = 1;
    bool closed_ = false;
};

}  // namespace sandbox
