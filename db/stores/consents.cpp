#include "db/stores/consents.h"

#include "db/index_names.h"

namespace db {

std::string consent_row(const std::string& subject, const std::string& service, const std::string& text_version) {
    return subject + "/" + service + "/" + text_version;
}

bool Consents::has(const ChannelUser& user, const std::string& service, const std::string& text_version) {
    const Names names = subject_keys(vault_, user);
    const Rows rows =
        sql_.query("SELECT subject, user_sealed FROM consents WHERE service = ? AND text_version = ? AND " + is_any("subject", names),
                   with_names({service, text_version}, names));
    if (rows.empty()) return false;
    if (const Row& row = rows.front(); row.is_null(1)) {
        // Given to a version that kept no user ids.
        const std::string subject = row.text(0);
        sql_.execute("UPDATE consents SET user_sealed = ? WHERE subject = ? AND service = ? AND text_version = ? AND user_sealed IS NULL",
                     {vault_.seal(user.text(), "consents", "user_sealed", consent_row(subject, service, text_version)), subject, service,
                      text_version});
    }
    return true;
}

void Consents::record(const ChannelUser& user, const std::string& service, const std::string& text_version, std::int64_t now) {
    const Names names = subject_keys(vault_, user);
    if (names.size() > 1 && has(user, service, text_version)) return;  // it may stand under another key
    const std::string& subject = names.front();
    sql_.insert_once("INSERT INTO consents (subject, service, text_version, given_at, user_sealed) VALUES (?, ?, ?, ?, ?)",
                     {subject, service, text_version, now,
                      vault_.seal(user.text(), "consents", "user_sealed", consent_row(subject, service, text_version))});
}

}  // namespace db
