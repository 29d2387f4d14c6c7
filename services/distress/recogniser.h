// Hears cries for help in what residents write.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/distress/kind.h"
#include "services/distress/model.h"
#include "services/distress/rules.h"

namespace services {

struct Distress {
    DistressKind kind = DistressKind::none;
    bool rings = false;     // the duty desk is to hear of it; else the card is all
    int line = 0;           // of the file: the pattern that fits; 0: the model's judgement
    std::size_t steps = 0;  // comparisons made

    explicit operator bool() const { return kind != DistressKind::none; }
};

/// Characters of a message that are read; what follows is not.
inline constexpr std::size_t distress_characters = 2000;

/// Immutable; any number of threads.
class Recogniser {
  public:
    /// `model`: null where patterns are all.
    explicit Recogniser(DistressRules rules, std::shared_ptr<const DistressModel> model = {})
        : rules_(std::move(rules)), model_(std::move(model)) {}

    /// `normalised`: Said::text. Takes time linear in its length.
    Distress recognise(std::string_view normalised) const;

    /// The same where `a_number_is_being_asked`: 110 may then be a mistyped answer, and figures alone are no cry for help.
    Distress recognise(std::string_view normalised, bool a_number_is_being_asked) const;

    /// What a resident in such distress is told at once: as the file says, else as the one this program was built with does. `rings`: a
    /// duty desk is rung, and reads what they say next.
    std::string card(DistressKind, bool rings) const;

    /// A message as patterns see it: small letters, no blanks between Chinese characters, one way of writing for many.
    std::u32string folded(std::string_view normalised) const;

  private:
    struct Fit {
        DistressKind kind = DistressKind::none;
        bool rings = false, is_certain = false;
        Strength strength = Strength::unsure;  // in a message as calm as this
        int line = 0;
    };
    Reading read(std::u32string text) const;
    std::vector<Fit> fits_of(const Reading&, std::optional<Strength> calm) const;
    static Fit chosen(const std::vector<Fit>&, DistressKind taken_for);

    DistressRules rules_;
    std::shared_ptr<const DistressModel> model_;
};

/// The weights and the file that this program was built with: in force where the administrator's folder has none.
std::shared_ptr<const DistressModel> shipped_model();
std::shared_ptr<const Recogniser> shipped_recogniser();

}  // namespace services
