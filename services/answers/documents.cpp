#include <algorithm>
#include <array>

#include "services/answers/characters.h"
#include "services/answers/fields.h"

namespace services {
namespace {

constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// The value when it has one of the shapes (characters.h).
template <std::size_t Count>
Parsed shaped(const Input& input, const std::array<std::string_view, Count>& shapes, const char* why) {
    std::string value = strip(input.text);
    for (const std::string_view shape : shapes) {
        if (fits(value, shape)) return value;
    }
    return Refusal{why};
}

Parsed digits(const Input& input, std::size_t least, std::size_t most, const char* why) {
    std::string value = strip(input.text);
    if (!is_digits(value) || value.size() < least || value.size() > most) return Refusal{why};
    return value;
}

// The second form is printed since 2018-12-03; W booklets were valid in 2016 (catalogue §7.3).
Parsed parse_hk_macau_permit(const Input& input, const Facts&) {
    return shaped(input, std::array<std::string_view, 3>{"C########", "Cl#######", "W########"},
                  "往来港澳通行证号码为字母C（本式为W）后接8位，请按证件上的号码重新输入。");
}

Parsed parse_passport(const Input& input, const Facts&) {
    return shaped(input,
                  std::array<std::string_view, 9>{"E########", "El#######", "G########", "D########", "S########", "P########", "DE#######",
                                                  "SE#######", "PE#######"},
                  "护照号码为9位，以字母开头，请按护照资料页上的号码重新输入。");
}

Parsed parse_business_no(const Input& input, const Facts&) {
    return digits(input, 12, 20, "业务编号为12至20位数字，请按回执右上角的编号重新输入。");
}

// What is printed on slips is mostly digits, with a prefix of letters at most; a word is none.
bool is_printed_number(std::string_view value, std::size_t least, std::size_t most) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool is_plain = std::ranges::all_of(value, [&](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
    const auto digits = static_cast<std::size_t>(std::ranges::count_if(value, is_digit));
    return is_plain && value.size() >= least && value.size() <= most && digits * 3 >= value.size() * 2;
}

Parsed parse_receipt_no(const Input& input, const Facts&) {
    std::string value = strip(input.text);
    if (!is_printed_number(value, 8, 24)) return Refusal{"受理号为8至24位数字或字母，请按领取凭证上的号码重新输入。"};
    return value;
}

Parsed parse_slip_no(const Input& input, const Facts&) {
    std::string value = strip(input.text);
    if (!is_printed_number(value, 6, 32)) return Refusal{"这里需要单据上印的号码（6至32位，以数字为主），请对照单据重新输入。"};
    return value;
}

Parsed parse_appointment_no(const Input& input, const Facts&) {
    return digits(input, 14, 16, "预约编号为14至16位数字，请按预约成功时收到的编号重新输入。");
}

Parsed parse_record_no(const Input& input, const Facts&) { return digits(input, 16, 16, "编号为16位数字，请按提交时收到的编号重新输入。"); }

Parsed parse_query_password(const Input& input, const Facts&) { return digits(input, 6, 6, "查询密码为6位数字，请重新输入。"); }

Parsed parse_birth_certificate_no(const Input& input, const Facts&) {
    return shaped(input, std::array<std::string_view, 1>{"a#########"}, "出生医学证明编号为1个字母加9位数字，请核对后重新输入。");
}

Parsed parse_credit_code(const Input& input, const Facts&) {
    const std::string code = strip(input.text);
    if (code.size() != 18) return Refusal{"统一社会信用代码应为18位，请核对位数后重新输入。"};
    if (code.find_first_not_of(credit_alphabet) != std::string::npos || !is_digits(std::string_view(code).substr(2, 6))) {
        return Refusal{"统一社会信用代码由数字和大写字母组成，不含I、O、S、V、Z，请按营业执照重新输入。"};
    }
    return code;
}

std::string mask_password(std::string_view) { return "******"; }

}  // namespace

bool credit_code_checks(std::string_view code) {
    if (code.size() != 18) return false;
    int sum = 0, weight = 1;
    for (std::size_t i = 0; i < 17; ++i) {
        sum += static_cast<int>(credit_alphabet.find(code[i])) * weight;
        weight = weight * 3 % 31;
    }
    return credit_alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)] == code.back();
}

constinit const FieldType hk_macau_permit{
    .name = "hk_macau_permit", .parse = parse_hk_macau_permit, .mask = mask_permit, .example = "C12345678", .personal = true};
constinit const FieldType passport{
    .name = "passport", .parse = parse_passport, .mask = mask_permit, .example = "E12345678", .personal = true};
constinit const FieldType business_no{
    .name = "business_no", .parse = parse_business_no, .mask = mask_permit, .example = "440100123456789", .personal = true, .number = true};
constinit const FieldType receipt_no{
    .name = "receipt_no", .parse = parse_receipt_no, .mask = mask_permit, .example = "4401060000202611", .personal = true, .number = true};
constinit const FieldType slip_no{
    .name = "slip_no", .parse = parse_slip_no, .mask = mask_nothing, .example = "440106202611230001", .number = true};
constinit const FieldType appointment_no{
    .name = "appointment_no", .parse = parse_appointment_no, .mask = mask_nothing, .example = "2026113000000001", .number = true};
constinit const FieldType record_no{
    .name = "record_no", .parse = parse_record_no, .mask = mask_nothing, .example = "2026113000000001", .number = true};
constinit const FieldType query_password{.name = "query_password",
                                         .parse = parse_query_password,
                                         .mask = mask_password,
                                         .example = "246810",
                                         .personal = true,
                                         .secret = true,
                                         .number = true};
constinit const FieldType birth_certificate_no{
    .name = "birth_certificate_no", .parse = parse_birth_certificate_no, .mask = mask_permit, .example = "T440123456", .personal = true};
constinit const FieldType credit_code{
    .name = "credit_code", .parse = parse_credit_code, .mask = mask_nothing, .example = "91440199MA0000000L", .number = true};

}  // namespace services
