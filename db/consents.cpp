#include "db/consents.h"

namespace db {

bool Consents::has(const std::string& subject, const std::string& service, const std::string& text_version) {
    return !sql_.query("SELECT 1 FROM consents WHERE subject = ? AND service = ? AND text_version = ?", {subject, service, text_version})
                .empty();
}

void Consents::record(const std::string& subject, const std::string& service, const std::string& text_version, std::int64_t now) {
    sql_.insert_once("INSERT INTO consents (subject, service, text_version, given_at) VALUES (?, ?, ?, ?)",
                     {subject, service, text_version, now});
}

}  // namespace db
