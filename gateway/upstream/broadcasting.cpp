#include "gateway/upstream/broadcasting.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "gateway/config/words.h"
#include "gateway/upstream/account.h"
#include "services/rules/time.h"
#include "wechat/drafts.h"
#include "wechat/media.h"
#include "wechat/tags.h"

namespace gateway {
namespace {

// A second one of the same id is refused for a day; an hour of it is left to clocks that differ.
constexpr std::int64_t remembered = 23 * 3600;

/// Absent: all followers.
std::optional<std::int64_t> tag_of(const PressDesk& desk, const std::string& audience) {
    if (audience == "all") return std::nullopt;
    const std::string name = audience.substr(std::string_view("tag ").size());
    std::vector<std::string> names;
    for (const wechat::tags::Tag& tag : wechat::tags::all(desk.client, soon())) {
        if (tag.name == name && tag.count == 0) throw std::runtime_error("nobody has the tag \"" + name + "\"");
        if (tag.name == name) return tag.id;
        names.push_back(tag.name);
    }
    throw std::runtime_error("WeChat has no tag \"" + name + "\", it has " + (names.empty() ? "none" : listed(names)));
}

/// Makes the draft at WeChat, and keeps in mind where it is.
void make_draft(const PressDesk& desk, const Notice& notice, db::Broadcast& broadcast) {
    const Notice::Article& article = *notice.article;
    broadcast.media_id = wechat::drafts::add(
        desk.client,
        {{.title = notice.title,
          .author = article.author,
          .digest = article.digest,
          .content = notice.body,
          .thumb_media_id = wechat::media::keep(desk.client, wechat::media::Kind::image, article.cover_name, article.cover, soon())}},
        soon());
    desk.broadcasts.keep_media(broadcast.id, broadcast.media_id);
}

wechat::mass::Content content_of(const Notice& notice, const db::Broadcast& broadcast) {
    if (notice.article) return wechat::mass::Article{broadcast.media_id};
    return wechat::mass::Text{notice.body};
}

void show(const PressDesk& desk, const Notice& notice, const wechat::mass::Viewer& viewer, db::Broadcast& broadcast) {
    const bool is_kept = !broadcast.media_id.empty();
    if (notice.article && !is_kept) make_draft(desk, notice, broadcast);
    try {
        wechat::mass::preview(desk.client, viewer, content_of(notice, broadcast), soon());
    } catch (const wechat::ApiError& refusal) {
        // Somebody deleted the draft in the console.
        if (refusal.code() != wechat::Errc::bad_media_id || !is_kept) throw;
        make_draft(desk, notice, broadcast);
        wechat::mass::preview(desk.client, viewer, content_of(notice, broadcast), soon());
    }
}

std::string released_already(const db::Broadcast& broadcast) {
    return "this notice was released already and is " + std::string(db::name_of(broadcast.stage)) + ": police-gateway broadcast status " +
           broadcast.id;
}

bool is_unanswered(const db::Broadcast& broadcast) { return broadcast.stage == db::Stage::released && broadcast.message_id.empty(); }

struct Reason {
    const char* code;
    const char* meaning;
};
constexpr std::array reasons{
    Reason{"err(10001)", "refused: advertising"},
    Reason{"err(20001)", "refused: political content"},
    Reason{"err(20002)", "refused: pornographic content"},
    Reason{"err(20004)", "refused: harmful to society"},
    Reason{"err(20006)", "refused: unlawful content"},
    Reason{"err(20008)", "refused: fraudulent content"},
    Reason{"err(20013)", "refused: somebody else's copyright"},
    Reason{"err(21000)", "refused: other reasons"},
    Reason{"err(22000)", "refused: accounts advertising each other"},
    Reason{"err(30001)", "not sent: the check for originality failed, and a reprint was not to be sent"},
    Reason{"err(30002)", "not sent: the check for originality forbids it"},
    Reason{"err(30003)", "not sent: it is a reprint"},
    Reason{"err(40001)", "not sent: the account's administrator refused on the telephone"},
    Reason{"err(40002)", "not sent: the account's administrator did not answer within 30 minutes"},
    Reason{"send success", "sent"},
    Reason{"send fail", "not sent: WeChat failed"},
};

}  // namespace

db::Broadcast preview(const PressDesk& desk, const Notice& notice, const wechat::mass::Viewer& viewer, const std::string& by) {
    db::Broadcast broadcast =
        desk.broadcasts.draft({.id = notice.id(), .digest = notice.digest, .title = notice.title, .audience = notice.audience});
    if (broadcast.stage != db::Stage::draft && broadcast.stage != db::Stage::previewed)
        throw std::runtime_error(released_already(broadcast));
    tag_of(desk, notice.audience);
    show(desk, notice, viewer, broadcast);
    if (!desk.broadcasts.previewed(broadcast.id, by, services::unix_time(desk.now)))
        throw std::runtime_error("somebody released this notice at this moment");
    return desk.broadcasts.find(broadcast.id).value();
}

std::int64_t used_this_month(const PressDesk& desk, const std::string& audience) {
    const std::chrono::year_month_day today{services::date_of(desk.now)};
    const services::Date first = today.year() / today.month() / 1;
    return desk.broadcasts.released_since(services::unix_time(services::instant_of(first, {})), audience);
}

db::Broadcast releasable(const PressDesk& desk, const Notice& notice) {
    const auto known = desk.broadcasts.find(notice.id());
    if (!known || known->digest != notice.digest || known->stage == db::Stage::draft)
        throw std::runtime_error("nobody has looked at this notice in exactly these bytes: police-gateway broadcast preview");
    if (is_unanswered(*known)) {
        if (services::unix_time(desk.now) - known->released_at < remembered) return *known;
        throw std::runtime_error(
            "this notice was released more than a day ago, and nobody knows whether WeChat sent it: look into the console");
    }
    if (known->stage != db::Stage::previewed) throw std::runtime_error(released_already(*known));
    if (used_this_month(desk, notice.audience) >= sends_a_month)
        throw std::runtime_error("the " + std::to_string(sends_a_month) +
                                 " sends of this month to these followers are used up: they would not receive it");
    return *known;
}

Released release(const PressDesk& desk, const Notice& notice, const std::string& by) {
    const db::Broadcast broadcast = releasable(desk, notice);
    const auto tag = tag_of(desk, notice.audience);
    const bool is_first = !is_unanswered(broadcast);
    if (is_first && !desk.broadcasts.release(broadcast.id, by, services::unix_time(desk.now)))
        throw std::runtime_error("somebody released this notice at this moment");
    const std::string again = "wait a minute and run the same command again: nobody is sent it twice";
    try {
        const wechat::mass::Sent sent = wechat::mass::send(desk.client, tag, content_of(notice, broadcast), broadcast.id, soon());
        desk.broadcasts.sent(broadcast.id, sent.message_id, sent.message_data_id);
        return {desk.broadcasts.find(broadcast.id).value(), sent.was_there};
    } catch (const wechat::MaybeSent&) {
        throw std::runtime_error("WeChat did not answer and may have sent it; " + again);
    } catch (const wechat::ApiError& refusal) {
        if (refusal.code() == wechat::Errc::mass_id_too_soon) throw std::runtime_error("WeChat is asked too soon; " + again);
        // An earlier release, which was not answered, may have been taken all the same.
        if (is_first) desk.broadcasts.not_sent(broadcast.id);
        throw;
    } catch (const wechat::HttpError&) {
        if (is_first) desk.broadcasts.not_sent(broadcast.id);
        throw;
    }
}

db::Broadcast withdraw(const PressDesk& desk, const std::string& id) {
    const auto known = desk.broadcasts.find(id);
    if (!known) throw std::runtime_error("there is no broadcast " + id);
    if (known->media_id.empty()) throw std::runtime_error("a text cannot be taken back, only an article");
    const bool is_out = known->stage == db::Stage::released || known->stage == db::Stage::finished;
    if (!is_out || known->message_id.empty())
        throw std::runtime_error("broadcast " + id + " is " + std::string(db::name_of(known->stage)) + ": there is nothing to take back");
    wechat::mass::remove(desk.client, known->message_id, 1, soon());
    desk.broadcasts.withdraw(id, services::unix_time(desk.now));
    return desk.broadcasts.find(id).value();
}

std::string explain(const std::string& status) {
    const auto* reason = std::ranges::find(reasons, status, &Reason::code);
    return reason == reasons.end() ? "ended as \"" + status + "\", which WeChat does not explain" : reason->meaning;
}

}  // namespace gateway
