// What is not done here: every function of the catalogue has a row, residents' sentences find it, and it takes nothing from a service.
#include "services/chat/finding.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "conversation.h"
#include "services/answers/characters.h"
#include "services/chat/phrases.h"
#include "services/chat/words.h"
#include "wechat/utf8.h"

using namespace services;

namespace {

/// The row that answers; null when a service has replaced it.
const Elsewhere* elsewhere(const Catalog& catalog, const Figures& figures, std::string_view text) {
    return services::find(catalog, figures, text).elsewhere;
}

/// The service that has replaced the row a message names.
const Service* served(const Catalog& catalog, const Figures& figures, std::string_view text) {
    const Elsewhere* row = services::row_named(catalog, figures, text);
    return row == nullptr ? nullptr : catalog.find(row->id);
}

/// Catalogue §2, in its order.
constexpr std::array functions = std::to_array<std::string_view>({
    "traffic_violation_query",
    "driver_points_query",
    "vehicle_status_query",
    "traffic_fine_settlement",
    "penalty_decision_payment",
    "quick_accident_claim",
    "accident_case_query",
    "claim_service_points",
    "inspection_exempt_sticker",
    "driving_license_renewal",
    "driving_license_replacement",
    "vehicle_plate_replacement",
    "vehicle_office_appointment",
    "violation_window_appointment",
    "live_traffic_conditions",
    "traffic_violation_report",
    "violation_alert_subscription",
    "hk_macau_reendorsement",
    "exit_entry_appointment",
    "exit_entry_preapplication",
    "exit_entry_progress",
    "exit_entry_fee_payment",
    "exit_entry_document_query",
    "exit_entry_delivery",
    "foreigner_visa_appointment",
    "accommodation_registration",
    "exit_entry_halls",
    "id_card_appointment",
    "household_appointment",
    "newborn_name_query",
    "newborn_registration",
    "id_card_progress",
    "id_card_loss_report",
    "migration_progress",
    "residence_registration",
    "residence_permit_application",
    "residence_permit_progress",
    "address_jurisdiction_query",
    "no_criminal_record_certificate",
    "dog_registration",
    "security_guard_exam",
    "detention_visit_appointment",
    "case_progress_query",
    "drug_crime_report",
    "news_bulletin",
    "service_guide",
    "police_station_directory",
    "my_progress",
    "my_appointments",
    "online_consultation",
    "suggestion_complaint",
    "crime_tip",
    "missing_person_notice",
    "anti_fraud_center",
    "information_disclosure_request",
    "event_signup",
    "police_recruitment",
});

struct Said {
    std::string_view text, row;
};

constexpr std::array sentences = std::to_array<Said>({
#define SAID(text, row) {text, row},
#include "elsewhere_said.inc"
#undef SAID
});

/// The words of a row as they are written, and its title.
std::vector<std::string> words_of(const Elsewhere& row) {
    std::vector<std::string> words{std::string(row.title)};
    std::string word;
    for (const char c : std::string(row.words) + "|") {
        if (c != '|') {
            word += c;
            continue;
        }
        words.push_back(word);
        word.clear();
    }
    return words;
}

std::string name_of(const Elsewhere* row) {
    if (row == nullptr) return {};
    return std::string(row->id.empty() ? row->title : row->id);
}

/// A word as somebody would say it: 护照…丢 with something between.
std::string spoken(std::string word) {
    if (word.starts_with('=')) word.erase(0, 1);
    for (std::size_t at = word.find("…"); at != std::string::npos; at = word.find("…"))
        word.replace(at, std::string_view("…").size(), "、");
    return word;
}

/// The services that are there today as far as words go, in a catalog that does not grow with the product: so that sentences keep their
/// rows when a service is added.
const Catalog& of_today() {
    static const Catalog made = [] {
        constexpr std::array ids{"quick_accident_claim", "claim_service_points", "exit_entry_halls", "id_card_appointment",
                                 "newborn_name_query",   "id_card_progress",     "my_progress",      "police_station_directory",
                                 "my_appointments",      "bind_identity"};
        std::vector<Service> kept;
        for (const char* id : ids) kept.push_back(*catalog().find(id));
        return Catalog(std::move(kept));
    }();
    return made;
}

/// What a sentence is about: its row or, where a service is expected, the only one it names.
std::string meant(std::string_view text, std::string_view expected) {
    const Finding found = services::find(of_today(), Figures{}, text);
    const bool is_one = found.is_named() && found.services.size() == 1;
    if (of_today().find(expected) == nullptr || found.elsewhere != nullptr) return name_of(found.elsewhere);
    return is_one ? found.services.front().service->id : "";
}

}  // namespace

