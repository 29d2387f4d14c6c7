// Every key of every config file in one table: from it come the checks, the defaults, the JSON Schemas and the manual's comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/into.h"
#include "services/form/catalog.h"

namespace gateway {

/// What a value looks like. All but the last three, and flag, integer, number and money, are written as text.
enum class Form {
    flag,
    integer,
    number,
    money,  // yuan, at most two decimals
    text,
    id,        // lower-case letters, digits and _
    word,      // one of Key::words, which a choice brings along
    date,      // 2026-11-30
    moment,    // 2026-11-30 08:30, in Guangzhou
    clock,     // 17:00
    span,      // 08:30-12:00
    url,       // http:// or https://, no password in it
    database,  // sqlite:path | mysql://user@host:port/name | …?socket=
    sessions,  // memory: | redis://host:port/n | redis+unix:///path
    secret,    // {"file": "path"} or text
    key_file,  // {"file": "path"}
    list,
    object,
    map,  // an object whose keys are not fixed; Key::words are the allowed ones, when not empty
};

struct Key {
    std::string path;  // listen.port; items of a list end in [], values of a map in *: offices[].hours.*[]
    Into into;         // {}: of a heading, and of what the row above takes as a whole
    Form form;
    std::string fallback;  // as JSON; "null": may be absent; "": must be given
    std::string doc;       // the comment above it
    std::int64_t least = 0;
    std::int64_t most = 1'000'000'000;  // of the number, the characters of a text, the entries of a list
    std::vector<std::string> words = {};
    bool restart = false;  // a change has effect only after a restart

    bool required() const { return fallback.empty(); }
    bool nullable() const { return fallback == "null"; }
};
using Keys = std::vector<Key>;

/// "" for a top-level path.
std::string_view parent_of(std::string_view path);
/// listen.port → port.
std::string_view name_of(std::string_view path);

/// Every config file, relative to the folder, in the order they are read.
const std::vector<std::string>& config_files();
const std::vector<std::string>& departments();
/// services/household.json → household; "" for any other file.
std::string_view department_of(std::string_view file);

/// The rows of one file, parents before children, the first being the file itself (path ""). Throws std::out_of_range on an unknown file.
Keys keys_of(std::string_view file, const services::Catalog& catalog);

/// `a whole number from 1 to 65535, or null`.
std::string expected(const Key& key);

// Parts of keys_of, one a file.
Keys gateway_keys();
Keys service_keys(std::string_view department, const services::Catalog& catalog);
Keys office_keys();
Keys calendar_keys();
Keys fee_keys();
Keys menu_keys();
Keys operator_keys();

/// Of the head of an article, bound to services::Article.
Keys article_keys();

}  // namespace gateway
