// What may become of a record, by the table of its service: every move of every lifecycle, and none besides; clocks by the calendar.
#include "services/form/act.h"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "appointments_world.h"
#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/form/catalog.h"
#include "services/form/clocks.h"
#include "services/form/lifecycles.h"

using namespace services;
using db::By;

namespace {

constexpr std::array everybody{By::resident, By::other_party, By::officer, By::lead, By::approver, By::payment, By::department, By::clock};

/// A service that has the lifecycle and adds nothing to it.
Service plain(const std::string& id, const db::Lifecycle& life, std::vector<ParameterSpec> parameters) {
    return {.id = id,
            .title = "事项" + id,
            .department = "household",
            .kind = Kind::application,
            .parameters = std::move(parameters),
            .fields = {{.key = "site", .label = "地点", .ask = "在哪里？", .type = &text},
                       {.key = "reason", .label = "事由", .ask = "为什么？", .type = &text}},
            .submit = [](const Answers&, Context&) { return Outcome{}; },
            .life = &life};
}

struct Case : World {
    Service service;

    explicit Case(Service made) : service(std::move(made)) { figures.settings[service.id] = settings_of(service); }
    Case() : Case(plain("permit", application(), application_parameters())) {}

    Context here(const db::Resident* resident = nullptr) {
        Context made = context(service, resident);
        enter(service, made);
        return made;
    }
    db::Record make(std::string_view state, const Answers& answers = {{"site", "某处"}, {"reason", "因为"}}) {
        return record(service, lin, state, answers);
    }
    db::Record read(const db::Record& record) { return stores.records.find(record.id).value(); }
    Result move(const db::Record& record, std::string_view verb, By by, const Answers& input = {}, const std::string& why = "") {
        return act({.record = record.id, .version = record.version, .verb = verb, .input = input, .actor = {.by = by}, .why = why},
                   here(by == By::resident ? &lin : nullptr));
    }
    db::Record moved(const db::Record& record, std::string_view verb, By by, const Answers& input = {}) {
        const Result result = move(read(record), verb, by, input);
        const auto* outcome = std::get_if<Outcome>(&result);
        REQUIRE(outcome != nullptr);
        REQUIRE_MESSAGE(outcome->code == Code::OK, outcome->headline);
        return read(record);
    }
    std::string due(const db::Record& record) {
        const auto found = due_of(read(record), *service.life, figures.calendar);
        return found ? iso(date_of(found->at)) + (found->is_provisional ? " 暂定" : "") : "none";
    }
    std::int64_t rows(const std::string& table) { return sql->query("SELECT COUNT(*) FROM " + table).at(0).integer(0); }
};

Code code_of(const Result& result) { return std::get<Outcome>(result).code; }

/// What a move of the table takes.
Answers input_of(const db::Move& move) {
    if (move.supplement == db::Supplement::named) return {{"reason", "请写详细些"}};
    if (move.supplement == db::Supplement::given) return {{"reason", "因为所以"}};
    return {};
}

/// Every pair of state, verb and person: the move is made where the table has it, and nothing happens where it has not.
void try_all(const Service& service) {
    Case world(service);
    std::set<std::string_view> verbs;
    for (const db::Move& move : service.life->moves) verbs.insert(move.verb);
    int made = 0;
    for (const db::State& state : service.life->states) {
        for (const std::string_view verb : verbs) {
            for (const By by : everybody) {
                const db::Move* allowed = service.life->move(verb, state.id, by);
                db::Record record = world.make(state.id);
                if (allowed != nullptr && allowed->supplement == db::Supplement::given) {
                    record.supplement = R"({"reason":"请写详细些"})";
                    world.sql->transaction([&](db::Transaction& transaction) { world.stores.records.put(transaction, record, {}); });
                }
                const auto told = world.rows("outbox");
                const Result result = world.move(record, verb, by, allowed == nullptr ? Answers{} : input_of(*allowed));
                const db::Record after = world.read(record);
                const std::string what =
                    service.id + ": " + std::string(verb) + " of " + std::string(state.id) + " by " + std::string(name_of(by));
                CHECK_MESSAGE(after.state == (allowed == nullptr ? state.id : allowed->to), what);
                CHECK_MESSAGE((code_of(result) == Code::OK) == (allowed != nullptr), what);
                CHECK_MESSAGE(after.version == record.version + (allowed != nullptr), what);
                const auto history = world.stores.records.history(record.id);
                const bool is_written = allowed != nullptr && allowed->to != state.id;
                CHECK_MESSAGE(history.size() == (is_written ? 2U : 1U), what);
                if (is_written) CHECK_MESSAGE(history.back().who == name_of(by), what);
                if (allowed == nullptr) CHECK_MESSAGE(world.rows("outbox") == told, what);
                if (allowed != nullptr) ++made;
            }
        }
    }
    std::size_t wanted = 0;
    for (const db::Move& move : service.life->moves) wanted += move.from.size();
    CHECK(static_cast<std::size_t>(made) == wanted);
}

Service bare(Service service) {
    service.department = "traffic";
    service.acts.clear();  // what acts bring with them is tested with the service
    service.shows = nullptr;
    return service;
}

}  // namespace

