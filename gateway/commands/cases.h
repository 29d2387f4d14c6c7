// `cases`: what residents submitted, as those who handle it see and move it; whatever the command line gives is checked already.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "db/stores/records.h"
#include "gateway/config/config.h"
#include "services/form/act.h"
#include "services/form/catalog.h"

namespace gateway {

/// Who handles cases, by operators.json. Without operators everybody may, everywhere.
struct CaseWorker {
    std::string id, unit;
    bool is_case = true, is_lead = true;

    std::string role() const { return is_case ? "case" : "lead"; }  // that lets them look
};
CaseWorker case_worker(const Config&, const std::string& id);

/// The cases of one worker's unit; those of another are not there. Functions give exit codes, 1 with a line when there is nothing to be
/// done. Throw db::SqlError, db::VaultError.
class Cases {
  public:
    Cases(const services::Catalog&, db::Stores&, const Config&, CaseWorker, services::Instant now, std::ostream& out);

    /// One line an open case, the earliest due first.
    int list();
    /// State, limit, history and the fields, masked.
    int show(const std::string& number);
    /// One field in clear. The audit row is the caller's.
    int reveal(const std::string& number, const std::string& key);
    /// A move of an officer or of the lead, whichever the worker is.
    int move(const std::string& number, const std::string& verb, const services::Answers& input, const std::string& why);
    /// 补正 of these keys: one reason for all, or one each.
    int supplement(const std::string& number, const std::vector<std::string>& keys, const std::string& why);
    int note(const std::string& number, const std::string& why);

  private:
    struct Found {
        db::Record record;
        const services::Service* service;
    };
    std::optional<Found> find(const std::string& number);
    bool is_seen(const db::Record&, const services::Service&) const;
    int unknown(const std::string& number);
    int answer(const services::Result&);
    std::string line_of(const Found&) const;

    const services::Catalog& catalog_;
    db::Stores& stores_;
    const Config& config_;
    CaseWorker worker_;
    services::Instant now_;
    std::ostream& out_;
};

}  // namespace gateway
