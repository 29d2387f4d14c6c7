// bench-city: fills a migrated database and session store with synthetic residents, shaped as the product's own rows are.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "db/open.h"
#include "db/stores/residents.h"
#include "db/vault.h"
#include "load/account.h"
#include "services/chat/session.h"
#include "wechat/bytes.h"

namespace {

constexpr std::uint64_t rows_at_once = 200;
constexpr std::uint64_t rows_a_commit = 10'000;

struct Options {
    std::string database, sessions, data_key, index_key, consent = "2026-11";
    std::uint64_t first = 0, residents = 0;
    bool records = false;
    std::vector<std::string> consents;
};

std::string content_of(const std::string& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// `width` hex digits that are the same for the same citizen and table, and spread as random ids are.
std::string id_of(const char* table, std::uint64_t citizen) {
    return wechat::hex_encode(wechat::sha256(table + std::to_string(citizen))).substr(0, 32);
}

/// A number that passes GB 11643's check; ten million differ.
std::string id_no_of(std::uint64_t citizen) {
    using namespace std::chrono;
    const year_month_day born{sys_days{1960y / 1 / 1} + days{citizen / 999 % 12'000}};
    char text[32];
    std::snprintf(text, sizeof text, "440199%04d%02u%02u%03d", static_cast<int>(born.year()), static_cast<unsigned>(born.month()),
                  static_cast<unsigned>(born.day()), static_cast<int>(citizen % 999 + 1));
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; ++i) sum += (text[i] - '0') * weights[i];
    return std::string(text, 17) + "10X98765432"[sum % 11];
}

std::string mobile_of(std::uint64_t citizen) { return "199" + std::to_string(10'000'000 + citizen % 89'999'999); }

/// A table filled many rows a statement.
class Table {
  public:
    Table(std::string name, std::string columns, std::size_t width)
        : head_("INSERT INTO " + std::move(name) + " (" + std::move(columns) + ") VALUES "), width_(width) {}

    void add(db::Values row) { std::ranges::move(row, std::back_inserter(values_)); }

    void flush(db::Transaction& transaction) {
        std::string row = "(?";
        for (std::size_t i = 1; i < width_; ++i) row += ", ?";
        row += ")";
        const std::size_t step = rows_at_once * width_;
        for (std::size_t at = 0; at < values_.size(); at += step) {
            const std::size_t end = std::min(values_.size(), at + step);
            std::string sql = head_ + row;
            for (std::size_t i = at + width_; i < end; i += width_) sql += ", " + row;
            transaction.execute(sql,
                                {values_.begin() + static_cast<std::ptrdiff_t>(at), values_.begin() + static_cast<std::ptrdiff_t>(end)});
        }
        values_.clear();
    }

  private:
    const std::string head_;
    const std::size_t width_;
    db::Values values_;
};

class City {
  public:
    explicit City(const Options& options)
        : options_(options),
          sql_(db::open_sql(options.database)),
          kv_(db::open_kv(options.sessions)),
          vault_(content_of(options.data_key), content_of(options.index_key)) {}

    void fill() {
        for (std::uint64_t at = 0; at < options_.residents; at += rows_a_commit) {
            const std::uint64_t end = std::min(options_.residents, at + rows_a_commit);
            for (std::uint64_t i = at; i < end; ++i) add(options_.first + i);
            sql_->transaction([&](db::Transaction& transaction) {
                for (Table* table : {&residents_, &aliases_, &consents_, &records_, &history_}) table->flush(transaction);
            });
            for (std::size_t from = 0; from < sessions_.size(); from += rows_at_once) {
                const auto first = sessions_.begin() + static_cast<std::ptrdiff_t>(from);
                const auto last = sessions_.begin() + static_cast<std::ptrdiff_t>(std::min(sessions_.size(), from + rows_at_once));
                kv_->exchange({}, {first, last}, {});
            }
            sessions_.clear();
        }
    }

  private:
    void add(std::uint64_t citizen) {
        const std::string id = id_of("resident", citizen), alias = db::subject_key(vault_, {"W", bench::openid_of(citizen)});
        const std::string id_no = id_no_of(citizen), mobile = mobile_of(citizen);
        residents_.add({id, 2, vault_.seal("林志远", "residents", "name", id), vault_.seal(id_no, "residents", "id_no", id),
                        vault_.seal(mobile, "residents", "mobile", id), vault_.index("id_no", id_no), vault_.index("mobile", mobile), now_,
                        now_, now_, 1});
        aliases_.add({alias, "W", id, now_});
        for (const std::string& service : options_.consents) consents_.add({alias, service, options_.consent, now_});
        if (!options_.records) return;
        const std::string record = id_of("record", citizen);
        char number[24];
        std::snprintf(number, sizeof number, "20250101%010llu", static_cast<unsigned long long>(citizen));
        records_.add(
            {record, number, "id_card_appointment", "身份证业务办理预约", id, id_of("draft", citizen), "CANCELLED",
             vault_.seal(R"({"business":"EXPIRED","district":"440106","date":"2025-01-01","slot":"09:00"})", "records", "answers", record),
             vault_.seal(R"({"business":"到期换领","site":"天河区第一派出所"})", "records", "summary", record), 0, now_, now_, 1});
        history_.add({record, 1, "", "BOOKED", "resident", "", now_});
        services::Session session{.current = std::nullopt, .under = std::nullopt, .asked = {.key = "@offers"}, .at = {}};
        session.at = services::Instant(std::chrono::seconds(now_));
        session.asked.ids = {"newborn_name_query", "id_card_appointment\ndistrict=440106\nsite=tianhe_1"};
        const std::string key = "session:{" + alias + "}";
        sessions_.push_back({key, vault_.seal_blob(services::encode(session), key), std::chrono::hours(24)});
    }

    const Options& options_;
    const std::unique_ptr<db::Sql> sql_;
    const std::unique_ptr<db::Kv> kv_;
    const db::Vault vault_;
    const std::int64_t now_ = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    Table residents_{"residents", "id, level, name, id_no, mobile, id_no_index, mobile_index, mobile_at, verified_at, created_at, version",
                     11};
    Table aliases_{"aliases", "alias_index, channel, resident, created_at", 4};
    Table consents_{"consents", "subject, service, text_version, given_at", 4};
    Table records_{"records",
                   "id, number, service, title, resident, draft, state, answers, summary, due_at, created_at, updated_at, version", 13};
    Table history_{"history", "subject, seq, from_state, to_state, who, why, changed_at", 7};
    std::vector<db::Write> sessions_;
};

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Synthetic residents, identified and consenting, for a benchmark's database.");
    app.add_option("--database", options.database)->required();
    app.add_option("--sessions", options.sessions)->required();
    app.add_option("--data-key", options.data_key, "file")->required();
    app.add_option("--index-key", options.index_key, "file")->required();
    app.add_option("--consent", options.consents, "service agreed to, with the text's version of --consent-version")
        ->allow_extra_args(false);
    app.add_option("--consent-version", options.consent);
    app.add_option("--first", options.first);
    app.add_option("--residents", options.residents)->required();
    app.add_flag("--records", options.records, "a closed record and a session each, too");
    CLI11_PARSE(app, argc, argv);
    try {
        City(options).fill();
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench-city: %s\n", failure.what());
        return 1;
    }
}
