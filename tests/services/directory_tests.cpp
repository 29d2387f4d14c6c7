// Directories: which places they list, what is said of several, of one and of none.
#include <doctest/doctest.h>

#include <algorithm>

#include "appointments_world.h"
#include "services/answers/fields.h"
#include "services/form/flow.h"
#include "services/shapes/directory.h"

namespace services {
namespace {

const Directory halls{.kinds = {{"hall", "大厅"}, {"machine", "自助机"}}, .called = "办证点", .advice = "请拨打12367。"};

Office placed(const std::string& id, const std::string& name, const std::string& kind, const std::string& district, Position position) {
    Office made = office(id, name, district, position);
    made.kind = kind;
    made.parent = "bureau-" + district;  // not among the offices
    return made;
}

struct Places {
    World world;
    Service service;

    explicit Places(const Directory& directory = halls)
        : service{.id = "directory", .title = "查询", .fields = {where("哪里？"), only(directory)}, .submit = look_up(directory)} {
        world.figures.settings["directory"] = {};
        world.figures.offices = {placed("station", "天河派出所", "station", "440106", {23.13, 113.34}),
                                 placed("hall-th", "天河大厅", "hall", "440106", {23.13, 113.35}),
                                 placed("machine-th", "天河大厅自助机", "machine", "440106", {23.13, 113.36}),
                                 placed("hall-yx", "越秀大厅", "hall", "440104", {23.13, 113.27})};
    }
    Office& office_of(const std::string& id) { return *std::ranges::find(world.figures.offices, id, &Office::id); }

