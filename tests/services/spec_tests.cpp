#include "services/form/spec.h"

#include <doctest/doctest.h>

#include "services/answers/fields.h"

using namespace services;

TEST_CASE("what leaves a record is reviewed; what needs an identity or personal data asks for consent") {
    Service service;
    for (const auto& [kind, reviewed] : {std::pair{Kind::lookup, false},
                                         {Kind::information, false},
                                         {Kind::appointment, true},
                                         {Kind::application, true},
                                         {Kind::payment, true},
                                         {Kind::report, true}}) {
        service.kind = kind;
        CHECK(is_reviewed(service, {}) == reviewed);
    }
    service.level = Level::L0;
    service.fields = {{.key = "area", .label = "区", .ask = "哪个区？", .type = &district}};
    CHECK_FALSE(needs_consent(service));
    service.fields.push_back({.key = "phone", .label = "手机", .ask = "手机号码？", .type = &mobile});
    CHECK(needs_consent(service));
    service.fields.clear();
    service.level = Level::L1;
    CHECK(needs_consent(service));
}

TEST_CASE("fields are found by key, names are those of the catalogue") {
    Service service;
    service.fields = {{.key = "area", .label = "区", .ask = "哪个区？", .type = &district}};
    REQUIRE(service.field("area") != nullptr);
    CHECK(service.field("area")->type == &district);
    CHECK(service.field("phone") == nullptr);
    CHECK(name_of(Kind::information) == "information");
    CHECK(name_of(Level::L3) == "L3");
    CHECK(name_of(Pay::none) == "-");
    CHECK(name_of(Pay::window) == "win");
    CHECK(name_of(Pay::wechat) == "WX");
    CHECK(name_of(Code::QUOTA_FULL) == "QUOTA_FULL");
}
