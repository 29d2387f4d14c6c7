#include <algorithm>
#include <functional>
#include <iterator>

#include "services/answers/characters.h"
#include "services/chat/phrases.h"
#include "services/chat/words.h"
#include "wechat/utf8.h"

namespace services {
namespace {

// Longer messages are prose; their beginning says what they are about, and the comparison stays cheap.
constexpr std::size_t compared = 40;

const Settings* settings_of(const Figures& figures, const Service& service) {
    const auto found = figures.settings.find(service.id);
    return found == figures.settings.end() ? nullptr : &found->second;
}

bool is_enabled(const Figures& figures, const Service& service) {
    const Settings* settings = settings_of(figures, service);
    return settings == nullptr || settings->enabled;
}

std::vector<std::string> phrases_of(const Service& service, const Figures& figures) {
    std::vector<std::string> phrases{lower(service.title)};
    for (const std::string& word : service.words) phrases.push_back(lower(word));
    if (const Settings* settings = settings_of(figures, service)) {
        for (const std::string& word : settings->words) phrases.push_back(lower(word));
    }
    return phrases;
}

std::vector<std::u32string_view> pairs(std::u32string_view text) {
    std::vector<std::u32string_view> result;
    for (std::size_t i = 0; i + 1 < text.size(); ++i) result.push_back(text.substr(i, 2));
    std::sort(result.begin(), result.end());
    return result;
}

// Dice's coefficient of neighbouring characters: 1 for the same text, 0 for nothing in common.
double shared(const std::vector<std::u32string_view>& a, const std::vector<std::u32string_view>& b) {
    std::vector<std::u32string_view> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    const std::size_t all = a.size() + b.size();
    return all == 0 ? 0 : 2.0 * static_cast<double>(both.size()) / static_cast<double>(all);
}

// The best fit of a phrase on a stretch of the text, character by character: finds 身分证到期 for 身份证到期.
double best_fit(std::u32string_view phrase, std::u32string_view text) {
    if (phrase.size() < 3) return 0;
    std::size_t best = 0;
    for (std::size_t from = 0; from + phrase.size() <= text.size(); ++from) {
        std::size_t same = 0;
        for (std::size_t i = 0; i < phrase.size(); ++i) same += phrase[i] == text[from + i] ? 1 : 0;
        best = std::max(best, same);
    }
    const double fit = static_cast<double>(best) / static_cast<double>(phrase.size());
    return fit > 0.6 ? fit : 0;
}

}  // namespace

std::vector<const Service*> match(const std::vector<Service>& services, const Figures& figures, std::string_view normalised) {
    const std::string text = searched(normalised);
    std::vector<const Service*> found;
    for (const bool enabled : {true, false}) {
        std::size_t strongest = 1;
        for (const Service& service : services) {
            if (is_enabled(figures, service) != enabled) continue;
            const std::size_t of_this = longest_inside(phrases_of(service, figures), text);
            if (of_this > strongest) found.clear();
            if (of_this >= std::max<std::size_t>(strongest, 2)) found.push_back(&service);
            strongest = std::max(strongest, of_this);
        }
        if (!found.empty()) break;
    }
    if (found.size() > 5) found.resize(5);
    return found;
}

std::size_t longest_named(const std::vector<Service>& services, const Figures& figures, std::string_view normalised) {
    const std::string text = searched(normalised);
    std::size_t longest = 0;
    for (const Service& service : services) longest = std::max(longest, longest_inside(phrases_of(service, figures), text));
    return longest;
}

std::vector<Scored> nearest(const std::vector<Service>& services, const Figures& figures, std::string_view normalised, std::size_t at_most,
                            double least) {
    const std::u32string text = wechat::to_utf32(searched(normalised)).substr(0, compared);
    const auto pairs_of_text = pairs(text);
    std::vector<Scored> scored;
    for (const Service& service : services) {
        if (!is_enabled(figures, service)) continue;
        double best = 0;
        for (const std::string& phrase : phrases_of(service, figures)) {
            const std::u32string points = wechat::to_utf32(phrase);
            best = std::max({best, shared(pairs(points), pairs_of_text), best_fit(points, text)});
        }
        if (best > 0 && best >= least) scored.push_back({&service, best});
    }
    std::ranges::stable_sort(scored, std::greater{}, &Scored::score);
    if (scored.size() > at_most) scored.resize(at_most);
    return scored;
}

}  // namespace services
