// Residents and the channel identities (aliases) that lead to them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/channel_user.h"
#include "db/sql.h"
#include "db/vault.h"

namespace db {

// The blind index of a channel identity, e.g. ("W", openid), under the key in force.
std::string subject_key(const Vault& vault, const ChannelUser& user);

struct Resident {
    std::string id;
    int level = 0;  // 0 unknown, 1 mobile checked, 2 name and ID number matched
    // Empty when not bound.
    std::string name, id_no, mobile;
    std::int64_t mobile_at = 0, verified_at = 0;  // unix seconds; 0 when never
};

// Any number of threads. Throws SqlError, VaultError, and std::logic_error for a resident id that does not exist.
class Residents {
  public:
    Residents(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    std::optional<Resident> find(const std::string& id);
    std::optional<Resident> find_by_alias(const ChannelUser& user);
    // The same, and whether the channel's user has agreed to that text of the service, in one statement. has_agreed is false as well when
    // the consent was given to a version that kept no user ids: Consents::has knows, and adds what is missing.
    struct Known {
        std::optional<Resident> resident;
        bool has_agreed = false;
    };
    Known find_with_consent(const ChannelUser& user, const std::string& service, const std::string& text_version);
    // The resident of the alias, made at level 0 when new; two calls at once make one.
    Resident create_or_get(const ChannelUser& user, std::int64_t now);

    // Level becomes at least 1. The mobile must be normalised (11 digits).
    void set_mobile(const std::string& id, const std::string& mobile, std::int64_t now);

    // One ID number belongs to one resident at a time, also while the index key changes.
    enum class Binding { bound, taken };
    // Level becomes 2. taken: the ID number is another resident's, nothing changed. The number must be normalised (18, upper-case X).
    Binding bind_identity(const std::string& id, const std::string& name, const std::string& id_no, std::int64_t now);
    // The resident's id, though what is sealed of them may not open; absent when nobody has the alias.
    std::optional<std::string> id_of(const ChannelUser& user);
    // By which channels the resident can be written to, the newest first: whoever was known only to an older version, or by
    // what does not open any more, is left out.
    std::vector<ChannelUser> users_of(const std::string& id);
    std::vector<ChannelUser> users_of(Transaction& transaction, const std::string& id);
    // Whether one of the newest users opens, or there is none: under another installation's keys not one does.
    bool open_under_these_keys();
    // The user cannot be written to any more; whose alias it is stays known, and so does the user once they write again.
    void forget(Transaction& transaction, const ChannelUser& user);
    // Forgets name, ID number and mobile and returns to level 0; the id and its records stay.
    void unbind(const std::string& id);

  private:
    std::optional<Resident> read(const Rows& rows) const;
    std::vector<ChannelUser> users(const Rows& rows) const;
    void keep_user(const Row& row, const ChannelUser& user);

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
