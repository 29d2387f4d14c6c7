// Services that rest on the population data: the counts of names and the binding of an identity.
#include <doctest/doctest.h>

#include "appointments_world.h"
#include "services/form/challenge.h"
#include "services/form/flow.h"
#include "services/shapes/population.h"
#include "tests/loaded.h"

using namespace services;

namespace {

void load(World& world) {
    std::vector<Answers> people{person("林志远", "440199199003074612", "M", 1990, "440106"),
                                person("陈美玲", "440199198001010020", "F", 1980, "440105"),
                                person("黄国强", "440199198001010012", "M", 1980, "440104")};
    // 12 of one name: 7 boys of the 2010s in Tianhe, 4 of the 2000s elsewhere, 1 girl. The numbers need not be valid here.
    for (int i = 0; i < 12; ++i) {
        people.push_back(person("陈梓轩", "44019920100101" + std::to_string(1000 + i), i == 11 ? "F" : "M", i < 7 ? 2015 : 2005,
                                i < 7 ? "440106" : "440103"));
    }
    for (int i = 0; i < 9; ++i) people.push_back(person("林子轩", "44019920110101" + std::to_string(1000 + i), "M", 2011));
    ::load(world.stores.data_sets, population(), people, "2026-10-31");
}

Outcome count(World& world, const std::string& name, const std::string& sex = "ANY", const std::string& area = "ALL") {
    Context context = world.context(world.names, &world.lin);
    return outcome_of(world.names.submit({{"name", name}, {"sex", sex}, {"area", area}}, context));
}

struct Newcomer {
    World& world;
    std::string subject = "new";
    Context context = world.context(world.binding, nullptr);
    std::optional<db::Resident> resident = {};

    void refresh() {
        resident = world.stores.residents.find_by_alias({"W", subject});
        context.resident = resident ? &*resident : nullptr;
        context.user = {"W", subject};
        context.citizen = subject;
    }
    Result bind(Answers answers, const std::string& name, const std::string& id_no, const std::string& target = "L2") {
        refresh();
        answers["target"] = target;
        answers["name"] = name;
        answers["id_no"] = id_no;
        return world.binding.submit(answers, context);
    }
};

std::string code_in(const std::string& sms) { return sms.substr(sms.find_first_of("0123456789"), 6); }

}  // namespace

TEST_CASE("names are counted by sex and decade, with the date of the data") {
    World world;
    load(world);
    const Outcome all = count(world, "陈梓轩");
    CHECK(all.code == Code::OK);
    CHECK(all.headline == "全市叫「陈**」的有约10人");
    CHECK(fact(all, "按性别") == "男约10人，女不足10人");
    CHECK(fact(all, "按出生年代") == "2000年代不足10人，2010年代不足10人");
    CHECK(fact(all, "数据日期") == "2026年10月31日");
    CHECK(all.next.find("不影响") != std::string::npos);  // a name in use is not refused
}

TEST_CASE("fewer than ten are shown as a total only, and a rare name is not narrowed") {
    World world;
    load(world);
    const Outcome nine = count(world, "林子轩");
    CHECK(nine.headline == "全市叫「林**」的不足10人");
    CHECK(fact(nine, "按性别").empty());
    CHECK(fact(nine, "按出生年代").empty());
    CHECK(count(world, "林子轩", "F", "440103").headline == "全市叫「林**」的不足10人");
    const Outcome seven = count(world, "陈梓轩", "M", "440106");
    CHECK(seven.headline == "天河区男性叫「陈**」的不足10人");
    CHECK(fact(seven, "按出生年代").empty());
    CHECK(count(world, "诸葛无名").headline == "全市没有人叫「诸葛**」");
    world.figures.settings["newborn_name_query"].parameters["breakdown_from"] = std::int64_t{9};
    CHECK(fact(count(world, "林子轩"), "按性别") == "男不足10人，女0人");
}

TEST_CASE("without population data the services say so") {
    World world;
    CHECK(count(world, "陈梓轩").code == Code::UPSTREAM_DOWN);
    Newcomer newcomer{world};
    newcomer.refresh();
    const auto made = world.stores.residents.create_or_get({"W", "new"}, 0);
    world.stores.residents.set_mobile(made.id, "13700000000", 0);
    CHECK(outcome_of(newcomer.bind({}, "黄国强", "440199198001010012")).code == Code::UPSTREAM_DOWN);
}

TEST_CASE("a mobile is bound by code, then name and number by the population data") {
    World world;
    load(world);
    Newcomer newcomer{world};
    newcomer.refresh();
    const Answers mobile{{"mobile", "13700000000"}};
    const Result unproved = newcomer.bind(mobile, "黄国强", "440199198001010012");
    REQUIRE(std::holds_alternative<Correct>(unproved));
    CHECK_FALSE(world.stores.residents.find_by_alias({"W", "new"}).value().level > 0);

    REQUIRE(issue_challenge(newcomer.context, "code", "13700000000") == Issued::sent);
    REQUIRE(verify_challenge(newcomer.context, "code", "13700000000", code_in(world.sms)) == Verified::passed);
    CHECK(std::holds_alternative<Correct>(
        newcomer.bind({{"mobile", "13700000001"}}, "黄国强", "440199198001010012")));  // not the number proved
    const Result bound = newcomer.bind(mobile, "黄国强", "440199198001010012");
    CHECK(outcome_of(bound).code == Code::OK);
    CHECK(fact(outcome_of(bound), "身份证号码").find("19800101") == std::string::npos);
    CHECK(world.stores.residents.find_by_alias({"W", "new"}).value().level == 2);
    CHECK(outcome_of(newcomer.bind({}, "黄国强", "440199198001010012")).headline == "您已完成绑定，不需要重复办理。");
}