TEST_CASE("what is not wanted opens nothing, and what is to be undone is not refused") {
    for (const char* said :
         {"不想换身份证了", "唔办护照喇", "取消绑定", "我不想办护照了", "算了,不要预约了", "别帮我办了", "先不办港澳通行证"}) {
        CAPTURE(std::string(said));
        CHECK(find(of_today(), Figures{}, said).is_declined);
    }
    for (const char* said : {"取消预约", "解除抵押", "取消违章提醒", "别人的车有违章", "不想换身份证可以吗?", "不想换身份证可以吗",
                             "换身份证", "身份证不见了"}) {
        CAPTURE(std::string(said));
        CHECK_FALSE(find(of_today(), Figures{}, said).is_declined);
    }
}

TEST_CASE("every function of the catalogue has one row, in its order; what others run follows") {
    std::vector<std::string_view> ids;
    for (const Elsewhere& row : elsewheres()) {
        if (!row.id.empty()) ids.push_back(row.id);
    }
    CHECK(ids.size() == 57);
    CHECK(std::ranges::equal(ids, functions));
    CHECK(elsewheres().size() > 57 + 20);
    CHECK(!elsewheres().front().id.empty());
    CHECK(elsewheres().back().id.empty());
}

TEST_CASE("a row is a title, one sentence that says where to go, and words") {
    for (const Elsewhere& row : elsewheres()) {
        CAPTURE(row.title);
        CHECK(!row.title.empty());
        CHECK(row.way.ends_with("。"));
        CHECK(row.way.find("。") == row.way.size() - std::string_view("。").size());
        CHECK(wechat::code_points(row.way) <= 80);
        CHECK((row.here.empty() || (row.here != row.id && std::ranges::find(functions, row.here) != functions.end())));
        CHECK(words_of(row).size() >= 4);
    }
}

TEST_CASE("a row has the title of its service") {
    for (const Service& service : catalog().all()) {
        const Elsewhere* row = other_way(service.id);
        if (row != nullptr) CHECK(row->title == service.title);
    }
}

TEST_CASE("a way names no telephone number but those everybody knows") {
    const std::set<std::string> known{"110",   "119",   "120",   "122",   "12110020", "11183", "12123", "12306", "12315",
                                      "12328", "12329", "12333", "12345", "12348",    "12367", "12389", "12393", "96110"};
    for (const Elsewhere& row : elsewheres()) {
        std::string digits;
        for (const char c : std::string(row.way) + " ") {
            if (c >= '0' && c <= '9') {
                digits += c;
                continue;
            }
            CHECK_MESSAGE((digits.size() < 3 || known.contains(digits)), row.title, ": ", digits);
            digits.clear();
        }
    }
}

TEST_CASE("no two rows share a word, and none is a command or in everything") {
    std::map<std::string, std::string_view> whose;
    for (const Elsewhere& row : elsewheres()) {
        for (const std::string& word : words_of(row)) {
            CAPTURE(row.title);
            CAPTURE(word);
            const auto [at, is_new] = whose.emplace(lower(word), row.title);
            CHECK_MESSAGE(is_new, at->second);
            CHECK(engine_word(spoken(word)) == Word::none);
            CHECK(longest_inside({lower(word)}, searched(spoken(word))) >= 2);
            CHECK(word.find_first_of(" \t\n") != 0);
            CHECK(!word.ends_with("…"));
        }
    }
    CHECK(whose.size() > 1500);
}

TEST_CASE("a word alone finds its row") {
    const Catalog none(std::vector<Service>{});
    for (const Elsewhere& row : elsewheres()) {
        for (const std::string& word : words_of(row))
            CHECK_MESSAGE(name_of(elsewhere(none, Figures{}, spoken(word))) == name_of(&row), word);
    }
}

TEST_CASE("residents' sentences find the row that is meant, or none") {
    int rows = 0;
    std::set<std::string_view> named;
    for (const auto& [text, row] : sentences) {
        CHECK_MESSAGE(meant(text, row) == row, text);
        if (row.empty()) continue;
        ++rows;
        named.insert(row);
    }
    CHECK(rows >= 120);
    for (const std::string_view id : functions) {
        if (of_today().find(id) == nullptr) CHECK_MESSAGE(named.contains(id), id, " is in no sentence");
    }
}

