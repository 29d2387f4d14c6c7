#include "services/shapes/card.h"

#include <algorithm>

#include "services/answers/fields.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

constexpr std::size_t most_places = 3;

std::string list_of(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : std::string(between)) + part;
    return all;
}

std::string ways_of(const Card& card) {
    std::string all;
    for (std::size_t i = 0; i < card.ways.size(); ++i)
        all += (i == 0 ? "" : "；") + (card.ways.size() > 1 ? "（" + std::to_string(i + 1) + "）" : "") + card.ways[i];
    return all;
}

std::string fees_of(const Service& service, const Figures& figures, Date today) {
    std::vector<std::string> prices;
    for (const Card::Price& price : service.card.prices) {
        const payment::Fen amount = figures.fee(price.item, today);
        prices.push_back(price.label + (amount.count == 0 ? "免费" : payment::yuan(amount)));
    }
    if (prices.empty()) return "不收费";
    return list_of(prices, "，") + (service.pay == Pay::window ? "，到窗口缴纳" : "");
}

std::string places_of(const std::vector<NearOffice>& offices) {
    std::vector<std::string> names;
    for (const NearOffice& each : offices) {
        if (names.size() < most_places) names.push_back(each.office->name);
    }
    const std::string all = list_of(names, "、");
    return offices.size() <= most_places ? all : all + "等" + std::to_string(offices.size()) + "处，办理时按您的位置推荐";
}

}  // namespace

std::vector<Line> card_of(const Service& service, const Figures& figures, Instant now) {
    const Card& card = service.card;
    const auto offices = offices_at(figures, whole_city, [&](const Office& office) { return office.receives(service.id); });
    const Date today = date_of(now);
    const std::string hours = offices.empty() ? "" : hours_text(*offices.front().office, figures.calendar, today);
    std::vector<Line> lines{{"ways", "怎么办", ways_of(card)},
                            {"who", "谁可以办", card.who},
                            {"fee", "费用", fees_of(service, figures, today)},
                            {"papers", "材料", card.papers},
                            {"term", "多久", card.term},
                            {"place", "地点", offices.empty() ? "就在这里办，不用去窗口" : places_of(offices)},
                            {"hours", "时间", offices.empty() ? "全天可办" : "今天" + hours},
                            {"at_home", "不方便出门", card.at_home}};
    std::erase_if(lines, [](const Line& line) { return line.value.empty(); });
    return lines;
}

}  // namespace services
