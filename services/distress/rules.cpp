#include "services/distress/rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "wechat/utf8.h"

namespace services {

std::string_view name_of(DistressKind kind) {
    const auto* found = std::ranges::find(distress_kinds, kind, &std::pair<std::string_view, DistressKind>::second);
    return found == distress_kinds.end() ? std::string_view() : found->first;
}

namespace {

constexpr std::size_t longest_word = 40;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t found = text.find(at);
        parts.push_back(text.substr(0, found));
        if (found == std::string_view::npos) return parts;
        text.remove_prefix(found + 1);
    }
}

std::u32string word_of(std::string_view text) {
    std::u32string word = wechat::to_utf32(text);
    for (char32_t& c : word) c = c == U'_' ? U' ' : (c >= U'A' && c <= U'Z' ? c + 32 : c);
    return word;
}

class Reader {
  public:
    explicit Reader(const std::function<void(const LineFault&)>& tell) : tell_(tell) {}

    DistressRules read(std::string_view file) {
        for (std::string_view line : split(file, '\n')) {
            ++line_;
            if (const std::vector<Token> tokens = tokens_of(line); !tokens.empty()) take(tokens, line);
        }
        const auto negation = classes_.find("negation");
        rules_.negation = list_of(negation == classes_.end() ? std::set<std::u32string>{} : negation->second);
        if (rules_.kinds.empty()) fault({}, "no kind has a pattern, expected sections such as [violence rings]");
        rules_.lists = lists_.size();
        rules_.automaton.finish();
        rules_.foldings.finish();
        return std::move(rules_);
    }

  private:
    enum class Section { none, folds, words, innocent, calm, kind, model, cards };

    void fault(const Token& at, std::string why) const { tell_({std::max(line_, 1), std::max(at.column, 1), std::move(why)}); }

    void take(const std::vector<Token>& tokens, std::string_view line) {
        if (tokens.front().text.starts_with('[')) return open(tokens);
        switch (section_) {
            case Section::none:
                return fault(tokens.front(), "a line before the first section, expected e.g. [words]");
            case Section::folds:
                return take_fold(tokens);
            case Section::words:
                return take_words(tokens);
            case Section::innocent:
                return take_pattern(tokens, rules_.innocent);
            case Section::calm:
                return take_pattern(tokens, rules_.calm);
            case Section::kind:
                return take_pattern(tokens, rules_.kinds.back().patterns);
            case Section::model:
                return take_model(tokens);
            case Section::cards:
                return take_card(tokens, line);
        }
    }

    void open(const std::vector<Token>& tokens) {
        std::string name(tokens.front().text.substr(1));
        std::string how = tokens.size() > 1 ? std::string(tokens[1].text) : "";
        std::string& last = how.empty() ? name : how;
        if (tokens.size() > 2 || !last.ends_with(']'))
            return fault(tokens.front(), "a section that does not end, expected e.g. [words] or [violence rings]");
        last.pop_back();
        const auto* kind = std::ranges::find(distress_kinds, std::string_view(name), &std::pair<std::string_view, DistressKind>::first);
        if (kind != distress_kinds.end()) return open_kind(*kind, how, tokens);
        constexpr std::array names = std::to_array<std::pair<std::string_view, Section>>({{"fold", Section::folds},
                                                                                          {"words", Section::words},
                                                                                          {"innocent", Section::innocent},
                                                                                          {"calm", Section::calm},
                                                                                          {"model", Section::model},
                                                                                          {"cards", Section::cards}});
        const auto* found = std::ranges::find(names, std::string_view(name), &std::pair<std::string_view, Section>::first);
        if (found == names.end() || !how.empty()) {
            std::string known = "fold, words, innocent, calm, model, cards";
            for (const auto& each : distress_kinds) known += ", " + std::string(each.first) + " rings|card";
            return fault(tokens.front(), "there is no section [" + name + (how.empty() ? "" : " " + how) + "], expected one of " + known);
        }
        section_ = found->second;
    }

