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

// What the resident typed, not its simplified form: 昇 and 堃 in a name are not 升 and 坤, and simplifying would hide the very mistake
// newborn_name is about.
std::u32string written(const Input& input) { return wechat::to_utf32(input.raw.empty() ? input.text : normalise(input.raw, {}).text); }

// A name in Han characters as registers keep it: no spaces, and the one separator · for all that look like it.
std::u32string joined(std::u32string name) {
    std::erase(name, U' ');
    const auto is_dot = [](char32_t c) { return std::u32string_view(U"•・‧∙･.").find(c) != std::u32string_view::npos; };
    std::replace_if(name.begin(), name.end(), is_dot, U'·');
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
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7);
}

Parsed parse_latin_name(std::u32string name) {
    std::replace(name.begin(), name.end(), U'’', U'\'');
    const auto is_part = [](char32_t c) { return is_latin(c) || std::u32string_view(U" -'.,").find(c) != std::u32string_view::npos; };
    if (!std::all_of(name.begin(), name.end(), is_part)) return Refusal{"请输入与证件一致的姓名，不要包含数字或其他符号。"};
    const auto letters = std::count_if(name.begin(), name.end(), is_latin);
    if (letters < 2 || name.size() > 60) return Refusal{"外文姓名应为2至60个字母，请按护照上的写法重新输入。"};
    return upper(wechat::to_utf8(name));
}

// As identity documents print it: a standard character stays (昇 is one), any other becomes its simplified form (遠 becomes 远).
std::u32string as_on_documents(const Input& input) {
    std::u32string name = written(input);
    const std::u32string simplified = wechat::to_utf32(input.text);
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

Parsed parse_newborn_name(const Input& input, const Facts&) {
    const std::u32string name = joined(written(input));
    const std::u32string simplified = wechat::to_utf32(input.text);
    if (name.empty()) return Refusal{"请输入新生儿的姓名（姓和名一起）。"};
    for (const char32_t c : name) {
        if (c == U'·' || is_general(c)) continue;
        if (!is_han(c)) return Refusal{"姓名不能包含字母、拼音、数字或符号，请只用规范汉字重新输入。"};
        if (simplified.find(c) == std::u32string::npos) return Refusal{"姓名中有繁体字或异体字，请改用对应的规范汉字重新输入。"};
        return Refusal{"姓名中有字不在《通用规范汉字表》内（繁体字、异体字或生僻字），请换用规范汉字重新输入。"};
    }
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
