#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/answers/folding.h"
#include "wechat/utf8.h"

namespace services {
namespace {

constexpr char32_t general_standard_characters[] = {
#include "general_standard_characters.inc"
};
static_assert(std::size(general_standard_characters) == 8105);

bool is_general(char32_t c) {
    return std::binary_search(std::begin(general_standard_characters), std::end(general_standard_characters), c);
}

// A full stop at the end is speech recognition's.
std::u32string without_stop(std::u32string name) {
    const bool is_abbreviated = std::ranges::none_of(name, is_han);  // King, Jr.
    while (name.ends_with(U'。') || (name.ends_with(U'.') && !is_abbreviated)) name.pop_back();
    return name;
}

// What the resident typed, not its simplified form: 昇 and 堃 in a name are not 升 and 坤, and simplifying would hide the very mistake
// newborn_name is about.
std::u32string written(const Input& input) {
    return without_stop(wechat::to_utf32(input.raw.empty() ? input.text : normalise(input.raw, {}).text));
}

std::u32string simplified_form(const Input& input) { return without_stop(wechat::to_utf32(input.text)); }

// A name in Han characters as registers keep it: no spaces, and the one separator · for all that look like it.
std::u32string joined(std::u32string name) {
    std::erase(name, U' ');
    std::ranges::replace_if(name, is_dot, U'·');
    return name;
}

bool is_inside(const std::u32string& name) {
    return name.front() != U'·' && name.back() != U'·' && name.find(U"··") == std::u32string::npos;
}

constexpr const char* outside = "间隔号“·”只能在姓名中间，请核对后重新输入。";

Parsed parse_han_name(const std::u32string& name) {
    if (!std::all_of(name.begin(), name.end(), [](char32_t c) { return is_han(c) || c == U'·'; })) {
        return Refusal{"姓名只能包含汉字和间隔号“·”，请核对后重新输入。"};
    }
    if (!is_inside(name)) return Refusal{outside};
    if (name.size() < 2 || name.size() > 30) return Refusal{"姓名应为2至30个汉字，请输入与证件一致的姓名。"};
    return wechat::to_utf8(name);
}

bool is_latin(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    return u_isalpha(static_cast<UChar32>(c)) && uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_LATIN;
}

// An accent that has no letter of its own with what it stands on, as ẹ́ of Yoruba.
bool is_accent(char32_t c) { return c >= 0x300 && c <= 0x36F; }

// ' and - for the signs that keyboards and office programs write instead of them; of a name in letters · is no part.
char32_t plain_sign(char32_t c) {
    constexpr std::u32string_view quotes = U"’‘‛ʼʻʹˈ′‵´`＇";
    if (quotes.find(c) != std::u32string_view::npos) return U'\'';
    if (is_dash(c)) return U'-';
    return c != U'.' && is_dot(c) ? U' ' : c;
}

Parsed parse_latin_name(const std::u32string& typed) {
    std::u32string name = wechat::to_utf32(upper_of_all_scripts(wechat::to_utf8(typed)));
    std::ranges::transform(name, name.begin(), plain_sign);
    const auto is_part = [](char32_t c) {
        return is_latin(c) || is_accent(c) || std::u32string_view(U" -'.,").find(c) != std::u32string_view::npos;
    };
    if (!std::ranges::all_of(name, is_part) || is_accent(name.front())) return Refusal{"请输入与证件一致的姓名，不要包含数字或其他符号。"};
    if (std::ranges::count_if(name, is_latin) < 2 || name.size() > 60)
        return Refusal{"外文姓名应为2至60个字母，请按护照上的写法重新输入。"};
    return normalise(wechat::to_utf8(name), {}).text;
}

// As identity documents print it: a standard character stays (昇 is one), any other becomes its simplified form (遠 becomes 远).
std::u32string as_on_documents(const Input& input) {
    std::u32string name = written(input);
    const std::u32string simplified = simplified_form(input);
    if (simplified.size() != name.size()) return name;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!is_general(name[i])) name[i] = simplified[i];
    }
    return name;
}

Parsed parse_person_name(const Input& input, const Facts&) {
    const std::u32string name = as_on_documents(input);
    if (name.empty()) return Refusal{"请输入与证件一致的姓名。"};
    if (std::none_of(name.begin(), name.end(), is_han)) return parse_latin_name(name);
    if (std::none_of(name.begin(), name.end(), is_latin)) return parse_han_name(joined(name));
    return Refusal{"姓名请全部使用汉字，或者全部使用拉丁字母，与证件保持一致。"};
}

bool is_of_standard(const std::u32string& name) {
    return std::ranges::all_of(name, [](char32_t c) { return c == U'·' || is_general(c); });
}

// Why a name may not be registered as it is written; with the standard form to be confirmed where simplifying gives one.
Refusal not_standard(const std::u32string& name, const std::u32string& simplified) {
    const auto is_wrong = [](char32_t c) { return c != U'·' && !is_general(c); };
    const char32_t wrong = *std::ranges::find_if(name, is_wrong);
    if (std::ranges::any_of(name, [&](char32_t c) { return is_wrong(c) && !is_han(c); }))
        return {"姓名不能包含字母、拼音、数字或符号，请只用规范汉字重新输入。"};
    if (simplified.find(wrong) != std::u32string::npos)
        return {"姓名中有字不在《通用规范汉字表》内（繁体字、异体字或生僻字），请换用规范汉字重新输入。"};
    std::u32string standard = name;
    for (std::size_t i = 0; i < standard.size() && simplified.size() == standard.size(); ++i) {
        if (is_wrong(standard[i])) standard[i] = simplified[i];
    }
    Refusal refusal{"姓名中有繁体字或异体字，请改用对应的规范汉字重新输入。"};
    if (is_of_standard(standard)) refusal.instead = wechat::to_utf8(standard);
    return refusal;
}

Parsed parse_newborn_name(const Input& input, const Facts&) {
    const std::u32string name = joined(written(input));
    if (name.empty()) return Refusal{"请输入新生儿的姓名（姓和名一起）。"};
    if (!is_of_standard(name)) return not_standard(name, joined(simplified_form(input)));
    if (!is_inside(name)) return Refusal{outside};
    // Ethnic names with a separator are longer than the 2 to 6 characters of other names (catalogue §5.3, row 30).
    const std::size_t most = name.find(U'·') == std::u32string::npos ? 6 : 30;
    if (name.size() < 2 || name.size() > most) return Refusal{"姓名应为2至6个汉字（姓和名一起；少数民族姓名可用间隔号“·”），请重新输入。"};
    return wechat::to_utf8(name);
}

}  // namespace

constinit const FieldType person_name{
    .name = "person_name", .parse = parse_person_name, .mask = mask_name, .example = "林志远", .personal = true};
constinit const FieldType newborn_name{
    .name = "newborn_name", .parse = parse_newborn_name, .mask = mask_name, .example = "林知夏", .personal = true};

}  // namespace services
