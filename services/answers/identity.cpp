#include <array>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

// ISO 7064 MOD 11-2 as GB 11643-1999 uses it.
char check_digit(std::string_view id) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (id[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

// County codes are not checked: numbers keep the codes of districts that no longer exist.
bool is_province(std::string_view code) {
    constexpr std::string_view known =
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91";
    return known.find(code) != std::string_view::npos;
}

// Permanent-residence cards of foreigners begin with 9 since December 2023; the province stands behind it (catalogue §7.1).
bool begins_as_issued(std::string_view id) { return is_province(id.substr(id.front() == '9' ? 1 : 0, 2)); }

// The check digit 10 is written X; at the end of a number whatever looks like it is one.
std::string with_check_letter(const std::string& id) {
    constexpr std::u32string_view like_x = U"ⅩⅹхХχΧ×✕✖✗✘╳⨯⨉❌❎ⓍⓧᕁҳҲ";
    std::u32string points = wechat::to_utf32(id);
    if (!points.empty() && like_x.find(points.back()) != std::u32string_view::npos) points.back() = U'X';
    return wechat::to_utf8(points);
}

std::optional<Date> birth(std::string_view id) {
    return date_from_iso(std::string(id.substr(6, 4)) + "-" + std::string(id.substr(10, 2)) + "-" + std::string(id.substr(12, 2)));
}

Parsed parse_id_card(const Input& input, const Facts& facts) {
    const std::string id = with_check_letter(strip(input.text));
    if (is_digits(id) && id.size() == 15) return Refusal{"15位旧身份证号码已停止使用，请输入18位身份证号码。"};
    if (wechat::code_points(id) != 18) return Refusal{"身份证号码应为18位，请核对位数后重新输入。"};
    if (!fits(id, "##################") && !fits(id, "#################X")) {
        return Refusal{"身份证号码前17位应为数字，最后一位为数字或字母X，请核对后重新输入。"};
    }
    if (!begins_as_issued(id)) return Refusal{"身份证号码中的省级代码不正确，请核对后重新输入18位号码。"};
    const std::optional<Date> born = birth(id);
    if (!born || *born < Date{std::chrono::year{1900} / 1 / 1} || *born > facts.today()) {
        return Refusal{"身份证号码中的出生日期不正确，请核对第7至14位后重新输入。"};
    }
    if (check_digit(id) != id.back()) return Refusal{"身份证号码最后一位校验不符，请核对后重新输入18位号码。"};
    return id;
}

Parsed parse_mobile(const Input& input, const Facts&) {
    std::string number = strip(input.text);
    std::erase_if(number, [](char c) { return c == '(' || c == ')'; });
    for (const std::string_view prefix : {"+86", "0086", "86"}) {
        if (number.starts_with(prefix) && number.size() == prefix.size() + 11) number.erase(0, prefix.size());
    }
    if (!is_digits(number)) return Refusal{"手机号码只能包含数字，请重新输入11位手机号码。"};
    if (number.size() != 11) return Refusal{"手机号码应为11位，请核对位数后重新输入。"};
    if (number[0] != '1' || number[1] < '3') return Refusal{"这不是内地手机号码，请输入以13至19开头的11位手机号码。"};
    return number;
}

Parsed parse_sms_code(const Input& input, const Facts&) {
    const std::string code = strip(input.text);
    if (!fits(code, "######")) return Refusal{"验证码为6位数字，请查看短信后重新输入。"};
    return code;
}

Parsed parse_landline(const Input& input, const Facts&) {
    std::string number = strip(input.text);
    std::erase_if(number, [](char c) { return c == '(' || c == ')'; });
    if (fits(number, "########") && number[0] > '1') number.insert(0, "020");
    const std::size_t area = number.starts_with("01") || number.starts_with("02") ? 3 : 4;
    if (!is_digits(number) || number[0] != '0' || number.size() < area + 7 || number.size() > area + 8) {
        return Refusal{"请输入带区号的固定电话号码，例如广州的号码以020开头，后接8位数字。"};
    }
    return number.insert(area, "-");
}

std::string mask_code(std::string_view) { return "******"; }

std::string mask_landline(std::string_view number) {
    if (number.size() < 5) return std::string(number.size(), '*');
    return std::string(number.substr(0, number.find('-') + 1)) + "****" + std::string(number.substr(number.size() - 4));
}

}  // namespace

constinit const FieldType id_card{
    .name = "id_card", .parse = parse_id_card, .mask = mask_id_card, .example = "440199199003074612", .personal = true, .number = true};
constinit const FieldType mobile{.name = "mobile",
                                 .parse = parse_mobile,
                                 .mask = mask_mobile,
                                 .example = "13800138000",
                                 .personal = true,
                                 .number = true,
                                 .control = Control::tel};
constinit const FieldType sms_code{.name = "sms_code",
                                   .parse = parse_sms_code,
                                   .mask = mask_code,
                                   .example = "123456",
                                   .personal = true,
                                   .secret = true,
                                   .number = true,
                                   .control = Control::tel};
constinit const FieldType landline{.name = "landline",
                                   .parse = parse_landline,
                                   .mask = mask_landline,
                                   .example = "020-81234567",
                                   .personal = true,
                                   .number = true,
                                   .control = Control::tel};

Date birth_of(std::string_view id) { return birth(id).value(); }

bool is_male(std::string_view id) { return (id[16] - '0') % 2 == 1; }

}  // namespace services
