// `keys`: key files made, and changed while serving.
#include <iostream>
#include <map>
#include <memory>

#include "gateway/commands/cli.h"
#include "gateway/commands/cli_acting.h"
#include "gateway/commands/rotate.h"
#include "gateway/config/key_files.h"

namespace gateway {

namespace {

struct Given {
    std::string file, id;
    KeyKind kind = KeyKind::data;
    Rotation rotation;
    std::int64_t wait = rotation.wait.count(), pause = rotation.pause.count();
    bool may_lose = false;
    Who who;
};

const char* word(KeyKind kind) { return kind == KeyKind::data ? "data" : "index"; }

int rotate(const std::string& folder, Given& given) {
    given.rotation.wait = std::chrono::seconds(given.wait);
    given.rotation.pause = std::chrono::milliseconds(given.pause);
    const Act act{.action = "keys rotate", .about = word(given.kind), .detail = given.rotation.add_only ? "add only" : "", .role = "keys"};
    return carry_out(
        folder, act, given.who.proofs(), [&] { return rotate_keys(folder, given.kind, given.rotation, std::cout); }, std::cout);
}

int drop(const std::string& folder, const Given& given) {
    const Act act{.action = "keys drop",
                  .about = word(given.kind) + (" " + given.id),
                  .detail = given.may_lose ? "lose" : "",
                  .role = "keys",
                  .people = 2};
    return carry_out(
        folder, act, given.who.proofs(), [&] { return drop_key(folder, given.kind, given.id, given.may_lose, std::cout); }, std::cout);
}

}  // namespace

void add_key_commands(Cli& cli) {
    const auto given = std::make_shared<Given>();
    CLI::App* keys = cli.group("keys", "Key files");

    CLI::App* fresh = cli.command(*keys, "new", "Write a new key file, readable by its owner only");
    fresh->add_option("file", given->file, "Where")->required();
    cli.on(fresh, [given] {
        new_key_file(given->file);
        std::cout << "wrote " << given->file << "\n";
        return 0;
    });

    const std::map<std::string, KeyKind> kinds{{"data", KeyKind::data}, {"index", KeyKind::index}};
    const auto change = [&](const char* name, const char* what) {
        CLI::App* sub = cli.command(*keys, name, what);
        sub->add_option("kind", given->kind, "data or index")->required()->transform(CLI::CheckedTransformer(kinds));
        given->who.ask(sub);
        return sub;
    };
    CLI::App* rotation = change("rotate", "Bring a new key into force while serving, and move everything stored under it");
    rotation->add_option("--wait", given->wait, "Seconds until every process has read a changed key file")->capture_default_str();
    rotation->add_option("--pause", given->pause, "Milliseconds between two batches")->capture_default_str();
    rotation->add_option("--batch", given->rotation.batch, "Rows of a batch")->capture_default_str()->check(CLI::Range(1, 10000));
    rotation->add_flag("--add-only", given->rotation.add_only, "End once the new key is known, to copy the file to other machines");
    cli.on(rotation, [given, &cli] { return rotate(cli.folder, *given); });

    CLI::App* dropping = change("drop", "Remove a key that nothing needs any more; takes two operators");
    dropping->add_option("id", given->id, "Which")->required();
    dropping->add_flag("--lose", given->may_lose, "Even though something needs it: that is lost");
    given->who.ask_second(dropping);
    cli.on(dropping, [given, &cli] { return drop(cli.folder, *given); });
}

}  // namespace gateway
