#include "services/form/notices.h"

#include <algorithm>

#include "services/form/answers.h"
#include "services/rules/time.h"

namespace services {
namespace {

constexpr std::int64_t of_use = 7 * 86'400;  // seconds

}  // namespace

std::optional<db::ChannelUser> sender_of(const db::Record& record, const Context& context) {
    if (!record.resident) return std::nullopt;
    auto users = context.stores.residents.users_of(*record.resident);
    return users.empty() ? std::nullopt : std::optional(std::move(users.front()));
}

db::ChannelUser by_sms(const std::string& mobile) { return {db::sms_channel, mobile}; }

void tell_progress(db::Transaction& transaction, const Context& context, const db::ChannelUser& to, const db::Record& record,
                   const Notice& notice) {
    const std::int64_t now = unix_time(context.now);
    context.stores.outbox.put(transaction,
                              {.to = to,
                               .kind = std::string(record_progress),
                               .body = to_json({{"text", notice.text},
                                                {"business", record.title},
                                                {"number", record.number},
                                                {"state", notice.state},
                                                {"time", moment_with_year(context.now)}}),
                               .cause = notice.cause.empty() ? "" : notice.cause + ":" + record.id,
                               .subject = record.id,
                               .due_at = now,
                               .expires_at = now + of_use},
                              now);
}

}  // namespace services
