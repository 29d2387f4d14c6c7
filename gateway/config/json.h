// JSON as people write it in config files: a small tree in which every key and value knows its line and column.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::json {

/// Where something begins; both count from 1, columns in characters.
struct Place {
    int line = 1, column = 1;
};

enum class Type { null, flag, integer, number, text, list, object };

// A template only because it holds a Node and a Node holds it: it is complete whenever Node is.
template <class Value>
struct Named {
    std::string name{};
    Place place{};
    Value value{};
};
struct Node;
using Member = Named<Node>;

/// A value. Only what belongs to its type is set; an integer also sets `number`.
struct Node {
    Type type = Type::null;
    Place place{};
    bool given = true;  // false: nobody wrote this, or what was written was refused and a default stands in its place
    bool flag = false;
    std::int64_t integer = 0;
    double number = 0;
    std::string text{};
    std::vector<Node> items{};
    std::vector<Member> members{};  // in file order, equal keys included

    /// The last member of that name; null when absent or when this is not an object.
    const Node* find(std::string_view name) const;
    /// As find, for a member known to be there. Throws std::out_of_range naming it.
    const Node& at(std::string_view name) const;
};

struct Error {
    Place place{};
    std::string message{};
};

struct Parsed {
    std::optional<Node> root{};   // absent when the text is not JSON
    std::vector<Error> errors{};  // the one syntax error, or every duplicate key
};

inline constexpr std::size_t max_bytes = 1 << 20;
inline constexpr int max_depth = 32;

/// Reads one document of UTF-8 text, with or without a byte order mark. Comments (// and /* */) and trailing commas are allowed.
/// Messages are plain English and repeat keys but never a value, since a value may be a secret. Iterative: depth costs no stack.
Parsed parse(std::string_view text);

}  // namespace gateway::json
