#include "journal.h"

#include <algorithm>
#include <map>

namespace sandbox {
namespace {

// A gateway gone wild must not fill this machine's memory; no legal answer is nearly as long.
void cut(std::string& text) {
    constexpr std::size_t longest = 64U << 10U;
    if (text.size() > longest) text = text.substr(0, longest) + " [cut]";
}

}  // namespace

std::string json_of(const Note& note) {
    rapidjson::StringBuffer buffer;
    JsonWriter out(buffer);
    out.StartObject();
    put(out, "kind", note.kind);
    out.Key("id");
    out.Uint64(note.id);
    out.Key("change");
    out.Uint64(note.change);
    out.Key("at");
    out.Int64(note.at_ms);
    put(out, note.kind == "sms" ? "mobile" : "openid", note.to);
    put(out, "text", note.text);
    out.EndObject();
    std::string json(buffer.GetString(), buffer.GetSize());
    if (note.detail.size() > 2) json.replace(json.size() - 1, 1, "," + note.detail.substr(1));
    return json;
}

void Journal::open(Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    exchange.id = next_id_++;
    exchange.change = ++change_;
    exchanges_.push_back(exchange);
    if (exchanges_.size() > kept_) exchanges_.pop_front();
    changed_.notify_all();
}

void Journal::update(const Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    for (auto it = exchanges_.rbegin(); it != exchanges_.rend(); ++it) {
        if (it->id != exchange.id) continue;
        *it = exchange;
        it->change = ++change_;
        for (auto& attempt : it->attempts) cut(attempt.body);
        cut(it->reply_xml);
        break;
    }
    changed_.notify_all();
}

std::optional<Exchange> Journal::find(std::uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto it = std::find_if(exchanges_.begin(), exchanges_.end(), [id](const Exchange& e) { return e.id == id; });
    if (it == exchanges_.end()) return std::nullopt;
    return *it;
}

std::uint64_t Journal::add(Note note) {
    const std::lock_guard lock(mutex_);
    note.id = next_id_++;
    note.change = ++change_;
    notes_.push_back(std::move(note));
    // Each kind has its own bound: calls must not push the text messages out.
    const auto same = [kind = notes_.back().kind](const Note& n) { return n.kind == kind; };
    if (static_cast<std::size_t>(std::count_if(notes_.begin(), notes_.end(), same)) > kept_)
        notes_.erase(std::find_if(notes_.begin(), notes_.end(), same));
    changed_.notify_all();
    return next_id_ - 1;
}

Journal::News Journal::after(std::uint64_t change, std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return closed_ || change_ > change; });
    std::map<std::uint64_t, std::string> ordered;
    for (const auto& exchange : exchanges_) {
        if (exchange.change > change) ordered.emplace(exchange.change, json_of(exchange));
    }
    for (const auto& note : notes_) {
        if (note.change > change) ordered.emplace(note.change, json_of(note));
    }
    News news{change_, {}};
    for (auto& [number, json] : ordered) news.items.push_back(std::move(json));
    return news;
}

std::vector<std::string> Journal::notes(const std::string& kind) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> found;
    for (const auto& note : notes_) {
        if (note.kind == kind) found.push_back(json_of(note));
    }
    return found;
}

std::optional<Exchange> Journal::wait_done(std::uint64_t id, std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    std::optional<Exchange> found;
    changed_.wait_for(lock, patience, [&] {
        const auto it = std::find_if(exchanges_.begin(), exchanges_.end(), [id](const Exchange& e) { return e.id == id; });
        if (it != exchanges_.end() && it->done) found = *it;
        return closed_ || found || it == exchanges_.end();
    });
    return found;
}

void Journal::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

bool Journal::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

}  // namespace sandbox
