#include "world.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <future>
#include <map>
#include <sstream>

#include "db/migrate.h"
#include "db/stores/residents.h"
#include "gateway/data/import.h"
#include "gateway/log.h"
#include "kv.h"
#include "services/answers/fields.h"
#include "services/shapes/population.h"
#include "tests/db/planted.h"
#include "tests/db/servers.h"
#include "tests/loaded.h"
#include "tests/source_dir.h"
#include "wechat/bytes.h"
#include "wechat/reply.h"
#include "wechat/signature.h"
#include "wechat/utf8.h"
#include "wechat/xml.h"

namespace engine_tests {
namespace {

const db::Vault& vault() {
    static const db::Vault one(db::new_key_file("s1"), db::new_key_file("i1"));
    return one;
}

std::ostringstream& log_text() {
    static std::ostringstream text;
    static const bool redirected = [] {
        gateway::log::write_to(&text);
        return true;
    }();
    static_cast<void>(redirected);
    return text;
}

/// The demonstration rows of a data set, and one for each of the made-up residents, made of the columns' examples.
std::string rows_of(const services::DataSet& data) {
    std::ifstream in(source_dir() + "/deploy/demo/" + data.id + ".csv");
    std::string header, text, line;
    std::getline(in, header);
    text = header + "\n";
    while (std::getline(in, line)) text += line + "\n";
    for (int n = 0; n < citizens; ++n) {
        std::stringstream names(header);
        for (std::string name; std::getline(names, name, ',');) {
            const services::Column& column = *data.column(name);
            text += (column.type == &services::id_card ? citizen(n).id_no : column.sample()) + (names.eof() ? "\n" : ",");
        }
    }
    return text;
}

/// The database of a pair, with the data sets in it: reading those in is what takes time.
std::unique_ptr<db::Sql> open_database(Pair pair) {
    static std::map<Pair, std::unique_ptr<db_tests::Database>> databases;
    auto& database = databases[pair];
    if (database) return database->open();
    database = pair == Pair::embedded ? db_tests::OnSqlite::make() : db_tests::OnMysql::make();
    auto sql = database->open();
    db::migrate(*sql);
    db::DataSets sets(*sql, vault());
    load(sets, services::population(), population());
    for (const services::DataSet* data : services::catalog().data_sets()) {
        if (data == &services::population()) continue;
        std::stringstream in(rows_of(*data));
        const services::Figures none;
        const auto done = gateway::import(in, sets, {.now = monday(), .figures = none}, {.data = *data, .data_date = "2026-11-22"});
        REQUIRE_MESSAGE(done.is_in_force, data->id);
    }
    return sql;
}

std::unique_ptr<db::Kv> open_kv(Pair pair) { return pair == Pair::embedded ? db_tests::OnMemory::open() : db_tests::OnRedis::open(); }

constexpr std::array emptied{"residents",    "aliases",       "consents", "records", "history",       "slots", "holds",
                             "appointments", "notes",         "drafts",   "outbox",  "subscriptions", "files", "file_parts",
                             "documents",    "confirmations", "marks",    "alarms",  "alarm_entries"};

std::shared_ptr<const gateway::Config> shipped(const std::function<void(gateway::Config&)>& change, const services::Catalog& catalog) {
    static const gateway::Loaded loaded =
        gateway::load_config(source_dir() + "/deploy/config", services::catalog(), services::date_of(monday()));
    REQUIRE_MESSAGE(loaded.config, (loaded.problems.empty() ? "" : loaded.problems.front().text()));
    auto config = std::make_shared<gateway::Config>(*loaded.config);
    config->wechat.mode = wechat::Mode::plain;
    config->app_secret.clear();  // no relay runs here
    config->departments.clear();
    for (const services::Service& service : catalog.all()) {
        const auto [settings, is_new] = config->figures.settings.try_emplace(service.id);
        if (!is_new) continue;
        for (const services::ParameterSpec& each : service.parameters) settings->second.parameters[each.key] = each.fallback;
    }
    if (change) change(*config);
    return config;
}

/// Whether it is a line of the exposition format with this name and all these labels.
bool is_of(const std::string& line, const std::string& name, const std::vector<std::string>& labels) {
    if (!line.starts_with(name + "{") && !line.starts_with(name + " ")) return false;
    return std::all_of(labels.begin(), labels.end(), [&](const std::string& label) { return line.find(label) != std::string::npos; });
}

int counted(const gateway::Metrics& metrics, const std::string& name, const std::vector<std::string>& labels) {
    std::istringstream text(metrics.render());
    int sum = 0;
    for (std::string line; std::getline(text, line);) {
        if (is_of(line, name, labels)) sum += std::stoi(line.substr(line.rfind(' ')));
    }
    return sum;
}

Reply parsed(const gateway::HttpAnswer& answer) {
    Reply reply{.status = answer.status, .bytes = answer.body, .type = {}, .text = {}};
    pugi::xml_document xml;
    if (answer.body.empty() || answer.body.front() != '<' || !wechat::read_xml(answer.body, xml)) return reply;
    const auto root = xml.document_element();
    reply.type = wechat::xml_text(root.child("MsgType"));
    reply.text = wechat::xml_text(root.child("Content"));
    return reply;
}

}  // namespace

const char* name_of(Pair pair) { return pair == Pair::embedded ? "SQLite and memory" : "MySQL and Redis"; }

bool available(Pair pair) { return pair == Pair::embedded || (db_tests::OnMysql::available() && db_tests::OnRedis::available()); }

void on_both(const std::function<void(Pair)>& body) {
    for (const Pair pair : {Pair::embedded, Pair::servers}) {
        if (!available(pair)) continue;
        const std::string storage = name_of(pair);
        CAPTURE(storage);
        body(pair);
    }
}

services::Instant monday() {
    using namespace std::chrono;
    return services::instant_of(sys_days{year{2026} / 11 / 23}, minutes{600});
}

std::string logged() { return log_text().str(); }

std::string Reply::shown() const {
    std::string seen;
    for (std::size_t at = 0; at < text.size();) {
        const bool is_tag = text.compare(at, 3, "<a ") == 0 || text.compare(at, 4, "</a>") == 0;
        if (is_tag) {
            const std::size_t end = text.find('>', at);
            at = end == std::string::npos ? text.size() : end + 1;
        } else {
            seen += text[at++];
        }
    }
    return seen;
}

World::World(Pair pair, Options options) : pair_(pair), options_(std::move(options)), now_(monday()) {
    log_text();
    live_ = std::make_shared<const gateway::Live>(shipped(options_.configure, *options_.catalog));
    kv_ = std::make_unique<TestKv>(open_kv(pair_), "test-" + wechat::random_hex(6) + ":", now_);
    start();
    for (const char* table : emptied) sql_->execute(std::string("DELETE FROM ") + table);
}

World::~World() { pipeline_.reset(); }

void World::start() {
    sql_ = open_database(pair_);
    counting_ = std::make_unique<CountingSql>(*sql_);
    if (options_.explains) {
        db::Sql* const many = pair_ == Pair::servers ? &db_tests::many_rows(services::unix_time(monday()), 20'000) : nullptr;
        explaining_ = std::make_unique<ExplainingSql>(*counting_, many);
    }
    db::Sql& asked = explaining_ ? static_cast<db::Sql&>(*explaining_) : *counting_;
    stores_ = std::make_unique<db::Stores>(asked, *kv_, vault());
    const auto send_sms = [this](const std::string& mobile, const std::string& text) {
        const std::lock_guard lock(mutex_);
        if (sms_works) sms_.push_back({mobile, text});
        return sms_works;
    };
    const auto page_without_record = [this](const gateway::Distress& distress, services::Instant) {
        const std::lock_guard lock(mutex_);
        cried_out_.push_back(distress.words);
        return true;
    };
    const auto live = [this] {
        const std::lock_guard lock(mutex_);
        return live_;
    };
    static const gateway::ToSimplified to_simplified = gateway::open_simplifier();
    pipeline_ = std::make_unique<gateway::Pipeline>(*options_.catalog, *stores_, metrics_, live, send_sms, departments_,
                                                    page_without_record, to_simplified, options_.workers);
}

void World::rebuild() {
    pipeline_.reset();
    stores_.reset();
    slow_statements();
    explaining_.reset();
    statements_before_ += counting_->round_trips();
    counting_.reset();
    sql_.reset();
    if (pair_ == Pair::servers) kv_->reconnect(open_kv(pair_));
    start();
}

void World::configure(const std::function<void(gateway::Config&)>& change) {
    auto config = std::make_shared<gateway::Config>(*live_->config);
    change(*config);
    auto live = std::make_shared<const gateway::Live>(std::move(config));
    const std::lock_guard lock(mutex_);
    live_ = std::move(live);
}

Push World::signed_push(const std::string& body) {
    const auto& wechat = live_->config->wechat;
    const std::string timestamp = std::to_string(now_.time_since_epoch().count());
    const std::string nonce = std::to_string(100'000'000 + next_id_++);
    return {{.signature = wechat::signature({wechat.token, timestamp, nonce}), .timestamp = timestamp, .nonce = nonce}, body};
}

std::string World::envelope(const std::string& openid, const std::string& type, const std::string& content) {
    // Written by hand, apart from the product's writer: what WeChat sends is not what we would write.
    std::string xml = "<xml><ToUserName><![CDATA[" + live_->config->wechat.original_id + "]]></ToUserName><FromUserName><![CDATA[" +
                      openid + "]]></FromUserName><CreateTime>" + std::to_string(now_.time_since_epoch().count()) +
                      "</CreateTime><MsgType><![CDATA[" + type + "]]></MsgType>" + content;
    if (type != "event") xml += "<MsgId>" + std::to_string(24'000'000'000'000'000ULL + next_id_++) + "</MsgId>";
    return xml + "</xml>";
}

namespace {

/// `]]>` inside a section is split over two, as WeChat must.
std::string cdata(const std::string& element, const std::string& value) {
    std::string safe = value;
    for (auto at = safe.find("]]>"); at != std::string::npos; at = safe.find("]]>", at + 12)) safe.replace(at, 3, "]]]]><![CDATA[>");
    return "<" + element + "><![CDATA[" + safe + "]]></" + element + ">";
}

// --- Everything that is kept.

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
    std::string text;
    for (const std::string& part : parts) text += separator + part;
    return text.substr(text.empty() ? 0 : separator.size());
}

std::vector<std::string> columns_of(db::Sql& sql, const std::string& table) {
    const auto rows =
        sql.engine() == db::Sql::Engine::sqlite
            ? sql.query("SELECT name FROM pragma_table_info('" + table + "')")
            : sql.query("SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?", {table});
    std::vector<std::string> columns;
    for (const db::Row& row : rows) columns.push_back(row.text(0));
    return columns;
}

/// The cells of a row. Each is sealed to its row, whose name is one cell or some of them with a slash or a colon between.
std::vector<std::string> opened(const db::Row& row, const std::string& table, const std::vector<std::string>& columns) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i) cells.push_back(row.is_null(i) ? "" : row.text(i));
    std::vector<std::string> names = cells;
    for (const std::string& one : cells) {
        for (const std::string& other : cells) names.insert(names.end(), {one + "/" + other, one + ":" + other});
    }
    std::vector<std::string> plain = cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!vault().is_current(cells[i])) continue;
        for (const std::string& name : names) {
            try {
                plain[i] = vault().open(cells[i], table, columns[i], name);
                break;
            } catch (const db::VaultError&) {
                // To another name.
            }
        }
    }
    return plain;
}

