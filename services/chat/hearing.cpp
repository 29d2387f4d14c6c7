#include "services/chat/hearing.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "services/answers/characters.h"
#include "services/answers/days.h"
#include "services/answers/fields.h"
#include "services/answers/folding.h"
#include "services/answers/numerals.h"
#include "services/answers/times.h"
#include "services/chat/phrases.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::string_view;

constexpr std::u32string_view around = U" 。.!！?？~～…,，、;；:：\"'“”‘’「」『』—-";
constexpr std::u32string_view particles = U"吧啊呀啦嘞咯喽哦噢喔嘛呢哈呐喇㗎嘅嘎哟诶欸";

bool is_picture(char32_t c) {
    const auto point = static_cast<UChar32>(c);
    return c == 0x200D || u_hasBinaryProperty(point, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty(point, UCHAR_EMOJI_MODIFIER) ||
           u_hasBinaryProperty(point, UCHAR_REGIONAL_INDICATOR);
}

bool is_latin(char32_t c) { return c < 0x80 && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

/// How long the face at the end is that WeChat writes as text, [微笑] and [OK]; 0 when there is none.
std::size_t face_at_end(std::u32string_view said) {
    constexpr std::size_t longest = 8;
    if (said.empty() || said.back() != U']') return 0;
    const std::size_t open = said.rfind(U'[');
    if (open == std::u32string_view::npos || said.size() - open < 3 || said.size() - open - 2 > longest) return 0;
    const auto name = said.substr(open + 1, said.size() - open - 2);
    return std::ranges::all_of(name, [](char32_t c) { return is_han(c) || is_latin(c); }) ? said.size() - open : 0;
}

std::size_t face_at_start(std::u32string_view said) {
    if (said.empty() || said.front() != U'[') return 0;
    const std::size_t close = said.find(U']');
    if (close == std::u32string_view::npos || face_at_end(said.substr(0, close + 1)) != close + 1) return 0;
    return close + 1;
}

void strip_end(std::u32string_view& said) {
    while (!said.empty()) {
        const std::size_t face = face_at_end(said);
        if (face == 0 && around.find(said.back()) == std::u32string_view::npos && !is_picture(said.back())) return;
        said.remove_suffix(std::max<std::size_t>(face, 1));
    }
}

void strip_start(std::u32string_view& said) {
    while (!said.empty()) {
        const std::size_t face = face_at_start(said);
        if (face == 0 && around.find(said.front()) == std::u32string_view::npos && !is_picture(said.front())) return;
        said.remove_prefix(std::max<std::size_t>(face, 1));
    }
}

std::u32string core_of(std::u32string_view said) {
    std::u32string_view left = said;
    strip_end(left);
    strip_start(left);
    return std::u32string(left.empty() ? said : left);
}

void replace_all(std::string& text, string_view what, string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}

/// Longer ones before those they begin with.
constexpr std::array before_a_choice = std::to_array<string_view>(
    {"我想选择", "帮我选择", "请帮我选", "我选择", "我想选", "我要选", "我就选", "就选择", "应该是", "那就选", "帮我选",
     "改成",     "改为",     "改到",     "换成",   "我想要", "我要",   "我想",   "我选",   "选择",   "就选",   "就要",
     "那就",     "就是",     "我是",     "嗯",     "选",     "要",     "就",     "是",     "系",     "那",     "请"});

constexpr std::array before_a_place = std::to_array<string_view>({"我家住在", "我现在在", "我家在", "我住在", "我人在", "我住", "我在",
                                                                  "我去", "我想去", "我要去", "住在", "家在", "喺", "在", "去", "到"});
constexpr std::array after_a_place = std::to_array<string_view>({"附近", "旁边", "那边", "这边", "一带", "周边"});

// --- What stands around a name.

constexpr std::array of_a_name = std::to_array<string_view>(
    {"我", "他", "她", "名", "本人", "孩子", "宝宝", "小孩", "对方", "司机", "车主", "老公", "老婆", "爸", "妈", "儿子", "女儿", "bb"});

/// What follows 叫, 是 or a colon after words that announce a name: 我叫范健俊, 孩子的名字是林知夏, 姓名:林志远.
std::optional<std::string> name_after(string_view said) {
    constexpr std::size_t announced = 12;  // code points
    for (const string_view sign : {"叫做", "叫", "系", "係", "是", "为", ":"}) {
        const std::size_t at = said.find(sign);
        if (at == 0 || at == string_view::npos) continue;
        const std::string head = lower(said.substr(0, at));
        const bool announces = wechat::code_points(head) <= announced &&
                               std::ranges::any_of(of_a_name, [&](string_view word) { return head.find(word) != std::string::npos; });
        if (announces && at + sign.size() < said.size()) return std::string(wechat::trimmed(said.substr(at + sign.size())));
    }
    for (const string_view announced_by : {"叫我", "我叫", "姓名", "名字"}) {
        string_view rest = said;
        if (take_first(rest, announced_by)) return std::string(wechat::trimmed(rest));
    }
    return std::nullopt;
}

// --- Numbers among words.

bool is_of_number(char32_t c) {
    return c < 0x80 && (is_latin(c) || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '/' || c == '.');
}

/// Whether what stands there is part of a number in words: 2 of 2百块 is not two.
bool is_multiple(std::u32string_view said, std::size_t at) {
    return at < said.size() && std::u32string_view(U"十百千万亿").find(said[at]) != std::u32string_view::npos;
}

/// Every stretch of letters and digits; with the spaces and dots inside, and with the character before and after it, as plates have.
std::vector<std::string> stretches(std::u32string_view said) {
    std::vector<std::string> found;
    const auto is_gap = [](char32_t c) { return c == U' ' || c == U'·' || c == U'('; };
    const auto add = [&](std::size_t from, std::size_t to) { found.push_back(wechat::to_utf8(said.substr(from, to - from))); };
    for (std::size_t from = 0; from < said.size();) {
        if (!is_of_number(said[from])) {
            ++from;
            continue;
        }
        std::size_t to = from, word = from;
        for (std::size_t i = from; i < said.size() && (is_of_number(said[i]) || is_gap(said[i])); ++i) {
            if (is_of_number(said[i])) {
                if (i > from && is_gap(said[i - 1])) word = i;
                to = i + 1;
            } else if (i > from && !is_gap(said[i - 1]) && word < i) {
                add(word, i);  // one word of several
            }
        }
        if (is_multiple(said, to) || (from > 0 && is_multiple(said, from - 1))) {
            from = to;
            continue;
        }
        if (word > from) add(word, to);
        add(from, to);
        if (from > 0 && is_han(said[from - 1])) add(from - 1, to);
        if (to < said.size() && is_han(said[to])) add(from, to + 1);
        if (from > 0 && is_han(said[from - 1]) && to < said.size() && is_han(said[to])) add(from - 1, to + 1);
        from = to;
    }
    return found;
}

/// 一三六零零零一… as digits, as voice input writes a number that is spoken slowly.
std::u32string with_spoken_digits(std::u32string_view said) {
    constexpr std::u32string_view pauses = U",、 ";
    std::u32string text;
    for (const char32_t c : said) {
        if (pauses.find(c) == std::u32string_view::npos) text += c == U'幺' || c == U'么' ? U'一' : c;
    }
    return with_arabic_numerals(text);
}

/// What follows the first 是, 于 or colon, where nothing before it says when: 我出生于1990年3月7日, but not 昨天大概是3点.
std::vector<std::string> after_signs(const std::string& said) {
    constexpr std::u32string_view says_when = U"0123456789天日号月年周期点时昨今明前后早晚夜刚";
    std::vector<std::string> rests;
    for (const string_view sign : {":", "是", "为", "系", "于", "在"}) {
        const std::size_t at = said.find(sign);
        if (at == std::string::npos || at + sign.size() == said.size()) continue;
        const std::u32string head = wechat::to_utf32(string_view(said).substr(0, at));
        if (head.find_first_of(says_when) == std::u32string::npos)
            rests.emplace_back(wechat::trimmed(string_view(said).substr(at + sign.size())));
    }
    return rests;
}

Input said_as(const Input& input, std::string text) {
    Input other = input;
    other.raw = text;
    other.text = std::move(text);
    return other;
}

bool is_taken(const Step& step, const Input& input, const Facts& facts) {
    return !input.text.empty() && std::holds_alternative<std::string>(accept(step, input, {}, facts));
}

/// The only value among the readings that the question takes; absent when there is none or more than one.
std::optional<Input> only_one(const Step& step, const Input& input, const std::vector<std::string>& readings, const Facts& facts) {
    std::optional<Input> found;
    std::set<std::string> values;
    for (const std::string& reading : readings) {
        Input candidate = said_as(input, reading);
        const Parsed parsed = candidate.text.empty() ? Parsed{Refusal{}} : accept(step, candidate, {}, facts);
        if (const auto* value = std::get_if<std::string>(&parsed); value != nullptr && values.insert(*value).second)
            found = std::move(candidate);
    }
    return values.size() == 1 ? found : std::nullopt;
}

/// What may be an answer inside of a message that is none as a whole. A part of a day or of a list is none.
std::vector<std::vector<std::string>> readings_in(const std::string& said, const FieldType& type) {
    if (&type == &date || &type == &past_moment) return {after_signs(said)};
    if (type.control == Control::select || type.control == Control::location) return {};
    const std::u32string points = wechat::to_utf32(said);
    return {stretches(points), stretches(with_spoken_digits(points))};
}

/// As typed and as simplified, without what stands around a name.
Input as_name(const Input& input) {
    const auto inside = [](const std::string& said) {
        const std::string whole = bare(said);
        const auto named = name_after(whole);
        if (!named) return whole;
        // Who says 我叫 says 啊 behind it as well.
        std::string name = bare(*named);
        for (const string_view particle : {"啊", "呀", "吖", "啦", "喔", "哦"}) {
            if (wechat::code_points(name) > 2 && name.ends_with(particle)) name.resize(name.size() - particle.size());
        }
        return name;
    };
    Input name = input;
    name.text = inside(input.text);
    if (!input.raw.empty()) name.raw = inside(normalise(input.raw, {}).text);
    return name;
}

Input as_place(const Input& input) {
    const std::string said = plain(input.text);
    string_view place = said;
    for (const string_view word : before_a_place)
        if (take_first(place, word)) break;
    for (const string_view word : after_a_place) {
        if (place.size() > word.size() && place.ends_with(word)) place.remove_suffix(word.size());
    }
    return said_as(input, std::string(place));
}

}  // namespace

std::string bare(string_view said) { return wechat::to_utf8(core_of(wechat::to_utf32(said))); }

bool is_only_faces(string_view said) {
    const std::u32string all = wechat::to_utf32(said);
    std::u32string_view left = all;
    strip_end(left);
    return left.empty() && std::ranges::any_of(all, [](char32_t c) { return c == U']' || is_picture(c); });
}

std::string plain(string_view said) {
    const std::u32string core = core_of(wechat::to_utf32(said));
    std::u32string_view left = core;
    while (left.size() > 1 && particles.find(left.back()) != std::u32string_view::npos) {
        left.remove_suffix(1);
        strip_end(left);
    }
    std::string text = wechat::to_utf8(left);
    static constexpr std::array<std::pair<string_view, string_view>, 13> cantonese{{{"冇", "没有"},
                                                                                    {"嗰", "那"},
                                                                                    {"𠮶", "那"},
                                                                                    {"唔系", "不是"},
                                                                                    {"唔", "不"},
                                                                                    {"嘅", "的"},
                                                                                    {"咗", "了"},
                                                                                    {"佢", "他"},
                                                                                    {"喺", "在"},
                                                                                    {"边个", "哪个"},
                                                                                    {"而家", "现在"},
                                                                                    {"畀", "给"},
                                                                                    {"俾", "给"}}};
    for (const auto& [spoken, standard] : cantonese) replace_all(text, spoken, standard);
    return text;
}

std::string chosen(string_view said) {
    const std::string text = plain(said);
    string_view left = text;
    for (bool took = true; took;) {
        took = false;
        for (const string_view word : before_a_choice) took = took || take_first(left, word);
    }
    return bare(left);
}

bool is_no_name(string_view said, Date today) {
    const std::string text = plain(said);
    constexpr string_view words =
        "|好|好的|好吖|得|可以|不知道|不知|不限|到期|提交|还没想好|没想好|不想讲|不想说|随便|没有|不是|是|得罪了|全市|";
    const bool is_district = std::ranges::find(districts(), text, &District::name) != districts().end();
    return is_listed(words, text) || is_district || day_in(text, today, Toward::future) || time_of_day_in(text);
}

bool says_wrong(string_view said) {
    constexpr std::size_t longest = 15;  // characters; more is a story
    const std::string text = plain(said);
    constexpr std::array words = std::to_array<string_view>({"不对", "不啱", "错了", "有错", "填错", "写错", "改", "不是", "换成"});
    return wechat::code_points(text) <= longest &&
           std::ranges::any_of(words, [&](string_view word) { return text.find(word) != std::string::npos; });
}

std::optional<Correction> correction(string_view said) {
    const std::string text = plain(said);
    for (const string_view sign : {"改到", "改成", "改为", "改做", "改作", "换成", "换到", "换做", "应该是", "应为", "改", "是"}) {
        const std::size_t at = text.rfind(sign);
        if (at == std::string::npos) continue;
        const std::string named = text.substr(0, at), value = bare(string_view(text).substr(at + sign.size()));
        const bool is_denied = named.ends_with("不") || named.ends_with("别");
        if (value.empty() || is_denied) return std::nullopt;
        return Correction{named, value};
    }
    return std::nullopt;
}

bool is_wish(string_view said) {
    constexpr std::array begins = std::to_array<string_view>(
        {"我要", "我想", "我来",   "我需要", "我系想", "想",   "要办",   "要查", "帮我", "帮手",   "请问",     "怎么",   "怎样",   "如何",
         "点样", "点办", "点申请", "办",     "查询",   "查下", "查一下", "预约", "申请", "有没有", "可不可以", "可以办", "能不能", "能办"});
    const std::string text = plain(said);
    return std::ranges::any_of(begins, [&](string_view word) { return text.starts_with(word); });
}

Input understood(const Step& step, const Input& input, const Facts& facts) {
    const FieldType& type = *step.field->type;
    if (type.free_text || input.choice || input.text.empty()) return input;
    if (&type == &person_name || &type == &newborn_name) return as_name(input);
    if (&type == &place) return as_place(input);
    const std::string core = plain(input.text);
    for (const std::string& reading : {core, bare(input.text), input.text}) {
        if (Input candidate = said_as(input, reading); is_taken(step, candidate, facts)) return candidate;
    }
    for (const std::vector<std::string>& readings : readings_in(core, type)) {
        if (auto found = only_one(step, input, readings, facts)) return *std::move(found);
    }
    return said_as(input, bare(input.text));
}

}  // namespace services