TEST_CASE("every move of every lifecycle is made from where the table says, and none besides") {
    try_all(plain("permit", application(), application_parameters()));
    try_all(plain("complaint", services::report(), report_parameters()));
    int seen = 0;
    for (const Service& service : catalog().all()) {
        if (service.life == nullptr) continue;
        ++seen;
        try_all(bare(service));
    }
    CHECK(seen > 0);
}

TEST_CASE("the tables of applications and reports have no faults, and the catalog refuses those that have") {
    CHECK(db::faults(application()).empty());
    CHECK(db::faults(services::report()).empty());
    const auto refused = [](Service service) { CHECK_THROWS_AS(Catalog({std::move(service)}), std::logic_error); };
    CHECK_NOTHROW(Catalog({plain("permit", application(), application_parameters())}));
    refused(plain("permit", application(), {}));
    Service service = plain("permit", application(), application_parameters());
    service.acts = {{.verb = "fly", .label = "飞"}};
    refused(service);
    service.acts = {{.verb = "accept", .label = "受理"}};
    CHECK_NOTHROW(Catalog({service}));
    service.life = nullptr;
    refused(service);
    static const db::Lifecycle broken{.begins = "A", .states = {{.id = "A"}, {.id = "B"}}, .moves = {}};
    refused(plain("permit", broken, application_parameters()));
}

TEST_CASE("another's record is not told from none, and a version that is no more is refused") {
    Case world;
    const db::Record record = world.make("SUBMITTED");
    const ActRequest wanted{.record = record.id, .version = record.version, .verb = "withdraw"};
    ActRequest none = wanted;
    none.record = "none";
    const Outcome of_another = std::get<Outcome>(act(wanted, world.here(&world.chen))),
                  of_none = std::get<Outcome>(act(none, world.here(&world.chen)));
    CHECK(of_another.code == Code::NOT_FOUND);
    CHECK(of_another.headline == of_none.headline);
    ActRequest elsewhere{.record = record.id, .version = record.version, .verb = "accept", .actor = {.by = By::officer, .unit = "traffic"}};
    CHECK(std::get<Outcome>(act(elsewhere, world.here())).headline == of_none.headline);
    CHECK(world.stores.records.note(record.id, "zhang", "已电话联系", unix_time(world.now)));
    CHECK(code_of(act(wanted, world.here(&world.lin))) == Code::TOO_LATE);
    CHECK(world.read(record).state == "SUBMITTED");
    elsewhere.version = world.read(record).version;
    elsewhere.actor.unit = "household";
    CHECK(code_of(act(elsewhere, world.here())) == Code::OK);
    CHECK(code_of(act(wanted, world.here(&world.lin))) == Code::TOO_LATE);
    CHECK(world.read(record).state == "ACCEPTED");
}

TEST_CASE("the office that was chosen has the record, and the offices above it") {
    Case world;
    world.figures.offices[0].parent = world.figures.offices[1].id;
    const db::Record record = world.make("SUBMITTED", {{"site", world.figures.offices[0].id}, {"reason", "因为"}});
    const std::string unit = unit_of(record, world.service, world.figures);
    CHECK(unit == world.figures.offices[0].id);
    CHECK(sees(world.figures.offices[1].id, unit, world.figures));
    CHECK(sees("", unit, world.figures));
    CHECK_FALSE(sees(world.figures.offices[2].id, unit, world.figures));
    CHECK_FALSE(sees("household", unit, world.figures));
}

TEST_CASE("an effect that answers undoes everything") {
    Service service = plain("permit", application(), application_parameters());
    service.acts = {{.verb = "accept", .label = "受理", .effect = [](db::Transaction&, db::Record& record, Answers&, Context&) {
                         record.summary = R"({"a":"b"})";
                         return std::optional<Result>(Outcome{.code = Code::QUOTA_FULL, .headline = "满了"});
                     }}};
    Case world(service);
    const db::Record record = world.make("SUBMITTED");
    CHECK(code_of(world.move(record, "accept", By::officer)) == Code::QUOTA_FULL);
    const db::Record after = world.read(record);
    CHECK(after.state == "SUBMITTED");
    CHECK(after.version == record.version);
    CHECK(after.summary == record.summary);
    CHECK(world.rows("outbox") == 0);
    CHECK(world.stores.records.history(record.id).size() == 1);
}

