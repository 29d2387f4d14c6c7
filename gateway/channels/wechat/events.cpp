#include "gateway/channels/wechat/events.h"

#include "db/index_names.h"
#include "gateway/channels/wechat/user.h"
#include "gateway/log.h"
#include "services/form/form.h"

namespace gateway {
namespace {

/// Longer than a push is believed after it was signed.
constexpr std::chrono::hours follow_is_remembered{1};

}  // namespace

void Events::followed(const wechat::Message& message) {
    const std::string citizen = db::subject_keys(stores_.vault, user_of(message.from)).front();
    stores_.kv.set("followed:{" + citizen + "}", std::to_string(message.create_time), follow_is_remembered);
}

bool Events::has_followed_since(const wechat::Message& farewell) {
    for (const std::string& citizen : db::subject_keys(stores_.vault, user_of(farewell.from))) {
        const auto followed_at = stores_.kv.get("followed:{" + citizen + "}");
        if (followed_at && std::stoll(*followed_at) > farewell.create_time) return true;
    }
    return false;
}

void Events::note(const wechat::Message& message, std::int64_t now) {
    const auto subscribed = [&](const auto& entries) {
        for (const auto& entry : entries) stores_.subscriptions.set(user_of(message.from), entry.template_id, entry.accepted, now);
    };
    if (const auto* popup = std::get_if<wechat::SubscribeMsgPopup>(&message.content)) subscribed(popup->entries);
    if (const auto* change = std::get_if<wechat::SubscribeMsgChange>(&message.content)) subscribed(change->entries);
    if (const auto* finished = std::get_if<wechat::MassSendJobFinish>(&message.content)) end_broadcast(*finished, now);
    if (std::holds_alternative<wechat::Unsubscribe>(message.content)) {
        if (has_followed_since(message)) return log::info("a farewell from before the last follow", {});
        forget(message.from, now);
    }
    if (const auto* user = std::get_if<wechat::UserInfo>(&message.content);
        user != nullptr && user->kind != wechat::UserInfo::Kind::modified) {
        forget(user->openid, now);
    }
}

void Events::end_broadcast(const wechat::MassSendJobFinish& finished, std::int64_t now) {
    const std::string id = std::to_string(finished.message_id);
    const bool is_ours = stores_.broadcasts.finish({.message_id = id,
                                                    .status = finished.status,
                                                    .total = finished.total,
                                                    .filtered = finished.filtered,
                                                    .sent = finished.sent,
                                                    .failed = finished.failed},
                                                   now);
    // The console sends as well.
    if (!is_ours) log::warn("a message to many that was not released here", {{"message", id}, {"status", finished.status}});
}

/// What they had begun to fill in holds nothing any more, neither a place nor a photo.
void Events::abandon_dialogues(const std::string& citizen) {
    const auto session = turns_.session(citizen);
    if (!session) return;
    for (const auto& dialogue : {session->current, session->under}) {
        if (dialogue) services::abandon(nullptr, dialogue->draft, stores_);
    }
}

/// Whoever leaves the account, or takes back what they allowed, is forgotten: who they are, what they wrote, what they were to be told.
/// Records and appointments stay, as the law of files has it, and so do consents, which prove why there was anything.
void Events::forget(const std::string& openid, std::int64_t now) {
    const db::ChannelUser user = user_of(openid);
    const db::Names names = db::subject_keys(stores_.vault, user);
    for (const std::string& citizen : names) abandon_dialogues(citizen);
    if (const auto resident = stores_.residents.id_of(user)) stores_.residents.unbind(*resident);
    stores_.sql.transaction([&](db::Transaction& transaction) {
        stores_.residents.forget(transaction, user);
        stores_.outbox.forget(transaction, user);
        stores_.notes.forget(transaction, user);
        stores_.subscriptions.forget(transaction, user);
        stores_.audit.append(transaction, {.at = now, .who = "wechat", .action = "forget", .about = names.front(), .detail = ""});
    });
    for (const std::string& citizen : names) turns_.erase(citizen);
    log::info("resident forgotten", {{"citizen", names.front()}});
}

}  // namespace gateway
