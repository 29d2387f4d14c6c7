#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/rules/gazetteer.h"
#include "wechat/utf8.h"

namespace services {

using namespace std::string_view_literals;

namespace {

const District* named(std::string_view text) {
    for (const std::string_view city : {"广东省", "广州市", "广州"}) {
        if (text.starts_with(city)) text.remove_prefix(city.size());
    }
    for (const District& district : districts()) {
        if (district.code == text || district.name == text || district.name == std::string(text) + "区") return &district;
    }
    return nullptr;
}

Parsed parse_district(const Input& input, const Facts&) {
    const std::string text = input.choice.value_or(input.text);
    if (const District* district = named(text)) return district->code;
    if (is_digits(text) && text.size() <= 2) {
        const std::size_t line = static_cast<std::size_t>(std::stoi(text));
        if (line >= 1 && line <= districts().size()) return districts()[line - 1].code;
    }
    std::string why = "请输入区的名称：";
    for (const District& district : districts()) why += (&district == &districts().front() ? "" : "、") + district.name;
    return Refusal{why + "。"};
}

std::string written(Position at) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "@%.6f,%.6f", at.latitude, at.longitude);
    return text.data();
}

std::optional<Position> given(const Input& input) { return input.position ? input.position : position_of(input.text); }

Parsed parse_position(const Input& input, const Facts&) {
    const auto at = given(input);
    if (!at) return Refusal{"请发送所在的位置。"};
    if (!is_in_guangzhou(*at)) return Refusal{"这个位置不在广州市范围内，请重新发送在广州市内的位置。"};
    std::string name = input.position ? input.place : std::string{};
    if (const std::size_t space = input.text.find(' '); !input.position && space != std::string::npos) name = input.text.substr(space + 1);
    std::u32string points = wechat::to_utf32(name);
    std::erase_if(points, [](char32_t c) { return is_control(c) || is_invisible(c); });
    name = wechat::to_utf8(points.substr(0, 100));
    return written(*at) + (name.empty() ? "" : " " + name);
}

Parsed parse_place(const Input& input, const Facts&) {
    if (const auto at = given(input)) {
        if (std::abs(at->latitude) > 90 || std::abs(at->longitude) > 180)
            return Refusal{"没有收到有效的位置，请重新发送，或输入区名、地点名称。"};
        if (!is_in_guangdong(*at))
            return Refusal{"您发送的位置不在广东省内，这里只有广州市的地点。请重新发送位置，或输入广州的区名、地点名称，例如：天河区。"};
        return written(*at);
    }
    const std::string text = input.choice.value_or(input.text);
    if (text.empty()) return Refusal{"请发送您的位置，或输入区名、地点名称。"};
    for (const std::string_view all : {whole_city, "全部"sv, "全市"sv, "所有"sv, "广州"sv, "广州市"sv}) {
        if (text == all) return std::string(whole_city);
    }
    if (const District* district = named(text)) return district->code;
    if (is_digits(text)) return Refusal{"请发送您的位置，或输入区名、地点名称，不要只输入数字。"};
    if (wechat::code_points(text) > 50) return Refusal{"地点太长，请用50个字以内的区名、街道或单位名称，或直接发送位置。"};
    return text;
}

Parsed parse_postcode(const Input& input, const Facts&) {
    const std::string code = strip(input.text);
    if (!fits(code, "######")) return Refusal{"邮政编码为6位数字，请重新输入。"};
    return code;
}

// An address is shown to the district at most (reliability-and-security §3.6); coordinates say more than that.
std::string mask_position(std::string_view) { return "已发送的位置"; }

std::string mask_place(std::string_view value) {
    if (value == whole_city) return "全市";
    return value.starts_with('@') ? mask_position(value) : district_name(value);
}

}  // namespace

std::optional<Position> position_of(std::string_view value) {
    if (value.empty() || value.front() != '@') return {};
    Position at;
    const char* end = value.data() + value.size();
    const auto latitude = std::from_chars(value.data() + 1, end, at.latitude, std::chars_format::fixed);
    if (latitude.ec != std::errc{} || latitude.ptr == end || *latitude.ptr != ',') return {};
    const auto longitude = std::from_chars(latitude.ptr + 1, end, at.longitude, std::chars_format::fixed);
    if (longitude.ec != std::errc{} || (longitude.ptr != end && *longitude.ptr != ' ')) return {};
    if (!std::isfinite(at.latitude) || !std::isfinite(at.longitude)) return {};
    return at;
}

constinit const FieldType district{
    .name = "district", .parse = parse_district, .mask = district_name, .example = "440104", .control = Control::select};
constinit const FieldType place{.name = "place", .parse = parse_place, .mask = mask_place, .example = "440104"};
constinit const FieldType position{.name = "position",
                                   .parse = parse_position,
                                   .mask = mask_position,
                                   .example = "@23.129110,113.264385",
                                   .personal = true,
                                   .control = Control::location};
constinit const FieldType postcode{
    .name = "postcode", .parse = parse_postcode, .mask = mask_nothing, .example = "510030", .number = true, .control = Control::tel};

}  // namespace services
