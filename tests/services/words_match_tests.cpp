#include <doctest/doctest.h>

#include "services/chat/finding.h"
#include "services/chat/words.h"

using namespace services;

namespace {

Service service(const char* id, const char* title, std::vector<std::string> words) {
    Service made;
    made.id = id;
    made.title = title;
    made.words = std::move(words);
    return made;
}

// Rows of catalogue §13.
const std::vector<Service>& some() {
    static const std::vector<Service> all{
        service("traffic_violation_query", "交通违法查询", {"违章", "违章查询", "查违章", "交通违法", "电子眼", "牛肉干"}),
        service("exit_entry_appointment", "出入境业务预约", {"护照预约", "办护照", "港澳通行证预约", "出入境预约", "办通行证"}),
        service("foreigner_visa_appointment", "外国人签证证件预约", {"visa", "签证预约", "residence permit"}),
        service("id_card_appointment", "身份证业务办理预约", {"身份证", "办身份证", "换身份证", "身份证到期", "临时身份证"}),
        service("id_card_loss_report", "身份证丢失申报", {"身份证丢失", "挂失身份证", "身份证唔见咗"}),
        service("id_card_progress", "身份证办理进度查询", {"身份证进度", "身份证办好没"}),
        service("police_station_directory", "派出所与窗口查询", {"派出所", "派出所电话"}),
    };
    return all;
}

std::vector<std::string> ids(const std::vector<const Service*>& services) {
    std::vector<std::string> result;
    for (const Service* service : services) result.push_back(service->id);
    return result;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("the longest word wins, a whole message before any") {
    const Figures figures;
    const auto found = [&](const char* text) { return ids(match(some(), figures, text)); };
    CHECK(found("身份证") == Ids{"id_card_appointment"});
    CHECK(found("我的身份证丢失了怎么办") == Ids{"id_card_loss_report"});
    CHECK(found("身份证进度") == Ids{"id_card_progress"});
    CHECK(found("身份证办理进度查询") == Ids{"id_card_progress"});
    CHECK(found("身份证唔见咗") == Ids{"id_card_loss_report"});
    CHECK(found("查违章。") == Ids{"traffic_violation_query"});
    CHECK(found("办身份证和护照预约") == Ids{"exit_entry_appointment", "id_card_appointment"});
    CHECK(found("VISA") == Ids{"foreigner_visa_appointment"});
    CHECK(found("about my Visa please") == Ids{"foreigner_visa_appointment"});
    CHECK(found("is it advisable") == Ids{});
    CHECK(found("visas") == Ids{});
    CHECK(found("你好") == Ids{});
    CHECK(found("") == Ids{});
    CHECK(found("。") == Ids{});
}

TEST_CASE("settings add words; a switched-off service is found only alone") {
    Figures figures;
    figures.settings["traffic_violation_query"].words = {"牛肉乾", "抄牌"};
    CHECK(ids(match(some(), figures, "又被抄牌")) == Ids{"traffic_violation_query"});
    figures.settings["id_card_appointment"].enabled = false;
    CHECK(ids(match(some(), figures, "办身份证和护照预约")) == Ids{"exit_entry_appointment"});
    CHECK(ids(match(some(), figures, "换身份证")) == Ids{"id_card_appointment"});
}

TEST_CASE("at most five services share one word") {
    std::vector<Service> many;
    for (int i = 0; i < 8; ++i) many.push_back(service(("s" + std::to_string(i)).c_str(), "某业务", {"预约"}));
    CHECK(match(many, Figures{}, "预约").size() == 5);
}

TEST_CASE("slips of the pen find the nearest services") {
    Figures figures;
    const auto first = [&](const char* text) {
        const auto found = nearest(some(), figures, text, 3, alike);
        return found.empty() ? std::string{} : found.front().service->id;
    };
    CHECK(first("身分证到期") == "id_card_appointment");
    CHECK(first("我想问下身份正丢失怎么办") == "id_card_loss_report");
    CHECK(first("派出索电话") == "police_station_directory");
    CHECK(first("交通违法查寻") == "traffic_violation_query");
    CHECK(first("签证") == "foreigner_visa_appointment");
    CHECK(nearest(some(), figures, "身份证办", 3, alike).size() == 3);
    CHECK(nearest(some(), figures, "身份证办", 1, alike).size() == 1);
    for (const char* garbage : {"你好", "今天天气真好", "asdfgh", "", "1", "哈哈哈哈", "😀"}) {
        CAPTURE(garbage);
        CHECK(nearest(some(), figures, garbage, 3, alike).empty());
    }
    figures.settings["police_station_directory"].enabled = false;
    CHECK(first("派出索电话").empty());
}
