#include "gateway/jobs/fetcher.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "db/failpoint.h"
#include "gateway/jobs/picture.h"
#include "gateway/jobs/unreadable.h"
#include "gateway/log.h"
#include "services/rules/time.h"
#include "wechat/media.h"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr int hands = 4;                               // files at a time; each holds a part and its sealed copy in memory
constexpr int batch = 16;                              // files leased at a time
constexpr auto patience = 25s;                         // with one file
constexpr std::int64_t lease = 180;                    // seconds; longer than a whole batch takes, every file unanswered
constexpr std::int64_t longest_pause = 900;            // seconds between two attempts
constexpr std::int64_t wechat_remembers = 3 * 86'400;  // seconds (protocol §5)

/// What a message may be of, and the most WeChat takes of it (protocol §5).
struct Kind {
    std::string_view name;
    std::string_view content;  // begins with
    std::size_t most_bytes;
};
constexpr std::array kinds{
    Kind{"image", "image/", 10 << 20},
    Kind{"voice", "audio/", 2 << 20},
    Kind{"video", "video/", 10 << 20},
};

/// Cuts what arrives into parts.
class Parts {
  public:
    Parts(db::Files& files, const db::WantedFile& wanted) : files_(files), wanted_(wanted) {}

    /// False when the file is no longer ours to write.
    bool take(std::string_view piece) {
        held_ += piece;
        while (held_.size() >= db::Files::part_bytes) {
            if (!add(std::string_view(held_).substr(0, db::Files::part_bytes))) return false;
            held_.erase(0, db::Files::part_bytes);
        }
        return true;
    }
    bool end() { return held_.empty() || add(held_); }
    /// As its first part says.
    const PictureSize& picture() const { return picture_; }

  private:
    bool add(std::string_view part) {
        if (next_ == 0) picture_ = picture_size(part);
        return files_.add(wanted_, next_++, part);
    }

    db::Files& files_;
    const db::WantedFile& wanted_;
    std::string held_;
    PictureSize picture_;
    std::int64_t next_ = 0;
};

}  // namespace

/// One file on its way.
struct Fetcher::Attempt {
    const db::WantedFile& wanted;
    const wechat::Client& client;
    services::Instant now;
};

Fetcher::Fetcher(db::Stores& stores, Metrics& metrics, CurrentLive live, ClientOf client_of)
    : stores_(stores), metrics_(metrics), live_(std::move(live)), client_of_(std::move(client_of)), jobs_("files", hands) {}

void Fetcher::start() {
    jobs_.start([this](services::Instant now) { return round(now) == batch ? Jobs::more : Jobs::rest; },
                [this](services::Instant now) { stores_.files.sweep(services::unix_time(now)); });
}

int Fetcher::round(services::Instant now) {
    const auto client = client_of_(*live_()->config);
    if (client == nullptr) return 0;
    const std::int64_t at = services::unix_time(now);
    UnreadableRows unreadable(metrics_, "files");
    const auto files = stores_.files.lease(at, at + lease, batch, std::ref(unreadable));
    jobs_.each<db::WantedFile>(files, [&](const db::WantedFile& wanted) {
        try {
            db::failpoint("fetcher: leased");
            fetch({wanted, *client, now});
        } catch (const std::exception& failure) {
            // The lease runs out, and the file comes again.
            log::error("file not fetched", {{"file", wanted.lease.id}, {"why", failure.what()}});
        }
    });
    return static_cast<int>(files.size()) + unreadable.count();
}

void Fetcher::fetch(const Attempt& attempt) {
    const db::WantedFile& wanted = attempt.wanted;
    const auto* kind = std::ranges::find(kinds, wanted.kind, &Kind::name);
    if (kind == kinds.end()) return lose(attempt, "of no kind that is fetched");
    if (services::unix_time(attempt.now) >= wanted.wanted_at + wechat_remembers) return lose(attempt, "not fetched in three days");
    Parts parts(stores_.files, wanted);
    try {
        const auto download = wechat::media::download(
            attempt.client, wanted.media_id, kind->most_bytes, [&](std::string_view piece) { return parts.take(piece); },
            std::chrono::steady_clock::now() + patience);
        if (!download.file) return lose(attempt, "an address instead of bytes");
        if (!download.file->content_type.starts_with(kind->content)) return lose(attempt, "content is " + download.file->content_type);
        if (!parts.end()) return;
        keep(attempt, {download.file->content_type, parts.picture().width, parts.picture().height});
    } catch (const wechat::media::UnknownType&) {
        lose(attempt, "content of an unknown type");
    } catch (const wechat::ApiError& failure) {
        // Not what(): WeChat's words may repeat the media id.
        const std::string why = std::to_string(static_cast<int>(failure.code())) + " " + std::string(wechat::name_of(failure.code()));
        failure.code() == wechat::Errc::bad_media_id ? lose(attempt, why) : put_off(attempt, why);
    } catch (const wechat::HttpError& failure) {
        failure.failure() == wechat::HttpFailure::too_large ? lose(attempt, "too large") : put_off(attempt, failure.what());
    } catch (const wechat::BadAnswer& failure) {
        put_off(attempt, failure.what());
    }
}

void Fetcher::keep(const Attempt& attempt, const db::FileContent& content) {
    const db::WantedFile& wanted = attempt.wanted;
    db::failpoint("fetcher: fetched");
    if (!stores_.files.kept(wanted, content)) return;
    metrics_.fetched(wanted.kind, "kept");
    log::info("file kept", {{"file", wanted.lease.id}, {"type", content.type}});
}

void Fetcher::lose(const Attempt& attempt, const std::string& why) {
    const db::WantedFile& wanted = attempt.wanted;
    if (!stores_.files.lost(wanted, why)) return;
    metrics_.fetched(wanted.kind, "lost");
    log::warn("file lost", {{"file", wanted.lease.id}, {"kind", wanted.kind}, {"why", why}});
}

void Fetcher::put_off(const Attempt& attempt, const std::string& why) {
    const db::WantedFile& wanted = attempt.wanted;
    if (!stores_.files.again(wanted, services::unix_time(attempt.now) + pause_after(wanted.lease.attempts, longest_pause), why)) return;
    metrics_.fetched(wanted.kind, "later");
    log::warn("file is fetched later", {{"file", wanted.lease.id}, {"attempts", wanted.lease.attempts}, {"why", why}});
}

}  // namespace gateway
