#include <doctest/doctest.h>

#include <filesystem>

#include "db/open.h"
#include "servers.h"

TEST_CASE("a bad database URL says what was expected") {
    for (const char* url :
         {"", "sqlite:", "sqlite::memory:", "mysql:", "mysql://host/db", "mysql://@host/db", "mysql://u@host", "mysql://u@host/",
          "mysql://u:secret@host/db", "mysql://u@host:0/db", "mysql://u@host:x/db", "mysql://u@/db",
          "mysql://u@/db?socket=", "mysql://u@/db?socket=rel", "mysql://u@/db?sock=/x", "postgres://u@h/db", "SQLITE:x"}) {
        CAPTURE(url);
        CHECK_THROWS_WITH_AS(db::open_sql(url), doctest::Contains("expected"), std::invalid_argument);
    }
    for (const char* url :
         {"mysql://u@h/db", "mysql://u@h:3307/db", "mysql://u@/db?socket=/x/y.sock", "mysql://u@localhost/db?socket=/x/y.sock"}) {
        CAPTURE(url);
        CHECK_NOTHROW(db::open_sql(url));
    }
}

TEST_CASE("a bad key-value URL says what was expected") {
    for (const char* url : {"", "memory", "memory:x", "redis:", "redis://", "redis://h:x", "redis://h/x", "redis://:pw@h",
                            "redis+unix:", "redis+unix://", "redis+unix://rel", "redis+unix:///x?db=y", "rediss://h"}) {
        CAPTURE(url);
        CHECK_THROWS_WITH_AS(db::open_kv(url), doctest::Contains("expected"), std::invalid_argument);
    }
    for (const char* url : {"memory:", "redis://h", "redis://h:6380/2", "redis+unix:///x/y.sock", "redis+unix:///x/y.sock?db=3"}) {
        CAPTURE(url);
        CHECK_NOTHROW(db::open_kv(url));
    }
}

TEST_CASE("a new SQLite file is its owner's alone; a missing folder is an error that names the path") {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / db_tests::unique_name("police_open");
    db::open_sql("sqlite:" + path.string())->ping();
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms(077)) == std::filesystem::perms::none);
    std::filesystem::remove(path);
    CHECK_THROWS_WITH_AS(db::open_sql("sqlite:" + path.string() + "/none/x.db"), doctest::Contains("none/x.db"), db::SqlError);
}
