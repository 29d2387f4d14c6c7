// Looking one row up: what a department says, what it gave in whole, and what is said when neither is to be had.
#include "services/shapes/look_up.h"

#include <doctest/doctest.h>

#include "appointments_world.h"
#include "tests/loaded.h"

namespace services {
Service id_card_progress();
}

using namespace services;
using Came = FromDepartment::Came;

namespace {

struct Counter {
    World world;
    Service service = id_card_progress();
    FromDepartment said = {};
    int asked = 0;

    Counter() {
        Settings settings;
        for (const ParameterSpec& spec : service.parameters) settings.parameters[spec.key] = spec.fallback;
        world.figures.settings[service.id] = settings;
    }

    Answers row(const std::string& stage = "PRODUCTION") const {
        Answers example = example_of(*service.reads.front());
        example["stage"] = stage;
        example["accepted_date"] = "2026-11-10";
        return example;
    }
    void loaded(const std::vector<Answers>& rows, const std::string& date) {
        load(world.stores.data_sets, *service.reads.front(), rows, date);
    }
    Result look(const std::string& receipt = "", const db::Resident* who = nullptr) {
        Context context = world.context(service, who == nullptr ? &world.lin : who);
        context.ask_department = [this](const DataSet&, const Answers& key) {
            ++asked;
            CHECK(key.size() == 2);
            return said;
        };
        Answers answers{
            {"whose", "other"}, {"id_no", row().at("id_no")}, {"receipt_no", receipt.empty() ? row().at("receipt_no") : receipt}};
        return service.submit(answers, context);
    }
    Outcome outcome(const std::string& receipt = "") { return std::get<Outcome>(look(receipt)); }
};

}  // namespace

TEST_CASE("the department's own word comes before what it gave in whole, and is of today") {
    Counter counter;
    counter.loaded({counter.row("ACCEPTED")}, "2026-11-20");
    counter.said = {.came = Came::answered, .rows = {counter.row("READY")}};
    CHECK(counter.outcome().headline == "身份证办理进度：待领取");
    CHECK(fact(counter.outcome(), "数据日期") == "2026年11月23日");
    counter.said = {.came = Came::answered};
    CHECK(std::holds_alternative<Correct>(counter.look()));  // it knows of none, whatever an older file had
}

TEST_CASE("while the department is down or closed its last file answers, with its day; what is old is said to be") {
    for (const Came came : {Came::down, Came::closed, Came::not_asked}) {
        Counter counter;
        counter.said = {.came = came};
        counter.loaded({counter.row("ACCEPTED")}, "2026-11-20");
        const Outcome fresh = counter.outcome();
        CHECK(fresh.headline == "身份证办理进度：受理");
        CHECK(fact(fresh, "数据日期") == "2026年11月20日");
        CHECK(fresh.next.find("没有更新") == std::string::npos);
        counter.loaded({counter.row("ACCEPTED")}, "2026-11-19");
        CHECK(counter.outcome().next.find("已有4天没有更新") != std::string::npos);
    }
}

TEST_CASE("nobody is told that a row does not exist while the department cannot be asked, and it costs no try") {
    Counter counter;
    counter.loaded({counter.row()}, "2026-11-22");
    counter.said = {.came = Came::down};
    for (int i = 0; i < 8; ++i) {
        const Outcome down = counter.outcome("NOSUCHRECEIPT");
        CHECK(down.code == Code::UPSTREAM_DOWN);
        CHECK(down.next.find("稍后再试") != std::string::npos);
    }
    counter.said = {.came = Came::closed, .opens = "07:00-23:00"};
    CHECK(counter.outcome("NOSUCHRECEIPT").next.find("07:00-23:00") != std::string::npos);
    // Nor can numbers be guessed for as long as it lasts, whatever is found in between.
    CHECK(counter.outcome().code == Code::OK);
    CHECK(counter.outcome("NOSUCHRECEIPT").code == Code::UPSTREAM_DOWN);
    CHECK(counter.outcome("NOSUCHRECEIPT").code == Code::RATE_LIMITED);
    CHECK(counter.outcome().code == Code::RATE_LIMITED);
    counter.said = {};
    CHECK(counter.outcome().code == Code::OK);
}

TEST_CASE("with nothing loaded and nobody to ask the service says so") {
    Counter counter;
    CHECK(counter.outcome().code == Code::UPSTREAM_DOWN);
}

TEST_CASE("misses are counted however many right look-ups stand between them, by resident and by number") {
    Counter counter;
    counter.loaded({counter.row()}, "2026-11-22");
    const Correct first = std::get<Correct>(counter.look("NOSUCHRECEIPT"));
    CHECK(first.key == "id_no");
    CHECK(first.also == std::vector<std::string>{"receipt_no"});
    for (int left = 3; left >= 1; --left) {
        CHECK(counter.outcome().code == Code::OK);
        CHECK(std::get<Correct>(counter.look("NOSUCHRECEIPT")).why.ends_with("还可以试" + std::to_string(left) + "次。"));
    }
    CHECK(counter.outcome("NOSUCHRECEIPT").code == Code::MISMATCH);
    CHECK(counter.outcome().code == Code::RATE_LIMITED);
    // The number is locked for others, too; another number is not.
    CHECK(std::get<Outcome>(counter.look("", &counter.world.chen)).code == Code::RATE_LIMITED);
    CHECK(counter.asked > 0);
}

TEST_CASE("a card that is late is said to be late") {
    Counter counter;
    Answers row = counter.row();
    row["accepted_date"] = "2026-10-29";  // 25 days before
    counter.loaded({row}, "2026-11-22");
    CHECK(counter.outcome().next.find("即2026年11月23日前") != std::string::npos);
    row["accepted_date"] = "2026-10-28";
    counter.loaded({row}, "2026-11-22");
    CHECK(counter.outcome().next.find("现在已经超过") != std::string::npos);
}
