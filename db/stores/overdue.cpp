#include "db/stores/overdue.h"

namespace db {
namespace {

// Its own due time, so that whatever moves a record need know nothing of leases: due_at is the deadline, again_at by when we look.
const Leases overdue{.table = "records", .due = "again_at"};

}  // namespace

std::vector<Lease> Overdue::lease(const std::string& service, std::int64_t now, std::int64_t until, int limit) {
    std::vector<Lease> leases;
    for (auto& [lease, row] : overdue.take(sql_, {.now = now,
                                                 .until = until,
                                                 .limit = limit,
                                                 .where = "service = ? AND due_at > 0 AND due_at <= ?",
                                                 .values = {service, now}})) {
        leases.push_back(std::move(lease));
    }
    return leases;
}

bool Overdue::settled(const Lease& lease) { return overdue.change(sql_, lease, "lease = '', attempts = 0", {}); }

bool Overdue::again(const Lease& lease, std::int64_t at) { return overdue.again(sql_, lease, at); }

}  // namespace db
