#include "services/answers/fields.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "tests/services/fields_say.h"

using namespace services;
using tests::given;
using tests::said;
using tests::why;

TEST_CASE("every type is listed once, with a name and an example that is its own normal form") {
    std::set<std::string_view> names;
    for (const FieldType* type : field_types()) {
        CAPTURE(type->name);
        CHECK(names.insert(type->name).second);
        const std::optional<std::string> value = given(*type, std::string(type->example));
        REQUIRE(value);
        CHECK(*value == type->example);
        CHECK(given(*type, *value) == value);
        CHECK_FALSE(services::name_of(type->control).empty());
    }
    CHECK(names.size() == 33);
}

TEST_CASE("masks hide what is personal") {
    for (const FieldType* type : field_types()) {
        CAPTURE(type->name);
        const std::string shown = type->mask(type->example);
        CHECK_FALSE(shown.empty());
        if (type->personal) CHECK(shown.find(type->example) == std::string::npos);
        (void)type->mask("");
        (void)type->mask("x");
    }
}

TEST_CASE("a refusal says what to do and never repeats the value") {
    const std::array<std::string, 8> wrong{"zq@8#vv", "12345678901234567", "440199198001010011", "粤A12I45",
                                           "13800",   "第十三个月",        "KC99999999000001",   ""};
    for (const FieldType* type : field_types()) {
        for (const std::string& value : wrong) {
            Input input;
            input.text = input.raw = value;
            const std::string reason = why(*type, input);
            if (reason.empty()) continue;
            CAPTURE(type->name);
            CAPTURE(value);
            CHECK(reason.ends_with("。"));
            if (!value.empty()) CHECK(reason.find(value) == std::string::npos);
        }
    }
}

TEST_CASE("masks of reliability-and-security §3.6") {
    CHECK(mask_name("林志远") == "林**");
    CHECK(mask_name("张三") == "张*");
    CHECK(mask_name("欧阳娜") == "欧阳*");
    CHECK(mask_name("欧阳") == "欧*");
    CHECK(mask_name("买买提·艾力") == "买**·**");
    CHECK(mask_name("JOHN SMITH") == "J*** *****");
    CHECK(mask_id_card("440199199003074612") == "4*************4612");
    CHECK(mask_mobile("13800138000") == "138****8000");
    CHECK(mask_plate("粤A12345") == "粤A·**345");
    CHECK(mask_plate("粤AD12345") == "粤A·***345");
    CHECK(mask_permit("C12345678") == "C1*****78");
    CHECK(mask_permit("1234") == "****");
}

TEST_CASE("a masked ID number leaves at least 100,000 candidates") {
    // Counted, not estimated: every area code and birth date whose weighted digits agree with the check digit and sequence that stay
    // visible. 430 area codes share the first digit; any 430 codes spread over the remainders alike.
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    std::array<long, 11> areas{}, dates{};
    for (int i = 0; i < 430; ++i) {
        const std::string code = std::to_string(440100 + i);
        int sum = 0;
        for (std::size_t k = 0; k < 6; ++k) sum += (code[k] - '0') * weights[k];
        ++areas[static_cast<std::size_t>(sum % 11)];
    }
    const Date first = *date_from_iso("1926-11-24"), last = *date_from_iso("2026-11-24");
    for (Date day = first; day < last; day += std::chrono::days{1}) {
        const std::string text = iso(day);
        const std::string code = text.substr(0, 4) + text.substr(5, 2) + text.substr(8);
        int sum = 0;
        for (std::size_t k = 0; k < 8; ++k) sum += (code[k] - '0') * weights[6 + k];
        ++dates[static_cast<std::size_t>(sum % 11)];
    }
    // "461" and check digit 2 are visible: only combinations whose check digit comes out as 2 remain.
    const int visible = 4 * weights[14] + 6 * weights[15] + 1 * weights[16];
    long candidates = 0;
    for (std::size_t a = 0; a < 11; ++a) {
        for (std::size_t d = 0; d < 11; ++d) {
            const int remainder = (static_cast<int>(a + d) + visible) % 11;
            if ("10X98765432"[remainder] == '2') candidates += areas[a] * dates[d];
        }
    }
    CHECK(candidates > 100'000);
    // The mask keeps one digit in front; with the common six it would be a single area code.
    CHECK(candidates / 430 < 10'000);
    CHECK(mask_id_card("440199199003074612").find("40199") == std::string::npos);
}

TEST_CASE("check digits of credit codes and VINs warn, they do not refuse") {
    for (const char* good : {"91110000600037341L", "91310112087994932F", "91440199MA0000000L"}) {
        CHECK(said(credit_code, good) == good);
        CHECK(credit_code_checks(good));
    }
    CHECK(said(credit_code, "91110000600037341N"));
    CHECK_FALSE(credit_code_checks("91110000600037341N"));
    CHECK(said(credit_code, " 91110000-600037341l") == "91110000600037341L");
    for (const char* bad : {"9111000060003734", "91110000600037341I", "911100006000373S1L", "91A10000600037341L"})
        CHECK_FALSE(said(credit_code, bad));
    for (const char* good : {"1M8GDM9AXKP042788", "11111111111111111"}) {
        CHECK(said(vin, good) == good);
        CHECK(vin_checks(good));
    }
    CHECK(said(vin, "1M8GDM9A0KP042788"));
    CHECK_FALSE(vin_checks("1M8GDM9A0KP042788"));
    for (const char* bad : {"1M8GDM9AXKP04278", "1M8GDM9AXKPO42788", "1M8GDM9AXKP04278*"}) CHECK_FALSE(said(vin, bad));
}