TEST_CASE("what an act asks is asked at the door, and nothing else is taken") {
    Service service = plain("permit", application(), application_parameters());
    int spent = 0;
    service.acts = {{.verb = "hand_over",
                     .label = "转出",
                     .asks = {{.key = "reference", .label = "对方编号", .ask = "对方的编号", .type = &mobile}},
                     .may = [](const db::Record&, Context& context) -> std::optional<Ineligible> {
                         if (context.now < at(day(2027, 1, 1), 0)) return std::nullopt;
                         return Ineligible{Code::TOO_LATE, "年底前才可以。"};
                     },
                     .spends = [&](const db::Record&, Context&) { return ++spent, std::optional<Ineligible>(); },
                     .effect =
                         [](db::Transaction&, db::Record& record, Answers& input, Context&) {
                             record.summary = to_json({{"reference", input.at("reference")}});
                             return std::optional<Result>();
                         }}};
    Case world(service);
    const db::Record record = world.make("SUBMITTED");
    const auto wrong = [&](const Answers& input) { return std::get<Correct>(world.move(record, "hand_over", By::officer, input)).key; };
    CHECK(wrong({}) == "reference");
    CHECK(wrong({{"reference", "12"}}) == "reference");
    CHECK(wrong({{"reference", "13800138000"}, {"other", "x"}}) == "other");
    CHECK(spent == 0);
    CHECK(world.read(record).state == "SUBMITTED");
    world.now = at(day(2027, 1, 4), 9);
    CHECK(code_of(world.move(record, "hand_over", By::officer, {{"reference", "13800138000"}})) == Code::TOO_LATE);
    world.now = at(day(2026, 11, 24), 9);
    CHECK(world.moved(record, "hand_over", By::officer, {{"reference", "13800138000"}}).summary == R"({"reference":"13800138000"})");
    CHECK(spent == 1);
}

TEST_CASE("a pause takes no working day, over a weekend and a holiday") {
    Case world;
    world.now = at(day(2026, 9, 28), 10);  // a Monday; from Thursday to the next Wednesday everything is closed, Saturday 10 is worked
    const db::Record record = world.make("SUBMITTED");
    CHECK(world.due(record) == "2026-10-10");  // 29, 30, 8, 9, 10
    world.now = at(day(2026, 9, 29), 23);
    db::Record named = world.moved(record, "ask_supplement", By::officer, {{"reason", "请写详细些"}});
    CHECK(named.paused.parameter == "accept_days");
    CHECK(named.paused.count == 4);
    CHECK(named.supplement == R"({"reason":"请写详细些"})");
    world.now = at(day(2026, 10, 17), 9);  // a Saturday
    const db::Record back = world.moved(record, "supplement", By::resident, {{"reason", "因为所以"}});
    CHECK(value_of(from_json(back.answers), "reason") == "因为所以");
    CHECK(back.supplement.empty());
    CHECK_FALSE(back.paused.is_there());
    CHECK(world.due(record) == "2026-10-22");  // 19, 20, 21, 22
    CHECK(back.due_at == unix_time(at(day(2026, 10, 22), 23, 59)) + 59);
    world.now = at(day(2026, 10, 23), 0);
    ring(back, world.here());
    CHECK(world.read(record).state == "ACCEPTED");
    CHECK(world.stores.records.history(record.id).back().who == "deadline");
}

TEST_CASE("a limit runs through the states that share it, and is still seen when it is over") {
    Case world;
    world.now = at(day(2026, 11, 2), 9);
    const db::Record record = world.make("ACCEPTED");
    CHECK(world.due(record) == "2026-11-30");
    world.now = at(day(2026, 11, 9), 9);
    CHECK(world.moved(record, "review", By::officer).clock.from == unix_time(at(day(2026, 11, 2), 9)));
    CHECK(world.due(record) == "2026-11-30");
    world.now = at(day(2026, 12, 1), 0);
    ring(world.read(record), world.here());
    const db::Record over = world.read(record);
    CHECK(over.state == "UNDER_REVIEW");
    CHECK(over.due_at == 0);  // it has rung, once
    CHECK(world.due(record) == "2026-11-30");
}

TEST_CASE("who does not collect is reminded twice, and then it goes back") {
    Case world;
    const db::Record record = world.make("READY");
    CHECK(world.due(record) == "2026-11-30");
    world.now = at(day(2026, 12, 1), 0);
    ring(world.read(record), world.here());
    CHECK(world.due(record) == "2026-12-23");
    world.now = at(day(2026, 12, 24), 0);
    ring(world.read(record), world.here());
    CHECK(world.due(record) == "2027-02-21");
    world.now = at(day(2027, 2, 22), 0);
    ring(world.read(record), world.here());
    CHECK(world.read(record).state == "RETURNED");
}

