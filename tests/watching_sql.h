// A database that tells of each statement before it is run, for tests that hold a path to what it asks.
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "db/sql.h"

/// As many threads as `before` may be called from; `inner` must outlive it. Neither the begin nor the end of a transaction is told of.
class WatchingSql : public db::Sql {
  public:
    /// Asks the same connection something of one's own, which is not told of.
    using Ask = std::function<db::Rows(std::string_view sql, const db::Values&)>;
    using Before = std::function<void(const Ask&, std::string_view sql, const db::Values&)>;

    WatchingSql(db::Sql& inner, Before before) : inner_(inner), before_(std::move(before)) {}

    void transaction(const std::function<void(db::Transaction&)>& work) override { inner_.transaction(watched(work)); }
    void exclusive(const std::function<void(db::Transaction&)>& work) override { inner_.exclusive(watched(work)); }
    db::Rows query(std::string_view sql, const db::Values& values = {}) override {
        return tell(inner_, before_, sql, values), inner_.query(sql, values);
    }
    std::int64_t execute(std::string_view sql, const db::Values& values = {}) override {
        return tell(inner_, before_, sql, values), inner_.execute(sql, values);
    }
    void ping() override { inner_.ping(); }
    Engine engine() const override { return inner_.engine(); }

  private:
    template <class Asked>
    static void tell(Asked& asked, const Before& before, std::string_view sql, const db::Values& values) {
        before([&asked](std::string_view own, const db::Values& with) { return asked.query(own, with); }, sql, values);
    }
    struct Watched : db::Transaction {
        Watched(db::Transaction& inner, const Before& before) : inner_(inner), before_(before) {}
        db::Rows query(std::string_view sql, const db::Values& values) override {
            return tell(inner_, before_, sql, values), inner_.query(sql, values);
        }
        std::int64_t execute(std::string_view sql, const db::Values& values) override {
            return tell(inner_, before_, sql, values), inner_.execute(sql, values);
        }
        db::Transaction& inner_;
        const Before& before_;
    };
    std::function<void(db::Transaction&)> watched(const std::function<void(db::Transaction&)>& work) {
        return [this, &work](db::Transaction& inner) {
            Watched transaction(inner, before_);
            work(transaction);
        };
    }

    db::Sql& inner_;
    const Before before_;
};
