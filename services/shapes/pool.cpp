#include "services/shapes/pool.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "services/form/act.h"
#include "services/form/answers.h"
#include "services/rules/time.h"
#include "services/shapes/filing.h"

namespace services {
namespace {

using How = db::Pools::Joined::How;
using State = db::PoolEntry::State;

db::PoolSize size_of(const Pool& pool) { return {pool.key, pool.capacity, pool.most_waiting}; }

/// What becomes of the record of one who has a place or a number now; false when its state knows no such move. `act` says who is told.
bool advance(db::Transaction& transaction, const db::Record& record, std::string_view verb, const Act* act,
             std::optional<db::ChannelUser> owner, const Context& context) {
    ActRequest request{.record = record.id, .version = record.version, .verb = verb, .actor = {.by = db::By::clock}};
    Admitted it{.request = std::move(request),
                .record = record,
                .service = context.service,
                .move = context.service->life->move(verb, record.state, db::By::clock),
                .act = act,
                .context = context,
                .owner = std::move(owner)};
    if (it.move == nullptr) return false;
    it.context.resident = nullptr;  // whoever made room for them
    it.context.user = {};
    it.context.record = nullptr;
    // Changed since it was read: the whole transaction begins again.
    if (services::act(transaction, it))
        throw db::SqlError(db::SqlError::Kind::retry, 0, "a record in a pool was changed at the same moment");
    return true;
}

/// Whoever was drawn or moved up, and is told so. Through the transaction alone: who it would be nobody knew before.
bool advance(db::Transaction& transaction, const Pooled& it, const db::PoolEntry& entry, const Context& context) {
    try {
        const auto record = context.stores.records.find(transaction, entry.record);
        if (!record || !record->resident) return false;
        const auto users = context.stores.residents.users_of(transaction, *record->resident);
        const std::string_view verb = entry.state == State::placed ? it.gets : it.waits;
        return advance(transaction, *record, verb, act_of(*context.service, verb),
                       users.empty() ? std::nullopt : std::optional(users.front()), context);
    } catch (const db::VaultError&) {
        return true;  // it has its place; nobody can be told, and nobody else is stopped
    }
}

/// Of those who have moved up, and of whoever has the place of one whose record had ended without the pool's knowing. How many.
int advance(db::Transaction& transaction, const Pooled& it, const Pool& pool, std::vector<db::PoolEntry> moved, const Context& context) {
    int all = 0;
    for (std::size_t i = 0; i < moved.size(); ++i) {
        if (advance(transaction, it, moved[i], context)) {
            ++all;
            continue;
        }
        const auto left = context.stores.pools.leave(transaction, size_of(pool), std::string(moved[i].holder), unix_time(context.now));
        moved.insert(moved.end(), left.moved_up.begin(), left.moved_up.end());
    }
    return all;
}

Outcome not_signed_up(const db::Pools::Joined& joined) {
    if (joined.already) return {.code = Code::DUPLICATE, .headline = "您已经报名，不用重复报名。"};
    if (joined.how == How::closed) return {.code = Code::TOO_LATE, .headline = "报名已经截止，正在抽签。"};
    return {.code = Code::QUOTA_FULL, .headline = "名额和候补都已满。"};
}

Outcome no_such_pool() { return {.code = Code::NOT_FOUND, .headline = "没有这个活动，或已经结束。"}; }

Outcome shown(const Pooled& it, const db::Record& record, Context& context) {
    Outcome outcome{.headline = record.title, .facts = {{"number", "报名编号", record.number}}};
    for (Line& line : standing(record, context)) outcome.facts.push_back(std::move(line));
    const auto pool = it.of(from_json(record.answers), context);
    const auto entry = pool && record.resident ? context.stores.pools.find(pool->key, *record.resident) : std::nullopt;
    if (!entry || entry->record != record.id) return outcome;
    if (const auto position = context.stores.pools.position(pool->key, entry->holder))
        outcome.facts.push_back({"position", "候补顺序", "第" + std::to_string(*position) + "位"});
    const auto lottery = pool->drawn_at ? context.stores.pools.lottery(pool->key) : std::nullopt;
    if (!lottery) return outcome;
    outcome.facts.push_back({"entry", "抽签号", entry->id});
    outcome.facts.push_back({"draw", "抽签时间", moment_with_year(instant_at(lottery->entries_until))});
    outcome.facts.push_back({"commitment", "种子的SHA-256", lottery->commitment});
    if (!lottery->seed.empty()) outcome.facts.push_back({"seed", "种子", lottery->seed});
    return outcome;
}

Result signed_up(const Pooled& it, const Answers& answers, Context& context) {
    if (context.resident == nullptr) return StepUp{context.service->level};
    if (context.record != nullptr) return shown(it, *context.record, context);
    const auto pool = it.of(answers, context);
    if (!pool) return no_such_pool();
    db::Stores& stores = context.stores;
    // What is committed to stands before anybody enters.
    if (pool->drawn_at && !stores.pools.announce(pool->key, unix_time(*pool->drawn_at)))
        throw std::logic_error("the places of a pool by lot were given out on arrival");
    static const Act nobody_is_told{.tells = [](const db::Record&, const Answers&, Context&) { return std::vector<Notice>{}; }};
    db::Record record;
    db::Pools::Joined joined;
    const bool is_kept = stores.sql.commit_if([&](db::Transaction& transaction) {
        auto created = stores.records.create(transaction, new_record(answers, context));
        record = std::move(created.record);
        if (!created.created) return true;
        joined = stores.pools.join(transaction, size_of(*pool),
                                   {.holder = context.resident->id, .record = record.id, .now = unix_time(context.now)});
        if (joined.already || joined.how == How::full || joined.how == How::closed) return false;
        if (joined.how != How::entered)
            advance(transaction, record, joined.how == How::placed ? it.gets : it.waits, &nobody_is_told, {}, context);
        return true;
    });
    if (!is_kept) return not_signed_up(joined);
    return shown(it, stores.records.find(record.id).value(), context);
}

}  // namespace

Submit sign_up(Pooled it) {
    return [it = std::move(it)](const Answers& answers, Context& context) { return signed_up(it, answers, context); };
}

decltype(Act::effect) give_back(Pooled it) {
    return [it = std::move(it)](db::Transaction& transaction, db::Record& record, Answers&, Context& context) -> std::optional<Result> {
        const auto pool = it.of(from_json(record.answers), context);
        if (!pool || !record.resident) return std::nullopt;
        auto left = context.stores.pools.leave(transaction, size_of(*pool), *record.resident, unix_time(context.now));
        advance(transaction, it, *pool, std::move(left.moved_up), context);
        return std::nullopt;
    };
}

decltype(Service::shows) show_place(Pooled it) {
    return [it = std::move(it)](const db::Record& record, Context& context) { return shown(it, record, context); };
}

int move_up(const Pooled& it, const Pool& pool, const Context& context) {
    int all = 0;
    for (int moved = -1; moved != 0; all += moved) {
        context.stores.sql.transaction([&](db::Transaction& transaction) {
            auto next = context.stores.pools.move_up(transaction, size_of(pool), unix_time(context.now));
            moved = advance(transaction, it, pool, std::move(next), context);
        });
    }
    return all;
}

bool draw_lots(const Pooled& it, const Pool& pool, const Context& context) {
    const auto each = [&](db::Transaction& transaction, const db::PoolEntry& entry) { advance(transaction, it, entry, context); };
    return pool.drawn_at && context.stores.pools.draw(size_of(pool), unix_time(context.now), each);
}

}  // namespace services
