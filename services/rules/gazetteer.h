// Places by the names residents call them, and the district each lies in: towns, stations, landmarks.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/distress/tokens.h"
#include "services/rules/figures.h"

namespace services {

/// A box round the city, generous by a kilometre or two (catalogue §11), and one round the province; GCJ-02.
bool is_in_guangzhou(Position);
bool is_in_guangdong(Position);

enum class PlaceKind { district, town, metro, landmark };

struct GazetteerPlace {
    PlaceKind kind = PlaceKind::landmark;
    std::vector<std::string> names;  // the official one first; never empty
    std::string district;
    std::optional<Position> position = {};  // to about a kilometre: what is near is put in order by it, and no distance is said
};

/// What a text says of where somebody is.
struct NamedPlace {
    std::string words;                   // the name as it stands in the text
    std::vector<std::string> districts;  // codes, never empty
    std::vector<const GazetteerPlace*> places =
        {};  // all of that name; empty: districts alone are named. They live as long as the gazetteer

    /// Absent where it is not known, or where there are several.
    std::optional<Position> position() const;
};

/// Immutable; any number of threads. The 11 districts are in it without being told.
class Gazetteer {
  public:
    explicit Gazetteer(std::vector<GazetteerPlace> places);

    /// The place whose name is the longest in the text, of several as long the last, as an address ends with what is nearest. Of places
    /// called the same the text's districts choose; where it lies in none of these, they are what is named. Absent when no name is in it.
    std::optional<NamedPlace> named_in(std::string_view normalised) const;

    /// The place nearest to a position among those whose own is known; null when none is within so many metres.
    const GazetteerPlace* nearest_to(Position, double within) const;

    const std::vector<GazetteerPlace>& places() const { return places_; }

  private:
    using Names = std::map<std::string, std::vector<std::size_t>, std::less<>>;  // name -> all of places_ that are called so
    std::vector<Names::const_iterator> names_in(std::string_view text) const;
    bool is_district(const Names::value_type&) const;

    std::vector<GazetteerPlace> places_;
    Names names_;
    std::size_t longest_ = 0;  // name, in bytes
};

/// Reads gazetteer.txt, which explains itself; every mistake is told, and what is right is taken all the same.
Gazetteer read_gazetteer(std::string_view file, const std::function<void(const LineFault&)>& tell);

/// The file this program was built with: in force where the administrator's folder has none.
std::shared_ptr<const Gazetteer> shipped_gazetteer();

}  // namespace services
