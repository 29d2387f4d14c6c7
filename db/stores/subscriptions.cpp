#include "db/stores/subscriptions.h"

#include "db/index_names.h"

namespace db {

std::string subscription_row(const std::string& citizen, const std::string& template_id) { return citizen + "/" + template_id; }

void Subscriptions::set(const ChannelUser& user, const std::string& template_id, bool accepted, std::int64_t now) {
    const Names names = note_keys(vault_, user);
    const auto update = [&] {
        return sql_.execute("UPDATE subscriptions SET accepted = ?, changed_at = ? WHERE template_id = ? AND " + is_any("citizen", names),
                            with_names({std::int64_t{accepted}, now, template_id}, names));
    };
    if (update() > 0) return;
    const std::string& citizen = names.front();
    const bool is_first = sql_.insert_once(
        "INSERT INTO subscriptions (citizen, template_id, user_sealed, accepted, changed_at) VALUES (?, ?, ?, ?, ?)",
        {citizen, template_id, vault_.seal(user.text(), "subscriptions", "user_sealed", subscription_row(citizen, template_id)),
         std::int64_t{accepted}, now});
    if (!is_first) update();  // another process wrote it meanwhile
}

bool Subscriptions::has(const ChannelUser& user, const std::string& template_id) {
    const Names names = note_keys(vault_, user);
    return !sql_.query("SELECT 1 FROM subscriptions WHERE template_id = ? AND accepted = 1 AND " + is_any("citizen", names),
                       with_names({template_id}, names))
                .empty();
}

void Subscriptions::forget(Transaction& transaction, const ChannelUser& user) {
    const Names names = note_keys(vault_, user);
    transaction.execute("DELETE FROM subscriptions WHERE " + is_any("citizen", names), with_names({}, names));
}

}  // namespace db
