#include "services/rules/gazetteer.h"

#include <algorithm>
#include <set>

namespace services {
namespace {

bool is_within(Position at, Position south_west, Position north_east) {
    return at.latitude >= south_west.latitude && at.latitude <= north_east.latitude && at.longitude >= south_west.longitude &&
           at.longitude <= north_east.longitude;
}

constexpr char gazetteer_text[] =
#include "gazetteer.inc"
    ;

}  // namespace

bool is_in_guangzhou(Position at) { return is_within(at, {22.43, 112.95}, {23.94, 114.06}); }
bool is_in_guangdong(Position at) { return is_within(at, {20.2, 109.6}, {25.6, 117.3}); }

std::optional<Position> NamedPlace::position() const { return places.size() == 1 ? places.front()->position : std::nullopt; }

Gazetteer::Gazetteer(std::vector<GazetteerPlace> places) : places_(std::move(places)) {
    for (const District& district : districts()) {
        const std::string short_name = district.name.substr(0, district.name.rfind("区"));
        places_.push_back({PlaceKind::district, {district.name, short_name}, district.code});
    }
    for (std::size_t i = 0; i < places_.size(); ++i) {
        for (const std::string& name : places_[i].names) {
            names_[name].push_back(i);
            longest_ = std::max(longest_, name.size());
        }
    }
}

bool Gazetteer::is_district(const Names::value_type& name) const {
    return std::ranges::all_of(name.second, [&](std::size_t i) { return places_[i].kind == PlaceKind::district; });
}

/// From left to right, at each character the longest: 白云机场 is not 白云.
std::vector<Gazetteer::Names::const_iterator> Gazetteer::names_in(std::string_view text) const {
    std::vector<Names::const_iterator> found;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t taken = 1;
        for (std::size_t size = std::min(longest_, text.size() - begin); size > 1; --size) {
            const auto name = names_.find(text.substr(begin, size));
            if (name == names_.end()) continue;
            found.push_back(name);
            taken = size;
            break;
        }
        begin += taken;
    }
    return found;
}

std::optional<NamedPlace> Gazetteer::named_in(std::string_view text) const {
    std::set<std::string> in;
    auto longest = names_.end();
    std::string words;
    for (const auto& name : names_in(text)) {
        if (is_district(*name)) {
            in.insert(places_[name->second.front()].district);
            words = name->first;
        } else if (longest == names_.end() || name->first.size() >= longest->first.size()) {
            longest = name;
        }
    }
    NamedPlace named{.words = std::move(words), .districts = {in.begin(), in.end()}};
    if (longest == names_.end()) return in.empty() ? std::nullopt : std::optional(named);
    for (const std::size_t i : longest->second) {
        if (in.empty() || in.contains(places_[i].district)) named.places.push_back(&places_[i]);
    }
    if (named.places.empty()) return named;
    named.words = longest->first;
    std::set<std::string> of;
    for (const GazetteerPlace* place : named.places) of.insert(place->district);
    named.districts.assign(of.begin(), of.end());
    return named;
}

const GazetteerPlace* Gazetteer::nearest_to(Position at, double within) const {
    const GazetteerPlace* nearest = nullptr;
    for (const GazetteerPlace& place : places_) {
        const double metres = place.position ? distance(at, *place.position) : within;
        if (metres >= within) continue;
        within = metres;
        nearest = &place;
    }
    return nearest;
}

std::shared_ptr<const Gazetteer> shipped_gazetteer() {
    // A mistake in it is the suites' to find; what is right is in force all the same.
    static const auto shipped =
        std::make_shared<const Gazetteer>(read_gazetteer({gazetteer_text, sizeof gazetteer_text - 1}, [](const LineFault&) {}));
    return shipped;
}

}  // namespace services