    void open_kind(const std::pair<std::string_view, DistressKind>& kind, const std::string& how, const std::vector<Token>& tokens) {
        section_ = Section::kind;
        if (how != "rings" && how != "card")
            fault(tokens.back(), "[" + std::string(kind.first) + "] does not say what it does, expected [" + std::string(kind.first) +
                                     " rings] or [" + std::string(kind.first) + " card]");
        if (std::ranges::find(rules_.kinds, kind.second, &KindRules::kind) != rules_.kinds.end())
            fault(tokens.front(), "a second section [" + std::string(kind.first) + "], expected all its patterns in one");
        rules_.kinds.push_back({kind.second, how == "rings", {}});
    }

    /// `唔 = 不`; several words before the sign, at most one behind it.
    void take_fold(const std::vector<Token>& tokens) {
        const auto sign = std::ranges::find(tokens, std::string_view("="), &Token::text);
        if (sign == tokens.begin() || sign == tokens.end() || tokens.end() - sign > 2)
            return fault(tokens.front(), "no way of writing, expected e.g. 屋企 = 家");
        const std::u32string into = tokens.end() - sign == 2 ? word_of(sign[1].text) : std::u32string();
        for (auto from = tokens.begin(); from != sign; ++from) {
            const std::u32string word = word_of(from->text);
            if (!is_fit(word, *from)) continue;
            if (rules_.foldings.add(word) == rules_.folded_into.size()) {
                rules_.folded_into.push_back(into);
            } else {
                fault(*from, "\"" + std::string(from->text) + "\" is read as something already");
            }
        }
    }

    /// `blade = 刀 匕首 @tool`; the same name again adds to it.
    void take_words(const std::vector<Token>& tokens) {
        if (tokens.size() < 3 || tokens[1].text != "=") return fault(tokens.front(), "no list of words, expected e.g. blade = 刀 匕首");
        constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
        if (tokens.front().text.find_first_not_of(letters) != std::string_view::npos)
            return fault(tokens.front(), "\"" + std::string(tokens.front().text) + "\" is no name, expected small letters, digits and _");
        std::set<std::u32string>& list = classes_[std::string(tokens.front().text)];
        for (std::size_t i = 2; i < tokens.size(); ++i) add_words(tokens[i].text, tokens[i], list);
    }

    bool is_fit(const std::u32string& word, const Token& at) const {
        if (!word.empty() && word.size() <= longest_word) return true;
        fault(at, "a word of " + std::to_string(word.size()) + " characters, expected 1 to " + std::to_string(longest_word));
        return false;
    }

    void add_words(std::string_view text, const Token& at, std::set<std::u32string>& list) const {
        if (!text.starts_with('@')) {
            const std::u32string word = word_of(text);
            if (is_fit(word, at)) list.insert(word);
            return;
        }
        const auto named = classes_.find(text.substr(1));
        if (named == classes_.end()) return fault(at, "there is no list " + std::string(text) + " above, expected one of [words]");
        list.insert(named->second.begin(), named->second.end());
    }

    /// The words of `刀|@blade`, as one list.
    WordList alternatives(std::string_view text, const Token& at) {
        std::set<std::u32string> list;
        for (const std::string_view part : split(text, '|')) add_words(part, at, list);
        return list_of(list);
    }

    WordList list_of(const std::set<std::u32string>& list) {
        const auto [found, is_new] = lists_.emplace(list, lists_.size());
        if (!is_new) return found->second;
        for (const std::u32string& word : list) {
            const std::size_t number = rules_.automaton.add(word);
            if (number >= rules_.lists_of.size()) rules_.lists_of.resize(number + 1);
            rules_.lists_of[number].push_back(found->second);
        }
        return found->second;
    }

