// Sessions as they are stored: what is written is read again, whatever its size, and anything else is no session.
#include <doctest/doctest.h>

#include "services/chat/session.h"

namespace {

using services::decode_session;
using services::Session;

Session session_of(std::size_t answers, std::size_t length) {
    Session session;
    session.at = services::Instant(std::chrono::seconds(1'795'000'000));
    session.current = services::Dialogue{.service = "id_card_appointment", .draft = "d1", .answers = {}};
    for (std::size_t i = 0; i < answers; ++i) session.current->answers["key" + std::to_string(i)] = std::string(length, 'a') + "你\"\\\n";
    session.under = services::Dialogue{.service = "newborn_name_query", .draft = "d2", .answers = {{"name", "林子轩"}}};
    session.done = services::Dialogue{.service = "id_card_appointment", .draft = "d0", .answers = {{"@record", "r"}}};
    session.asked = {.key = "slot", .ids = std::vector<std::string>(answers, "2026-12-01 09:00"), .rest = std::string(length, 'r')};
    return session;
}

void check_same(const services::Dialogue& read, const services::Dialogue& written) {
    CHECK(read.service == written.service);
    CHECK(read.draft == written.draft);
    CHECK(read.answers == written.answers);
}

TEST_CASE("a session is read as it was written, small or large") {
    for (const std::size_t answers : {0, 1, 12, 200}) {
        for (const std::size_t length : {0, 30, 5000}) {
            CAPTURE(answers);
            CAPTURE(length);
            const Session written = session_of(answers, length);
            const auto read = decode_session(services::encode(written));
            REQUIRE(read);
            CHECK(read->at == written.at);
            REQUIRE(read->current);
            check_same(*read->current, *written.current);
            REQUIRE(read->under);
            check_same(*read->under, *written.under);
            REQUIRE(read->done);
            check_same(*read->done, *written.done);
            CHECK(read->asked.key == written.asked.key);
            CHECK(read->asked.ids == written.asked.ids);
            CHECK(read->asked.rest == written.asked.rest);
        }
    }
}

TEST_CASE("what is not a session is none") {
    const std::string whole = services::encode(session_of(12, 30));
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(decode_session(std::string_view(whole).substr(0, size)));
    for (const std::string& bytes : {std::string("[]"), std::string("1"), std::string("{\"asked\":\"\xff\"}"), std::string(100'000, '['),
                                     "{\"asked\":" + std::string(100'000, '[') + std::string(100'000, ']') + ",}"}) {
        CHECK_FALSE(decode_session(bytes));
    }
    CHECK(decode_session("{\"asked\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"));
}

}  // namespace
