#include <doctest/doctest.h>

#include "tests/services/fields_say.h"

using namespace services;
using tests::said;
using tests::why;

TEST_CASE("plates of catalogue §7.4") {
    for (const char* good : {"粤A12345", "粤AF1234", "粤AD12345", "粤AF12345", "粤ADA1234", "粤A12345D", "粤A1234学", "粤ZAB12港",
                             "粤A1234挂", "粤A1234警", "粤Z1234澳", "粤A0023领", "使014578", "014578使"}) {
        CAPTURE(good);
        CHECK(said(plate, good) == good);
    }
    for (const char* same : {"粤a12345", "粤A·12345", "粤 A 12345", "粤A-12345", "粤Ａ１２３４５"}) CHECK(said(plate, same) == "粤A12345");
    for (const char* bad : {"粤A12I45", "粤ADO1234", "粤A123456", "粤AD1A234", "A12345", "粤A1234", "港A12345", "粤I12345", "粤112345",
                            "粤A1234学学", "使01457", ""}) {
        CAPTURE(bad);
        CHECK_FALSE(said(plate, bad));
    }
    CHECK(why(plate, "粤A12I45").find("字母I和O") != std::string::npos);
    CHECK(why(plate, "粤A1234").find("7位") != std::string::npos);
}

TEST_CASE("no new-energy plate before the pilot") {
    CHECK_FALSE(said(plate, "粤AD12345", "2016-04-01"));
    CHECK(said(plate, "粤AD12345", "2016-12-01"));
    CHECK(said(plate, "粤A12345", "2016-04-01"));
}

TEST_CASE("engine numbers are compared by their last six") {
    CHECK(said(engine_last6, "a12345") == "A12345");
    CHECK(said(engine_last6, "4G15 S8A12345") == "A12345");
    CHECK(said(engine_last6, "123") == "123");
    CHECK(said(engine_last6, "12*-45") == "12*-45");
    for (const char* bad : {"", "号码12", "12_456"}) CHECK_FALSE(said(engine_last6, bad));
}

TEST_CASE("numbers of files, decisions and accidents") {
    CHECK(said(file_no, "4401 0012 3456") == "440100123456");
    CHECK_FALSE(said(file_no, "44010012345"));
    CHECK(said(decision_no, "440100123456789"));
    CHECK(said(decision_no, "4401001234567890"));
    CHECK_FALSE(said(decision_no, "44010012345678901"));
    CHECK(said(accident_no, "kc20151116000006") == "KC20151116000006");
    for (const char* bad : {"KC20151316000006", "KC2015111600006", "20151116000006", "KX20151116000006"})
        CHECK_FALSE(said(accident_no, bad));
}
