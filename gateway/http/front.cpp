#include "gateway/http/front.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/http/response.h"

namespace gateway {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds tick{100};    // how precisely time limits are kept
constexpr int accepts_a_round = 16;  // so that a burst of connections does not hold up answers
constexpr std::size_t read_size = 16384;

struct FreeEvent {
    void operator()(event* watched) const { event_free(watched); }
};
using Event = std::unique_ptr<event, FreeEvent>;
struct FreeBase {
    void operator()(event_base* base) const { event_base_free(base); }
};

/// What a connection is doing. Each phase has one time limit, so the connections in it, in order of entry, are in order of expiry.
enum class Phase { idle, receiving, serving, sending, lingering };
constexpr std::size_t phases = 5;

std::string address_text(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address.ss_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    if (address.ss_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    if (bytes == nullptr || ::inet_ntop(address.ss_family, bytes, text.data(), text.size()) == nullptr) return {};
    return text.data();
}

}  // namespace

int listen_on(const Endpoint& at) {
    const std::string where = text(at);
    const addrinfo wanted{.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                          .ai_family = AF_UNSPEC,
                          .ai_socktype = SOCK_STREAM,
                          .ai_protocol = 0,
                          .ai_addrlen = 0,
                          .ai_addr = nullptr,
                          .ai_canonname = nullptr,
                          .ai_next = nullptr};
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &wanted, &found); error != 0) {
        throw std::runtime_error("cannot listen on " + where + ": " + ::gai_strerror(error));
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    // Not SO_REUSEPORT, with which two servers share a port unnoticed.
    if (socket < 0 || ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        ::bind(socket, found->ai_addr, found->ai_addrlen) != 0 || ::listen(socket, SOMAXCONN) != 0) {
        const std::string cause = std::generic_category().message(errno);
        if (socket >= 0) ::close(socket);
        throw std::runtime_error("cannot listen on " + where + ": " + cause + "; is another process using it?");
    }
    return socket;
}

/// Everything but answers() and the flags belongs to the loop's thread.
class Front::Loop : public std::enable_shared_from_this<Front::Loop> {
  public:
    Loop(int listening, Serve serve, const FrontLimits& limits, Refused refused)
        : listening_(listening), serve_(std::move(serve)), limits_(limits), refused_(std::move(refused)) {}

    void start() {
        base_.reset(event_base_new());
        wake_fd_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (base_ == nullptr || wake_fd_ < 0) throw std::runtime_error("the HTTP front has no event loop");
        ::fcntl(listening_, F_SETFL, ::fcntl(listening_, F_GETFL) | O_NONBLOCK);
        accepting_ = watch(listening_, EV_READ | EV_PERSIST, [](int, short, void* loop) { static_cast<Loop*>(loop)->accept_all(); });
        woken_ = watch(wake_fd_, EV_READ | EV_PERSIST, [](int, short, void* loop) { static_cast<Loop*>(loop)->take_answers(); });
        ticking_ = watch(
            -1, EV_PERSIST, [](int, short, void* loop) { static_cast<Loop*>(loop)->pass_time(); }, tick);
        thread_ = std::thread([this] { run(); });
    }

    ~Loop() {
        accepting_.reset();
        woken_.reset();
        if (listening_ >= 0) ::close(listening_);
        if (wake_fd_ >= 0) ::close(wake_fd_);
    }

    void drain() { draining_ = true; }

    bool stop(milliseconds patience) {
        draining_ = stopping_ = true;
        wake();
        std::unique_lock lock(end_guard_);
        return end_.wait_for(lock, patience, [this] { return ended_; });
    }

    void end() {
        forced_ = true;
        stop(milliseconds(0));
        if (thread_.joinable()) thread_.join();
    }

  private:
    struct Connection {
        Connection(Loop& loop_, int fd_, std::uint64_t id_) : loop(loop_), fd(fd_), id(id_), framer(loop_.limits_.framing) {}
        ~Connection() {
            reading.reset();
            writing.reset();
            ::close(fd);
        }
        Connection(const Connection&) = delete;
        Connection& operator=(const Connection&) = delete;

