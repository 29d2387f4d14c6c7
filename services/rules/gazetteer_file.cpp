// The file of places: as the administrator writes it, read and checked.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "services/rules/gazetteer.h"
#include "wechat/utf8.h"

namespace services {
namespace {

constexpr std::size_t longest_name = 20;  // characters

constexpr std::pair<std::string_view, PlaceKind> kinds[] = {
    {"district", PlaceKind::district}, {"town", PlaceKind::town}, {"metro", PlaceKind::metro}, {"landmark", PlaceKind::landmark}};

bool read_number(std::string_view text, double& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    return error == std::errc{} && end == text.data() + text.size() && std::isfinite(number);
}

/// `@23.131,113.380`; absent when it is none.
std::optional<Position> position_in(std::string_view text) {
    const std::size_t comma = text.find(',');
    Position at;
    if (comma == std::string_view::npos || !read_number(text.substr(1, comma - 1), at.latitude) ||
        !read_number(text.substr(comma + 1), at.longitude))
        return std::nullopt;
    return at;
}

class Reader {
  public:
    explicit Reader(const std::function<void(const LineFault&)>& tell) : tell_(tell) {}

    void take(std::string_view line) {
        ++line_;
        const std::vector<Token> words = tokens_of(line);
        if (words.empty()) return;
        if (words.front().text.starts_with('[')) return open_section(words);
        if (!is_open_) return fault(words.front(), "a place before the first section, expected e.g. [440106 town] above it");
        take_place(words);
    }

    Gazetteer result() { return Gazetteer(std::move(places_)); }

  private:
    void fault(const Token& at, std::string why) { tell_({line_, at.column, std::move(why)}); }

    /// [440106 town]. Of a section with a mistake the places are not taken, and their own mistakes are told.
    void open_section(const std::vector<Token>& words) {
        is_open_ = true;
        district_.clear();
        if (words.size() != 2 || !words.back().text.ends_with(']'))
            return fault(words.front(), "this is no section, expected a district code and a kind, e.g. [440106 town]");
        const Token code{words[0].text.substr(1), words[0].column + 1};
        const std::string_view kind = words[1].text.substr(0, words[1].text.size() - 1);
        const auto* known = std::ranges::find(kinds, kind, &std::pair<std::string_view, PlaceKind>::first);
        if (known == std::end(kinds))
            return fault(words[1], "\"" + std::string(kind) + "\" is no kind, expected district, town, metro or landmark");
        if (std::ranges::find(districts(), code.text, &District::code) == districts().end()) return fault(code, no_district(code.text));
        kind_ = known->second;
        district_ = code.text;
    }

    static std::string no_district(std::string_view code) {
        std::string all;
        for (const District& each : districts()) all += (all.empty() ? "" : ", ") + each.code;
        return "\"" + std::string(code) + "\" is no district of Guangzhou, expected one of " + all;
    }

    void take_place(const std::vector<Token>& words) {
        GazetteerPlace place{.kind = kind_, .names = {}, .district = district_};
        for (const Token& word : words) {
            if (word.text.starts_with('@')) {
                if (&word != &words.back()) fault(word, "names follow the position, expected it at the end");
                take_position(word, place);
            } else if (is_good_name(word)) {
                place.names.emplace_back(word.text);
            }
        }
        if (words.front().text.starts_with('@')) fault(words.front(), "a position without a name, expected the names before it");
        if (!place.names.empty() && !district_.empty()) places_.push_back(std::move(place));
    }

    void take_position(const Token& word, GazetteerPlace& place) {
        place.position = position_in(word.text);
        if (!place.position) return fault(word, "\"" + std::string(word.text) + "\" is no position, expected e.g. @23.131,113.380");
        if (is_in_guangzhou(*place.position)) return;
        const bool is_swapped = is_in_guangzhou({place.position->longitude, place.position->latitude});
        fault(word, std::string("the position is outside Guangzhou, expected latitude 22.43 to 23.94 and longitude 112.95 to 114.06") +
                        (is_swapped ? "; are the two swapped?" : ""));
    }

    bool is_good_name(const Token& word) {
        const std::string name(word.text);
        const std::size_t characters = wechat::code_points(name);
        if (characters < 2 || characters > longest_name) {
            fault(word, "\"" + name + "\" has " + std::to_string(characters) + " characters, expected a name of 2 to " +
                            std::to_string(longest_name));
            return false;
        }
        const auto is_called = [&](const District& each) { return each.name == name || each.name == name + "区"; };
        if (std::ranges::any_of(districts(), is_called)) {
            fault(word, "\"" + name + "\" is the name of a district, which is known without being told");
            return false;
        }
        const auto [earlier, is_new] = lines_.try_emplace({district_, name}, line_);
        if (!is_new)
            fault(word, "\"" + name + "\" is already a name in this district, on line " + std::to_string(earlier->second) +
                            ", expected each once");
        return is_new;
    }

    const std::function<void(const LineFault&)>& tell_;
    std::vector<GazetteerPlace> places_;
    std::map<std::pair<std::string, std::string>, int> lines_;  // district and name -> where it was first
    bool is_open_ = false;
    std::string district_;  // "": a section with a mistake
    PlaceKind kind_ = PlaceKind::landmark;
    int line_ = 0;
};

}  // namespace

Gazetteer read_gazetteer(std::string_view file, const std::function<void(const LineFault&)>& tell) {
    Reader reader(tell);
    for (std::size_t begin = 0; begin < file.size();) {
        const std::size_t end = std::min(file.find('\n', begin), file.size());
        reader.take(file.substr(begin, end - begin));
        begin = end + 1;
    }
    return reader.result();
}

}  // namespace services
