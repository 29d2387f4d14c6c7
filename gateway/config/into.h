// Where the value of a row goes: a member of what its file is read into, so that a key is named once, in its row.
#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeindex>
#include <utility>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/config/json.h"

namespace gateway {

/// The object that rows are read into, together with what it is: the rows must be bound to members of just that.
class Target {
  public:
    template <class Owner>
    explicit Target(Owner& owner) : at_(&owner), type_(typeid(Owner)) {}

    /// Throws std::logic_error when it is something else.
    template <class Owner>
    Owner& as() const {
        if (type_ != typeid(Owner)) throw std::logic_error(std::string("a row of the configuration is bound to a ") + typeid(Owner).name());
        return *static_cast<Owner*>(at_);
    }

  private:
    void* at_;
    std::type_index type_;
};

struct Into {
    /// Takes the value of a node that has been checked. Empty: rows below say where its parts go.
    std::function<void(const Target&, const json::Node&)> read = {};
    /// What the rows below go into, if it is not what this row goes into: of a list a new entry for each item.
    std::function<Target(const Target&)> inside = {};
    /// Of a member of Config: what a key that waits for a restart needs.
    std::function<bool(const Config&, const Config&)> same = {};
    std::function<void(const Config& from, Config& to)> keep = {};
    /// Of a choice: the words it is written in.
    std::vector<std::string> words = {};
};

// A value as each kind of member takes it. What was refused is not taken: it is an empty value, and an entry of a list is left out.
void take(const json::Node&, bool&);
void take(const json::Node&, int&);
void take(const json::Node&, std::int64_t&);
void take(const json::Node&, double&);
void take(const json::Node&, std::string&);
void take(const json::Node&, std::vector<std::string>&);
void take(const json::Node&, std::vector<std::pair<std::string, std::string>>&);
void take(const json::Node&, std::optional<int>&);
void take(const json::Node&, services::Date&);
void take(const json::Node&, std::optional<services::Date>&);
void take(const json::Node&, services::Instant&);
void take(const json::Node&, std::optional<services::Instant>&);
void take(const json::Node&, std::vector<services::Span>&);
void take(const json::Node&, payment::Fen&);
template <class Rep, class Period>
void take(const json::Node& node, std::chrono::duration<Rep, Period>& member) {
    member = std::chrono::duration<Rep, Period>(node.integer);  // the key's name says in what unit
}

/// A value that no member takes.
template <class Value>
Value taken(const json::Node& node) {
    Value value{};
    take(node, value);
    return value;
}

/// What `read(node, owner)` does with it.
template <class Owner, class Read>
Into by(Read read) {
    return {.read = [read](const Target& target, const json::Node& node) { read(node, target.as<Owner>()); }};
}

/// The member at the end of a way of pointers.
template <class Owner, class First, class... Rest>
auto& at_the_end(Owner& owner, First first, Rest... rest) {
    if constexpr (sizeof...(rest) == 0)
        return owner.*first;
    else
        return at_the_end(owner.*first, rest...);
}

/// Into the member that a way of pointers leads to: into(&Config::listen, &Endpoint::port).
template <class Owner, class First, class... Rest>
Into into(First Owner::*first, Rest... rest) {
    const auto member = [=](auto& owner) -> auto& { return at_the_end(owner, first, rest...); };
    Into made = by<Owner>([member](const json::Node& node, Owner& owner) { take(node, member(owner)); });
    using Value = std::remove_cvref_t<decltype(member(std::declval<Owner&>()))>;
    if constexpr (std::same_as<Owner, Config> && std::equality_comparable<Value>) {
        made.same = [member](const Config& a, const Config& b) { return member(a) == member(b); };
        made.keep = [member](const Config& from, Config& to) { member(to) = member(from); };
    }
    return made;
}

/// Each item of the list is a new entry of the vector, into which the rows below go.
template <class Owner, class First, class... Rest>
Into each(First Owner::*first, Rest... rest) {
    return {.inside = [=](const Target& target) { return Target(at_the_end(target.as<Owner>(), first, rest...).emplace_back()); }};
}

/// One of some values, each written as a word.
template <class Value, class Owner, class First, class... Rest>
Into one_of(const std::vector<std::pair<std::string, Value>>& choices, First Owner::*first, Rest... rest) {
    Into made = by<Owner>([=](const json::Node& node, Owner& owner) {
        for (const auto& [word, value] : choices) {
            if (word == node.text) at_the_end(owner, first, rest...) = value;
        }
    });
    for (const auto& [word, value] : choices) made.words.push_back(word);
    return made;
}

/// The builder of the file reads it, as its parts say something only together; or it is only checked.
Into by_hand();

}  // namespace gateway