TEST_CASE("the mobile alone makes level 1") {
    World world;
    Newcomer newcomer{world};
    newcomer.refresh();
    REQUIRE(issue_challenge(newcomer.context, "code", "13700000000") == Issued::sent);
    REQUIRE(verify_challenge(newcomer.context, "code", "13700000000", code_in(world.sms)) == Verified::passed);
    CHECK(outcome_of(newcomer.bind({{"mobile", "13700000000"}}, "", "", "L1")).headline == "手机号码绑定成功");
    CHECK(world.stores.residents.find_by_alias({"W", "new"}).value().level == 1);
}

TEST_CASE("five failed matches lock for a day, by account and by ID number; no answer says which part was wrong") {
    World world;
    load(world);
    const auto with_mobile = [&](const std::string& subject) {
        const auto made = world.stores.residents.create_or_get({"W", subject}, 0);
        world.stores.residents.set_mobile(made.id, "13700000000", 0);
        return Newcomer{.world = world, .subject = subject};
    };
    Newcomer one = with_mobile("one");
    const auto wrong_name = std::get<Correct>(one.bind({}, "黄国弱", "440199198001010012"));
    const auto wrong_number = std::get<Correct>(one.bind({}, "黄国强", "440199200802290018"));
    CHECK(wrong_name.why.ends_with("还可以试4次。"));
    CHECK(wrong_number.why.ends_with("还可以试3次。"));
    CHECK(wrong_name.why.substr(0, wrong_name.why.rfind("还可以")) == wrong_number.why.substr(0, wrong_number.why.rfind("还可以")));
    CHECK(wrong_name.also == std::vector<std::string>{"id_no"});  // both are asked again
    for (int i = 0; i < 2; ++i) CHECK(std::holds_alternative<Correct>(one.bind({}, "黄国弱", "44019919850615007X")));
    CHECK(outcome_of(one.bind({}, "黄国弱", "44019919850615007X")).code == Code::MISMATCH);
    CHECK(outcome_of(one.bind({}, "黄国强", "440199198001010012")).code == Code::RATE_LIMITED);

    // Whoever had no try of their own left has not spent one of the number's: it stands at one.
    for (const char* subject : {"a", "b", "c"}) {
        CHECK(std::holds_alternative<Correct>(with_mobile(subject).bind({}, "黄国弱", "440199198001010012")));
    }
    CHECK(outcome_of(with_mobile("d").bind({}, "黄国弱", "440199198001010012")).code == Code::MISMATCH);
    CHECK(outcome_of(with_mobile("e").bind({}, "黄国强", "440199198001010012")).code == Code::RATE_LIMITED);
    CHECK(world.stores.residents.find_by_alias({"W", "one"}).value().level == 1);
}

TEST_CASE("an ID number belongs to one account") {
    World world;
    load(world);
    const auto made = world.stores.residents.create_or_get({"W", "new"}, 0);
    world.stores.residents.set_mobile(made.id, "13700000000", 0);
    Newcomer newcomer{world};
    const Result taken = newcomer.bind({}, "林志远", "440199199003074612");
    CHECK(outcome_of(taken).code == Code::DUPLICATE);
    CHECK(outcome_of(taken).next.find("窗口") != std::string::npos);
    CHECK(world.stores.residents.find_by_alias({"W", "new"}).value().level == 1);
}

TEST_CASE("binding asks only for what is missing") {
    World world;
    const auto asked = [&](const db::Resident* who, const Answers& answers) {
        const Context context = world.context(world.binding, who);
        std::string keys;
        for (const Step& step : path(world.binding.fields, answers, context.facts())) keys += step.key + " ";
        return keys;
    };
    db::Resident level1 = world.lin;
    level1.level = 1;
    CHECK(asked(nullptr, {}) == "target mobile code name id_no ");
    CHECK(asked(nullptr, {{"target", "L1"}}) == "target mobile code ");
    CHECK(asked(&level1, {}) == "target name id_no ");
    CHECK(asked(&world.lin, {}) == "target ");
}

TEST_CASE("stations are found by district, name and position") {
    World world;
    world.figures.offices.push_back(office("th", "天河区分局", "440106", {23.12, 113.36}));
    for (Office& each : world.figures.offices) {
        if (each.district == "440106" && each.id != "th") each.parent = "th";
    }
    world.figures.offices.push_back(office("hidden", "天河区分局未核实派出所", "440106", {23.12, 113.36}));
    world.figures.offices.back().verified_on.reset();
    const auto find = [&](const std::string& place) {
        Context context = world.context(world.stations, nullptr);
        return outcome_of(world.stations.submit({{"place", place}}, context));
    };
    const Outcome tianhe = find("440106");
    REQUIRE(tianhe.offers.size() == 4);                                   // and another look-up
    CHECK(tianhe.offers.front().label.starts_with("天河区分局 开放中"));  // the bureau before its stations
    const Outcome tangxia = find("棠下");
    CHECK(tangxia.headline == "棠下在天河区，天河区可以去的派出所或窗口，大致由近到远。");
    const Outcome one = find(tangxia.offers.front().answers.at("place"));
    CHECK(one.headline == "天河区分局棠下派出所");
    CHECK(fact(one, "今天开放") == "08:30-12:00、14:00-17:30");
    REQUIRE(one.offers.size() == 1);
    CHECK(one.offers.front().answers.at("site") == "th-tangxia");
    const Outcome near = find("@23.125000,113.271000");
    CHECK(near.offers.front().label.starts_with("越秀区分局北京派出所 "));
    CHECK(near.offers.front().label.find("米 开放中") != std::string::npos);
    CHECK(find("不存在的地方").code == Code::NOT_FOUND);
    CHECK(find("未核实").code == Code::NOT_FOUND);
}
