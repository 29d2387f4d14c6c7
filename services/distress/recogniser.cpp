#include "services/distress/recogniser.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <tuple>
#include <utility>

#include "wechat/utf8.h"

namespace services {
namespace {

bool is_ascii_word(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z'); }

/// Latin words and numbers are not parts of longer ones: 110 is not in 1100.
bool is_whole(std::u32string_view text, const Stretch& where) {
    const auto joins = [&](std::size_t left) { return is_ascii_word(text[left]) && is_ascii_word(text[left + 1]); };
    return (where.begin == 0 || !joins(where.begin - 1)) && (where.end == text.size() || !joins(where.end - 1));
}

/// Numbers and marks alone.
bool is_figures(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
}

/// A number, a plate, a code: nothing the model has learned to read. Two Chinese characters or a Latin word of three letters say something.
bool says_too_little(std::u32string_view text) {
    int han = 0, letters = 0, longest = 0;
    for (const char32_t c : text) {
        han += c >= 0x3400 && c <= 0x9FFF ? 1 : 0;
        letters = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ? letters + 1 : 0;
        longest = std::max(longest, letters);
    }
    return han < 2 && longest < 3;
}

bool ends_sentence(char32_t c) { return std::u32string_view(U"。！？!?;；\n").find(c) != std::u32string_view::npos; }

/// What may stand round a message without changing it: marks, blanks, pictures.
bool is_trimming(char32_t c) {
    return c < U'0' || (c > U'9' && c < U'A') || c == U'~' || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
           (c >= 0xFF00 && c <= 0xFFEF) || c >= 0x1F000 || c == 0xFE0F;
}

/// Each place in the way of writing that patterns know, the longest word first.
std::u32string one_way(const DistressRules& rules, std::u32string_view text) {
    std::vector<Automaton::Hit> at(text.size(), {0, {}});
    for (const Automaton::Hit& hit : rules.foldings.find_in(text))
        if (is_whole(text, hit.where) && hit.where.end > at[hit.where.begin].where.end) at[hit.where.begin] = hit;
    std::u32string folded;
    for (std::size_t i = 0; i < text.size();) {
        if (at[i].where.end == 0) {
            folded += text[i++];
        } else {
            folded += rules.folded_into[at[i].word];
            i = at[i].where.end;
        }
    }
    return folded;
}

}  // namespace

std::u32string Recogniser::folded(std::string_view normalised) const {
    // Four bytes are the most a character takes: a longer message is not even decoded to its end.
    std::u32string said = wechat::to_utf32(wechat::cut_utf8(normalised, 4 * distress_characters));
    said.resize(std::min(said.size(), distress_characters));
    std::u32string tight;
    for (std::size_t i = 0; i < said.size(); ++i) {
        const char32_t c = said[i] >= U'A' && said[i] <= U'Z' ? said[i] + 32 : said[i];
        const bool is_needed = i > 0 && i + 1 < said.size() && said[i - 1] < 0x80 && said[i + 1] < 0x80;
        if (c != U' ' || is_needed) tight += c;
    }
    return one_way(rules_, tight);
}

Reading Recogniser::read(std::u32string text) const {
    Reading reading;
    reading.found.resize(rules_.lists);
    for (const Automaton::Hit& hit : rules_.automaton.find_in(text)) {
        if (!is_whole(text, hit.where)) continue;
        for (const WordList list : rules_.lists_of[hit.word]) reading.found[list].push_back(hit.where);
    }
    reading.breaks.assign(text.size() + 1, 0);
    for (std::size_t i = 0; i < text.size(); ++i) reading.breaks[i + 1] = reading.breaks[i] + (ends_sentence(text[i]) ? 1 : 0);
    reading.end = text.size();
    while (reading.end > 0 && is_trimming(text[reading.end - 1])) --reading.end;
    while (reading.begin < reading.end && is_trimming(text[reading.begin])) ++reading.begin;
    reading.text = std::move(text);
    return reading;
}

namespace {

/// No word counts inside of what is innocent.
void leave_out(const std::vector<Pattern>& innocent, Reading& reading) {
    std::vector<std::size_t> until(reading.text.size() + 1, 0);
    bool is_any = false;
    for (const Pattern& pattern : innocent)
        for (const Stretch& fit : fits(pattern, reading, Negation::ignored)) {
            until[fit.begin] = std::max(until[fit.begin], fit.end);
            is_any = true;
        }
    if (!is_any) return;
    for (std::size_t i = 1; i < until.size(); ++i) until[i] = std::max(until[i], until[i - 1]);
    for (auto& list : reading.found) std::erase_if(list, [&](const Stretch& word) { return until[word.begin] >= word.end; });
}

void note_negations(WordList negation, Reading& reading) {
    reading.denied_from.assign(reading.text.size() + 1, 0);
    for (const Stretch& word : reading.found[negation])
        reading.denied_from[word.end] = std::max(reading.denied_from[word.end], word.begin + 1);
}

/// How calm the message is: `sure` of one that is no cry, `unsure` of one that rings nobody.
std::optional<Strength> calmness(const std::vector<Pattern>& calm, const Reading& reading) {
    std::optional<Strength> most;
    for (const Pattern& pattern : calm)
        if ((!most || pattern.strength > *most) && !fits(pattern, reading, Negation::ignored).empty()) most = pattern.strength;
    return most;
}

/// What is left of a pattern's strength in a message of such calm.
std::optional<Strength> left_of(Strength strength, std::optional<Strength> calm) {
    if (!calm) return strength == Strength::unsure ? Strength::unsure : Strength::sure;
    if (*calm >= strength) return std::nullopt;
    return strength == Strength::certain && *calm == Strength::unsure ? Strength::sure : Strength::unsure;
}

}  // namespace

/// Of each kind the strongest pattern that fits, in the order of the file.
std::vector<Recogniser::Fit> Recogniser::fits_of(const Reading& reading, std::optional<Strength> calm) const {
    std::vector<Fit> all;
    for (const KindRules& rules : rules_.kinds) {
        std::optional<Fit> best;
        for (const Pattern& pattern : rules.patterns) {
            const auto strength = left_of(pattern.strength, calm);
            const bool is_certain = pattern.strength == Strength::certain;
            if (!strength || (best && (best->is_certain || (*strength <= best->strength && !is_certain)))) continue;
            if (fits(pattern, reading, Negation::counts).empty()) continue;
            best = Fit{.kind = rules.kind,
                       .rings = rules.rings && pattern.rings,
                       .is_certain = is_certain,
                       .strength = *strength,
                       .line = pattern.line};
        }
        if (best) all.push_back(*best);
    }
    return all;
}

/// Of what fits, the strongest; of several, what the model takes it for; else what stands first in the file.
Recogniser::Fit Recogniser::chosen(const std::vector<Fit>& all, DistressKind taken_for) {
    const Fit* best = &all.front();
    for (const Fit& fit : all) {
        const bool is_stronger = std::tie(fit.is_certain, fit.strength) > std::tie(best->is_certain, best->strength);
        const bool is_as_strong = std::tie(fit.is_certain, fit.strength) == std::tie(best->is_certain, best->strength);
        if (is_stronger || (is_as_strong && fit.kind == taken_for)) best = &fit;
    }
    return *best;
}

/// Patterns find, the model weighs: it may show the card where none fits, and keep one from ringing or showing it. It rings nobody.
Distress Recogniser::recognise(std::string_view normalised) const {
    Reading reading = read(folded(normalised));
    leave_out(rules_.innocent, reading);
    note_negations(rules_.negation, reading);
    const std::optional<Strength> calm = calmness(rules_.calm, reading);
    const std::vector<Fit> all = fits_of(reading, calm);
    const DistressModel::Judgement judged = model_ == nullptr ? DistressModel::Judgement{} : model_->judge(reading.text);
    Distress heard{.steps = reading.steps};
    if (all.empty()) {
        // Of numbers patterns know more, and what is calm for sure is not for the model to doubt.
        const bool may_show = model_ != nullptr && !says_too_little(reading.text) && calm != Strength::sure;
        if (may_show && judged.certainty >= rules_.model.shows_from) heard.kind = judged.kind;
        return heard;
    }
    const Fit fit = chosen(all, judged.kind);
    if (model_ != nullptr && !fit.is_certain && judged.certainty < rules_.model.hides_below) return heard;
    const bool may_ring = model_ == nullptr || fit.is_certain || judged.certainty >= rules_.model.rings_from;
    heard.kind = fit.kind;
    heard.rings = fit.rings && fit.strength != Strength::unsure && may_ring;
    heard.line = fit.line;
    return heard;
}

Distress Recogniser::recognise(std::string_view normalised, bool a_number_is_being_asked) const {
    return a_number_is_being_asked && is_figures(normalised) ? Distress{} : recognise(normalised);
}

std::string Recogniser::card(DistressKind kind, bool rings) const {
    const auto found = rules_.cards.find(kind);
    if (found == rules_.cards.end()) {
        const Recogniser& shipped = *shipped_recogniser();
        return this == &shipped ? std::string() : shipped.card(kind, rings);
    }
    const DistressCard& card = found->second;
    return rings && !card.when_rung.empty() ? card.always + "\n" + card.when_rung : card.always;
}

}  // namespace services
