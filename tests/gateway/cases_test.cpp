// What those who handle cases see and move, and what the commands leave behind: their unit alone, masked, a row before each act.
#include "gateway/commands/cases.h"

#include <doctest/doctest.h>

#include <chrono>
#include <sstream>

#include "gateway/commands/cli.h"
#include "job_world.h"
#include "services/answers/fields.h"
#include "services/form/answers.h"
#include "services/form/clocks.h"
#include "services/form/lifecycles.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const services::Date wednesday = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25};

struct Desk : job_tests::JobWorld {
    services::Catalog catalog{{permit()}};
    std::ostringstream out;

    Desk() : JobWorld([](const std::string&, const wechat::HttpRequest&) { return wechat::HttpResponse{}; }) {
        now = services::instant_of(wednesday, services::Minutes{9 * 60});
        services::Settings& settings = config->figures.settings["permit"];
        for (const auto& each : catalog.all().front().parameters) settings.parameters[each.key] = each.fallback;
        config->figures.calendar.loaded_until = std::chrono::sys_days{std::chrono::year{2027} / 12 / 31};
        services::Office office;
        office.id = "th";
        config->figures.offices = {office};
        config->operators = {{"zhang", "张", "household", {"case"}, "t"},
                             {"li", "李", "household", {"lead"}, "u"},
                             {"wang", "王", "traffic", {"case", "lead"}, "v"},
                             {"he", "何", "th", {"case"}, "w"}};
    }
    static services::Service permit() {
        return {.id = "permit",
                .title = "许可",
                .department = "household",
                .kind = services::Kind::application,
                .parameters = services::application_parameters(),
                .fields = {{.key = "mobile", .label = "手机号码", .ask = "手机？", .type = &services::mobile},
                           {.key = "reason", .label = "事由", .ask = "为什么？", .type = &services::text}},
                .submit = [](const services::Answers&, services::Context&) { return services::Outcome{}; },
                .life = &services::application()};
    }
    db::Record make(const std::string& state = "SUBMITTED",
                    const services::Answers& answers = {{"mobile", "13800138000"}, {"reason", "因为"}}) {
        db::NewRecord wanted{.service = "permit",
                             .title = "许可",
                             .resident = {},
                             .draft = wechat::random_hex(8),
                             .state = state,
                             .answers = services::to_json(answers),
                             .summary = "{}",
                             .day = "20261125",
                             .now = seconds()};
        services::start_clocks(wanted, services::application(), config->figures.of("permit"), config->figures.calendar, now);
        return stores.records.create(wanted).record;
    }
    Cases as(const std::string& id) {
        out.str("");
        return {catalog, stores, *config, case_worker(*config, id), now, out};
    }
    std::string state(const db::Record& record) { return stores.records.find(record.id)->state; }
    bool says(const std::string& part) const { return out.str().find(part) != std::string::npos; }
};

}  // namespace

TEST_CASE("a case is shown masked, and one field in clear when it is asked for") {
    Desk desk;
    const std::string number = desk.make().number;
    CHECK(desk.as("zhang").show(number) == 0);
    CHECK(desk.says("已提交"));
    CHECK(desk.says("2026-12-02"));
    CHECK(desk.says("手机号码"));
    CHECK_FALSE(desk.says("13800138000"));
    CHECK(desk.as("zhang").reveal(number, "mobile") == 0);
    CHECK(desk.says("13800138000"));
    CHECK(desk.as("zhang").reveal(number, "name") == 1);
}

TEST_CASE("a case of another unit is not found, in whatever way it is asked for") {
    Desk desk;
    const db::Record record = desk.make(), of_office = desk.make("SUBMITTED", {{"site", "th"}, {"reason", "因为"}});
    for (const auto& [who, number] : {std::pair{"wang", record.number}, {"zhang", of_office.number}, {"he", record.number}}) {
        const std::string none = "there is no case " + number + "\n";
        CHECK(desk.as(who).show(number) == 1);
        CHECK(desk.out.str() == none);
        CHECK(desk.as(who).reveal(number, "reason") == 1);
        CHECK(desk.out.str() == none);
        CHECK(desk.as(who).move(number, "accept", {}, "") == 1);
        CHECK(desk.out.str() == none);
        CHECK(desk.as(who).supplement(number, {"reason"}, "请写详细些") == 1);
        CHECK(desk.out.str() == none);
        CHECK(desk.as(who).note(number, "记") == 1);
        CHECK(desk.out.str() == none);
    }
    CHECK(desk.state(record) == "SUBMITTED");
    CHECK(desk.as("he").list() == 0);
    CHECK(desk.says(of_office.number));
    CHECK_FALSE(desk.says(record.number));
}