std::string opened_value(const std::string& key, const std::string& value) {
    for (const std::size_t head : {0U, 1U}) {  // a letter may say what it is
        if (value.size() < head) continue;
        try {
            return vault().open_blob(std::string_view(value).substr(head), key);
        } catch (const db::VaultError&) {
            // Not sealed, or behind a letter.
        }
    }
    return value;
}

}  // namespace

Push World::text_push(const std::string& openid, const std::string& text) {
    return signed_push(envelope(openid, "text", cdata("Content", text)));
}

Push World::image_push(const std::string& openid, const std::string& media_id) {
    return signed_push(envelope(openid, "image", cdata("PicUrl", "http://mmbiz.qpic.cn/picture") + cdata("MediaId", media_id)));
}

Push World::voice_push(const std::string& openid, const std::string& media_id, const std::string& recognition) {
    return signed_push(envelope(openid, "voice", cdata("MediaId", media_id) + cdata("Format", "amr") + cdata("Recognition", recognition)));
}

Reply World::deliver(const Push& push) {
    std::promise<gateway::HttpAnswer> answer;
    pipeline_->answer({push.query, push.body, now_, std::chrono::steady_clock::now()},
                      [&answer](gateway::HttpAnswer given) { answer.set_value(std::move(given)); });
    return parsed(answer.get_future().get());
}

