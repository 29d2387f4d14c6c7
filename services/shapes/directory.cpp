#include "services/shapes/directory.h"

#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/context.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

constexpr std::size_t most_lines = 8;  // one chat message holds no more
constexpr std::size_t most_offers = 5;
constexpr auto every_kind = "all";

// A unit that nobody verified is not named either.
std::string name_in_tree(const Office& office, const Figures& figures) {
    const Office* bureau = figures.office(office.parent);
    if (bureau == nullptr || !bureau->verified_on || office.name.find(bureau->name) != std::string::npos) return office.name;
    return bureau->name + "·" + office.name;
}

/// A bureau stands before its stations; among distances the nearest stands first.
void order_as_tree(std::vector<NearOffice>& found) {
    const auto bureau = [](const NearOffice& near) { return near.office->parent.empty() ? near.office->id : near.office->parent; };
    std::ranges::stable_sort(found, [&](const NearOffice& a, const NearOffice& b) {
        if (a.metres || b.metres) return a.metres < b.metres;
        return std::pair(bureau(a), !a.office->parent.empty()) < std::pair(bureau(b), !b.office->parent.empty());
    });
}

/// One look-up: what is listed, and what was answered.
struct Search {
    const Directory& directory;
    std::string place, kind;
    const Context& context;

    const std::string& service() const { return context.service->id; }
    Offer again(std::string label, const std::string& at, const std::string& of_kind) const {
        Answers answers{{"place", at}};
        if (of_kind != every_kind) answers.emplace("only", of_kind);
        return {std::move(label), service(), std::move(answers)};
    }
    std::vector<NearOffice> find() const;
};

std::vector<NearOffice> Search::find() const {
    auto found = offices_at(context.figures, place, [&](const Office& office) {
        return kind == every_kind ? std::ranges::find(directory.kinds, office.kind, &Directory::Kind::id) != directory.kinds.end()
                                  : office.kind == kind;
    });
    // A name that another place's begins with still names one place.
    const auto named = std::ranges::find_if(found, [&](const NearOffice& near) { return near.office->name == place; });
    return named == found.end() ? found : std::vector<NearOffice>{*named};
}

/// The last day of today's hours; absent when they are the usual ones.
std::optional<Date> season_ends(const Office& office, const Context& context) {
    const Season* season = office.season_on(context.today());
    return season == nullptr ? std::nullopt : season->lasts_until(context.today());
}

Outcome one(const NearOffice& near, const Search& search) {
    const Office& office = *near.office;
    const Context& context = search.context;
    Outcome outcome{.headline = name_in_tree(office, context.figures), .facts = {{"address", "地址", office.address}}};
    if (!office.phone.empty()) outcome.facts.push_back({"phone", "电话", office.phone});
    if (near.metres) outcome.facts.push_back({"distance", "距离", distance_text(near.metres)});
    outcome.facts.push_back({"hours", "今天开放", hours_text(office, context.figures.calendar, context.today())});
    if (const auto last = season_ends(office, context)) outcome.facts.push_back({"hours_until", "开放时间有效至", chinese(*last)});
    outcome.facts.push_back({"now", "现在", open_now_text(office, context.figures.calendar, context.now)});
    if (!office.handles.empty()) {
        std::string all;
        for (const std::string& matter : office.handles) all += (all.empty() ? "" : "、") + matter;
        outcome.facts.push_back({"handles", "可办理", all});
    }
    outcome.next = search.directory.advice;
    for (const Directory::Booking& each : search.directory.bookings) {
        if (office.receives(each.service))
            outcome.offers.push_back({each.label, each.service, {{"district", office.district}, {"site", office.id}}});
    }
    outcome.offers.insert(outcome.offers.end(), search.directory.offers.begin(), search.directory.offers.end());
    return outcome;
}

