// The questions a conversation asks of its own accord, a row each: how one is shown again, and what picking a line of it does.
#include <algorithm>
#include <array>

#include "services/chat/conversation.h"
#include "services/form/counter.h"

namespace services {

const Conversation::OwnQuestion* Conversation::own_question(const std::string& asked) {
    using C = Conversation;
    static constexpr std::array all = std::to_array<OwnQuestion>({
        {.key = "@consent", .again = &C::advance, .pick = &C::pick_consent, .picks_first = Word::confirm},
        {.key = "@review", .again = &C::advance, .pick = &C::pick_review, .picks_first = Word::confirm},
        {.key = "@change", .again = &C::change_screen, .pick = &C::change},
        {.key = "@resume", .again = &C::resume_screen, .pick = &C::pick_resume, .picks_first = Word::resume},
        {.key = "@switch", .again = &C::switch_again, .pick = &C::pick_switch},
        {.key = "@menu", .again = &C::listed_again, .pick = &C::pick_offer, .may_be_left = true},
        {.key = card_shown, .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = "@services", .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = missed_once, .again = &C::listed_again, .pick = &C::pick_offer},
        {.key = "@offers", .again = &C::listed_again, .pick = &C::pick_offer},
    });
    const auto* found = std::ranges::find(all, asked, &OwnQuestion::key);
    return found == all.end() ? nullptr : found;
}

std::vector<Option> Conversation::shown_lines() {
    const OwnQuestion* own = own_question(session_.asked.key);
    if (own == nullptr || (!session_.current && own->again != &Conversation::listed_again)) return {};
    if (session_.asked.key == "@consent") return consent_lines;
    if (session_.asked.key == "@review") return review_lines(is_about_record(session_.current->answers));
    return (this->*own->again)({}).options;
}

Screen Conversation::pick_consent(const std::string& id) {
    if (id != "agree") return cancel();
    form().agree();
    return advance();
}

Screen Conversation::pick_review(const std::string& id) {
    if (id == "confirm") return send();
    return id == "cancel" ? cancel() : change({});
}

Screen Conversation::pick_resume(const std::string& id) { return id == "restart" ? restart() : advance(); }

Screen Conversation::pick_switch(const std::string& id) {
    if (id == "stay") return advance();
    drop(session_.current);
    return pick_offer(id);
}

/// A line that leads on: a person, a line of the menu, or a service and the answers given with it, one a line.
Screen Conversation::pick_offer(const std::string& id) {
    if (id == "@person") return {.text = {}, .person = true};
    if (id.starts_with("menu:")) return tapped(id.substr(5));
    Answers preset;
    std::size_t end = id.find('\n');
    const Service* wanted = catalog_.find(id.substr(0, end));
    while (end != std::string::npos) {
        const std::size_t start = end + 1;
        end = id.find('\n', start);
        const std::string pair = id.substr(start, end == std::string::npos ? end : end - start);
        const std::size_t equals = pair.find('=');
        if (equals != std::string::npos && equals > 0) preset.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return wanted == nullptr ? lost() : open(*wanted, std::move(preset));
}

Screen Conversation::change(const std::string& key) {
    if (key.empty()) return change_screen({});
    form().erase(key);
    return advance();
}

}  // namespace services
