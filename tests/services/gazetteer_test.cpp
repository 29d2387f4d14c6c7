// Places by name: what a text names, and what is told of a file.
#include <doctest/doctest.h>

#include <map>

#include "services/rules/gazetteer.h"
#include "tests/source_dir.h"

#include <fstream>
#include <sstream>

using namespace services;

namespace {

std::string faults_in(const std::string& file) {
    std::string all;
    read_gazetteer(file, [&](const LineFault& fault) {
        all += std::to_string(fault.line) + ":" + std::to_string(fault.column) + " " + fault.why + "\n";
    });
    return all;
}

std::string shipped_file() {
    std::ifstream in(source_dir() + "/deploy/config/gazetteer.txt", std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The words found and their districts: `棠下 天河区`; "" when nothing is named.
std::string said(std::string_view text) {
    const auto named = shipped_gazetteer()->named_in(text);
    if (!named) return {};
    std::string all = named->words;
    for (const std::string& code : named->districts) all += " " + district_name(code);
    return all;
}

}  // namespace

TEST_CASE("the longest name in a text is the place, wherever it stands") {
    CHECK(said("棠下") == "棠下 天河区");
    CHECK(said("我住在天河区棠下村") == "棠下村 天河区");
    CHECK(said("体育西路附近有派出所吗") == "体育西路 天河区");
    CHECK(said("请问珠江新城那边哪里可以办") == "珠江新城 天河区");
    CHECK(said("天河区石牌街体育西路103号") == "体育西路 天河区");
    CHECK(said("地铁公园前站") == "公园前 越秀区");
    CHECK(said("广州火车东站") == "火车东站 天河区");
    CHECK(said("高铁南站") == "高铁南站 番禺区");
    CHECK(said("我在广州南站") == "广州南站 番禺区");
    CHECK(said("何棠下") == "何棠下 黄埔区");
    CHECK(said("") == "");
    CHECK(said("附近派出所") == "");
    CHECK(said("\xE5\xA4") == "");  // half a character
}

TEST_CASE("a name in which a district's stands is not in that district for it") {
    CHECK(said("白云山") == "白云山 白云区");
    CHECK(said("海珠广场") == "海珠广场 越秀区");
    CHECK(said("白云路") == "白云路 越秀区");
    CHECK(said("黄埔大道西") == "黄埔大道西 天河区");
    CHECK(said("黄埔古港") == "黄埔古港 海珠区");
    CHECK(said("花城广场") == "花城广场 天河区");
    CHECK(said("长隆野生动物园") == "长隆野生动物园 番禺区");
    CHECK(said("东风东路") == "东风东路 越秀区");
}

TEST_CASE("districts are named by both their names and by former ones") {
    CHECK(said("天河区派出所") == "天河区 天河区");
    CHECK(said("天河的派出所") == "天河 天河区");
    CHECK(said("萝岗区") == "萝岗区 黄埔区");
    CHECK(said("增城市荔城") == "荔城 增城区");
    const auto both = shipped_gazetteer()->named_in("天河区或者越秀区");
    REQUIRE(both);
    CHECK(both->districts == std::vector<std::string>{"440104", "440106"});
    CHECK(both->places.empty());
}

TEST_CASE("of places of one name the text's district is meant, else all; what lies elsewhere is not taken for it") {
    CHECK(said("新塘") == "新塘 天河区 增城区");
    CHECK(said("增城新塘") == "新塘 增城区");
    CHECK(said("天河区新塘街") == "新塘街 天河区");
    CHECK(said("白云机场") == "白云机场 白云区 花都区");
    CHECK(said("番禺区体育西路") == "番禺区 番禺区");
    CHECK(shipped_gazetteer()->named_in("棠下")->position());
    CHECK_FALSE(shipped_gazetteer()->named_in("新塘")->position());
    CHECK_FALSE(shipped_gazetteer()->named_in("天河区")->position());
}

TEST_CASE("the shipped file has no mistake, every town of the city, and the positions lie in it") {
    CHECK(faults_in(shipped_file()) == "");
    std::map<std::string, int> towns;
    int metro = 0, landmarks = 0;
    for (const GazetteerPlace& place : shipped_gazetteer()->places()) {
        if (place.kind == PlaceKind::town) ++towns[place.district];
        metro += place.kind == PlaceKind::metro ? 1 : 0;
        landmarks += place.kind == PlaceKind::landmark ? 1 : 0;
        if (place.position) CHECK_MESSAGE(is_in_guangzhou(*place.position), place.names.front());
        CHECK(said(place.names.front()).find(district_name(place.district)) != std::string::npos);
    }
    CHECK(towns == std::map<std::string, int>{{"440103", 22},
                                              {"440104", 18},
                                              {"440105", 18},
                                              {"440106", 21},
                                              {"440111", 24},
                                              {"440112", 17},
                                              {"440113", 16},
                                              {"440114", 10},
                                              {"440115", 9},
                                              {"440117", 8},
                                              {"440118", 13}});
    CHECK(metro > 200);
    CHECK(landmarks > 100);
}

TEST_CASE("every mistake of a file is told at its place") {
    CHECK(faults_in("# 棠下\n\n[440106 town] # one\n棠下街 棠下 @23.131,113.380 # so\n") == "");
    CHECK(faults_in("棠下街\n") == "1:1 a place before the first section, expected e.g. [440106 town] above it\n");
    CHECK(faults_in("[440102 town]\n东山街\n").starts_with("1:2 \"440102\" is no district of Guangzhou, expected one of 440103, "));
    CHECK(faults_in("[440106 twon]\n棠下街\n") == "1:9 \"twon\" is no kind, expected district, town, metro or landmark\n");
    for (const char* header : {"[440106]", "[440106 town", "[440106 town metro]", "[]"})
        CHECK(faults_in(header) == "1:1 this is no section, expected a district code and a kind, e.g. [440106 town]\n");
    CHECK(faults_in("[440106 town]\n棠下街 棠下\n[440106 metro]\n棠东\n棠下\n") ==
          "5:1 \"棠下\" is already a name in this district, on line 2, expected each once\n");
    CHECK(faults_in("[440106 town]\n新塘街 新塘\n[440118 metro]\n新塘\n") == "");
    CHECK(faults_in("[440106 town]\n棠下街 天河\n") == "2:5 \"天河\" is the name of a district, which is known without being told\n");
    CHECK(faults_in("[440106 town]\n棠\n") == "2:1 \"棠\" has 1 characters, expected a name of 2 to 20\n");
    for (const char* bad : {"@", "@23.1", "@23.1,", "@23.1,113.3x", "@nan,113.3", "@23.1;113.3", "@23.1,113.3,5"})
        CHECK(faults_in("[440106 town]\n棠下街 " + std::string(bad) + "\n") ==
              "2:5 \"" + std::string(bad) + "\" is no position, expected e.g. @23.131,113.380\n");
    CHECK(faults_in("[440106 town]\n棠下街 @113.380,23.131\n") ==
          "2:5 the position is outside Guangzhou, expected latitude 22.43 to 23.94 and longitude 112.95 to 114.06; are the two swapped?\n");
    CHECK(faults_in("[440106 town]\n棠下街 @39.9,116.4\n").ends_with("114.06\n"));
    CHECK(faults_in("[440106 town]\n@23.131,113.380\n") == "2:1 a position without a name, expected the names before it\n");
    CHECK(faults_in("[440106 town]\n棠下街 @23.131,113.380 棠下\n") == "2:5 names follow the position, expected it at the end\n");
}

TEST_CASE("what is right of a file with mistakes is taken") {
    const Gazetteer some = read_gazetteer("[440102 town]\n东山街\n[440106 town]\n棠下街 棠下 @x\n", [](const LineFault&) {});
    CHECK(some.named_in("棠下"));
    CHECK_FALSE(some.named_in("东山街"));
    CHECK(some.named_in("天河区"));
}