Reply World::check(const std::string& openid, Reply reply) const {
    CAPTURE(reply.bytes);
    CHECK(reply.status == 200);
    if (reply.acknowledged()) return reply;
    pugi::xml_document xml;
    REQUIRE(wechat::read_xml(reply.bytes, xml));
    const auto root = xml.document_element();
    CHECK(wechat::xml_text(root.child("ToUserName")) == openid);
    CHECK(wechat::xml_text(root.child("FromUserName")) == live_->config->wechat.original_id);
    CHECK(wechat::is_utf8(reply.text));
    CHECK(reply.text.size() <= wechat::max_text_bytes);
    CHECK(reply.text.empty() == (reply.type != "text"));
    return reply;
}

Reply World::say(const std::string& openid, const std::string& text) { return check(openid, deliver(text_push(openid, text))); }

Reply World::send_position(const std::string& openid, double latitude, double longitude, const std::string& label) {
    const std::string content = "<Location_X>" + std::to_string(latitude) + "</Location_X><Location_Y>" + std::to_string(longitude) +
                                "</Location_Y><Scale>15</Scale>" + cdata("Label", label);
    return check(openid, deliver(signed_push(envelope(openid, "location", content))));
}

Reply World::send_image(const std::string& openid, const std::string& media_id) {
    return check(openid, deliver(image_push(openid, media_id.empty() ? "media-" + std::to_string(next_id_) : media_id)));
}

