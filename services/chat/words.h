// What the words residents type mean to the engine: commands, names of services.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "services/answers/folding.h"
#include "services/form/spec.h"

namespace services {

enum class Word {
    none,
    menu,
    help,
    cancel,
    back,
    restart,
    progress,
    person,
    more,
    skip,
    done,
    confirm,
    change,
    resume,
    resend,
    renumber,
    why
};

/// The command a whole message is, case and punctuation at its end ignored. A line the resident can pick from the list last shown goes
/// before this: 是 is `confirm` here and may be an option there.
Word engine_word(std::string_view normalised);

/// The services a message names, at most 5, in catalog order: those with the longest title or word inside it, which a whole message
/// always is. Words are those of the service and of its settings, of two characters or more. A switched-off service is found only when no
/// other is, so that its notice can be shown.
std::vector<const Service*> match(const std::vector<Service>& services, const Figures& figures, std::string_view normalised);

/// How many characters the longest title or word of any service, switched off or not, inside a message has; 0 when it names none.
std::size_t longest_named(const std::vector<Service>& services, const Figures& figures, std::string_view normalised);

/// How alike a message must be to a title or word, from 0 for nothing in common to 1, that it may have been meant.
inline constexpr double alike = 0.5;

struct Scored {
    const Service* service;
    double score;  // 1: named by its title or a word; below it: so alike
};

/// Services that a message may have meant, most alike first; empty when none is as alike as `least`, or has anything in common.
/// Switched-off services are left out.
std::vector<Scored> nearest(const std::vector<Service>& services, const Figures& figures, std::string_view normalised, std::size_t at_most,
                            double least);

}  // namespace services
