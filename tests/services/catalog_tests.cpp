// What the catalog refuses when the program starts.
#include "services/form/catalog.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "conversation.h"

using namespace services;

TEST_CASE("choices are made of answers that were asked before") {
    Service service = stub("stub", "测试业务", text);
    service.fields.push_back({.key = "site", .label = "地点", .ask = "哪里？", .type = &text, .from = {"note"}});
    CHECK_NOTHROW(Catalog({service}));
    service.fields.back().from = {"later"};
    service.fields.push_back({.key = "later", .label = "以后", .ask = "以后？", .type = &text});
    CHECK_THROWS_AS(Catalog({service}), std::logic_error);
}

TEST_CASE("an anonymous service asks for no level and knows nothing of the resident") {
    Service service = stub("stub", "测试业务", text);
    service.anonymous = true;
    CHECK_NOTHROW(Catalog({service}));
    service.level = Level::L1;
    CHECK_THROWS_AS(Catalog({service}), std::logic_error);
    service.level = Level::L0;
    service.fields.front().known = [](const Answers&, const Facts&) { return std::string{}; };
    CHECK_THROWS_AS(Catalog({service}), std::logic_error);
}
