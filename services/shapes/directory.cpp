#include "services/shapes/directory.h"

#include <algorithm>

#include "services/answers/fields.h"
#include "services/form/context.h"
#include "services/shapes/offices.h"

namespace services {
namespace {

constexpr std::size_t most_lines = 5;
constexpr auto every_kind = "all";

// A unit that nobody verified is not named either.
std::string name_in_tree(const Office& office, const Figures& figures) {
    const Office* bureau = figures.office(office.parent);
    if (bureau == nullptr || !bureau->verified_on || office.name.find(bureau->name) != std::string::npos) return office.name;
    return bureau->name + "·" + office.name;
}

/// A bureau stands before its stations.
void order_as_tree(std::vector<NearOffice>& found) {
    const auto bureau = [](const NearOffice& near) { return near.office->parent.empty() ? near.office->id : near.office->parent; };
    std::ranges::stable_sort(found, [&](const NearOffice& a, const NearOffice& b) {
        return std::pair(bureau(a), !a.office->parent.empty()) < std::pair(bureau(b), !b.office->parent.empty());
    });
}

/// One look-up: what is listed, and what was answered.
struct Search {
    const Directory& directory;
    std::string place, kind;
    const Context& context;
    std::optional<NamedPlace> named = place_named(context.figures, place);

    const std::string& service() const { return context.service->id; }
    Offer again(std::string label, const std::string& at, const std::string& of_kind) const {
        Answers answers{{"place", at}};
        if (of_kind != every_kind) answers.emplace("only", of_kind);
        return {std::move(label), service(), std::move(answers)};
    }
    std::vector<NearOffice> find() const;
    /// Whether the office is in a district that was named.
    bool is_there(const Office& office) const {
        return named && std::ranges::find(named->districts, office.district) != named->districts.end();
    }
    std::string lies() const;
    std::string headline(const std::vector<NearOffice>&) const;
};

std::vector<NearOffice> Search::find() const {
    auto found = offices_at(context.figures, place, [&](const Office& office) {
        return kind == every_kind ? std::ranges::find(directory.kinds, office.kind, &Directory::Kind::id) != directory.kinds.end()
                                  : office.kind == kind;
    });
    const bool is_by_distance = position_of(place) || (named && !named->places.empty());
    if (!is_by_distance) order_as_tree(found);
    return found;
}

std::string listed_districts(const std::vector<std::string>& codes) {
    std::string all;
    for (const std::string& code : codes) all += (all.empty() ? "" : "、") + district_name(code);
    return all;
}

/// In which district the place lies that was named: 棠下在天河区，. Empty where districts were named, or nothing.
std::string Search::lies() const {
    if (!named || named->places.empty()) return {};
    const std::string in = listed_districts(named->districts);
    return named->districts.size() == 1 ? named->words + "在" + in + "，" : in + "都有" + named->words + "，";
}

/// What a list is of, and why: the gazetteer says where a place lies, and nothing of what is there.
std::string Search::headline(const std::vector<NearOffice>& found) const {
    if (const auto at = position_of(place))
        return (is_in_guangzhou(*at) ? "" : "您发送的位置不在广州市内，广州市内") + ("离您最近的" + directory.called);
    if (place == whole_city) return "全市的" + directory.called;
    if (!named || !std::ranges::all_of(found, [&](const NearOffice& near) { return is_there(*near.office); }))
        return "找到这些" + directory.called;
    return lies() + listed_districts(named->districts) + "可以去的" + directory.called + (named->position() ? "，大致由近到远" : "");
}

/// The last day of today's hours; absent when they are the usual ones.
std::optional<Date> season_ends(const Office& office, const Context& context) {
    const Season* season = office.season_on(context.today());
    return season == nullptr ? std::nullopt : season->lasts_until(context.today());
}

Outcome one(const NearOffice& near, const Search& search) {
    const Office& office = *near.office;
    const Context& context = search.context;
    const std::string why = office.name == search.place || !search.is_there(office) ? "" : search.lies();
    Outcome outcome{.headline = (why.empty() ? "" : why + "可以去") + name_in_tree(office, context.figures),
                    .facts = {{"address", "地址", office.address}}};
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

std::string nothing(const Search& search) {
    const std::string& called = search.directory.called;
    if (!search.named) return "没有找到相符的" + called + "。";
    return search.lies() + listed_districts(search.named->districts) + "目前没有可以查到的" + called + "。";
}

Outcome none(const Search& search) {
    Outcome outcome{.code = Code::NOT_FOUND,
                    .headline = nothing(search),
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

/// As one line of a list: its name, how far it is, whether it is open.
std::string line_of(const NearOffice& near, const Context& context) {
    const std::string distance = distance_text(near.metres);
    return name_in_tree(*near.office, context.figures) + (distance.empty() ? "" : " " + distance) + " " +
           open_now_text(*near.office, context.figures.calendar, context.now);
}

/// The places are the lines to choose from, so that nothing is listed twice.
Outcome several(const std::vector<NearOffice>& found, const Search& search) {
    const std::size_t shown = std::min(found.size(), most_lines);
    Outcome outcome{.headline = search.headline(found)};
    if (found.size() > shown) outcome.headline += "（共" + std::to_string(found.size()) + "处，列出前" + std::to_string(shown) + "处）";
    outcome.headline += "。";
    for (std::size_t i = 0; i < shown; ++i)
        outcome.offers.push_back(search.again(line_of(found[i], search.context), found[i].office->name, every_kind));
    outcome.next = "选择一处可查看地址、电话和开放时间：";
    std::ranges::move(ways_to_narrow(found, search), std::back_inserter(outcome.offers));
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
        const std::vector<NearOffice> found = search.find();
        if (found.empty()) return none(search);
        return found.size() == 1 ? one(found.front(), search) : several(found, search);
    };
}

}  // namespace services
