#include <algorithm>
#include <array>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

Parsed parse_engine(const Input& input, const Facts&) {
    std::string number = upper(input.text);
    std::erase(number, ' ');
    // Only the last six are compared, so that a whole engine number is a fair answer too.
    if (number.size() > 6) number.erase(0, number.size() - 6);
    const bool has_digit = std::ranges::any_of(number, [](char c) { return c >= '0' && c <= '9'; });
    if (!has_digit || number.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*-") != std::string::npos) {
        return Refusal{"请输入行驶证上发动机号码的后6位（字母和数字），不足6位的全部输入。"};
    }
    return number;
}

Parsed parse_vin(const Input& input, const Facts&) {
    const std::string vin = strip(input.text);
    if (wechat::code_points(vin) != 17) return Refusal{"车辆识别代号应为17位，请核对位数后重新输入。"};
    if (vin.find_first_of("IOQ") != std::string::npos) return Refusal{"车辆识别代号中没有字母I、O、Q，请核对后重新输入。"};
    const bool has_digit = std::ranges::any_of(vin, [](char c) { return c >= '0' && c <= '9'; });
    if (!has_digit || !fits(vin, "xxxxxxxxxxxxxxxxx")) return Refusal{"车辆识别代号由字母和数字组成，请核对后重新输入。"};
    return vin;
}

Parsed parse_file_no(const Input& input, const Facts&) {
    const std::string number = strip(input.text);
    if (!fits(number, "############")) return Refusal{"档案编号为12位数字，请按驾驶证副页上的档案编号重新输入。"};
    return number;
}

// The sixteenth digit is said to check the others; the method is not published, so it is never recomputed.
Parsed parse_decision_no(const Input& input, const Facts&) {
    const std::string number = strip(input.text);
    if (!is_digits(number) || number.size() < 15 || number.size() > 16) {
        return Refusal{"决定书编号为15至16位数字，请按处罚决定书右上角的编号重新输入。"};
    }
    return number;
}

Parsed parse_accident_no(const Input& input, const Facts&) {
    const std::string number = strip(input.text);
    if (!fits(number, "KC##############") || !date_from_iso(number.substr(2, 4) + "-" + number.substr(6, 2) + "-" + number.substr(8, 2))) {
        return Refusal{"事故编号以KC开头，后接8位日期和6位序号，请核对后重新输入。"};
    }
    return number;
}

}  // namespace

bool vin_checks(std::string_view vin) {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
    constexpr std::string_view values = "12345678123457923456789";
    constexpr std::array<int, 17> weights{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    if (vin.size() != weights.size()) return false;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::size_t letter = letters.find(vin[i]);
        sum += weights[i] * ((letter == std::string_view::npos ? vin[i] : values[letter]) - '0');
    }
    return vin[8] == "0123456789X"[sum % 11];
}

constinit const FieldType engine_last6{
    .name = "engine_last6", .parse = parse_engine, .mask = mask_permit, .example = "A12345", .personal = true, .number = true};
constinit const FieldType vin{.name = "vin", .parse = parse_vin, .mask = mask_permit, .example = "1M8GDM9AXKP042788", .personal = true};
constinit const FieldType file_no{
    .name = "file_no", .parse = parse_file_no, .mask = mask_permit, .example = "440100123456", .personal = true, .number = true};
constinit const FieldType decision_no{.name = "decision_no",
                                      .parse = parse_decision_no,
                                      .mask = mask_permit,
                                      .example = "4401001234567890",
                                      .personal = true,
                                      .number = true};
constinit const FieldType accident_no{.name = "accident_no",
                                      .parse = parse_accident_no,
                                      .mask = mask_permit,
                                      .example = "KC20151116000006",
                                      .personal = true,
                                      .number = true};

}  // namespace services
