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
