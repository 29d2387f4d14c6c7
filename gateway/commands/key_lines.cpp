#include "gateway/commands/key_lines.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "db/vault.h"

namespace gateway {
namespace {

// What the file says of its keys, in comments, so that any version reads it.
constexpr std::string_view next_mark = "# next, not yet in force: ";
constexpr std::string_view since_mark = "# in force since (unix seconds): ";

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// k1, k2 → k3; an id that does not end in a number counts for nothing.
std::string fresh_id(const std::vector<std::string>& ids) {
    int highest = 0;
    for (const std::string& id : ids) {
        const std::size_t digits = id.find_last_not_of("0123456789") + 1;
        highest = std::max(highest, number_in<int>(std::string_view(id).substr(digits)).value_or(0));
    }
    return "k" + std::to_string(highest + 1);
}

}  // namespace

KeyLines::KeyLines(std::string_view text) {
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
        if (line.starts_with(next_mark)) {
            next_ = line.substr(next_mark.size());
        } else if (line.starts_with(since_mark)) {
            since_ = number_in<std::int64_t>(line.substr(since_mark.size()));
        } else if (line.empty() || line.starts_with('#')) {
            others_.emplace_back(line);
        } else {
            keys_.push_back({std::string(line.substr(0, line.find(':'))), std::string(line)});
        }
    }
    if (keys_.empty()) throw std::invalid_argument("the key file holds no key");
    if (next_ && (*next_ == current() || std::ranges::find(keys_, *next_, &Line::id) == keys_.end())) next_.reset();  // edited by hand
}

std::string KeyLines::text() const {
    std::string text;
    for (const std::string& line : others_) text += line + "\n";
    if (since_) text += std::string(since_mark) + std::to_string(*since_) + "\n";
    if (next_) text += std::string(next_mark) + *next_ + "\n";
    for (const Line& key : keys_) text += key.text + "\n";
    return text;
}

std::vector<std::string> KeyLines::older() const {
    std::vector<std::string> ids;
    for (const Line& key : keys_) {
        if (key.id != current() && key.id != next_) ids.push_back(key.id);
    }
    return ids;
}

void KeyLines::add() {
    std::vector<std::string> ids;
    for (const Line& key : keys_) ids.push_back(key.id);
    const std::string id = fresh_id(ids);
    std::string line = db::new_key_file(id);
    line.pop_back();
    keys_.push_back({id, std::move(line)});
    next_ = id;
}

void KeyLines::promote(std::int64_t now) {
    const auto key = std::ranges::find(keys_, next_.value(), &Line::id);
    std::rotate(keys_.begin(), key, key + 1);
    next_.reset();
    since_ = now;
}

bool KeyLines::drop(std::string_view id) {
    if (id == current()) throw std::invalid_argument("the key " + std::string(id) + " is in force: rotate first");
    if (next_ == id) next_.reset();
    return std::erase_if(keys_, [&](const Line& key) { return key.id == id; }) > 0;
}

}  // namespace gateway
