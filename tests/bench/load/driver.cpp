#include "load/driver.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace bench {
namespace {

constexpr std::uint64_t sample_every = 64;
constexpr std::size_t most_samples = 4000;
constexpr auto patience = std::chrono::seconds(3);  // for answers still on their way at the end

Clock::duration seconds(double count) { return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count)); }
float milliseconds(Clock::duration time) { return std::chrono::duration<float, std::milli>(time).count(); }

}  // namespace

/// The state of one measurement.
struct Driver::Run {
    Driver& driver;
    Crowd& crowd;
    const Plan& plan;
    Measured measured = {};
    std::vector<Sample> samples = {};
    Clock::time_point start = Clock::now();
    Clock::time_point end = plan.seconds > 0 ? start + seconds(plan.seconds) : Clock::time_point::max();
    Clock::time_point last_answer = start;
    std::uint64_t waiting = 0, queued = 0;

    bool is_over(Clock::time_point now) const { return now >= end; }

    /// A connection without a message on its way takes the next.
    void feed(std::size_t index, Clock::time_point now) {
        Connection& connection = driver.connections_[index];
        if (connection.waiting) return;
        const bool is_open = plan.rate > 0;
        if (is_open ? connection.due.empty() : is_over(now)) return;
        auto delivery = crowd.next();
        if (!delivery) return;
        connection.since = is_open ? connection.due.front() : now;
        if (is_open) connection.due.pop_front(), --queued;
        send(index, *delivery);
        connection.waiting = std::move(*delivery);
        ++waiting;
    }

    void send(std::size_t index, const Delivery& delivery) {
        const std::string& bytes = delivery.request;
        for (int attempt = 0; attempt < 2; ++attempt) {
            // A request is far smaller than a socket's buffer, and the connection has nothing else to send.
            if (::send(driver.connections_[index].socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()))
                return;
            ++measured.reconnects;
            driver.reconnect(index);
        }
        throw std::runtime_error("a request could not be sent");
    }

    void readable(std::size_t index, Clock::time_point now) {
        Connection& connection = driver.connections_[index];
        std::array<char, 16384> buffer;
        const ssize_t size = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) {
            if (connection.waiting) {
                ++measured.lost;
                settle(connection);
            }
            ++measured.reconnects;
            driver.reconnect(index);
            return feed(index, now);
        }
        connection.received.append(buffer.data(), static_cast<std::size_t>(size));
        auto answer = take_answer(connection.received);
        if (!answer || !connection.waiting) return;
        count(connection, *answer, now);
        settle(connection);
        if (answer->closes) {
            ++measured.reconnects;
            driver.reconnect(index);
        }
        feed(index, now);
    }

    void count(Connection& connection, Answer& answer, Clock::time_point now) {
        ++connection.answers;
        last_answer = now;
        if (!is_over(now)) ++measured.answered;
        measured.latencies.push_back(milliseconds(now - connection.since));
        if (answer.status != 200) ++measured.refused;
        const Step* step = connection.waiting->step;
        const bool is_sampled = measured.latencies.size() % sample_every == 0 && samples.size() < most_samples;
        if (!step->expect.empty() && (plan.check_all || is_sampled)) samples.push_back({step, std::move(answer.body)});
    }

    void settle(Connection& connection) {
        crowd.answered(connection.waiting->citizen);
        connection.waiting.reset();
        --waiting;
    }

    void check(const Platform& platform) {
        for (const Sample& sample : samples) {
            ++measured.checked;
            const auto xml = platform.open(sample.body);
            const bool is_right = xml && std::ranges::any_of(sample.step->expect,
                                                             [&](const std::string& one) { return xml->find(one) != std::string::npos; });
            if (is_right) continue;
            if (measured.wrong++ == 0) measured.first_wrong = sample.step->say + " => " + xml.value_or(sample.body);
        }
    }

    /// What never came back has waited at least until now.
    void conclude(Clock::time_point now) {
        measured.unanswered = waiting + queued;
        measured.least = driver.connections_.front().answers;
        for (Connection& connection : driver.connections_) {
            measured.starved += connection.answers == 0 ? 1 : 0;
            measured.least = std::min(measured.least, connection.answers);
            measured.most = std::max(measured.most, connection.answers);
            if (plan.rate > 0) {
                if (connection.waiting) measured.latencies.push_back(milliseconds(now - connection.since));
                for (const auto& due : connection.due) measured.latencies.push_back(milliseconds(now - due));
            }
            connection.stale = connection.waiting.has_value();
            connection.waiting.reset();
            connection.due.clear();
        }
        std::ranges::sort(measured.latencies);
        measured.elapsed = std::chrono::duration<double>(now - start).count();
        measured.seconds = plan.seconds > 0 ? plan.seconds : std::chrono::duration<double>(last_answer - start).count();
    }
};

Driver::Driver(int port, std::size_t connections) : port_(port), epoll_(epoll_create1(EPOLL_CLOEXEC)), connections_(connections) {
    for (std::size_t i = 0; i < connections; ++i) {
        connections_[i].socket = connect_to(port_);
        watch(i);
    }
}

Driver::~Driver() {
    for (const Connection& connection : connections_) ::close(connection.socket);
    ::close(epoll_);
}

void Driver::watch(std::size_t index) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[index].socket, &event);
}

void Driver::reconnect(std::size_t index) {
    Connection& connection = connections_[index];
    ::close(connection.socket);
    connection.received.clear();
    connection.socket = connect_to(port_);
    watch(index);
}

Measured Driver::run(Crowd& crowd, const Platform& platform, const Plan& plan, Background& background) {
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        connections_[i].answers = 0;
        // An answer to the run before must not be taken for one of this run.
        if (std::exchange(connections_[i].stale, false)) reconnect(i);
    }
    Run run{.driver = *this, .crowd = crowd, .plan = plan};
    const Clock::duration interval = plan.rate > 0 ? seconds(1 / plan.rate) : Clock::duration::zero();
    Clock::time_point due = run.start;
    std::size_t turn = 0;
    for (std::size_t i = 0; plan.rate <= 0 && i < connections_.size(); ++i) run.feed(i, run.start);

    std::array<epoll_event, 256> events;
    for (;;) {
        const Clock::time_point now = Clock::now();
        while (plan.rate > 0 && due <= now && due < run.end) {
            const std::size_t index = turn++ % connections_.size();
            connections_[index].due.push_back(due);
            ++run.queued;
            due += interval;
            run.feed(index, now);
        }
        background.tick(now);
        const bool is_sending = plan.rate > 0 ? due < run.end : !run.is_over(now);
        const bool is_settled = run.waiting == 0 && run.queued == 0;
        if (is_settled && (!is_sending || (plan.rate <= 0 && plan.seconds <= 0))) break;
        if (now >= (plan.seconds > 0 ? run.end : run.last_answer + patience * 5) + patience) break;

        const auto wake = plan.rate > 0 && due < run.end ? std::max(Clock::duration::zero(), due - now) : seconds(0.02);
        const timespec timeout{.tv_sec = 0, .tv_nsec = std::min<long>(std::chrono::nanoseconds(wake).count(), 20'000'000)};
        const int ready = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
        const Clock::time_point woken = Clock::now();
        for (int i = 0; i < ready; ++i) run.readable(events[static_cast<std::size_t>(i)].data.u64, woken);
    }
    run.conclude(Clock::now());
    run.check(platform);
    return std::move(run.measured);
}

}  // namespace bench
