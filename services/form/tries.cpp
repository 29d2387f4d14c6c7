#include "services/form/tries.h"

#include <algorithm>

namespace services {
namespace {

std::string own_key(const Context& context, const std::string& what) { return "tries:" + what + ":by:" + counted_as(context); }

std::string their_key(const std::string& what, const std::string& target) { return "tries:" + what + ":at:" + target; }

}  // namespace

std::string counted_as(const Context& context) {
    if (!context.citizen.empty()) return context.citizen;
    return context.sender_today.empty() ? context.draft : context.sender_today;
}

Try spend_try(Context& context, const TryLimit& limit, const std::string& target) {
    db::Kv& kv = context.stores.kv;
    const std::int64_t own = kv.increment(own_key(context, limit.what), limit.life);
    if (own > limit.own) return {Try::Came::own_used_up, 0};
    if (target.empty()) return {Try::Came::allowed, limit.own - own};
    const std::int64_t theirs = kv.increment(their_key(limit.what, target), limit.life);
    if (theirs > limit.theirs) return {Try::Came::theirs_used_up, 0};
    return {Try::Came::allowed, std::min(limit.own - own, limit.theirs - theirs)};
}

void give_back_try(Context& context, const TryLimit& limit, const std::string& target) {
    context.stores.kv.increment(own_key(context, limit.what), limit.life, -1);
    if (!target.empty()) context.stores.kv.increment(their_key(limit.what, target), limit.life, -1);
}

void forget_tries(Context& context, const std::string& what, const std::string& target) {
    context.stores.kv.erase(own_key(context, what));
    if (!target.empty()) context.stores.kv.erase(their_key(what, target));
}

}  // namespace services
