// What the Redis side of db::Kv does when connections die, scripts are forgotten and the server is silent or gone.
#include <hiredis/hiredis.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "servers.h"

using namespace db_tests;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr auto minute = std::chrono::seconds(60);

// A server of our own that a test may stop and start.
class PrivateRedis {
  public:
    PrivateRedis() : socket_((std::filesystem::temp_directory_path() / unique_name("police_redis")).string() + ".sock") { start(); }
    ~PrivateRedis() {
        stop();
        std::error_code ignored;
        std::filesystem::remove(socket_, ignored);
    }
    PrivateRedis(const PrivateRedis&) = delete;
    PrivateRedis& operator=(const PrivateRedis&) = delete;

    void start() const {
        command("exec redis-server --port 0 --unixsocket " + socket_ +
                " --save '' --appendonly no --requirepass 'p w' --daemonize yes --logfile /dev/null >/dev/null 2>&1");
        for (int i = 0; i < 200; ++i) {
            try {
                open()->ping();
                return;
            } catch (const db::KvError&) {
                std::this_thread::sleep_for(milliseconds(20));
            }
        }
        FAIL("redis-server did not start");
    }
    void stop() const { admin({"SHUTDOWN", "NOSAVE"}); }

    void admin(std::vector<const char*> words) const {
        redisContext* context = redisConnectUnix(socket_.c_str());
        if (context != nullptr && context->err == 0) {
            const std::vector<const char*> login{"AUTH", "p w"};
            for (auto* list : {&login, static_cast<const std::vector<const char*>*>(&words)}) {
                void* reply = redisCommandArgv(context, static_cast<int>(list->size()), const_cast<const char**>(list->data()), nullptr);
                if (reply != nullptr) freeReplyObject(reply);
            }
        }
        if (context != nullptr) redisFree(context);
    }

    std::unique_ptr<db::Kv> open(const std::string& password = "p w") const { return db::open_kv("redis+unix://" + socket_, password); }

  private:
    static void command(const std::string& line) { REQUIRE(std::system(line.c_str()) == 0); }
    std::string socket_;
};

milliseconds since(steady_clock::time_point start) { return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start); }

}  // namespace

TEST_CASE("Redis: killed connections, forgotten scripts and a restart are not noticed by callers") {
    if (!OnRedis::available()) return;
    const PrivateRedis server;
    const auto kv = server.open();
    kv->set("a", "1", minute);
    server.admin({"CLIENT", "KILL", "TYPE", "normal"});
    CHECK(kv->increment("n", minute) == 1);
    server.admin({"CLIENT", "KILL", "TYPE", "normal"});
    CHECK(kv->exchange({{"a", "1"}}, {{"a", "2", minute}}, {"a"}).done);
    server.admin({"SCRIPT", "FLUSH"});
    CHECK(kv->increment("n", minute) == 2);
    CHECK(kv->get("a") == "2");
    server.stop();
    CHECK_THROWS_AS(kv->get("a"), db::KvError);
    CHECK_THROWS_AS(kv->ping(), db::KvError);
    server.start();
    CHECK_FALSE(kv->get("a").has_value());
    kv->set("a", "3", minute);
    CHECK(kv->get("a") == "3");
}

TEST_CASE("Redis: several threads survive connections killed under them") {
    if (!OnRedis::available()) return;
    const PrivateRedis server;
    const auto kv = server.open();
    std::atomic<bool> stop = false;
    std::atomic<int> good = 0, failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            const std::string key = unique_name("k");
            for (int n = 0; !stop; ++n) {
                const std::string value = key + ":" + std::to_string(n);
                try {
                    kv->set(key, value, minute);
                    // An answer that belongs to another call would show here.
                    if (kv->get(key) != value) FAIL_CHECK("a reply of another call");
                    ++good;
                } catch (const db::KvError& error) {
                    // While the breaker is open a call fails without having been made.
                    failed += std::string_view(error.what()).find("was not asked again") == std::string_view::npos;
                }
            }
        });
    }
    for (int i = 0; i < 20; ++i) {
        std::this_thread::sleep_for(milliseconds(10));
        server.admin({"CLIENT", "KILL", "TYPE", "normal"});
    }
    stop = true;
    for (std::thread& thread : threads) thread.join();
    CHECK(good > 100);
    CHECK(failed <= 20 * 4);
}

TEST_CASE("Redis: a server that has become a replica is not ready, and is used again once it is a primary") {
    if (!OnRedis::available()) return;
    const PrivateRedis server;
    const auto kv = server.open();
    kv->set("a", "1", minute);
    server.admin({"REPLICAOF", "127.0.0.1", "1"});
    CHECK_THROWS_WITH_AS(kv->set("a", "2", minute), "redis: the server is a replica and takes no writes", db::KvError);
    CHECK_THROWS_AS(kv->increment("n", minute), db::KvError);
    CHECK_THROWS_AS(kv->ping(), db::KvError);
    server.admin({"REPLICAOF", "NO", "ONE"});
    for (int i = 0; i < 100; ++i) {
        try {
            kv->ping();
            break;
        } catch (const db::KvError&) {
            std::this_thread::sleep_for(milliseconds(20));  // the breaker
        }
    }
    CHECK(kv->get("a") == "1");
    CHECK(kv->increment("n", minute) == 1);
}

TEST_CASE("Redis: a wrong password is refused without showing it") {
    if (!OnRedis::available()) return;
    const PrivateRedis server;
    CHECK_THROWS_WITH_AS(server.open("secret-guess")->ping(), "redis: AUTH was refused: WRONGPASS", db::KvError);
    CHECK_THROWS_AS(server.open("")->ping(), db::KvError);
}

TEST_CASE("Redis: all keys carry the prefix") {
    if (!OnRedis::available()) return;
    const PrivateRedis server;
    const auto kv = server.open();
    kv->set("a", "1", minute);
    server.admin({"SET", "b", "2"});
    server.admin({"RENAME", "police:a", "police:c"});
    CHECK(kv->get("c") == "1");
    CHECK_FALSE(kv->get("b").has_value());
}

TEST_CASE("Redis: a server that accepts and stays silent costs the timeout") {
    const std::string path = (std::filesystem::temp_directory_path() / unique_name("police_silent")).string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener, 8) == 0);
    db::KvOptions options;
    options.timeout = milliseconds(150);
    const auto kv = db::open_kv("redis+unix://" + path, "", options);
    const auto start = steady_clock::now();
    CHECK_THROWS_AS(kv->increment("n", minute), db::KvError);
    CHECK(since(start) >= milliseconds(140));
    CHECK(since(start) < milliseconds(600));
    ::close(listener);
    std::filesystem::remove(path);
}

TEST_CASE("Redis: a server that is not there is an error at once") {
    const auto start = steady_clock::now();
    CHECK_THROWS_AS(db::open_kv("redis+unix:///nonexistent/r.sock")->ping(), db::KvError);
    CHECK_THROWS_AS(db::open_kv("redis://127.0.0.1:1")->ping(), db::KvError);
    CHECK(since(start) < milliseconds(500));
}