Outcome none(const Search& search) {
    Outcome outcome{.code = Code::NOT_FOUND,
                    .headline = "没有找到相符的" + search.directory.called + "。",
                    .next = "可以只输入地名，例如「棠下」，或发送您的位置。" + search.directory.advice,
                    .offers = {{"重新查询", search.service(), {}}}};
    if (search.place != whole_city)
        outcome.offers.push_back(search.again("看全市的" + search.directory.called, std::string(whole_city), search.kind));
    return outcome;
}

/// To one of the kinds among those found, when there are several of them.
std::vector<Offer> ways_to_narrow(const std::vector<NearOffice>& found, const Search& search) {
    std::vector<Offer> ways;
    for (const Directory::Kind& kind : search.directory.kinds) {
        const auto is_of_kind = [&](const NearOffice& near) { return near.office->kind == kind.id; };
        if (!kind.label.empty() && std::ranges::any_of(found, is_of_kind) && !std::ranges::all_of(found, is_of_kind))
            ways.push_back(search.again("只看" + kind.label, search.place, kind.id));
    }
    return ways;
}

std::string line_of(const NearOffice& near, const Context& context) {
    const Office& office = *near.office;
    const std::string far = distance_text(near.metres);
    return office.address + (office.phone.empty() ? "" : "，电话" + office.phone) + (far.empty() ? "" : "，" + far) + "，今天" +
           hours_text(office, context.figures.calendar, context.today());
}

Outcome several(const std::vector<NearOffice>& found, const Search& search) {
    const std::size_t shown = std::min(found.size(), most_lines);
    std::vector<Offer> narrower = ways_to_narrow(found, search);
    std::optional<Date> hours_until;  // the soonest of those shown
    Outcome outcome{.headline = "找到" + std::to_string(found.size()) + "处" + (found.front().metres ? "，由近到远" : "")};
    for (std::size_t i = 0; i < shown; ++i) {
        const Office& office = *found[i].office;
        outcome.facts.push_back({office.id, name_in_tree(office, search.context.figures), line_of(found[i], search.context)});
        if (outcome.offers.size() + narrower.size() < most_offers)
            outcome.offers.push_back(search.again(office.name, office.name, every_kind));
        if (const auto last = season_ends(office, search.context)) hours_until = std::min(*last, hours_until.value_or(*last));
    }
    if (found.size() > shown) outcome.next = "只显示前" + std::to_string(shown) + "处，重新查询时请输入更具体的名称。";
    if (hours_until) outcome.next += "部分地点的开放时间在" + chinese(*hours_until) + "后有变。";
    outcome.next += "选择一处可查看详情。";
    std::ranges::move(narrower, std::back_inserter(outcome.offers));
    outcome.offers.push_back({"重新查询", search.service(), {}});
    return outcome;
}

}  // namespace

Field where(std::string ask) { return {.key = "place", .label = "地点", .ask = std::move(ask), .type = &place, .optional = true}; }

Field only(const Directory& directory) {
    std::vector<Option> options{{every_kind, "全部"}};
    for (const Directory::Kind& kind : directory.kinds) options.push_back({kind.id, kind.label});
    const auto known = [](const Answers& answers, const Facts&) {
        const std::string chosen = value_of(answers, "only");
        return chosen.empty() ? every_kind : chosen;
    };
    return {.key = "only",
            .label = "种类",
            .ask = "只看哪一种？",
            .type = &choice,
            .options = std::move(options),
            .known = known,
            .hidden = true};
}

Submit look_up(Directory directory) {
    return [directory = std::move(directory)](const Answers& answers, Context& context) -> Result {
        const auto answer = [&](std::string_view key, std::string_view otherwise) {
            const std::string given = value_of(answers, key);
            return given.empty() ? std::string(otherwise) : given;
        };
        const Search search{directory, answer("place", whole_city), answer("only", every_kind), context};
        std::vector<NearOffice> found = search.find();
        if (found.empty()) return none(search);
        if (found.size() == 1) return one(found.front(), search);
        order_as_tree(found);
        return several(found, search);
    };
}

}  // namespace services
