// The administrator's file of places: in force when it is saved, and checked.
#include <doctest/doctest.h>

#include "config_folder.h"
#include "services/rules/gazetteer.h"

using config_test::listing;

namespace {

bool knows(const gateway::Loaded& loaded, const char* place) { return loaded.config->figures.gazetteer->named_in(place).has_value(); }

}  // namespace

TEST_CASE("gazetteer.txt is in force when it is saved; without it what the program was built with") {
    const config_test::Folder folder;
    const auto built_in = folder.load();
    REQUIRE(built_in.config);
    CHECK(knows(built_in, "我住在天河区棠下村"));
    config_test::write(folder.at("gazetteer.txt"), "[440106 landmark]\n月亮湾 @23.131,113.380\n");
    const auto own = folder.load();
    REQUIRE(own.config);
    CHECK(own.config->version != built_in.config->version);
    CHECK(knows(own, "月亮湾附近"));
    CHECK_FALSE(knows(own, "棠下村"));
    CHECK(knows(own, "天河区"));
    config_test::write(folder.at("gazetteer.txt"), config_test::read(config_test::shipped + "/gazetteer.txt"));
    const auto shipped = folder.load();
    REQUIRE_MESSAGE(shipped.config, listing(shipped));
    CHECK(knows(shipped, "棠下"));
}

TEST_CASE("a mistake in gazetteer.txt is told with file, line and cause, and nothing of the folder is taken") {
    const config_test::Folder folder;
    const auto problem = [&](const std::string& text) {
        config_test::write(folder.at("gazetteer.txt"), text);
        const auto loaded = folder.load();
        CHECK_FALSE(loaded.config);
        for (const auto& each : loaded.problems)
            if (!each.warning) return each.text().substr(folder.path().size() + 1);
        return std::string();
    };
    CHECK(problem("# places\n[440102 town]\n东山街\n")
              .starts_with("gazetteer.txt:2:2: \"440102\" is no district of Guangzhou, expected one of 440103"));
    CHECK(problem("[440106 town]\n棠下街 棠下\n棠下\n") ==
          "gazetteer.txt:3:1: \"棠下\" is already a name in this district, on line 2, expected each once");
    CHECK(problem("[440106 town]\n棠下街 @23.1o,113.380\n") ==
          "gazetteer.txt:2:5: \"@23.1o,113.380\" is no position, expected e.g. @23.131,113.380");
    CHECK(problem("\xFF").starts_with("gazetteer.txt:1:1: the file is not UTF-8"));
}
