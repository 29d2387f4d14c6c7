// What a message is about: a service of ours, something that is done elsewhere, or nothing we know. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "services/chat/elsewhere.h"
#include "services/chat/words.h"
#include "services/form/catalog.h"

namespace services {

struct Finding {
    bool is_declined = false;              // something is not wanted: 不想换身份证了
    std::vector<Scored> services = {};     // best first; switched-off ones only where no other is named
    const Elsewhere* elsewhere = nullptr;  // then `services` is what of ours helps with it, if anything does

    bool is_named() const { return !services.empty() && services.front().score == 1; }
};

/// Of services named at most 5, in the order of the catalog; of those that are only alike at most 3, the most alike first.
Finding find(const Catalog&, const Figures&, std::string_view normalised, double least = alike);

/// How many characters the longest name of any business, here or elsewhere, inside a message has.
std::size_t named_length(const Catalog&, const Figures&, std::string_view normalised);

/// Whether where is the first thing it asks, as a directory does.
bool opens_with_place(const Service&);

}  // namespace services