        Loop& loop;
        const int fd;
        const std::uint64_t id;
        std::string peer = {};
        Event reading, writing;
        bool reads = true;
        Phase phase = Phase::idle;
        Clock::time_point since;
        std::list<Connection*>::iterator place;
        Framer framer;
        std::string input, output;
        std::size_t charged = 0;  // bytes of a request that count until it is answered, wherever they are by then
        std::size_t sent = 0;
        bool last = false;       // closes after the answer
        bool continued = false;  // 100 Continue was sent
        bool answered = false;   // before: it is kept for more
    };

    Event watch(int fd, short what, event_callback_fn callback, std::optional<milliseconds> every = std::nullopt) {
        return watch(fd, what, callback, this, every);
    }
    Event watch(int fd, short what, event_callback_fn callback, void* argument, std::optional<milliseconds> every = std::nullopt) {
        Event watched(event_new(base_.get(), fd, what, callback, argument));
        if (watched == nullptr) throw std::bad_alloc();
        const timeval period{0, every ? static_cast<suseconds_t>(every->count() * 1000) : 0};
        event_add(watched.get(), every ? &period : nullptr);
        return watched;
    }

    // From connection to request.

    void accept_all() {
        for (int i = 0; i < accepts_a_round; ++i) {
            const bool is_full = connections_.size() >= limits_.connections;
            std::list<Connection*>* const slowest = is_full ? slowest_queue() : nullptr;
            if (is_full && slowest == nullptr) return pause_accepting();
            sockaddr_storage from{};
            socklen_t from_bytes = sizeof from;
            const int fd = ::accept4(listening_, reinterpret_cast<sockaddr*>(&from), &from_bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) {
                if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause_accepting();
                if (errno == ECONNABORTED || errno == EINTR) continue;
                return;
            }
            if (is_full) close(*slowest->front());
            const int yes = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            auto connection = std::make_unique<Connection>(*this, fd, ++last_id_);
            connection->peer = address_text(from);
            connection->reading = watch(
                fd, EV_READ | EV_PERSIST,
                [](int, short, void* it) {
                    auto* that = static_cast<Connection*>(it);
                    that->loop.read(*that);
                },
                connection.get());
            connection->place = queue(Phase::idle).insert(queue(Phase::idle).end(), connection.get());
            connection->since = Clock::now();
            connections_.emplace(connection->id, std::move(connection));
        }
    }

    /// Of whom to make room from: who has been silent or slow for longest stands first in it. So who has just come has as long as it
    /// takes all others to come. Null when all wait for us.
    std::list<Connection*>* slowest_queue() {
        std::list<Connection*>* slowest = nullptr;
        for (const Phase phase : {Phase::idle, Phase::receiving, Phase::lingering}) {
            auto& waiting = queue(phase);
            if (!waiting.empty() && (slowest == nullptr || waiting.front()->since < slowest->front()->since)) slowest = &waiting;
        }
        return slowest;
    }

    /// Until the next tick: the kernel keeps who is waiting.
    void pause_accepting() {
        event_del(accepting_.get());
        paused_ = true;
    }

