// An accident that two drivers settle: what outlives the dialogue, on both storage pairs.
#include <doctest/doctest.h>

#include "gateway/jobs/deadlines.h"
#include "services/form/answers.h"
#include "services/form/counter.h"
#include "services/rules/time.h"
#include "services/shapes/paper.h"
#include "services/traffic/accident.h"
#include "walk.h"
#include "world.h"

using namespace engine_tests;
using services::Answers;
using services::Outcome;
using services::Result;

namespace {

const Citizen a = citizen(1), b = citizen(2), stranger = citizen(3);

const services::Service& claim() { return *services::catalog().find("quick_accident_claim"); }

/// A complete report of A's, as the dialogue would have gathered it.
Answers report(const std::string& plate = "粤A12345", const std::string& liability = "B_FULL") {
    return {{"@record", "new"},
            {"injured", "NO"},
            {"obstacle", "NONE"},
            {"position", "@23.129110,113.264385 北京路步行街"},
            {"happened_at", "2026-11-23 09:55"},
            {"photo_front", "front-" + plate.substr(4)},
            {"photo_rear", "rear-" + plate.substr(4)},
            {"photo_contact", "contact-" + plate.substr(4)},
            {"A.plate", plate},
            {"A.plate_type", "小型汽车"},
            {"A.insurer", "平安产险"},
            {"A.policy_no", ""},
            {"B.name", b.name},
            {"B.mobile", b.mobile},
            {"B.license_no", b.id_no},
            {"B.plate", "粤B67890"},
            {"B.plate_type", "小型汽车"},
            {"B.insurer", "人保财险"},
            {"B.policy_no", ""},
            {"liability", liability}};
}

struct Accident {
    World world;
    int drafts = 0;

    explicit Accident(Pair pair) : world(pair) {
        for (const Citizen& each : {a, b, stranger}) world.bind(each, 2);
    }

    Result submit(const Citizen& who, const Answers& answers, const std::string& draft = "") {
        services::Context context = world.context(who.openid);
        const auto resident = world.stores().residents.find_by_alias({"W", who.openid});
        context.resident = &*resident;
        context.agreed_to = claim().id;
        context.draft = draft.empty() ? "draft-" + std::to_string(++drafts) : draft;
        context.link_to = [](const std::string& document) { return "https://example.cn/documents/" + document; };
        return services::submit(claim(), answers, context);
    }
    Outcome outcome(const Citizen& who, const Answers& answers, const std::string& draft = "") {
        const Result result = submit(who, answers, draft);
        const auto* again = std::get_if<services::Correct>(&result);
        REQUIRE_MESSAGE(again == nullptr, again->key, ": ", again->why);
        return std::get<Outcome>(result);
    }
    db::Record record() {
        const auto rows = world.stores().sql.query("SELECT id FROM records ORDER BY created_at DESC, number LIMIT 1");
        return world.stores().records.find(rows.at(0).text(0)).value();
    }
    std::string code() { return world.stores().confirmations.code_of(record().id, seconds()).value_or(""); }
    std::int64_t seconds() const { return services::unix_time(world.now()); }
    Answers answer(const std::string& answer) {
        return {{"@record", "receipt"}, {"accident_no", record().number}, {"code", code()}, {"@act", answer}};
    }