Reply World::leave(const std::string& openid) {
    return check(openid, deliver(signed_push(envelope(openid, "event", cdata("Event", "unsubscribe")))));
}

Reply World::tap(const std::string& openid, const std::string& key) {
    return check(openid, deliver(signed_push(envelope(openid, "event", cdata("Event", "CLICK") + cdata("EventKey", key)))));
}

Reply World::tap_line(const std::string& openid, const Reply& seen, int line) {
    const std::string begins = "weixin://bizmsgmenu?msgmenucontent=" + std::to_string(line) + "&msgmenuid=";
    const std::size_t at = seen.text.find(begins);
    REQUIRE_MESSAGE(at != std::string::npos, "no line ", line, " in: ", seen.text);
    const std::size_t id = at + begins.size();
    const std::string content =
        cdata("Content", std::to_string(line)) + cdata("bizmsgmenuid", seen.text.substr(id, seen.text.find('"', id) - id));
    return check(openid, deliver(signed_push(envelope(openid, "text", content))));
}

std::string World::sms() const {
    const std::lock_guard lock(mutex_);
    if (sms_.empty()) return "";
    const std::string& text = sms_.back().text;
    return text.substr(text.find_first_of("0123456789"), 6);
}

std::vector<std::string> World::cried_out() const {
    const std::lock_guard lock(mutex_);
    return cried_out_;
}

std::vector<Sms> World::all_sms() const {
    const std::lock_guard lock(mutex_);
    return sms_;
}

std::string World::citizen_of(const std::string& openid) const { return db::subject_key(vault(), {"W", openid}); }

std::optional<std::string> World::session_bytes(const std::string& openid) { return kv_->get("session:{" + citizen_of(openid) + "}"); }

void World::put_session_bytes(const std::string& openid, const std::string& bytes) {
    kv_->set("session:{" + citizen_of(openid) + "}", bytes, std::chrono::hours(24));
}

services::Session World::peek(const std::string& openid) {
    const auto sealed = session_bytes(openid);
    if (!sealed) return {};
    const auto session = services::decode_session(vault().open_blob(*sealed, "session:{" + citizen_of(openid) + "}"));
    REQUIRE_MESSAGE(session, "the stored session cannot be decoded");
    return *session;
}

services::Context World::context(const std::string& openid) {
    return {.now = now_,
            .figures = live_->config->figures,
            .stores = *stores_,
            .citizen = citizen_of(openid),
            .user = {"W", openid},
            .send_sms = [this](const std::string& mobile, const std::string& text) {
                const std::lock_guard lock(mutex_);
                sms_.push_back({mobile, text});
                return true;
            }};
}

void World::bind(const Citizen& who, int level) {
    const auto now = now_.time_since_epoch().count();
    const auto resident = stores_->residents.create_or_get({"W", who.openid}, now);
    if (level >= 1) stores_->residents.set_mobile(resident.id, who.mobile, now);
    if (level >= 2) {
        REQUIRE(stores_->residents.bind_identity(resident.id, who.name, who.id_no, now) == db::Residents::Binding::bound);
    }
}

int World::submissions(const std::string& service, const std::string& code) const {
    return counted(metrics_, "gateway_submissions_total", {"service=\"" + service + "\"", "code=\"" + code + "\""});
}

std::vector<std::string> World::everything_kept() {
    std::vector<std::string> kept;
    for (const char* table : emptied) {
        const std::vector<std::string> columns = columns_of(*sql_, table);
        for (const db::Row& row : sql_->query("SELECT " + joined(columns, ", ") + " FROM " + table))
            kept.push_back(std::string(table) + joined(opened(row, table, columns), "\n"));
    }
    for (const auto& [key, value] : kv_->alive()) kept.push_back("kv " + key + "\n" + opened_value(key, value));
    std::istringstream lines(logged() + metrics_.render());
    for (std::string line; std::getline(lines, line);) kept.push_back("log " + line);
    return kept;
}

int World::failures() const { return counted(metrics_, "gateway_messages_total", {"outcome=\"failed\""}); }

int World::late() const { return counted(metrics_, "gateway_late_answers_total", {}); }

World::Counts World::counts() const { return {statements_before_ + counting_->round_trips(), kv_->trips()}; }

const std::set<std::string>& World::slow_statements() {
    if (explaining_) slow_.merge(explaining_->slow());
    return slow_;
}

std::int64_t World::rows(const std::string& table) { return sql_->query("SELECT COUNT(*) FROM " + table).at(0).integer(0); }

std::int64_t World::holds() {
    return sql_->query("SELECT COUNT(*) FROM holds WHERE held_until > ?", {now_.time_since_epoch().count()}).at(0).integer(0);
}

}  // namespace engine_tests