    /// `? ^ @who 走丢|走失 .. 了 $ unless 狗`
    void take_pattern(const std::vector<Token>& tokens, std::vector<Pattern>& into) {
        Pattern pattern;
        pattern.line = line_;
        std::size_t i = 0;
        if (tokens[i].text == "?" || tokens[i].text == "!" || tokens[i].text == "!?") {
            pattern.strength = tokens[i].text == "?" ? Strength::unsure : Strength::certain;
            pattern.rings = tokens[i++].text != "!?";
        }
        if (i < tokens.size() && tokens[i].text == "^") pattern.from_start = ++i > 0;
        Gap gap = Gap::few;
        for (; i < tokens.size() && tokens[i].text != "unless" && tokens[i].text != "$"; ++i) {
            if (tokens[i].text == ".." || tokens[i].text == "~") {
                gap = tokens[i].text == "~" ? Gap::close : Gap::many;
                continue;
            }
            for (const std::string_view part : split(tokens[i].text, '+')) {
                pattern.elements.push_back({alternatives(part, tokens[i]), gap});
                gap = Gap::none;
            }
            gap = Gap::few;
        }
        if (i < tokens.size() && tokens[i].text == "$") pattern.to_end = ++i > 0;
        if (i < tokens.size() && tokens[i].text == "unless")
            while (++i < tokens.size()) pattern.unless.push_back(alternatives(tokens[i].text, tokens[i]));
        if (i < tokens.size())
            fault(tokens[i], "\"" + std::string(tokens[i].text) + "\" behind the end of the message ($), expected unless");
        if (pattern.elements.empty()) return fault(tokens.front(), "a pattern without words, expected e.g. @person 走丢|走失");
        into.push_back(std::move(pattern));
    }

    /// `medical = 请立即拨打120！`, or `medical rings = …`; the same again adds a line.
    void take_card(const std::vector<Token>& tokens, std::string_view line) {
        const auto* kind = std::ranges::find(distress_kinds, tokens.front().text, &std::pair<std::string_view, DistressKind>::first);
        const std::size_t sign = tokens.size() > 1 && tokens[1].text == "rings" ? 2 : 1;
        if (kind == distress_kinds.end() || tokens.size() < sign + 2 || tokens[sign].text != "=")
            return fault(tokens.front(), "no line of a card, expected e.g. medical = 请立即拨打120！");
        DistressCard& card = rules_.cards[kind->second];
        std::string& text = sign == 2 ? card.when_rung : card.always;
        text += (text.empty() ? "" : "\n") + std::string(wechat::trimmed(line.substr(line.find('=') + 1)));
    }

    /// `shows_from = 1.5`
    void take_model(const std::vector<Token>& tokens) {
        constexpr std::array names = std::to_array<std::pair<std::string_view, double ModelRules::*>>(
            {{"shows_from", &ModelRules::shows_from}, {"hides_below", &ModelRules::hides_below}, {"rings_from", &ModelRules::rings_from}});
        const auto* named = std::ranges::find(names, tokens.front().text, &std::pair<std::string_view, double ModelRules::*>::first);
        double value = 0;
        const bool is_number = tokens.size() == 3 && tokens[1].text == "=" && [&] {
            const std::string_view text = tokens[2].text;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            return error == std::errc() && end == text.data() + text.size();
        }();
        if (named == names.end() || !is_number || std::abs(value) > 100)
            return fault(tokens.front(), "expected shows_from, hides_below or rings_from = a number from -100 to 100");
        rules_.model.*named->second = value;
    }

    const std::function<void(const LineFault&)>& tell_;
    DistressRules rules_{};
    Section section_ = Section::none;
    int line_ = 0;
    std::map<std::string, std::set<std::u32string>, std::less<>> classes_;
    std::map<std::set<std::u32string>, WordList> lists_;
};

}  // namespace

DistressRules read_distress_rules(std::string_view file, const std::function<void(const LineFault&)>& tell) {
    return Reader(tell).read(file);
}

}  // namespace services
