#include "api/tokens.h"

#include <algorithm>

#include "envelope.h"

namespace sandbox {
namespace {

constexpr Ms lifetime = 2 * hour;
constexpr Ms handover = 5 * minute;
constexpr std::size_t length = 157;

Token* find(std::deque<Token>& known, const std::string& text) {
    const auto it = std::find_if(known.begin(), known.end(), [&](const Token& t) { return t.text == text; });
    return it == known.end() ? nullptr : &*it;
}

bool well_formed(const std::string& text) {
    return text.size() >= 32 && text.size() <= 512 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
           });
}

}  // namespace

void Tokens::remember(const Token& token) {
    known_.push_back(token);
    if (known_.size() > 1000) known_.pop_front();
}

bool Tokens::may_force(Ms now) const { return forced_day_ != day_of(now) || forced_today_ < 20; }

Token Tokens::stable(bool forced, Ms now) {
    Token* current = find(known_, stable_);
    if (forced && now - forced_at_ >= 30 * second) {
        if (forced_day_ != day_of(now)) forced_today_ = 0;
        forced_day_ = day_of(now);
        ++forced_today_;
        forced_at_ = now;
        if (current != nullptr) std::erase_if(known_, [&](const Token& t) { return t.text == stable_; });
    } else if (current != nullptr && now < current->until - handover) {
        return *current;
    }
    Token fresh{"77_" + random_text(length), now + lifetime};
    stable_ = fresh.text;
    remember(fresh);
    return fresh;
}

Token Tokens::plain(Ms now) {
    // The one before last goes at once.
    std::erase_if(known_, [&](const Token& t) { return t.text.rfind("76_", 0) == 0 && t.text != plain_; });
    if (Token* before = find(known_, plain_); before != nullptr) before->until = std::min(before->until, now + handover);
    Token fresh{"76_" + random_text(length), now + lifetime};
    plain_ = fresh.text;
    remember(fresh);
    return fresh;
}

int Tokens::check(const std::string& text, Ms now) const {
    if (text.empty()) return 41001;
    if (!well_formed(text)) return 40014;
    const auto it = std::find_if(known_.begin(), known_.end(), [&](const Token& t) { return t.text == text; });
    if (it == known_.end()) return 40001;
    return now < it->until ? 0 : 42001;
}

void Tokens::expire(const std::string& text) {
    if (Token* token = find(known_, text); token != nullptr) token->until = 0;
}

}  // namespace sandbox
