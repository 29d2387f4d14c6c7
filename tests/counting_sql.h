// A database that counts the statements it is asked, for tests that hold a path to their number.
#pragma once

#include <functional>
#include <string_view>

#include "db/sql.h"

/// One thread. `inner` must outlive it. Neither the begin nor the end of a transaction is counted.
class CountingSql : public db::Sql {
  public:
    explicit CountingSql(db::Sql& inner) : inner_(inner) {}

    int statements = 0;

    void transaction(const std::function<void(db::Transaction&)>& work) override { inner_.transaction(counted(work)); }
    void exclusive(const std::function<void(db::Transaction&)>& work) override { inner_.exclusive(counted(work)); }
    db::Rows query(std::string_view sql, const db::Values& values = {}) override { return ++statements, inner_.query(sql, values); }
    std::int64_t execute(std::string_view sql, const db::Values& values = {}) override { return ++statements, inner_.execute(sql, values); }
    void ping() override { inner_.ping(); }
    Engine engine() const override { return inner_.engine(); }

  private:
    struct Counted : db::Transaction {
        Counted(db::Transaction& inner, int& statements) : inner_(inner), statements_(statements) {}
        db::Rows query(std::string_view sql, const db::Values& values) override { return ++statements_, inner_.query(sql, values); }
        std::int64_t execute(std::string_view sql, const db::Values& values) override { return ++statements_, inner_.execute(sql, values); }
        db::Transaction& inner_;
        int& statements_;
    };
    std::function<void(db::Transaction&)> counted(const std::function<void(db::Transaction&)>& work) {
        return [this, &work](db::Transaction& inner) {
            Counted transaction(inner, statements);
            work(transaction);
        };
    }

    db::Sql& inner_;
};