TEST_CASE("what names a service still goes to it") {
    for (const Service& service : catalog().all()) {
        std::vector<std::string> words = service.words;
        words.push_back(service.title);
        for (const std::string& word : words) {
            CAPTURE(word);
            const auto found = match(catalog().all(), Figures{}, word);
            CHECK(std::ranges::find(found, service.id, &Service::id) != found.end());
            CHECK(elsewhere(catalog(), Figures{}, word) == nullptr);
            CHECK(served(catalog(), Figures{}, word) == nullptr);
        }
    }
}

TEST_CASE("a row is silent as soon as its service is there, and its words lead to the service") {
    for (const std::string_view id : functions) {
        CAPTURE(id);
        const Elsewhere* row = other_way(id);
        REQUIRE(row != nullptr);
        Service added = stub("stub", "业务", text);
        added.id = id;
        const Catalog with({added}), without({stub("stub", "业务", text)});
        CHECK(elsewhere(without, Figures{}, row->title) == row);
        CHECK(served(without, Figures{}, row->title) == nullptr);
        CHECK(elsewhere(with, Figures{}, row->title) == nullptr);
        REQUIRE(served(with, Figures{}, row->title) != nullptr);
        CHECK(served(with, Figures{}, row->title)->id == id);
    }
    for (const Elsewhere& row : elsewheres()) {
        if (catalog().find(row.id) == nullptr) continue;
        for (const std::string& word : words_of(row)) CHECK(elsewhere(catalog(), Figures{}, spoken(word)) != &row);
    }
    CHECK(served(of_today(), Figures{}, "身份证办到什么进度了")->id == "id_card_progress");
    CHECK(served(of_today(), Figures{}, "护照去哪里办")->id == "exit_entry_halls");
    CHECK(served(of_today(), Figures{}, "护照过期了") == nullptr);
}

TEST_CASE("a service's words, those of its settings too, come before a row's that is no longer") {
    Figures figures;
    CHECK(name_of(elsewhere(of_today(), figures, "派出所可以办狗证吗")) == "dog_registration");
    figures.settings["police_station_directory"].words = {"派出所可以办狗证"};
    CHECK(elsewhere(of_today(), figures, "派出所可以办狗证吗") == nullptr);
    figures.settings["police_station_directory"].enabled = false;  // its notice is said, with the row's way
    CHECK(elsewhere(of_today(), figures, "派出所可以办狗证吗") == nullptr);
}

TEST_CASE("what is said names the business and says where to go") {
    CHECK(said(*other_way("traffic_violation_query")) ==
          "「交通违法查询」这里还不能办。可以在「交管12123」App查询，也可以到交警大队的违法处理窗口查询。");
    CHECK(said(*elsewhere(of_today(), Figures{}, "社保")) == "「社会保险」不在这里办理。由人力资源社会保障部门办理，请拨打12333。");
    CHECK(said(*elsewhere(of_today(), Figures{}, "寻人")).find("110") != std::string::npos);
    CHECK(other_way("bind_identity") == nullptr);
    CHECK(other_way("") == nullptr);
    CHECK(other_way("nothing") == nullptr);
}

TEST_CASE("a phrase is parts one after another, a whole message, or whole Latin words") {
    const auto length = [](const char* phrase, const char* text) { return longest_inside({phrase}, searched(text)); };
    CHECK(length("护照…丢", "我本护照尋日丢咗。") == 3);
    CHECK(length("护照…丢", "丢了护照") == 0);
    CHECK(length("护照…护照", "护照") == 0);
    CHECK(length("护照…护照", "护照护照") == 4);
    CHECK(length("=材料", "材料？") == 2);
    CHECK(length("=材料", "什么材料") == 0);
    CHECK(length("visa…extend", "My VISA, please extend it") == 10);
    CHECK(length("visa…extend", "visa extended") == 0);
    CHECK(length("照", "护照") == 0);
    CHECK(length("…", "护照") == 0);
    CHECK(length("=", "") == 0);
    CHECK(length("", "护照") == 0);
    CHECK(longest_inside({}, "护照") == 0);
    CHECK(longest_inside({"护照", "办护照", "办护照吗"}, "我想办护照") == 3);
}
