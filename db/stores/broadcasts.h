// Mass messages to followers (群发): what was looked at, who released it, and what WeChat said became of it. Each is known by the digest of
// its bytes, so that what is released is what was looked at, and once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/lifecycle.h"
#include "db/sql.h"

namespace db {

// draft: at WeChat, seen by nobody. refused: WeChat took it and then did not send it.
enum class Stage { draft, previewed, released, finished, refused, withdrawn };
std::string_view name_of(Stage);
// From which stage to which a broadcast may go; every statement of Broadcasts is held to it. By::department is WeChat: it takes a broadcast
// or gives it back, and says how it ended.
const Lifecycle& broadcast_life();

// Nothing here is secret: it is what everybody reads, and ids of operators. Times are unix seconds, 0: not yet.
struct Broadcast {
    std::string id;             // the first 32 hex digits of the digest
    std::string digest;         // SHA-256 of what is sent, 64 hex digits
    std::string title;          // at most 64 characters
    std::string audience;       // "all", or "tag NAME"; at most 64 characters
    std::string media_id = {};  // of the draft at WeChat; of a text empty
    Stage stage = Stage::draft;
    std::int64_t previewed_at = 0;
    std::string previewed_by = {};  // at most 130 bytes, as in the audit chain
    std::int64_t released_at = 0;
    std::string released_by = {};
    std::string message_id = {};  // WeChat's; empty after the release: nobody knows whether WeChat took it
    std::string message_data_id = {};
    std::int64_t finished_at = 0;
    std::int64_t total = 0, filtered = 0, sent = 0, failed = 0;  // followers
    std::string why = {};                                        // WeChat's word for how it ended, e.g. "err(20001)"; at most 64 bytes
};

// What MASSSENDJOBFINISH says.
struct BroadcastResult {
    std::string message_id, status;
    std::int64_t total = 0, filtered = 0, sent = 0, failed = 0;
};

// Any number of threads and processes. Throws SqlError. Changes are false when the broadcast is not, or no longer, where the change begins.
class Broadcasts {
  public:
    explicit Broadcasts(Sql& sql) : sql_(sql) {}

    // What is known of these bytes; a new draft when nothing is. Of `made` id, digest, title, audience count.
    Broadcast draft(const Broadcast& made);
    std::optional<Broadcast> find(const std::string& id);
    // Newest change first, without those whose stage nobody knows.
    std::vector<Broadcast> latest(int most);

    bool keep_media(const std::string& id, const std::string& media_id);
    bool previewed(const std::string& id, const std::string& by, std::int64_t now);
    // True for one caller: who then sends it.
    bool release(const std::string& id, const std::string& by, std::int64_t now);
    // WeChat refused to take it: as if it had not been released.
    bool not_sent(const std::string& id);
    bool sent(const std::string& id, const std::string& message_id, const std::string& message_data_id);
    bool withdraw(const std::string& id, std::int64_t now);
    // "send success" finishes it, anything else refuses it; again, the same. False when no broadcast has this message id.
    bool finish(const BroadcastResult& result, std::int64_t now);

    // Released since then, and not refused, to this audience or to all: what a follower may have received.
    std::int64_t released_since(std::int64_t since, const std::string& audience);
    // Every stage, with 0 as well.
    std::vector<std::pair<Stage, std::int64_t>> counts();

  private:
    Sql& sql_;
};

}  // namespace db
