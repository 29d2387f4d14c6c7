#include <doctest/doctest.h>

#include <array>

#include "tests/services/fields_say.h"

using namespace services;
using tests::said;
using tests::why;

TEST_CASE("ID numbers that are right") {
    for (const char* good : {"44011320141005001X", "360426199101010071", "34052419800101001X", "440199198001010012", "440199198001010020",
                             "440199199003074612", "44019919850615007X", "440199200802290018", "440199201604060013"}) {
        CAPTURE(good);
        CHECK(said(id_card, good) == good);
    }
    CHECK(said(id_card, "34052419800101001x") == "34052419800101001X");
    CHECK(said(id_card, " ３４０５２４ 19800101-001Ｘ ") == "34052419800101001X");
    CHECK(is_male("440199198001010012"));
    CHECK_FALSE(is_male("440199198001010020"));
    CHECK(iso(birth_of("440199200802290018")) == "2008-02-29");
}

TEST_CASE("each mistake in an ID number has its own reason") {
    const auto has = [](const char* number, const char* words) { return why(id_card, number).find(words) != std::string::npos; };
    CHECK(has("36042619910102009X", "校验"));
    CHECK(has("440199198001010011", "校验"));
    CHECK(has("360426199113010079", "出生日期"));
    CHECK(has("440199201002290014", "出生日期"));
    CHECK(has("440199189912310019", "出生日期"));
    CHECK(has("T60426199101010078", "前17位"));
    CHECK(has("4401991990030746１2", "前17位"));
    CHECK(has("440199900307461", "15位"));
    CHECK(has("44019919900307461", "18位"));
    CHECK(has("4401991990030746122", "18位"));
    CHECK(has("990199199003074612", "省级"));
    CHECK(has("", "18位"));
}

TEST_CASE("at the end of an ID number whatever looks like X is X, and nowhere else") {
    for (const char* x : {"x", "X", "ｘ", "Ｘ", "Ⅹ", "ⅹ", "×", "х", "Х", "χ", "Χ", "✕", "✖️", "✗", "╳", "❌", "𝐱", "ⓧ", "*"}) {
        CAPTURE(x);
        CHECK(said(id_card, "34052419800101001" + std::string(x)).has_value() == (std::string_view(x) != "*"));
    }
    CHECK(said(id_card, "3405241980010100×1") == std::nullopt);
    CHECK(said(id_card, "×34052419800101001") == std::nullopt);
    CHECK(said(id_card, "340524 19800101 001×") == "34052419800101001X");
}

TEST_CASE("permanent-residence cards of foreigners carry the province behind the 9") {
    // 9, province, country of three digits (ISO 3166-1), birth date, sequence, the same check digit. Invented, checksums computed here.
    const auto with_check = [](const std::string& body) {
        constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        int sum = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) sum += (body[i] - '0') * weights[i];
        return body + "10X98765432"[sum % 11];
    };
    int with_x = 0;
    for (const char* begins : {"944840", "911392", "931826", "944410", "965643", "981840", "946276"}) {
        for (int sequence = 100; sequence < 112; ++sequence) {
            const std::string number = with_check(std::string(begins) + "19850615" + std::to_string(sequence));
            CAPTURE(number);
            CHECK(said(id_card, number) == number);
            CHECK(iso(birth_of(number)) == "1985-06-15");
            CHECK(mask_id_card(number) == "9*************" + number.substr(14));
            if (number.back() == 'X') ++with_x;
            std::string wrong = number;
            wrong[16] = wrong[16] == '9' ? '0' : static_cast<char>(wrong[16] + 1);
            CHECK_FALSE(said(id_card, wrong));
        }
    }
    CHECK(with_x > 0);
    for (const char* no_province : {"900840", "910840", "990840", "999999", "947840", "988840"}) {
        const std::string number = with_check(std::string(no_province) + "19850615123");
        CAPTURE(number);
        CHECK(why(id_card, number).find("省级") != std::string::npos);
    }
    CHECK_FALSE(said(id_card, with_check("94484019851315123")));
    CHECK_FALSE(said(id_card, "944840850615123"));
}

TEST_CASE("a birth date may be today, not tomorrow, by the day in Guangzhou") {
    CHECK(said(id_card, "440199201604060013", "2016-04-06"));
    CHECK_FALSE(said(id_card, "440199201604060013", "2016-04-05"));
}

