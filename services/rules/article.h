// A text the administrator publishes: a guide, a piece of news, a campaign, as its file in articles/ has it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/rules/time.h"

namespace services {

struct Article {
    std::string slug;  // its file's name without .md, by which lists and links know it
    std::string title;
    Instant published{};
    std::optional<Instant> updated = {}, expires = {};
    bool pinned = false;
    std::vector<std::string> tags = {};
    std::string version = {}, source = {};  // "": none is said
    std::string body = {};                  // paragraphs, with an empty line between them

    bool is_shown_at(Instant now) const { return published <= now && (!expires || now < *expires); }
};

/// Pinned before the others, newer before older: the order in which they are listed.
bool is_listed_before(const Article&, const Article&);

}  // namespace services