TEST_CASE("beyond the calendar a limit is 暂定, and a calendar that comes later moves it") {
    Case world;
    world.now = at(day(2026, 12, 28), 9);
    const db::Record record = world.make("SUBMITTED");
    CHECK(world.due(record) == "2027-01-04 暂定");
    const auto lines = standing(record, application(), world.figures);
    CHECK(lines.at(1).value.find("（暂定）") != std::string::npos);
    CHECK(lines.at(2).value.find("（暂定）") != std::string::npos);
    for (unsigned number = 1; number <= 3; ++number) world.figures.calendar.exceptions[day(2027, 1, number)] = false;
    world.figures.calendar.loaded_until = day(2027, 12, 31);
    CHECK(world.due(record) == "2027-01-05");
    world.now = at(day(2027, 1, 5), 0);
    ring(record, world.here());
    CHECK(world.read(record).state == "SUBMITTED");
    CHECK(world.read(record).due_at == unix_time(at(day(2027, 1, 5), 23, 59)) + 59);
}

TEST_CASE("of a supplement only what was named is given, and all of it") {
    Case world;
    const db::Record record = world.make("SUBMITTED");
    const auto refused = [&](const Answers& input) {
        return std::get<Correct>(world.move(world.read(record), "ask_supplement", By::officer, input)).key;
    };
    CHECK(refused({}).empty());
    CHECK(refused({{"nothing", "x"}}) == "nothing");
    CHECK(refused({{"reason", ""}}) == "reason");
    world.moved(record, "ask_supplement", By::officer, {{"reason", "请写详细些"}});
    const auto body = world.stores.outbox.lease(unix_time(world.now), unix_time(world.now) + 60, 10).at(0).entry.body;
    CHECK(body.find("事由：请写详细些") != std::string::npos);
    const auto wrong = [&](const Answers& input) {
        return std::get<Correct>(world.move(world.read(record), "supplement", By::resident, input)).key;
    };
    CHECK(wrong({}) == "reason");
    CHECK(wrong({{"reason", "因为所以"}, {"site", "别处"}}) == "site");
    CHECK(wrong({{"reason", "因为所以"}, {"nothing", "x"}}) == "nothing");
    CHECK(world.read(record).state == "NEED_SUPPLEMENT");
}

TEST_CASE("records of the version before are read and moved") {
    World world;
    const auto sql = db::open_sql("sqlite:" + (world.folder.path / "before.db").string());
    std::vector<db::Migration> before = db::migrations();
    while (before.back().name != "record_clocks") before.pop_back();
    before.pop_back();
    db::migrate(*sql, before);
    db::Stores stores{*sql, *world.kv, world.vault};
    const Service service = plain("permit", application(), application_parameters());
    world.figures.settings[service.id] = settings_of(service);
    const std::int64_t now = unix_time(world.now), due = unix_time(at(day(2026, 11, 27), 23, 59));
    for (const auto& [id, number] : {std::pair{"r1", "2026112300000001"}, {"r2", "2026112300000002"}}) {
        const auto sealed = [&](const char* plain, const char* column) { return world.vault.seal(plain, "records", column, id); };
        sql->execute(
            "INSERT INTO records (id, number, service, title, resident, draft, state, answers, summary, due_at, created_at, "
            "updated_at, version) VALUES (?, ?, 'permit', '事项', NULL, ?, 'SUBMITTED', ?, ?, ?, ?, ?, 1)",
            {id, number, std::string("draft-") + id, sealed(R"({"reason":"因为"})", "answers"), sealed("{}", "summary"), due, now, now});
        sql->execute(
            "INSERT INTO history (subject, seq, from_state, to_state, who, why, changed_at) VALUES (?, 1, '', 'SUBMITTED', "
            "'resident', ?, ?)",
            {id, world.vault.seal("", "history", "why", db::history_row(id, "1")), now});
    }
    db::migrate(*sql);
    Context context{.now = world.now, .figures = world.figures, .stores = stores, .service = &service};
    const db::Record record = stores.records.find("r1").value();
    CHECK(unix_time(due_of(record, application(), world.figures.calendar)->at) == due);
    const Actor officer{.by = By::officer};
    const ActRequest ask{
        .record = "r1", .version = record.version, .verb = "ask_supplement", .input = {{"reason", "请写详细些"}}, .actor = officer};
    CHECK(code_of(act(ask, context)) == Code::OK);
    CHECK(stores.records.find("r1")->paused.count == 4);
    context.now = instant_at(due);
    ring(stores.records.find("r2").value(), context);
    CHECK(stores.records.find("r2")->state == "ACCEPTED");
    CHECK(stores.records.history("r2").size() == 2);
}
