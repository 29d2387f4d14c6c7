// Acts of operators: who asks proves who they are, may do it, and it stands in the audit chain before it is done.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "db/stores/audit.h"
#include "gateway/config/config.h"

namespace gateway {

/// Who somebody says they are, and the file with their personal token.
struct Proof {
    std::string id, token_file;
};

struct Act {
    std::string action;  // "menu push"
    std::string about;   // readable in the database: never a person's data
    std::string detail;
    std::string role;  // that everybody who takes part must have
    std::size_t people = 1;
};

/// Whoever does an act, ready to sign it.
struct Actors {
    std::string who;     // "zhang", or "zhang+li"
    db::AuditSign sign;  // empty for unnamed_operator
};

/// Without operators, and not in production, everybody is unnamed_operator. Otherwise as many different people as the act takes, each with
/// the role and the token that operators.json names. Throws std::runtime_error that says what is missing.
Actors actors_of(const Config&, const Act&, const std::vector<Proof>&);

/// Appends the row, prints its head to `out`, does the work and returns its result; work that fails leaves a second row. Nothing is done
/// without a row. Throws as actors_of, as the work, and db::SqlError, db::VaultError.
int carry_out(const std::string& folder, const Act&, const std::vector<Proof>&, const std::function<int()>& work, std::ostream& out);

/// What a row made by Actors must carry: the signatures of all of `who`; and none, when it was the program itself or unnamed_operator.
bool is_well_signed(const db::AuditRow&, std::string_view text);

/// One of the signatures of a row.
struct Signed {
    std::string id, public_part, signature;
};
std::vector<Signed> signatures_of(const db::AuditRow&);

}  // namespace gateway
