// Every key is read, once, by its row.
#include <doctest/doctest.h>

#include <algorithm>

#include "config_folder.h"
#include "gateway/config/fill.h"
#include "gateway/config/keys.h"

namespace {

using gateway::Form;
using gateway::Key;
using gateway::Keys;
using gateway::json::Node;
using gateway::json::Type;

const Key* row_of(const Keys& keys, std::string_view path) {
    const auto found = std::ranges::find(keys, path, &Key::path);
    return found == keys.end() ? nullptr : &*found;
}

/// Whether the row, or one above it, takes the value.
bool is_read(const Keys& keys, std::string_view path) {
    const Key* row = row_of(keys, path);
    REQUIRE_MESSAGE(row != nullptr, path, " has no row");
    return row->into.read || (!path.empty() && is_read(keys, gateway::parent_of(path)));
}

/// A file with everything that the table has, and one item in each list.
Node whole(const Keys& keys, const Key& key) {
    Node node;
    if (key.form == Form::list) {
        node.type = Type::list;
        node.items.push_back(whole(keys, *row_of(keys, key.path + "[]")));
    } else if (key.form == Form::object) {
        node.type = Type::object;
        for (const Key& child : keys) {
            if (!child.path.empty() && !child.path.ends_with("[]") && gateway::parent_of(child.path) == key.path)
                node.members.push_back({std::string(gateway::name_of(child.path)), {}, whole(keys, child)});
        }
    }
    return node;
}

}  // namespace

TEST_CASE("every key of every file is read") {
    for (const auto& file : gateway::config_files()) {
        const Keys keys = gateway::keys_of(file, services::catalog());
        for (const Key& key : keys) {
            if (key.form == Form::object) continue;
            const bool has_rows = key.form == Form::list && key.into.inside;
            CHECK_MESSAGE((has_rows || is_read(keys, key.path)), file, ": nobody reads ", key.path);
        }
    }
}

TEST_CASE("every row is bound to a member of what it is read into") {
    for (const auto& file : gateway::config_files()) {
        const Keys keys = gateway::keys_of(file, services::catalog());
        gateway::Config config;
        CHECK_NOTHROW_MESSAGE(gateway::fill(whole(keys, keys.front()), keys, gateway::Target(config)), file);
        if (file == "gateway.json") CHECK(config.templates.size() == 1);
        if (file == "menu.json") CHECK(config.figures.menu.at(0).entries.size() == 1);
    }
    const Keys wrong{{"", {}, Form::object, "", ""}, {"port", gateway::into(&gateway::Endpoint::port), Form::integer, "", ""}};
    gateway::Config config;
    CHECK_THROWS_AS(gateway::fill(whole(wrong, wrong.front()), wrong, gateway::Target(config)), std::logic_error);
}