    Outcome find(const Answers& answers) {
        Context context = world.context(service, nullptr);
        return outcome_of(service.submit(complete(service.fields, answers, context.facts()), context));
    }
    Outcome find(const std::string& place) { return find(Answers{{"place", place}}); }
};

std::string keys(const Outcome& outcome) {
    std::string all;
    for (const Line& line : outcome.facts) all += line.key + " ";
    return all;
}

/// The places of a list, in order.
std::string listed(const Outcome& outcome) {
    std::string all;
    for (const Offer& each : outcome.offers) {
        const auto place = each.answers.find("place");
        const bool is_way = place == each.answers.end() || place->second == whole_city || each.answers.contains("only");
        if (!is_way) all += place->second + " ";
    }
    return all;
}

std::string labels(const Outcome& outcome) {
    std::string all;
    for (const Offer& offer : outcome.offers) all += offer.label + "|";
    return all;
}

Offer offer_to(const Outcome& outcome, const std::string& name) {
    for (const Offer& each : outcome.offers) {
        if (each.answers.contains("place") && each.answers.at("place") == name) return each;
    }
    FAIL("no offer of " << name);
    return {};
}

const Offer& offer(const Outcome& outcome, const std::string& label) {
    const auto found = std::ranges::find(outcome.offers, label, &Offer::label);
    REQUIRE(found != outcome.offers.end());
    return *found;
}

}  // namespace

TEST_CASE("a directory lists its kinds, of a district, of the words, of all where nothing was said") {
    Places places;
    CHECK(listed(places.find("440106")) == "天河大厅 天河大厅自助机 ");
    CHECK(listed(places.find("大厅")) == "越秀大厅 天河大厅 天河大厅自助机 ");
    CHECK(listed(places.find("")) == "越秀大厅 天河大厅 天河大厅自助机 ");
    CHECK(listed(places.find(Answers{})) == "越秀大厅 天河大厅 天河大厅自助机 ");
    CHECK(listed(places.find(std::string(whole_city))) == "越秀大厅 天河大厅 天河大厅自助机 ");
    CHECK(listed(places.find("天河派出所")) == "天河大厅 天河大厅自助机 ");  // no station is listed, but those of the district are
    places.office_of("hall-yx").verified_on.reset();
    CHECK(listed(places.find("")) == "天河大厅 天河大厅自助机 ");
}

TEST_CASE("a directory by position is one list with the nearest first, how far it is and whether it is open") {
    Places places;
    const Outcome near = places.find("@23.130000,113.340000");
    CHECK(near.facts.empty());
    CHECK(near.headline == "离您最近的办证点。");
    CHECK(labels(near) ==
          "天河大厅 1.0公里 开放中，12:00休息|天河大厅自助机 2.0公里 开放中，12:00休息|越秀大厅 7.1公里 "
          "开放中，12:00休息|只看大厅|只看自助机|"
          "重新查询|");
    CHECK(near.next == "选择一处可查看地址、电话和开放时间：");
    CHECK(places.find("@22.270000,113.570000").headline == "您发送的位置不在广州市内，广州市内离您最近的办证点。");
    places.office_of("hall-th").position = {};  // not on the map
    CHECK(listed(places.find("@23.130000,113.340000")) == "天河大厅自助机 越秀大厅 天河大厅 ");
    CHECK(offer_to(places.find("@23.130000,113.340000"), "天河大厅").label == "天河大厅 开放中，12:00休息");
}

TEST_CASE("the name of one place is that place, though another's begins with it") {
    Places places;
    CHECK(places.find("天河大厅").headline == "天河大厅");
    const Offer first = offer_to(places.find("440106"), "天河大厅");
    CHECK(first.service == "directory");
    CHECK(places.find(first.answers).headline == "天河大厅");
}

TEST_CASE("several kinds can be narrowed to one, where both were found") {
    Places places;
    const Outcome both = places.find("@23.130000,113.280000");
    CHECK(listed(both) == "越秀大厅 天河大厅 天河大厅自助机 ");
    const Outcome narrowed = places.find(offer(both, "只看大厅").answers);
    CHECK(listed(narrowed) == "越秀大厅 天河大厅 ");
    CHECK(narrowed.offers.size() == 3);  // and 重新查询
    CHECK(places.find(offer(both, "只看自助机").answers).headline == "天河大厅自助机");

    Places unlabelled({.kinds = {{"hall"}, {"machine"}}, .called = "办证点", .advice = ""});
    CHECK(unlabelled.find("").offers.size() == 4);
}

TEST_CASE("the kind is never asked, and no other than the directory's is taken") {
    Places places;
    Context context = places.world.context(places.service, nullptr);
    const auto asked = next(places.service.fields, {}, context.facts());
    REQUIRE(asked);
    CHECK(asked->key == "place");
    CHECK_FALSE(next(places.service.fields, {{"place", "440106"}}, context.facts()));
    const std::vector<Option> options = only(halls).options;
    CHECK(options == std::vector<Option>{{"all", "全部"}, {"hall", "大厅"}, {"machine", "自助机"}});
}

TEST_CASE("of many places the first five are shown, and how many there are") {
    Places places;
    for (int i = 0; i < 6; ++i) {
        const std::string number = std::to_string(i);
        places.world.figures.offices.push_back(placed("more-" + number, "番禺大厅" + number, "hall", "440113", {23, 113.3}));
    }
    const Outcome all = places.find("");
    CHECK(all.headline == "全市的办证点（共9处，列出前5处）。");
    CHECK(listed(all) == "越秀大厅 天河大厅 天河大厅自助机 番禺大厅0 番禺大厅1 ");
    CHECK(all.offers.size() == 8);
    CHECK(all.offers.back().label == "重新查询");
    CHECK(all.offers.back().answers.empty());
}

TEST_CASE("one place is told in full: hours, whether it is open, what is done there") {
    Places places;
    Office& hall = places.office_of("hall-th");
    hall.handles = {"护照", "签注"};
    const Outcome one = places.find("天河大厅");
    CHECK(keys(one) == "address phone hours now handles ");
    CHECK(fact(one, "今天开放") == "08:30-12:00、14:00-17:30");
    CHECK(fact(one, "现在") == "开放中，12:00休息");
    CHECK(fact(one, "可办理") == "护照、签注");
    CHECK(one.next == "请拨打12367。");
    CHECK(one.offers.empty());
    hall.phone.clear();
    hall.handles.clear();
    CHECK(keys(places.find("天河大厅")) == "address hours now ");
    places.world.figures.offices = {hall};
    CHECK(fact(places.find("@23.130000,113.351000"), "距离") == "100米");
}

TEST_CASE("hours of a season say until when they hold") {
    Places places;
    for (const auto& [id, last] : {std::pair{"hall-th", 31u}, std::pair{"hall-yx", 15u}}) {
        Season season{.from = std::chrono::November / 1, .until = std::chrono::December / std::chrono::day{last}};
        season.hours[1] = {{Minutes{9 * 60}, Minutes{20 * 60}}};
        places.office_of(id).seasons = {season};
    }
    const Outcome one = places.find("天河大厅");
    CHECK(fact(one, "今天开放") == "09:00-20:00");
    CHECK(fact(one, "开放时间有效至") == "12月31日(周四)");
    places.world.now = at(day(2027, 1, 4), 10);
    CHECK(keys(places.find("天河大厅")).find("hours_until") == std::string::npos);
}

TEST_CASE("at one place what it receives can be booked, and what always helps is offered after it") {
    Places places({.kinds = {{"station"}, {"hall"}},
                   .called = "窗口",
                   .advice = "",
                   .bookings = {{"预约", "id_card_appointment"}, {"别的预约", "other"}},
                   .offers = {{"报案", "quick_accident_claim"}}});
    const Outcome one = places.find("天河派出所");
    CHECK(labels(one) == "预约|报案|");
    CHECK(one.offers.front().answers == Answers{{"district", "440106"}, {"site", "station"}});
    CHECK(one.offers.back().answers.empty());
}

TEST_CASE("where there is none, the resident is told whom to call and can look at the whole city") {
    Places places;
    const Outcome none = places.find("440117");
    CHECK(none.code == Code::NOT_FOUND);
    CHECK(none.headline == "从化区目前没有可以查到的办证点。");
    CHECK(none.next == "可以只输入地名，例如「棠下」，或发送您的位置。请拨打12367。");
    CHECK(labels(none) == "重新查询|看全市的办证点|");
    CHECK(listed(places.find(none.offers.back().answers)) == "越秀大厅 天河大厅 天河大厅自助机 ");
    CHECK(places.find("火星路").headline == "没有找到相符的办证点。");
    CHECK(places.find("我在良口镇").headline == "良口镇在从化区，从化区目前没有可以查到的办证点。");
    const Outcome no_machine = places.find({{"place", "440104"}, {"only", "machine"}});
    CHECK(no_machine.code == Code::NOT_FOUND);
    CHECK(places.find(no_machine.offers.back().answers).headline == "天河大厅自助机");
    places.world.figures.offices.clear();
    CHECK(labels(places.find("")) == "重新查询|");
}

TEST_CASE("what residents type as a place finds its district, and the headline says why") {
    Places places({.kinds = {{"station"}}, .called = "派出所", .advice = ""});
    places.world.figures.offices = {placed("th-1", "天河第一派出所", "station", "440106", {23.124, 113.361}),
                                    placed("th-2", "天河第二派出所", "station", "440106", {23.136, 113.327}),
                                    placed("th-3", "棠下警务室", "station", "440106", {23.131, 113.379}),
                                    placed("yx-1", "越秀第一派出所", "station", "440104", {23.129, 113.267}),
                                    placed("yx-2", "越秀第二派出所", "station", "440104", {23.137, 113.290}),
                                    placed("zc-1", "增城第一派出所", "station", "440118", {23.29, 113.83})};
    for (const char* typed : {"棠下", "棠下街", "我住在天河区棠下街道", "广州市天河区棠下"}) {
        const Outcome found = places.find(typed);
        CHECK_MESSAGE(listed(found) == "棠下警务室 天河第一派出所 天河第二派出所 ", typed);
        CHECK_MESSAGE(found.headline.find("在天河区，天河区可以去的派出所，大致由近到远。") != std::string::npos, typed);
    }
    CHECK(places.find("我住在天河区棠下村").headline == "棠下村在天河区，天河区可以去的派出所，大致由近到远。");
    for (const char* typed : {"体育西路附近有派出所吗", "珠江新城", "天河城附近", "我在正佳广场那里"})
        CHECK_MESSAGE(listed(places.find(typed)) == "天河第二派出所 天河第一派出所 棠下警务室 ", typed);
    for (const char* typed : {"天河区派出所", "天河的派出所在哪里", "广州天河区"}) {
        const Outcome found = places.find(typed);
        CHECK_MESSAGE(listed(found) == "天河第一派出所 天河第二派出所 棠下警务室 ", typed);
        CHECK_MESSAGE(found.headline == "天河区可以去的派出所。", typed);
    }
    CHECK(listed(places.find("北京路")) == "越秀第一派出所 越秀第二派出所 ");
    CHECK(places.find("萝岗区").headline == "黄埔区目前没有可以查到的派出所。");
    CHECK(places.find("去增城新塘怎么办").headline == "新塘在增城区，可以去增城第一派出所");
    CHECK(places.find("新塘").headline == "天河区、增城区都有新塘，天河区、增城区可以去的派出所。");
    CHECK(listed(places.find("天河第二")).empty());  // one, in full
    CHECK(places.find("天河第二").headline == "天河第二派出所");
    CHECK(listed(places.find("越秀区和天河区")).find("越秀第一派出所") != std::string::npos);
    for (const char* typed : {"我想去派出所", "附近", "这里有派出所吗", "深圳南山"})
        CHECK_MESSAGE(places.find(typed).code == Code::NOT_FOUND, typed);
}

}  // namespace services
