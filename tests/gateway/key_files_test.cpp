// Key files as `keys` commands change them: any version reads them, and a crash leaves a whole one.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <stdexcept>

#include "config_folder.h"
#include "db/vault.h"
#include "gateway/commands/key_lines.h"
#include "gateway/config/key_files.h"

namespace {

using namespace config_test;
using gateway::KeyLines;

std::string in_force(const std::string& text) { return db::Vault(text, db::new_key_file("i")).sealing_key(); }

TEST_CASE("a key is added, comes into force and is dropped; what the file says in between survives being written and read") {
    const std::string k1 = db::new_key_file("k1");
    KeyLines lines("# the registry's key\n" + k1);
    CHECK(lines.current() == "k1");
    CHECK_FALSE(lines.next());
    CHECK_FALSE(lines.since());

    lines.add();
    CHECK(lines.next() == "k2");
    CHECK(lines.older().empty());
    CHECK(in_force(lines.text()) == "k1");
    lines = KeyLines(lines.text());
    CHECK(lines.next() == "k2");

    lines.promote(1'800'000'000);
    CHECK(in_force(lines.text()) == "k2");
    lines = KeyLines(lines.text());
    CHECK_FALSE(lines.next());
    CHECK(lines.since() == 1'800'000'000);
    CHECK(lines.older() == std::vector<std::string>{"k1"});

    CHECK_THROWS_AS(lines.drop("k2"), std::invalid_argument);
    CHECK_FALSE(lines.drop("k7"));
    CHECK(lines.drop("k1"));
    CHECK(lines.text().starts_with("# the registry's key\n# in force since"));
    CHECK(lines.text().find(k1) == std::string::npos);
    lines.add();
    CHECK(lines.next() == "k3");
    CHECK(lines.drop("k3"));
    CHECK_FALSE(lines.next());
    CHECK_THROWS_AS(KeyLines("# nothing\n"), std::invalid_argument);
    // Put in force by hand: the mark means nothing any more.
    CHECK_FALSE(KeyLines("# next, not yet in force: k1\n" + k1).next());
}

TEST_CASE("a key file is replaced whole, readable by its owner only, by one command at a time") {
    const Folder folder;
    const std::string path = folder.at("data.key"), link = folder.at("link.key");
    gateway::new_key_file(path);
    write(path + ".new", "left by a command that was killed");
    {
        gateway::KeyFileEditor editor(path);
        CHECK_THROWS_WITH_AS(gateway::KeyFileEditor(folder.at("index.key")), doctest::Contains("another `keys` command"),
                             std::runtime_error);
        KeyLines lines(editor.read());
        lines.add();
        editor.replace(lines.text());
        CHECK(KeyLines(editor.read()).next() == "k2");
    }
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_FALSE(std::filesystem::exists(path + ".new"));

    // A link stays one: what it leads to is replaced.
    std::filesystem::create_symlink(path, link);
    gateway::KeyFileEditor(link).replace(db::new_key_file("k9"));
    CHECK(std::filesystem::is_symlink(link));
    CHECK(KeyLines(read(path)).current() == "k9");
}

}  // namespace
