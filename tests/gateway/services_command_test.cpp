#include "gateway/commands/services.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "config_folder.h"
#include "gateway/config/json.h"

namespace {

using namespace config_test;

const gateway::json::Node& service(const gateway::json::Node& all, std::string_view id) {
    const auto found = std::find_if(all.items.begin(), all.items.end(), [&](const auto& node) { return node.at("id").text == id; });
    REQUIRE(found != all.items.end());
    return *found;
}

TEST_CASE("every service as JSON, as configured") {
    const Folder folder;
    folder.edit("services/household.json", "\"enabled\": true",
                "\"enabled\": false, \"words\": [\"二代证\"], \"channels\": [\"W\", \"J\"]");
    const auto config = folder.load().config;
    REQUIRE(config);
    const auto parsed = gateway::json::parse(gateway::services_json(services::catalog(), *config));
    REQUIRE(parsed.root);
    CHECK(parsed.root->items.size() == services::catalog().all().size());

    const auto& booking = service(*parsed.root, "id_card_appointment");
    CHECK(booking.at("title").text == "身份证业务办理预约");
    CHECK(booking.at("department").text == "household");
    CHECK(booking.at("kind").text == "appointment");
    CHECK(booking.at("level").text == "L2");
    CHECK(booking.at("pay").text == "win");
    CHECK_FALSE(booking.at("enabled").flag);
    REQUIRE(booking.at("channels").items.size() == 2);
    CHECK(booking.at("channels").items[1].text == "J");
    CHECK(booking.at("words").items.back().text == "二代证");
    CHECK(service(*parsed.root, "newborn_name_query").at("channels").items.size() == 5);

    for (const auto& node : parsed.root->items) {
        const auto* spec = services::catalog().find(node.at("id").text);
        REQUIRE(spec != nullptr);
        CHECK(node.at("fields").items.size() == spec->questions().size());
        for (const auto& field : node.at("fields").items) {
            CHECK_FALSE(field.at("key").text.empty());
            CHECK_FALSE(field.at("question").text.empty());
            CHECK_FALSE(field.at("type").text.empty());
            const auto& when = field.at("when");
            CHECK((when.type == gateway::json::Type::null || !when.at("values").items.empty()));
        }
    }
    const auto& fields = booking.at("fields").items;
    const auto business = std::find_if(fields.begin(), fields.end(), [](const auto& field) { return field.at("key").text == "business"; });
    REQUIRE(business != fields.end());
    CHECK(business->at("options").items.front().at("id").text == "FIRST");
    CHECK(business->at("options").items.front().at("label").text == "首次申领");
    CHECK_FALSE(business->at("example").text.empty());
}

TEST_CASE("every service on a line, in columns") {
    const auto config = gateway::load_config(shipped, services::catalog(), today).config;
    REQUIRE(config);
    const auto table = gateway::services_table(services::catalog(), *config);
    CHECK(std::count(table.begin(), table.end(), '\n') == static_cast<std::ptrdiff_t>(services::catalog().all().size()) + 1);
    CHECK(table.find("id_card_appointment") != std::string::npos);
    CHECK(table.find("WCABJ") != std::string::npos);
}

}  // namespace
