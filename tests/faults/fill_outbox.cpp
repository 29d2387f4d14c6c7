// fill-outbox: puts entries into the outbox of an installation, each to a resident of its own, all due at once.
//   fill-outbox DATABASE_URL DATA_KEY_FILE INDEX_KEY_FILE COUNT NOW [MEDIA_ID]
// With a media id, a photo by that name is wanted as well, as a form's.
#include <fstream>
#include <iostream>
#include <sstream>

#include "db/open.h"
#include "db/stores/files.h"
#include "db/stores/outbox.h"
#include "db/vault.h"

namespace {

std::string content_of(const char* file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 6 && argc != 7) throw std::invalid_argument("expected DATABASE_URL DATA_KEY_FILE INDEX_KEY_FILE COUNT NOW [MEDIA_ID]");
    const auto sql = db::open_sql(argv[1]);
    const db::Vault vault(content_of(argv[2]), content_of(argv[3]));
    db::Outbox outbox(*sql, vault);
    const std::int64_t count = std::stoll(argv[4]), now = std::stoll(argv[5]);
    constexpr std::int64_t at_once = 500;
    for (std::int64_t first = 0; first < count; first += at_once) {
        sql->transaction([&](db::Transaction& transaction) {
            for (std::int64_t i = first; i < std::min(count, first + at_once); ++i) {
                outbox.put(transaction,
                           {.to = {"W", "oFault" + std::to_string(i)},
                            .kind = "late_answer",
                            .body = R"({"text":"message )" + std::to_string(i) + R"("})",
                            .cause = "",
                            .due_at = now,
                            .expires_at = now + 86'400},
                           now);
            }
        });
    }
    if (argc == 7) db::Files(*sql, vault).want("a form", argv[6], "image", now);
    return 0;
} catch (const std::exception& failure) {
    std::cerr << "fill-outbox: " << failure.what() << "\n";
    return 1;
}
