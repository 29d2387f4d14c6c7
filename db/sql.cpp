#include "db/sql.h"

#include <charconv>
#include <chrono>
#include <random>
#include <thread>

#include "db/failpoint.h"
#include "db/retry.h"

namespace db {

Value nullable(const std::optional<std::string>& text) {
    if (text) return *text;
    return nullptr;
}

bool Row::is_null(std::size_t column) const { return std::holds_alternative<std::nullptr_t>(columns_.at(column)); }

std::int64_t Row::integer(std::size_t column) const {
    const Value& value = columns_.at(column);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) {
        std::int64_t number = 0;
        const char* end = text->data() + text->size();
        const auto [stop, error] = std::from_chars(text->data(), end, number);
        if (error == std::errc{} && stop == end) return number;
        throw std::logic_error("column " + std::to_string(column) + " is no whole number");
    }
    throw std::logic_error("column " + std::to_string(column) + " is NULL");
}

std::string Row::text(std::size_t column) const {
    const Value& value = columns_.at(column);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    throw std::logic_error("column " + std::to_string(column) + " is NULL");
}

std::optional<std::int64_t> Row::optional_integer(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<std::string> Row::optional_text(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

bool Transaction::insert_once(std::string_view sql, const Values& values) {
    try {
        return execute(sql, values) == 1;
    } catch (const SqlError& error) {
        if (error.kind() == SqlError::Kind::duplicate) return false;
        throw;
    }
}

bool Sql::insert_once(std::string_view sql, const Values& values) {
    try {
        return execute(sql, values) == 1;
    } catch (const SqlError& error) {
        if (error.kind() == SqlError::Kind::duplicate) return false;
        throw;
    }
}

bool Sql::commit_if(const std::function<bool(Transaction&)>& work) {
    struct RolledBack {};  // the engines roll back for whatever is thrown, and hand it on
    try {
        transaction([&](Transaction& inside) {
            if (!work(inside)) throw RolledBack{};
        });
        return true;
    } catch (const RolledBack&) {
        return false;
    }
}

void with_retries(const std::function<void()>& attempt) {
    constexpr int most_retries = 3;
    // A lock wait has already cost a second: whoever waits for the answer does not wait for three more.
    const auto last_start = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    for (int retries = 0;; ++retries) {
        try {
            attempt();
            return;
        } catch (const SqlError& error) {
            if (error.kind() != SqlError::Kind::retry || retries == most_retries || std::chrono::steady_clock::now() >= last_start) throw;
        }
        thread_local std::minstd_rand jitter{std::random_device{}()};
        const int most_ms = 8 << retries;
        std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution<int>(1, most_ms)(jitter)));
    }
}

template <typename Work>
auto Attempt::guarded(const Work& work) -> decltype(work()) {
    check();
    try {
        return work();
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::duplicate) failure_ = error;
        throw;
    }
}

Rows Attempt::query(std::string_view sql, const Values& values) {
    return guarded([&] { return inner_.query(sql, values); });
}

std::int64_t Attempt::execute(std::string_view sql, const Values& values) {
    failpoint("transaction: before a write");
    return guarded([&] { return inner_.execute(sql, values); });
}

void Attempt::check() const {
    if (failure_) throw SqlError(*failure_);
}

namespace {
thread_local const Sql* inside = nullptr;
}

NotNested::NotNested(const Sql& sql) {
    if (inside == &sql) throw std::logic_error("a transaction's work must use the Transaction it was given, not the database itself");
    inside = &sql;
}

NotNested::~NotNested() { inside = nullptr; }

}  // namespace db
