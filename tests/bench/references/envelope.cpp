// bench-envelope: the bare reference. cpp-httplib as its manual shows it (with nodelay and a backlog), the whole encrypted envelope, and no
// dialogue: every text is answered with itself. --redis adds one EVALSHA a message, --mysql one prepared insert, committed at once.
#include <cppconn/driver.h>
#include <cppconn/prepared_statement.h>
#include <hiredis/hiredis.h>
#include <httplib.h>
#include <mysql_connection.h>
#include <mysql_driver.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <ctime>
#include <memory>

#include "db/pool.h"
#include "wechat/bytes.h"
#include "wechat/callback.h"

namespace {

struct Options {
    int port = 0;
    std::size_t threads = 64;
    wechat::Credentials credentials;
    std::string redis, mysql_socket, mysql_database;
};

constexpr std::size_t connections = 32;
constexpr const char* claim_script =
    "local session = redis.call('GET', KEYS[2]) if redis.call('SET', KEYS[1], '1', 'NX', 'PX', 600000) then "
    "redis.call('SET', KEYS[2], ARGV[1], 'PX', 86400000) end return session";

/// One Redis connection: claims the message, reads and writes the session.
class Claims {
  public:
    explicit Claims(const std::string& socket) : context_(redisConnectUnix(socket.c_str()), redisFree) {
        if (!context_ || context_->err != 0) throw std::runtime_error("cannot connect to Redis");
        const auto reply = send("SCRIPT LOAD %s", claim_script);
        digest_ = reply->str;
    }
    void take(const std::string& message, const std::string& citizen, const std::string& session) {
        const auto reply =
            send("EVALSHA %s 2 m:%s s:%s %b", digest_.c_str(), message.c_str(), citizen.c_str(), session.data(), session.size());
        if (reply->type == REDIS_REPLY_ERROR) throw std::runtime_error(reply->str);
    }

  private:
    using Reply = std::unique_ptr<redisReply, void (*)(void*)>;
    template <class... Arguments>
    Reply send(const char* format, Arguments... arguments) {
        Reply reply(static_cast<redisReply*>(redisCommand(context_.get(), format, arguments...)), freeReplyObject);
        if (!reply) throw std::runtime_error("Redis does not answer");
        return reply;
    }
    std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
    std::string digest_;
};

/// One MySQL connection with its prepared insert.
class Inserts {
  public:
    explicit Inserts(const Options& options) {
        sql::ConnectOptionsMap wanted;
        wanted["hostName"] = sql::SQLString("unix://" + options.mysql_socket);
        wanted["userName"] = sql::SQLString("root");
        wanted["schema"] = sql::SQLString(options.mysql_database);
        connection_.reset(sql::mysql::get_driver_instance()->connect(wanted));
        statement_.reset(connection_->prepareStatement("INSERT INTO bench_messages (id, citizen, content, at) VALUES (?, ?, ?, ?)"));
    }
    void add(const std::string& id, const std::string& citizen, const std::string& content, std::int64_t at) {
        statement_->setString(1, id);
        statement_->setString(2, citizen);
        statement_->setString(3, content);
        statement_->setInt64(4, at);
        statement_->executeUpdate();
    }

  private:
    std::unique_ptr<sql::Connection> connection_;
    std::unique_ptr<sql::PreparedStatement> statement_;
};

class Envelope {
  public:
    explicit Envelope(const Options& options)
        : callback_(options.credentials),
          claims_(connections, std::chrono::seconds(5), [&options] { return std::make_unique<Claims>(options.redis); }),
          inserts_(connections, std::chrono::seconds(5), [&options] { return std::make_unique<Inserts>(options); }),
          uses_redis_(!options.redis.empty()),
          uses_mysql_(!options.mysql_socket.empty()) {}

    void answer(const httplib::Request& request, httplib::Response& response) {
        const auto value = [&](const char* name) { return request.get_param_value(name); };
        const wechat::Query query{.signature = value("signature"),
                                  .timestamp = value("timestamp"),
                                  .nonce = value("nonce"),
                                  .encrypt_type = value("encrypt_type"),
                                  .msg_signature = value("msg_signature"),
                                  .openid = value("openid")};
        const std::int64_t now = std::time(nullptr);
        const auto opened = callback_.open(query, request.body, now);
        const auto* push = std::get_if<wechat::Opened>(&opened);
        const auto* text = push == nullptr ? nullptr : std::get_if<wechat::Text>(&push->message.content);
        if (text == nullptr) {
            response.status = 403;
            return;
        }
        if (uses_redis_) (*(*claims_.borrow())).take(query.nonce, push->message.from, text->content);
        if (uses_mysql_) (*(*inserts_.borrow())).add(query.nonce, push->message.from, text->content, now);
        response.set_content(callback_.seal(wechat::TextReply{text->content}, *push, now, wechat::random_bytes(16)), "text/xml");
    }

  private:
    const wechat::Callback callback_;
    db::Pool<Claims> claims_;
    db::Pool<Inserts> inserts_;
    const bool uses_redis_, uses_mysql_;
};

int serve(const Options& options) {
    if (!options.mysql_socket.empty()) sql::mysql::get_driver_instance();  // from two threads at once it would crash
    Envelope envelope(options);
    httplib::Server server;
    server.new_task_queue = [&] { return new httplib::ThreadPool(options.threads); };
    server.set_tcp_nodelay(true);
    server.set_keep_alive_max_count(100'000'000);
    server.set_keep_alive_timeout(60);
    server.Post("/wechat/callback",
                [&](const httplib::Request& request, httplib::Response& response) { envelope.answer(request, response); });
    int listening = -1;
    server.set_socket_options([&](int socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        listening = socket;
    });
    if (!server.bind_to_port("127.0.0.1", options.port)) return 1;
    ::listen(listening, 4096);  // the library's own backlog is 5
    return server.listen_after_bind() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("The bare cpp-httplib envelope server.");
    app.add_option("--port", options.port)->required();
    app.add_option("--threads", options.threads);
    app.add_option("--token", options.credentials.token)->required();
    app.add_option("--key", options.credentials.encoding_aes_key)->required();
    app.add_option("--app-id", options.credentials.app_id)->required();
    app.add_option("--original-id", options.credentials.original_id)->required();
    app.add_option("--redis", options.redis, "socket");
    app.add_option("--mysql-socket", options.mysql_socket);
    app.add_option("--mysql-database", options.mysql_database);
    CLI11_PARSE(app, argc, argv);
    try {
        return serve(options);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench-envelope: %s\n", failure.what());
        return 1;
    }
}
