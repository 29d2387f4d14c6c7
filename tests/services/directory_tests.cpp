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

std::string labels(const Outcome& outcome) {
    std::string all;
    for (const Offer& offer : outcome.offers) all += offer.label + " ";
    return all;
}

const Offer& offer(const Outcome& outcome, const std::string& label) {
    const auto found = std::ranges::find(outcome.offers, label, &Offer::label);
    REQUIRE(found != outcome.offers.end());
    return *found;
}

}  // namespace

TEST_CASE("a directory lists its kinds, of a district, of the words, of all where nothing was said") {
    Places places;
    CHECK(keys(places.find("440106")) == "hall-th machine-th ");
    CHECK(keys(places.find("大厅")) == "hall-yx hall-th machine-th ");
    CHECK(keys(places.find("")) == "hall-yx hall-th machine-th ");
    CHECK(keys(places.find(Answers{})) == "hall-yx hall-th machine-th ");
    CHECK(keys(places.find(std::string(whole_city))) == "hall-yx hall-th machine-th ");
    CHECK(places.find("天河派出所").code == Code::NOT_FOUND);
    places.office_of("hall-yx").verified_on.reset();
    CHECK(keys(places.find("")) == "hall-th machine-th ");
}

TEST_CASE("a directory by position has the nearest first, with distance, telephone and today's hours") {
    Places places;
    const Outcome near = places.find("@23.130000,113.340000");
    CHECK(keys(near) == "hall-th machine-th hall-yx ");
    CHECK(near.headline == "找到3处，由近到远");
    CHECK(near.facts.front().value == "测试路1号，电话020-00000000，1.0公里，今天08:30-12:00、14:00-17:30");
    CHECK(near.next == "选择一处可查看详情。");
}

TEST_CASE("the name of one place is that place, though another's begins with it") {
    Places places;
    CHECK(places.find("天河大厅").headline == "天河大厅");
    const Outcome both = places.find("440106");
    const Offer& first = offer(both, "天河大厅");
    CHECK(first.service == "directory");
    CHECK(places.find(first.answers).headline == "天河大厅");
}

TEST_CASE("several kinds can be narrowed to one, where both were found") {
    Places places;
    const Outcome both = places.find("@23.130000,113.280000");
    CHECK(labels(both) == "越秀大厅 天河大厅 天河大厅自助机 只看大厅 只看自助机 重新查询 ");
    const Offer& halls_only = offer(both, "只看大厅");
    const Outcome narrowed = places.find(halls_only.answers);
    CHECK(keys(narrowed) == "hall-yx hall-th ");
    CHECK(narrowed.headline == "找到2处，由近到远");
    CHECK(labels(narrowed) == "越秀大厅 天河大厅 重新查询 ");
    CHECK(places.find(offer(both, "只看自助机").answers).headline == "天河大厅自助机");

    Places unlabelled({.kinds = {{"hall"}, {"machine"}}, .called = "办证点", .advice = ""});
    CHECK(labels(unlabelled.find("")) == "越秀大厅 天河大厅 天河大厅自助机 重新查询 ");
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

TEST_CASE("of many places the first eight are shown, with a way to narrow them") {
    Places places;
    for (int i = 0; i < 6; ++i) {
        const std::string number = std::to_string(i);
        places.world.figures.offices.push_back(placed("more-" + number, "番禺大厅" + number, "hall", "440113", {23, 113.3}));
    }
    const Outcome all = places.find("");
    CHECK(all.headline == "找到9处");
    CHECK(all.facts.size() == 8);
    CHECK(all.next.starts_with("只显示前8处，重新查询时请输入更具体的名称。"));
    CHECK(all.offers.size() == 6);  // as many as there are without a way to narrow
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

TEST_CASE("hours of a season say until when they hold, in full and in a list") {
    Places places;
    for (const auto& [id, last] : {std::pair{"hall-th", 31u}, std::pair{"hall-yx", 15u}}) {
        Season season{.from = std::chrono::November / 1, .until = std::chrono::December / std::chrono::day{last}};
        season.hours[1] = {{Minutes{9 * 60}, Minutes{20 * 60}}};
        places.office_of(id).seasons = {season};
    }
    const Outcome one = places.find("天河大厅");
    CHECK(fact(one, "今天开放") == "09:00-20:00");
    CHECK(fact(one, "开放时间有效至") == "12月31日(周四)");
    const Outcome all = places.find("");
    CHECK(all.facts.front().value.ends_with("，今天09:00-20:00"));
    CHECK(all.next == "部分地点的开放时间在12月15日(周二)后有变。选择一处可查看详情。");
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
    CHECK(labels(one) == "预约 报案 ");
    CHECK(one.offers.front().answers == Answers{{"district", "440106"}, {"site", "station"}});
    CHECK(one.offers.back().answers.empty());
}

TEST_CASE("where there is none, the resident is told whom to call and can look at the whole city") {
    Places places;
    const Outcome none = places.find("440117");
    CHECK(none.code == Code::NOT_FOUND);
    CHECK(none.headline == "没有找到相符的办证点。");
    CHECK(none.next == "可以只输入地名，例如「棠下」，或发送您的位置。请拨打12367。");
    CHECK(labels(none) == "重新查询 看全市的办证点 ");
    CHECK(keys(places.find(none.offers.back().answers)) == "hall-yx hall-th machine-th ");
    const Outcome no_machine = places.find({{"place", "440104"}, {"only", "machine"}});
    CHECK(no_machine.code == Code::NOT_FOUND);
    CHECK(places.find(no_machine.offers.back().answers).headline == "天河大厅自助机");
    places.world.figures.offices.clear();
    CHECK(labels(places.find("")) == "重新查询 ");
}

}  // namespace services
