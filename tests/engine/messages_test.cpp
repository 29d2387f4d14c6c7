// How many messages a journey takes, printed; and that it takes no more than it should.
#include <doctest/doctest.h>

#include <iostream>
#include <string>
#include <vector>

#include "world.h"

using namespace engine_tests;

namespace {

constexpr auto openid = "o-in-a-hurry";

/// One resident, who says one thing after another.
class Journey {
  public:
    explicit Journey(World& world) : world_(world) {}

    Journey& say(const std::string& text) { return heard(world_.say(openid, text)); }
    Journey& code() { return say(world_.sms()); }
    Journey& position() { return heard(world_.send_position(openid, 23.1291, 113.2644, "北京路步行街")); }
    Journey& photo() { return heard(world_.send_image(openid)); }

    int messages() const { return messages_; }
    bool ends_with(std::string_view fragment) const { return last_.has(fragment); }
    std::string shown() const { return last_.shown(); }

  private:
    Journey& heard(Reply reply) {
        ++messages_;
        last_ = std::move(reply);
        return *this;
    }

    World& world_;
    Reply last_;
    int messages_ = 0;
};

void expect(const char* what, const Journey& journey, std::string_view end, int most) {
    std::cout << what << ": " << journey.messages() << " messages, at most " << most << "\n";
    INFO(what << "\n" << journey.shown());
    CHECK(journey.ends_with(end));
    CHECK(journey.messages() <= most);
}

}  // namespace

TEST_CASE("a newcomer has an ID card appointment in eleven messages") {
    World world(Pair::embedded);
    const Citizen lin = demonstration(openid);
    Journey journey(world);
    journey.say("身份证到期").say("同意").say(lin.mobile).code().say(lin.name + " " + lin.id_no).say("确认");
    journey.say("越秀区").say("1").say("1").say("确认");
    expect("ID card appointment, fresh", journey, "预约成功", 11);
}

TEST_CASE("who is bound has an ID card appointment in six messages, and in five when day and hour come together") {
    World world(Pair::embedded);
    world.bind(demonstration(openid), 2);
    Journey journey(world);
    journey.say("身份证到期").say("同意").say("越秀区").say("1").say("1").say("确认");
    expect("ID card appointment, bound", journey, "预约成功", 6);
    Journey other(world);
    other.say("身份证断了，要换").say("越秀区").say("后天九点").say("确认");
    expect("ID card appointment, bound, agreed before", other, "预约成功", 5);
}

TEST_CASE("an accident is reported in seventeen messages") {
    World world(Pair::embedded);
    world.bind(demonstration(openid), 2);
    Journey journey(world);
    journey.say("追尾").say("没有人受伤").say("都没有").say("同意").position().say("刚刚").photo().photo().photo();
    journey.say("粤A12345").say("平安").say("陈大文 13911119999").say("440199198802030013 粤BD12345").say("人保");
    journey.say("对方全责").say("确认");
    expect("accident, bound, until reported", journey, "报案已提交", 17);
}

TEST_CASE("how many bear a name is told in four messages") {
    World world(Pair::embedded);
    world.bind(demonstration(openid), 1);
    Journey journey(world);
    journey.say("重名").say("同意").say("林子轩").say("不限");
    expect("name query, bound", journey, "数据日期", 4);
}