    void read(Connection& connection) {
        // What comes before the answer waits in the kernel. Few write so early: to stop listening for each request costs all of them.
        if (connection.phase == Phase::serving || connection.phase == Phase::sending) return stop_reading(connection);
        std::array<char, read_size> buffer;
        const ssize_t got = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) return close(connection);
        if (connection.phase == Phase::lingering) return;  // read so that the refusal is not reset away, and thrown away
        if (connection.phase == Phase::idle) enter(connection, Phase::receiving);
        connection.input.append(buffer.data(), static_cast<std::size_t>(got));
        connection.charged += static_cast<std::size_t>(got);
        input_ += static_cast<std::size_t>(got);
        const std::uint64_t id = connection.id;
        while (input_ > limits_.input && cut_first(Phase::receiving)) {
        }
        if (connections_.contains(id)) examine(connection);
    }

    void stop_reading(Connection& connection) {
        event_del(connection.reading.get());
        connection.reads = false;
    }

    void examine(Connection& connection) {
        switch (connection.framer.look(connection.input)) {
            case Framer::State::refused:
                return send(connection, {connection.framer.status(), "", "text/plain"}, Then::linger);
            case Framer::State::complete:
                return serve(connection);
            case Framer::State::more:
                break;
        }
        if (connection.framer.awaits_continue() && connection.framer.head() > 0 && !connection.continued) {
            connection.continued = true;
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            if (::send(connection.fd, go_on.data(), go_on.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(go_on.size()))
                return close(connection);
        }
    }

    void serve(Connection& connection) {
        enter(connection, Phase::serving);
        // Whoever writes on before the answer is served this one request: what is behind it is never taken for another.
        connection.last = connection.framer.closes() || connection.input.size() > connection.framer.size();
        connection.input.resize(connection.framer.size());
        RawRequest request{std::exchange(connection.input, {}), connection.framer.head(), connection.since, connection.peer};
        serve_(std::move(request), [loop = weak_from_this(), id = connection.id](HttpAnswer answer) {
            if (const auto alive = loop.lock()) alive->answer(id, std::move(answer));
        });
    }

    // From answer to connection.

    void answer(std::uint64_t id, HttpAnswer given) {
        bool first = false;
        {
            const std::lock_guard lock(answers_guard_);
            first = answers_.empty();
            answers_.emplace_back(id, std::move(given));
        }
        if (first) wake();
    }

    void wake() {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(wake_fd_, &one, sizeof one);
    }

    void take_answers() {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = ::read(wake_fd_, &count, sizeof count);
        std::vector<std::pair<std::uint64_t, HttpAnswer>> answers;
        {
            const std::lock_guard lock(answers_guard_);
            answers.swap(answers_);
        }
        for (auto& [id, given] : answers) {
            const auto found = connections_.find(id);
            if (found != connections_.end() && found->second->phase == Phase::serving) send(*found->second, given, Then::next);
        }
        if (stopping_) begin_to_stop();
    }

    enum class Then { next, linger };

    void send(Connection& connection, const HttpAnswer& given, Then then) {
        if (then == Then::linger && refused_) refused_(given.status);
        connection.last = connection.last || draining_ || then == Then::linger;
        connection.output = response_text(given, connection.last, connection.framer.is_head());
        connection.sent = 0;
        output_ += connection.output.size();
        drop_input(connection);
        enter(connection, Phase::sending);
        write(connection);
    }

    void write(Connection& connection) {
        while (connection.sent < connection.output.size()) {
            const ssize_t wrote =
                ::send(connection.fd, connection.output.data() + connection.sent, connection.output.size() - connection.sent, MSG_NOSIGNAL);
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0 && errno == EAGAIN) return write_later(connection);
            if (wrote < 0) return close(connection);
            connection.sent += static_cast<std::size_t>(wrote);
        }
        drop_output(connection);
        connection.writing.reset();
        if (!std::exchange(connection.reads, true)) event_add(connection.reading.get(), nullptr);
        if (connection.last) {
            ::shutdown(connection.fd, SHUT_WR);
            return enter(connection, Phase::lingering);
        }
        connection.framer = Framer(limits_.framing);
        connection.continued = false;
        connection.answered = true;
        enter(connection, Phase::idle);
    }

    void write_later(Connection& connection) {
        if (connection.writing == nullptr) {
            connection.writing = watch(
                connection.fd, EV_WRITE | EV_PERSIST,
                [](int, short, void* it) {
                    auto* that = static_cast<Connection*>(it);
                    that->loop.write(*that);
                },
                &connection);
        }
        while (output_ > limits_.output && cut_first(Phase::sending)) {
        }
    }

    // Phases and time.

    std::list<Connection*>& queue(Phase phase) { return queues_[static_cast<std::size_t>(phase)]; }

    milliseconds limit(Phase phase) const {
        switch (phase) {
            case Phase::idle:
                return stopping_ ? limits_.linger : limits_.idle;
            case Phase::receiving:
                return limits_.receive;
            case Phase::serving:
                return limits_.answer;
            case Phase::sending:
                return limits_.send;
            case Phase::lingering:
                break;
        }
        return limits_.linger;
    }

    void enter(Connection& connection, Phase phase) {
        auto& to = queue(phase);
        to.splice(to.end(), queue(connection.phase), connection.place);
        connection.phase = phase;
        connection.since = Clock::now();
    }

    bool cut_first(Phase phase) {
        if (queue(phase).empty()) return false;
        close(*queue(phase).front());
        return true;
    }

    void pass_time() {
        const auto now = Clock::now();
        for (std::size_t i = 0; i < phases; ++i) {
            const auto phase = static_cast<Phase>(i);
            while (!queue(phase).empty() && now - queue(phase).front()->since > limit(phase)) expire(*queue(phase).front());
        }
        if (paused_ && listening_ >= 0) event_add(accepting_.get(), nullptr);
        paused_ = false;
        if (stopping_) end_if_done();
    }

    void expire(Connection& connection) {
        if (connection.phase == Phase::receiving) return send(connection, {408, "", "text/plain"}, Then::linger);
        if (connection.phase == Phase::serving) return send(connection, {503, "", "text/plain"}, Then::linger);
        close(connection);
    }

    void drop_input(Connection& connection) {
        input_ -= std::exchange(connection.charged, 0);
        connection.input = {};
    }

    void drop_output(Connection& connection) {
        output_ -= connection.output.size();
        connection.output = {};
    }

    void close(Connection& connection) {
        drop_input(connection);
        drop_output(connection);
        queue(connection.phase).erase(connection.place);
        connections_.erase(connection.id);
    }

    // The end.

    void begin_to_stop() {
        if (listening_ >= 0) {
            accepting_.reset();
            ::close(std::exchange(listening_, -1));
        }
        // Whose first request is on its way, or whose next one lies unread, is answered yet; from the others nothing is lost.
        auto& idle = queue(Phase::idle);
        for (auto next = idle.begin(); next != idle.end();) {
            Connection& connection = **next++;
            char byte = 0;
            if (connection.answered && ::recv(connection.fd, &byte, 1, MSG_PEEK) <= 0) close(connection);
        }
        end_if_done();
    }

    void end_if_done() {
        for (const Phase phase : {Phase::idle, Phase::receiving, Phase::serving, Phase::sending}) {
            if (!forced_ && !queue(phase).empty()) return;
        }
        event_base_loopbreak(base_.get());
    }

    void run() {
        event_base_loop(base_.get(), EVLOOP_NO_EXIT_ON_EMPTY);
        const std::lock_guard lock(end_guard_);
        ended_ = true;
        end_.notify_all();
    }

    int listening_;
    const Serve serve_;
    const FrontLimits limits_;
    const Refused refused_;
    std::unique_ptr<event_base, FreeBase> base_;
    int wake_fd_ = -1;
    Event accepting_, woken_, ticking_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
    std::array<std::list<Connection*>, phases> queues_;
    std::uint64_t last_id_ = 0;
    std::size_t input_ = 0, output_ = 0;
    bool paused_ = false;

    std::mutex answers_guard_;
    std::vector<std::pair<std::uint64_t, HttpAnswer>> answers_;

    std::atomic<bool> draining_ = false, stopping_ = false, forced_ = false;
    std::mutex end_guard_;
    std::condition_variable end_;
    bool ended_ = false;
    std::thread thread_;
};

Front::Front(int listening, Serve serve, const FrontLimits& limits, Refused refused)
    : loop_(std::make_shared<Loop>(listening, std::move(serve), limits, std::move(refused))) {
    loop_->start();
}

Front::~Front() { loop_->end(); }

void Front::drain() { loop_->drain(); }

bool Front::stop(milliseconds patience) { return loop_->stop(patience); }

}  // namespace gateway
