// services/community/police_station_directory.cpp — 派出所与窗口查询: sub-bureaus and their stations, by district, name or position.
#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/context.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

constexpr std::size_t most_lines = 8;  // one chat message holds no more
constexpr std::size_t most_offers = 5;

// A unit that nobody verified is not named either.
std::string name_in_tree(const Office& office, const Figures& figures) {
    const Office* bureau = figures.office(office.parent);
    if (bureau == nullptr || !bureau->verified_on || office.name.find(bureau->name) != std::string::npos) return office.name;
    return bureau->name + "·" + office.name;
}

std::string telephone(const Office& office) { return office.phone.empty() ? "" : "，电话" + office.phone; }

Outcome one(const NearOffice& near, const Context& context) {
    const Office& office = *near.office;
    Outcome outcome{.headline = name_in_tree(office, context.figures), .facts = {{"address", "地址", office.address}}};
    if (!office.phone.empty()) outcome.facts.push_back({"phone", "电话", office.phone});
    if (near.metres) outcome.facts.push_back({"distance", "距离", distance_text(near.metres)});
    outcome.facts.push_back({"hours", "今天开放", hours_text(office, context.figures.calendar, context.today())});
    outcome.next = "紧急情况请直接拨打110。";
    if (office.receives("id_card_appointment")) {
        outcome.offers.push_back({"预约在这里办身份证", "id_card_appointment", {{"district", office.district}, {"site", office.id}}});
    }
    return outcome;
}

/// A bureau stands before its stations; among distances the nearest stands first.
void order_as_tree(std::vector<NearOffice>& found) {
    const auto bureau = [](const NearOffice& near) { return near.office->parent.empty() ? near.office->id : near.office->parent; };
    std::ranges::stable_sort(found, [&](const NearOffice& a, const NearOffice& b) {
        if (a.metres || b.metres) return a.metres < b.metres;
        return std::pair(bureau(a), !a.office->parent.empty()) < std::pair(bureau(b), !b.office->parent.empty());
    });
}

Result find_stations(const Answers& answers, Context& context) {
    auto found = offices_at(context.figures, answers.at("place"), [](const Office&) { return true; });
    if (found.empty()) {
        return Outcome{.code = Code::NOT_FOUND,
                       .headline = "没有找到相符的派出所或窗口。",
                       .next = "可以只输入地名，例如「棠下」，或发送您的位置。紧急情况请直接拨打110。",
                       .offers = {{"重新查询", "police_station_directory", {}}}};
    }
    if (found.size() == 1) return one(found.front(), context);
    order_as_tree(found);
    const std::size_t shown = std::min(found.size(), most_lines);
    Outcome outcome{.headline = "找到" + std::to_string(found.size()) + "处" + (found.front().metres ? "，由近到远" : "")};
    for (std::size_t i = 0; i < shown; ++i) {
        const Office& office = *found[i].office;
        const std::string far = distance_text(found[i].metres);
        outcome.facts.push_back(
            {office.id, name_in_tree(office, context.figures), office.address + telephone(office) + (far.empty() ? "" : "，" + far)});
        if (outcome.offers.size() < most_offers)
            outcome.offers.push_back({office.name, "police_station_directory", {{"place", office.name}}});
    }
    if (found.size() > shown) outcome.next = "只显示前" + std::to_string(shown) + "处，请输入更具体的名称。";
    outcome.next += "选择一处可查看开放时间和预约。";
    outcome.offers.push_back({"重新查询", "police_station_directory", {}});
    return outcome;
}

}  // namespace

Service police_station_directory() {
    return Service{
        .id = "police_station_directory",
        .title = "派出所与窗口查询",
        .kind = Kind::lookup,
        .level = Level::L0,
        .channels = "WBJ",
        .words = {"派出所", "派出所电话", "附近派出所", "警务室"},
        .fields = {Field{
            .key = "place", .label = "地点", .ask = "请发送您的位置，或输入区名、派出所名称或地名，例如：天河区、棠下", .type = &place}},
        .submit = find_stations};
}

}  // namespace services
