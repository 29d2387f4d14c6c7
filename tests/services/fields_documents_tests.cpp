#include <doctest/doctest.h>

#include "tests/services/fields_say.h"

using namespace services;
using tests::said;
using tests::why;

TEST_CASE("travel documents of catalogue §7.3") {
    for (const char* good : {"C12345678", "CA1234567", "CZ1234567", "W12345678"}) CHECK(said(hk_macau_permit, good) == good);
    CHECK(said(hk_macau_permit, "c 1234 5678") == "C12345678");
    for (const char* bad : {"CI1234567", "CO1234567", "C1234567", "C123456789", "CAB123456", "WA1234567", "H12345678"})
        CHECK_FALSE(said(hk_macau_permit, bad));
    for (const char* good : {"E12345678", "EA1234567", "EZ1234567", "G12345678", "D12345678", "S12345678", "P12345678", "DE1234567",
                             "SE1234567", "PE1234567"}) {
        CHECK(said(passport, good) == good);
    }
    for (const char* bad : {"EI1234567", "EO1234567", "GA1234567", "E1234567", "E123456789", "X12345678", "AE1234567"})
        CHECK_FALSE(said(passport, bad));
}

TEST_CASE("numbers on slips and certificates") {
    CHECK(said(business_no, "440100123456789"));
    CHECK(said(business_no, "123456789012"));
    for (const char* bad : {"12345678901", "123456789012345678901", "44010012345678A"}) CHECK_FALSE(said(business_no, bad));
    CHECK(said(birth_certificate_no, "t440123456") == "T440123456");
    for (const char* bad : {"4401234567", "TA40123456", "T44012345"}) CHECK_FALSE(said(birth_certificate_no, bad));
    CHECK(said(appointment_no, "2026113000000001"));
    CHECK(said(appointment_no, "20261130000001"));
    for (const char* bad : {"2026113000001", "20261130000000011", "A0261130000001"}) CHECK_FALSE(said(appointment_no, bad));
    CHECK(said(query_password, "246810"));
    CHECK_FALSE(said(query_password, "24681"));
    CHECK(said(postcode, "510030"));
    CHECK_FALSE(said(postcode, "51003"));
}

TEST_CASE("words are no number, though a number may have letters") {
    for (const char* good : {"4401060000202611", "A1234567", "GD4401060012", "440106-2026-1123", "ａ１２３４５６７８"})
        CHECK(said(receipt_no, good));
    for (const char* good : {"440106202611230001", "PDAA202644010000000001", "123456", "AB123456", "4401 0620 2611 2300 01"})
        CHECK(said(slip_no, good));
    const char* words[] = {
        "没有", "不知道", "回执找不到", "没有回执",    "nothing",   "don't know", "ABCDEFGH", "receipt",      "12",
        "1",    "2",      "第2个",      "无",          "等一下",    "hello12345", "家里着火", "回执12345678", "12345678在家",
        "110",  "😀",      "",           "none1234567", "我不记得了"};
    for (const FieldType* type : {&receipt_no, &slip_no, &business_no, &decision_no, &accident_no, &file_no, &appointment_no, &record_no,
                                  &birth_certificate_no, &credit_code, &vin, &hk_macau_permit, &passport}) {
        for (const char* word : words) {
            CAPTURE(type->name);
            CAPTURE(word);
            CHECK_FALSE(said(*type, word));
            CHECK(why(*type, word).ends_with("。"));
        }
    }
    CHECK_FALSE(said(vin, "ABCDEFGHJKLMNPRST"));
}
