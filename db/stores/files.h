// What residents sent as answers: photos, voice and video, wanted as soon as they are taken, fetched by lease, kept sealed in parts.
//
// A file belongs to the draft of its form, then to the record that is made of it, and never to a user: nothing here leads to who sent it.
// It is wanted until it is kept, or lost: WeChat has it no more, or it is nothing we take. One that no record stands on goes with its
// draft, at the latest after a week.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/channel_user.h"
#include "db/leases.h"
#include "db/sql.h"
#include "db/unreadable.h"
#include "db/vault.h"

namespace db {

// One file in the hands of one fetcher. Times are unix seconds.
struct WantedFile {
    Lease lease;
    std::string media_id{};
    std::string kind;  // image, voice, video
    std::int64_t wanted_at = 0;
};

// What a file is, by its bytes.
struct FileContent {
    std::string type;                    // "image/jpeg" …
    std::int64_t width = 0, height = 0;  // in pixels; 0 where there are none, or nobody can tell
};

struct StoredFile {
    enum class State { wanted, kept, lost };

    std::string id;
    std::string kind;
    FileContent content;     // empty until it is kept
    std::int64_t bytes = 0;  // 0 until it is kept
    State state = State::wanted;
};

// Any number of threads and processes. Throws SqlError, VaultError.
class Files {
  public:
    static constexpr std::size_t part_bytes = 256 << 10;  // the most of one part, before it is sealed
    static constexpr std::int64_t life = 7 * 86'400;      // seconds, of a file that no record stands on
    // What one draft may have. How long a file is that has not been fetched is not known: their number alone bounds those.
    static constexpr std::int64_t most_files = 60;
    static constexpr std::int64_t most_bytes = std::int64_t{100} << 20;

    Files(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // Due at once. False when it is known already, wanted twice it is fetched once, and when the draft has as much as one may have.
    // `lives`: seconds, while no record stands on it.
    bool want(const std::string& draft, const std::string& media_id, const std::string& kind, std::int64_t now, std::int64_t lives = life);

    // At most `limit` files that are due, for the caller alone until `until`. What an earlier fetcher had of them is thrown away. One
    // that does not open is lost at once and told to `unreadable`.
    std::vector<WantedFile> lease(std::int64_t now, std::int64_t until, int limit, const Unreadable& unreadable = {});
    // The next part, at most part_bytes; `seq` counts from 0.
    // Here and below: false when the lease was lost meanwhile, or the draft was given up; nothing was written then.
    bool add(const WantedFile&, std::int64_t seq, std::string_view part);
    bool kept(const WantedFile&, const FileContent&);
    bool lost(const WantedFile&, const std::string& why);
    // Tried again at `at`.
    bool again(const WantedFile&, std::int64_t at, const std::string& why);

    // A media id finds the file in the draft it was sent for, and in no other, until a record stands on it.
    std::optional<StoredFile> find(const std::string& draft, const std::string& media_id);
    // Gives the bytes in order, a part at a time, to `sink`. False, and nothing given, when the file is not kept. Throws VaultError when a
    // part was changed or is missing: what the sink got is then to be thrown away.
    bool open(const std::string& id, const std::function<void(std::string_view part)>& sink);

    // From now on it lives as long as the record, whatever becomes of its sender, and its media id, which WeChat knows the sender by, is
    // kept no longer than it takes to fetch it. False when it is gone, or another record stands on it.
    bool attach(Transaction& transaction, const std::string& id, const std::string& record);
    // Erases everything of a draft but what records stand on.
    void give_up(const std::string& draft);
    // Erases what has expired; returns how many files.
    std::int64_t sweep(std::int64_t now);

  private:
    WantedFile read(const Leases::Taken& taken) const;
    bool finish(const Lease&, const std::string& state, const FileContent&, const std::string& why);
    std::string no_media_id(const std::string& id) const;

    Sql& sql_;
    const Vault& vault_;
};

// What its name is made of, for Vault::indexes; and the row of a part, for Vault::seal.
std::vector<std::string> media_names(const Vault& vault, const std::string& draft, const std::string& media_id);
std::string file_part_row(const std::string& file, const std::string& seq);

}  // namespace db