    /// All that is to be told now, by whom it is told to.
    std::map<std::string, std::string> tellings() {
        std::map<std::string, std::string> texts;
        for (const db::LeasedEntry& leased : world.stores().outbox.lease(seconds(), seconds() + 60, 100)) {
            texts[leased.entry.to.channel + ":" + leased.entry.to.id] += services::from_json(leased.entry.body)["text"];
            world.stores().outbox.told(leased, "test", seconds());
        }
        return texts;
    }
    void deadlines() {
        gateway::Metrics metrics;
        gateway::Deadlines(
            services::catalog(), world.stores(), metrics,
            [this] { return std::make_shared<const gateway::Live>(std::make_shared<const gateway::Config>(world.config())); },
            [](const gateway::Config&, const std::string& document, services::Instant) { return document; })
            .round(world.now());
    }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the other party confirms in a chat of their own, a day later; both are told and the agreement stands") {
    on_both([](Pair pair) {
        Accident accident(pair);
        const Outcome reported = accident.outcome(a, report());
        CHECK(reported.headline == "报案已提交，等待对方确认。");
        CHECK(accident.record().number.size() == 16);
        CHECK(accident.record().number.starts_with("KC20261123"));
        const std::string code = accident.code();
        auto told = accident.tellings();
        REQUIRE(told.size() == 1);
        const std::string sms = told["sms:" + b.mobile];
        CHECK(has(sms, code));
        CHECK(has(sms, accident.record().number));
        for (const std::string& secret : {a.name, b.name, a.mobile, a.id_no, std::string("粤A12345")}) CHECK_FALSE(has(sms, secret));

        accident.world.advance(std::chrono::hours{24});
        const Outcome agreed = accident.outcome(b, accident.answer("confirm"));
        CHECK(agreed.headline == "双方已确认，协议书已生成。");
        CHECK(accident.record().state == "ANSWERED");
        CHECK(accident.record().due_at == 0);
        CHECK(accident.code().empty());
        const auto document = accident.world.stores().documents.find_by_record(accident.record().id);
        REQUIRE(document);
        told = accident.tellings();
        CHECK(told.size() == 2);
        for (const std::string& to : {"W:" + a.openid, "W:" + b.openid}) CHECK(has(told[to], document->id));
        const auto paper = services::paper_from_json(document->body);
        REQUIRE(paper);
        CHECK(has(paper->number, accident.record().number));
        CHECK(has(document->body, a.name));
        CHECK(has(document->body, "粤B67890"));
        CHECK_FALSE(has(document->body, "未核验"));   // they are bound to the licence number given
        for (const char* prose : {"北京路步行街"}) {  // the reporter's, who alone reads it
            CHECK_FALSE(has(document->body, prose));
            CHECK_FALSE(has(sms, prose));
            for (const auto& [to, text] : told) CHECK_FALSE(has(text, prose));
        }
        for (const std::string& number : {a.id_no, b.id_no, a.mobile, b.mobile}) CHECK_FALSE(has(document->body, number));
        CHECK(accident.world.stores().records.history(accident.record().id).back().who == "other_party");
    });
}

TEST_CASE("the code told to the reporter confirms as well; the other party is then told by SMS") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        accident.tellings();
        const Answers answer = accident.answer("confirm");
        const Outcome agreed = accident.outcome(a, answer);
        const auto told = accident.tellings();
        CHECK(told.contains("W:" + a.openid));
        CHECK(told.contains("sms:" + b.mobile));
        const auto document = accident.world.stores().documents.find_by_record(accident.record().id);
        REQUIRE(document);
        CHECK(has(document->body, "乙方（身份未核验）"));  // whoever had the code
        // The answer was lost, and they say it once more.
        CHECK(accident.outcome(a, answer).headline == agreed.headline);
        CHECK(accident.tellings().empty());
        CHECK(std::holds_alternative<services::Correct>(accident.submit(stranger, answer)));
    });
}

TEST_CASE("who does not agree sends it to an officer; who disputes from the start does so at once") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        accident.tellings();
        CHECK(accident.outcome(b, accident.answer("refuse")).headline == "报案已提交，由民警在线认定责任。");
        CHECK(accident.record().state == "ASSIGNED");
        CHECK_FALSE(accident.world.stores().documents.find_by_record(accident.record().id));
        CHECK(accident.tellings().size() == 2);

        Accident disputed(pair);
        disputed.outcome(a, report("粤A12345", "DISPUTED"));
        CHECK(disputed.record().state == "ASSIGNED");
        CHECK(disputed.code().empty());
        CHECK(disputed.tellings().contains("sms:" + b.mobile));
    });
}

TEST_CASE("a wrong code says nothing, and five make the right one void until it is sent again") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        Answers guess = accident.answer("confirm");
        const std::string right = guess["code"];
        guess["code"] = right == "123456" ? "654321" : "123456";
        Answers unknown = guess;
        unknown["accident_no"] = "KC20261123999999";
        const auto why = [&](const Answers& answers) { return std::get<services::Correct>(accident.submit(stranger, answers)).why; };
        const std::string no = why(unknown);
        for (int i = 0; i < 5; ++i) CHECK(why(guess) == no);
        guess["code"] = right;
        CHECK(why(guess) != no);
        CHECK(accident.record().state == "AWAIT_CONFIRMATION");
        accident.outcome(a, {{"@record", accident.record().id}, {"@act", "resend"}});
        CHECK_FALSE(accident.code().empty());
        CHECK(accident.code() != right);
        CHECK(accident.outcome(b, accident.answer("confirm")).code == services::Code::OK);
    });
}