TEST_CASE("mobile numbers, with the country code removed") {
    for (const char* same :
         {"13800138000", "+8613800138000", "008613800138000", "8613800138000", "138 0013 8000", "138-0013-8000", "＋86 13800138000"}) {
        CAPTURE(same);
        CHECK(said(mobile, same) == "13800138000");
    }
    CHECK(said(mobile, "19912345678"));
    for (const char* bad : {"12800138000", "1380013800", "138001380000", "02083110110", "1380013800a", "+85291234567"})
        CHECK_FALSE(said(mobile, bad));
}

TEST_CASE("landlines and codes") {
    CHECK(said(landline, "020-81234567") == "020-81234567");
    CHECK(said(landline, "(020) 81234567") == "020-81234567");
    CHECK(said(landline, "81234567") == "020-81234567");
    CHECK(said(landline, "07551234567") == "0755-1234567");
    for (const char* bad : {"8123456", "020-812345", "13800138000", "020-812345678"}) CHECK_FALSE(said(landline, bad));
    CHECK(said(sms_code, "123 456") == "123456");
    for (const char* bad : {"12345", "1234567", "12345a"}) CHECK_FALSE(said(sms_code, bad));
}

TEST_CASE("names keep what the resident wrote") {
    CHECK(said(person_name, "林志远") == "林志远");
    CHECK(said(person_name, "林 志远") == "林志远");
    for (const char* dotted : {"买买提·艾力", "买买提•艾力", "买买提・艾力", "买买提．艾力", "买买提.艾力"})
        CHECK(said(person_name, dotted) == "买买提·艾力");
    CHECK(said(person_name, "Jean-Paul O’Neill") == "JEAN-PAUL O'NEILL");
    CHECK(said(person_name, "𬭎𡐓") == "𬭎𡐓");
    // 昇 is a character of its own in names; its simplified form is not the name.
    Input input{.text = "林升", .choice = {}, .file = {}, .position = {}, .place = {}, .raw = " 林昇 "};
    CHECK(std::get<std::string>(tests::parsed(person_name, input)) == "林昇");
    // 遠 stands on no document issued here: it is 远 typed on another keyboard.
    input.text = "林志远";
    input.raw = "林志遠";
    CHECK(std::get<std::string>(tests::parsed(person_name, input)) == "林志远");
    for (const char* bad : {"林", "·林", "林·", "林··远", "林1", "林Zhi", "X", "林，志", "12", "", "林😀"}) {
        CAPTURE(bad);
        CHECK_FALSE(said(person_name, bad));
    }
    std::string longest;
    for (int i = 0; i < 30; ++i) longest += "林";
    CHECK(said(person_name, longest));
    CHECK_FALSE(said(person_name, longest + "林"));
}

TEST_CASE("names of the newborn use the table of general standard characters") {
    CHECK(said(newborn_name, "林知夏") == "林知夏");
    CHECK(said(newborn_name, "欧阳清扬一二") == "欧阳清扬一二");
    CHECK(said(newborn_name, "林𬭎") == "林𬭎");  // U+2CB4E, in the table beyond the basic plane
    CHECK(said(newborn_name, "买买提·艾力江·吐尔逊") == "买买提·艾力江·吐尔逊");
    const auto reason = [](const char* text, const char* raw) {
        return why(newborn_name, Input{.text = text, .choice = {}, .file = {}, .position = {}, .place = {}, .raw = raw});
    };
    CHECK(reason("陈龙", "陈龍").find("有繁体字或异体字") != std::string::npos);
    CHECK(reason("林龘龘", "林龘龘").find("通用规范汉字表") != std::string::npos);
    CHECK(reason("林xia", "林xia").find("拼音") != std::string::npos);
    CHECK(reason("林3", "林3").find("数字") != std::string::npos);
    CHECK(reason("林", "林").find("2至6个") != std::string::npos);
    CHECK(reason("欧阳清扬一二三", "欧阳清扬一二三").find("2至6个") != std::string::npos);
    CHECK(reason("林·", "林·").find("中间") != std::string::npos);
    CHECK_FALSE(reason("", "").empty());
}
