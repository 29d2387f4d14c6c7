// Number plates of GA 36 (catalogue §7.4), and the rarer ones that stand beside them on the road.
#include <algorithm>
#include <array>
#include <utility>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

constexpr std::u32string_view provinces = U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Trailer, learner, police, Hong Kong, Macau, consulate, embassy, trial, temporary.
constexpr std::u32string_view last_signs = U"挂学警港澳领使试临";
/// Kinds of troops on plates of the armed police from before 2012, some of which are still seen.
constexpr std::u32string_view troops = U"消边通森金警电水交黄";
/// The first letter of a plate of the army since 2013.
constexpr std::u32string_view forces = U"VKHBSLJNGC";

/// Shapes as `fits` knows them, with P, T and F for one character of the three lists.
constexpr std::array<std::u32string_view, 18> rare_shapes{
    U"使######",   U"######使",   U"使l####",                  // embassies, by the year of the standard; their motorcycles
    U"领######",   U"######领",   U"P#####领",                 // consulates
    U"Plyyyy应急", U"P#####应急", U"应急P###l",                // rescue since 2018: fire and forest brigades, the ministry, motorcycles
    U"WJyyyyy",    U"WJPyyyyy",   U"WJTyyyyy",                 // armed police since 2012
    U"WJPyyyyT",   U"WJ##yyyyy",  U"WJ##T####", U"WJ##yyyyT",  // and before
    U"Plyyyyy临",  U"Fl#####"};                                // temporary of eight signs; the army

bool fits_sign(char32_t sign, char32_t shape) {
    for (const auto& [mark, list] : {std::pair{U'P', provinces}, {U'T', troops}, {U'F', forces}}) {
        if (shape == mark) return list.find(sign) != std::u32string_view::npos;
    }
    return fits(wechat::to_utf8(std::u32string(1, sign)), wechat::to_utf8(std::u32string(1, shape)));
}

bool has_shape(const std::u32string& plate, std::u32string_view shape) { return std::ranges::equal(plate, shape, fits_sign); }

bool is_common(const std::u32string& plate) {
    if (plate.size() != 7 || provinces.find(plate.front()) == std::u32string_view::npos) return false;
    if (last_signs.find(plate.back()) != std::u32string_view::npos) return fits(wechat::to_utf8(plate.substr(1, 5)), "lyyyy");
    return fits(wechat::to_utf8(plate.substr(1)), "lyyyyy");
}

bool is_rare(const std::u32string& plate) {
    return std::ranges::any_of(rare_shapes, [&](std::u32string_view shape) { return has_shape(plate, shape); });
}

Parsed parse_plate(const Input& input, const Facts& facts) {
    const std::string value = strip(input.text);
    const std::u32string plate = wechat::to_utf32(value);
    // No new-energy plate existed before the pilot of December 2016.
    const bool too_early = facts.today() < Date{std::chrono::year{2016} / 12 / 1};
    if (is_common(plate) || is_rare(plate) || (is_new_energy_plate(value) && !too_early)) return value;
    if (plate.size() < 7 || plate.size() > 9) return Refusal{"车牌号码应为7至9位，请对照号牌从第一个字起完整输入。"};
    if (value.find_first_of("IO") != std::string::npos) return Refusal{"车牌号码中没有字母I和O，请对照号牌核对后重新输入。"};
    return Refusal{"车牌号码格式不正确，请对照号牌从第一个字起完整输入，汉字也要输入。"};
}

}  // namespace

bool is_new_energy_plate(std::string_view value) {
    const std::u32string plate = wechat::to_utf32(value);
    if (plate.size() != 8 || provinces.find(plate.front()) == std::u32string_view::npos) return false;
    const std::string rest = wechat::to_utf8(plate.substr(1));
    return fits(rest, "ley####") || fits(rest, "l#####e");
}

constinit const FieldType plate{.name = "plate", .parse = parse_plate, .mask = mask_plate, .example = "粤A12345", .personal = true};

}  // namespace services