TEST_CASE("each moves what is theirs to move: the officer's here, the lead's there") {
    Desk desk;
    const db::Record record = desk.make("UNDER_REVIEW");
    CHECK(desk.as("zhang").move(record.number, "refuse", {}, "") == 1);
    CHECK(desk.as("li").move(record.number, "approve", {}, "") == 1);
    CHECK(desk.says("lacks the role case"));
    CHECK(desk.as("zhang").move(record.number, "pay", {}, "") == 1);
    CHECK(desk.state(record) == "UNDER_REVIEW");
    CHECK(desk.as("li").move(record.number, "refuse", {}, "材料不符") == 0);
    CHECK(desk.state(record) == "REFUSED");
    const auto last = desk.stores.records.history(record.id).back();
    CHECK(last.who == "li");
    CHECK(last.why == "材料不符");
}

TEST_CASE("a supplement stops the clock, and the resident's answer goes on with what was left") {
    Desk desk;
    const auto resident = desk.stores.residents.create_or_get({"W", "openid"}, desk.seconds());
    db::Record record = desk.make();
    desk.sql->execute("UPDATE records SET resident = ? WHERE id = ?", {resident.id, record.id});
    desk.now += 24h;
    CHECK(desk.as("zhang").supplement(record.number, {"mobile", "reason"}, "一\n二\n三") == 1);
    CHECK(desk.as("zhang").supplement(record.number, {"reason"}, "请写详细些") == 0);
    CHECK(desk.as("zhang").show(record.number) == 0);
    CHECK(desk.says("补正 reason  请写详细些"));
    record = desk.stores.records.find(record.id).value();
    CHECK(record.paused.count == 4);
    desk.now += std::chrono::days{11};  // the next Monday but one
    const services::Service permit = Desk::permit();
    const services::Context context{
        .now = desk.now, .figures = desk.config->figures, .stores = desk.stores, .resident = &resident, .service = &permit};
    const auto result =
        services::act({.record = record.id, .version = record.version, .verb = "supplement", .input = {{"reason", "因为所以"}}}, context);
    CHECK(std::get<services::Outcome>(result).code == services::Code::OK);
    const auto due = services::due_of(desk.stores.records.find(record.id).value(), services::application(), desk.config->figures.calendar);
    CHECK(services::iso(services::date_of(due->at)) == "2026-12-11");
}

TEST_CASE("the list begins with what is due first, and marks what is over") {
    Desk desk;
    const db::Record over = desk.make();
    desk.now += std::chrono::days{8};
    const db::Record later = desk.make(), idle = desk.make("APPROVED");
    desk.make("COMPLETED");
    CHECK(desk.as("zhang").list() == 0);
    const std::string text = desk.out.str();
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    CHECK(text.find(over.number) < text.find(later.number));
    CHECK(text.find(later.number) < text.find(idle.number));
    CHECK(text.find("OVERDUE") < text.find(later.number));
    CHECK(text.find("OVERDUE") == text.rfind("OVERDUE"));
}

TEST_CASE("what somebody wrote is one line of a terminal, whatever is in it") {
    CHECK(one_line("好的\n29  2026-11-30  lead  case reveal") == "好的 29  2026-11-30  lead  case reveal");
    CHECK(one_line("\x1b[2J\xc2\x9b 1;\x7f") == " [2J   1; ");
    CHECK(one_line("中文，é") == "中文，é");
    CHECK(one_line("\xe2\x80\xae") == "   ");  // what follows would be read backwards
}

TEST_CASE("a verb that is none is told from one that may not be used now") {
    Desk desk;
    const db::Record record = desk.make();
    CHECK(desk.as("zhang").move(record.number, "blah", {}, "") == 1);
    CHECK(desk.says("there are"));
    CHECK(desk.says(" accept "));
    CHECK(desk.as("zhang").move(record.number, "withdraw", {}, "") == 1);
    CHECK(desk.state(record) == "SUBMITTED");
}

TEST_CASE("a note stands in the history and moves nothing") {
    Desk desk;
    const db::Record record = desk.make();
    CHECK(desk.as("zhang").note(record.number, "已电话联系") == 0);
    const auto history = desk.stores.records.history(record.id);
    REQUIRE(history.size() == 2);
    CHECK(history.back().to == "SUBMITTED");
    CHECK(history.back().who == "zhang");
    CHECK(history.back().why == "已电话联系");
}
