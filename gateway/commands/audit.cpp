#include "gateway/commands/audit.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include "gateway/clock.h"
#include "gateway/commands/acting.h"
#include "gateway/commands/cli.h"
#include "gateway/world.h"
#include "services/rules/time.h"

namespace gateway {

namespace {

struct Given {
    std::string noted;
    std::int64_t since = 0;
};

/// Of each operator, the rows under a token that is not theirs now: renewed since, or forged by somebody who has the data keys.
using Strange = std::map<std::string, std::vector<std::int64_t>>;

void look_for_strange(const db::AuditRow& row, const Config& config, Strange& strange) {
    for (const Signed& signature : signatures_of(row)) {
        const Operator* found = operator_named(config.operators, signature.id);
        if (found == nullptr || found->token != signature.public_part) strange[signature.id].push_back(row.head.seq);
    }
}

}  // namespace

int audit_verify(const std::string& folder, const std::string& noted, std::ostream& out) {
    std::optional<db::AuditHead> expected;
    if (!noted.empty()) {
        expected = db::AuditHead::from(noted);
        if (!expected) throw std::runtime_error("\"" + noted + "\" is no head, expected SEQ:HASH as audit verify prints it");
    }
    return with_storage(folder, [&](Storage& storage, const Config& config) {
        Strange strange;
        const auto check = [&](const db::AuditRow& row, const std::string& text) {
            if (!is_well_signed(row, text)) return false;
            look_for_strange(row, config, strange);
            return true;
        };
        const db::AuditVerdict verdict = storage.stores.audit.verify(check, expected);
        for (const auto& [id, rows] : strange) {
            out << "note: " << rows.size() << " row(s) of " << id << ", from " << rows.front() << " to " << rows.back()
                << ", under another token than operators.json has now: expected if it was renewed or they left\n";
        }
        if (verdict.bad) {
            out << "NOT WHOLE: " << *verdict.bad << "; " << verdict.head.seq << " row(s) before it are right\n";
            return 1;
        }
        out << "whole: " << verdict.head.seq << " row(s)\nhead " << verdict.head.text() << "\n";
        return 0;
    });
}

int audit_list(const std::string& folder, std::optional<std::chrono::seconds> since, std::ostream& out) {
    return with_storage(folder, [&](Storage& storage, const Config&) {
        const std::int64_t from = since ? services::unix_time(clock_now() - *since) : 0;
        for (const db::AuditRow& row : storage.stores.audit.list(from)) {
            out << row.head.seq << "  " << services::iso_with_time(row.entry.at) << "  " << row.entry.who << "  " << row.entry.action
                << "  " << row.entry.about << (row.entry.detail.empty() ? "" : "  ") << one_line(row.entry.detail) << "\n";
        }
        return 0;
    });
}

void add_audit_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* audit = cli.group("audit", "What operators did, and whether anybody has changed what is written about it");
    CLI::App* verify =
        cli.command(*audit, "verify", "Check the whole chain and print its head, to be noted elsewhere; exit 1 if it is not whole");
    verify->add_option("--expect", given->noted, "A head noted earlier, which must be part of it: SEQ:HASH");
    cli.on(verify, [given, &cli] { return audit_verify(cli.folder, given->noted, std::cout); });
    CLI::App* list = cli.command(*audit, "list", "One line a row");
    CLI::Option* since = list->add_option("--since", given->since, "Only rows of the last so many seconds")->check(CLI::NonNegativeNumber);
    cli.on(list, [given, since, &cli] {
        return audit_list(cli.folder, since->count() > 0 ? std::optional(std::chrono::seconds(given->since)) : std::nullopt, std::cout);
    });
}

}  // namespace gateway