TEST_CASE("a form submitted twice makes one report, one message, and gives the same answer") {
    on_both([](Pair pair) {
        Accident accident(pair);
        const Outcome first = accident.outcome(a, report(), "the draft");
        const Outcome again = accident.outcome(a, report(), "the draft");
        CHECK(first.facts.at(0).value == again.facts.at(0).value);
        CHECK(accident.world.rows("records") == 1);
        CHECK(accident.world.rows("outbox") == 1);
    });
}

TEST_CASE("one open report a plate in 24 hours, until it is withdrawn; naming somebody else's holds nothing") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        CHECK(accident.world.rows("marks") == 1);
        CHECK(std::get<services::Correct>(accident.submit(a, report())).key == "A.plate");
        Answers other = report("粤C11111");  // against the same B
        CHECK(accident.outcome(stranger, other, "of a stranger").code == services::Code::OK);
        CHECK(accident.world.rows("records") == 2);
        CHECK(accident.world.rows("marks") == 2);
    });
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        Answers other = report("粤C11111");
        const std::string which = accident.record().id;
        // Another's is no line of their own list.
        const auto theirs = accident.submit(stranger, {{"@record", which}, {"@act", "revoke"}});
        CHECK(std::get<services::Correct>(theirs).key == "@record");
        accident.tellings();
        CHECK(accident.outcome(a, {{"@record", which}, {"@act", "revoke"}}).headline == "报案已撤回。");
        CHECK(accident.record().state == "REVOKED");
        CHECK(has(accident.tellings()["sms:" + b.mobile], "已撤回"));
        CHECK(accident.outcome(stranger, other).code == services::Code::OK);

        accident.world.advance(std::chrono::hours{25});
        Answers next_day = report("粤A12345");
        next_day["B.plate"] = "粤B67890";
        next_day["happened_at"] = "2026-11-24 10:00";
        for (const char* photo : {"photo_front", "photo_rear", "photo_contact"}) next_day[photo] += "-again";
        CHECK(accident.outcome(a, next_day).code == services::Code::OK);
    });
}

TEST_CASE("what nobody confirms in time is closed once, and whoever reported it is told") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        accident.tellings();
        accident.world.advance(std::chrono::hours{48} - std::chrono::seconds{1});
        accident.deadlines();
        CHECK(accident.record().state == "AWAIT_CONFIRMATION");
        const Answers late = accident.answer("confirm");
        accident.world.advance(std::chrono::seconds{1});
        accident.deadlines();
        accident.deadlines();
        CHECK(accident.record().state == "CLOSED");
        const auto told = accident.tellings();
        REQUIRE(told.size() == 1);
        CHECK(has(told.at("W:" + a.openid), "已关闭"));
        CHECK(accident.world.rows("marks") == 0);
        CHECK(std::holds_alternative<services::Correct>(accident.submit(b, late)));
        CHECK(accident.record().state == "CLOSED");
    });
}

TEST_CASE("a report stands on its photos: they stay when the sender leaves, and one that was lost is asked for again") {
    on_both([](Pair pair) {
        Accident accident(pair);
        db::Files& files = accident.world.stores().files;
        const std::string form = "one form";
        files.want(form, "rear-12345", "image", accident.seconds());
        for (const auto& wanted : files.lease(accident.seconds(), accident.seconds() + 60, 10)) files.lost(wanted, "gone");
        const auto again = std::get<services::Correct>(accident.submit(a, report(), form));
        CHECK(again.key == "photo_rear");
        CHECK(accident.world.rows("records") == 0);

        files.want(form, "front-12345", "image", accident.seconds());
        for (const auto& wanted : files.lease(accident.seconds(), accident.seconds() + 60, 10)) {
            CHECK(files.add(wanted, 0, "thumbnail"));
            CHECK(files.kept(wanted, {"image/jpeg", 320, 240}));
        }
        const auto too_small = std::get<services::Correct>(accident.submit(a, report(), form));
        CHECK(too_small.key == "photo_front");
        CHECK(too_small.why.find("640×480") != std::string::npos);

        Answers good = report();
        good["photo_rear"] = "another";
        good["photo_front"] = "larger";
        accident.outcome(a, good, form);
        const Answers filed = services::from_json(accident.record().answers);
        const auto stands = [&](const std::string& file) {
            return accident.world.stores().sql.query("SELECT record FROM files WHERE id = ?", {file}).at(0).text(0) == accident.record().id;
        };
        for (const char* photo : {"photo_front", "photo_rear", "photo_contact"}) {
            CHECK(filed.at(photo) != good[photo]);
            CHECK(stands(filed.at(photo)));
        }
        accident.world.leave(a.openid);
        files.give_up(form);
        CHECK(accident.world.rows("files") == 3);

        Answers twice = report("粤C11111");
        twice["B.plate"] = "粤D22222";
        twice["photo_rear"] = twice["photo_front"];
        CHECK(std::get<services::Correct>(accident.submit(stranger, twice)).key == "photo_rear");
    });
}

