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
    CHECK(why(plate, "粤A1234").find("7至9位") != std::string::npos);
}

TEST_CASE("rarer plates are plates: rescue, armed police, embassies and consulates, the army, trial and temporary") {
    for (const char* good :
         {"粤X1234应急", "粤S0001应急", "京X012A应急", "京12345应急", "应急粤123X", "WJ12345",    "WJ1234X",    "WJ粤12345", "WJ粤1234X",
          "WJ粤B1234",   "WJ京1234J",   "WJ警00081",   "WJ粤1234消",  "WJ0112345",  "WJ01消1234", "WJ011234边", "使014578",  "014578使",
          "使A0062",     "224001使",    "粤A0023领",   "沪A1234领",   "领224001",   "224001领",   "粤23001领",  "粤A1234使", "粤A1234试",
          "粤A1234临",   "粤A12345临",  "KA12345",     "VB01234",     "粤ZF023港",  "粤A1234警"}) {
        CAPTURE(good);
        CHECK(said(plate, good) == good);
        CHECK(plate.mask(good).find('*') != std::string::npos);
        CHECK(plate.mask(good).find(good) == std::string::npos);
        CHECK_FALSE(is_new_energy_plate(good));
    }
    for (const auto& [typed, kept] : {std::pair{"粤X·1234 应急", "粤X1234应急"},
                                      {"wj粤·1234x", "WJ粤1234X"},
                                      {"WJ·粤·12345", "WJ粤12345"},
                                      {"使·014·578", "使014578"},
                                      {"粤Ａ·0023领", "粤A0023领"},
                                      {"ＷＪ⻢", ""}})
        CHECK(said(plate, typed).value_or("") == kept);
    for (const char* bad :
         {"粤X123应急", "粤X12345应急", "应急", "X1234应急", "粤X1234应", "WJ1234", "WJ", "WJ港12345", "WJP12345", "WJT12345", "P12345应急",
          "使12345", "使领01234", "领12345", "YA12345", "FA12345", "A1234应急", "粤A1234临临", "WJ粤123456"}) {
        CAPTURE(bad);
        CHECK_FALSE(said(plate, bad));
    }
    CHECK(is_new_energy_plate("粤AD12345"));
    CHECK(is_new_energy_plate("粤A12345D"));
    CHECK_FALSE(is_new_energy_plate("粤A12345"));
    CHECK_FALSE(is_new_energy_plate("粤A1234学"));
}

TEST_CASE("nobody is told to write another plate than theirs") {
    for (const char* wrong :
         {"粤A12I45", "粤A1234O", "粤ADO1234", "A12345", "粤A1234", "港A12345", "不知道", "没有牌照", "粤", "", "粤A123456789"}) {
        const std::string reason = why(plate, wrong);
        CAPTURE(wrong);
        CHECK(reason.find("对照号牌") != std::string::npos);
        for (const char* advice : {"改为", "换成", "粤A", "例如"}) CHECK(reason.find(advice) == std::string::npos);
    }
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
    for (const char* bad : {"", "号码12", "12_456", "HELLO", "no", "***"}) CHECK_FALSE(said(engine_last6, bad));
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