TEST_CASE("what cannot be is refused at the counter as well, whoever skipped the questions") {
    on_both([](Pair pair) {
        Accident accident(pair);
        const auto asked_again = [&](const std::string& key, const std::string& value) {
            Answers answers = report();
            answers[key] = value;
            return std::get<services::Correct>(accident.submit(a, answers)).key;
        };
        CHECK(asked_again("happened_at", "2026-11-22 09:59") == "happened_at");
        CHECK(asked_again("B.mobile", a.mobile) == "B.mobile");
        CHECK(asked_again("B.license_no", a.id_no) == "B.license_no");
        CHECK(asked_again("B.plate", "粤A12345") == "B.plate");
        CHECK(asked_again("B.plate_type", "小型新能源汽车") == "B.plate_type");
        for (const auto& [key, value] : {std::pair{"injured", "YES"}, {"obstacle", "DRINK_DRUGS"}, {"A.insurer", "没有保险"}}) {
            Answers answers = report();
            answers[key] = value;
            CHECK(accident.outcome(a, answers).code == services::Code::NOT_ELIGIBLE);
        }
        CHECK(accident.world.rows("records") == 0);
        CHECK(accident.world.rows("outbox") == 0);
    });
}

TEST_CASE("a limit of the loss is asked for where there is one") {
    Accident accident(Pair::embedded);
    Answers answers = report();
    answers["loss"] = "2000.01";
    CHECK(std::get<services::Correct>(accident.submit(a, answers)).key == "loss");  // no limit: not asked
    answers.erase("loss");
    CHECK(accident.outcome(a, answers).code == services::Code::OK);
    answers["loss"] = "2000.01";
    accident.world.configure([](gateway::Config& config) {
        config.figures.settings["quick_accident_claim"].parameters["claim_loss_limit_fen"] = std::int64_t{200'000};
    });
    answers["A.plate"] = "粤A54321";
    CHECK(accident.outcome(a, answers).code == services::Code::NOT_ELIGIBLE);
    answers.erase("loss");
    CHECK(std::get<services::Correct>(accident.submit(a, answers)).key == "loss");
}

TEST_CASE("nobody can be sent more codes a day than the limits allow") {
    on_both([](Pair pair) {
        Accident accident(pair);
        accident.outcome(a, report());
        const Answers resend{{"@record", accident.record().id}, {"@act", "resend"}};
        int sent = 1;
        while (sent < 50 && accident.outcome(a, resend).code == services::Code::OK) ++sent;
        CHECK(sent == accident.world.config().figures.of("bind_identity").integer("codes_a_day"));
    });
}

TEST_CASE("nor is a stranger told of more disputes a day, however often they are revoked") {
    on_both([](Pair pair) {
        Accident accident(pair);
        int sent = 0;
        for (; sent < 50; ++sent) {
            const Result reported = accident.submit(a, report("粤A" + std::to_string(20'000 + sent), "DISPUTED"));
            const auto* outcome = std::get_if<Outcome>(&reported);
            if (outcome == nullptr || outcome->code != services::Code::OK) break;
            accident.outcome(a, {{"@record", accident.record().id}, {"@act", "revoke"}});
            accident.world.advance(std::chrono::seconds{1});
        }
        // A report and its withdrawal are two.
        CHECK(2 * sent == accident.world.config().figures.of("bind_identity").integer("codes_a_day"));
    });
}
