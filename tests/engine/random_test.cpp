// A thousand dialogues of residents who do not behave: nothing throws, every answer can be sent, 取消 always ends it.
//
// POLICE_TEST_SEED repeats a run; POLICE_TEST_DIALOGUES sets how many there are.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "walk.h"
#include "world.h"

using namespace engine_tests;

namespace {

constexpr std::array engine_words{"菜单",   "帮助", "取消", "上一步", "重新开始", "进度", "人工",
                                  "下一页", "跳过", "确认", "修改",   "继续",     "重发", "不同意"};

constexpr std::array alarms{"救命", "有人持刀砍人", "110", "119", "着火了", "120", "煤气泄漏，快来"};

const std::vector<std::string>& garbage() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> texts{"]]>",
                                       "]]]]>><![CDATA[",
                                       "<a href=\"http://example.com\">点我</a>",
                                       "&lt;a href=1&gt;",
                                       "</Content></xml>",
                                       "%s%n%d",
                                       "' OR 1=1 --",
                                       "{\"a\":1}",
                                       "\xF0\x9F\x91\xAE\xF0\x9F\x8F\xBB\xE2\x80\x8D\xE2\x99\x80\xEF\xB8\x8F",
                                       "\xEF\xBB\xBF",
                                       "\xE2\x80\xAE卡号",
                                       "　",
                                       "\xC2\xA0",
                                       "\n\n\n",
                                       "\xF4\x8F\xBF\xBF",
                                       "\xEF\xBF\xBD",
                                       "é\xCC\x81\xCC\x81\xCC\x81",
                                       "𠮷田",
                                       "林·志·远",
                                       "－１",
                                       "0",
                                       "99999999999999999999",
                                       "1 2 3",
                                       "第二个",
                                       "2。",
                                       "1、1、1",
                                       "-",
                                       "?",
                                       "？？",
                                       "粤A12345",
                                       "440199199003074612",
                                       "13800138000",
                                       "身份证",
                                       "派出所",
                                       "重名",
                                       "a=b\nc=d",
                                       "@23.1,113.2",
                                       "@nan,inf",
                                       "@x",
                                       "district\nsite=1"};
        std::string longest;
        while (longest.size() < 1900) longest += "长";
        texts.push_back(longest);
        std::string wide;
        while (wide.size() < 1900) wide += "\xF0\x9F\x98\x80";
        texts.push_back(wide);
        std::string angles(1500, '<');
        texts.push_back(angles);
        texts.push_back(std::string(2000, 'a'));
        return texts;
    }();
    return all;
}

class Chaos {
  public:
    Chaos(World& world, std::uint32_t seed, Citizen who) : world_(world), walker_(world, std::move(who)), dice_(seed) {}

    void talk() {
        for (int turn = 4 + below(18); turn > 0; --turn) once();
        leave();
    }

  private:
    int below(int bound) { return static_cast<int>(dice_() % static_cast<std::uint32_t>(bound)); }
    template <class List>
    std::string one_of(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }
    void say(const std::string& text) { expect(world_.say(walker_.who().openid, text), text); }

    void once() {
        const std::string& openid = walker_.who().openid;
        const int draw = below(100);
        if (draw < 55 && may_walk()) return walk();
        if (draw < 60) return expect(walker_.open(one_of(titles())), "a title");
        if (draw < 68) return say(std::to_string(below(12)));
        if (draw < 78) return say(one_of(engine_words));
        if (draw < 87) return say(one_of(garbage()));
        if (draw < 89) return say(one_of(alarms));
        if (draw < 92) return expect(world_.send_position(openid, below(3) == 0 ? 91.5 : 23.13, 113.27, one_of(garbage())), "a position");
        if (draw < 94) return expect(world_.send_image(openid), "an image");
        if (draw < 96) return expect(world_.tap(openid, below(2) == 0 ? "household" : "no such key"), "the menu");
        if (draw < 97) return world_.rebuild();
        world_.advance(below(3) == 0 ? std::chrono::hours(25) : std::chrono::minutes(31));
    }

    /// A walker answers only what has an answer: lists the engine made, and questions without any option, are for the others.
    bool may_walk() {
        const services::Session session = walker_.session();
        if (!session.current) return false;
        const std::string& key = session.asked.key;
        if (key == "@consent" || key == "@review") return true;
        const services::Service* service = world_.catalog().find(session.current->service);
        const services::Field* field = key.starts_with("@") || service == nullptr ? nullptr : service->field(key);
        if (field == nullptr) return false;
        return field->challenge.empty() ? !(field->choices && session.asked.ids.empty()) : has_code();
    }
    bool has_code() {
        for (const Sms& sms : world_.all_sms()) {
            if (sms.mobile == walker_.who().mobile) return true;
        }
        return false;
    }
    void walk() { expect(walker_.answer(), "an answer"); }

    std::vector<std::string> titles() {
        std::vector<std::string> ids;
        for (const auto& service : world_.catalog().all()) ids.push_back(service.id);
        return ids;
    }

    void expect(const Reply& reply, const std::string& after) {
        CAPTURE(after);
        CAPTURE(reply.bytes);
        const bool is_answer = reply.type == "text" || reply.type == "transfer_customer_service";
        CHECK(is_answer);
        CHECK_FALSE(reply.has("系统繁忙"));
        // Only the account makes links, and only to its own numbers.
        std::size_t opened = 0, closed = 0, own = 0;
        for (auto at = reply.text.find("<a "); at != std::string::npos; at = reply.text.find("<a ", at + 1)) ++opened;
        for (auto at = reply.text.find("</a>"); at != std::string::npos; at = reply.text.find("</a>", at + 1)) ++closed;
        const std::string begins = "<a href=\"weixin://bizmsgmenu?msgmenucontent=";
        for (auto at = reply.text.find(begins); at != std::string::npos; at = reply.text.find(begins, at + 1)) ++own;
        CHECK(opened == own);
        CHECK(closed == own);
    }

    void leave() {
        for (int i = 0; i < 2 && walker_.is_talking(); ++i) say("取消");
        const services::Session session = walker_.session();
        CHECK_FALSE(session.current);
        CHECK_FALSE(session.under);
    }

    World& world_;
    Walker walker_;
    std::mt19937 dice_;
};

std::uint32_t number_from(const char* variable, std::uint32_t otherwise) {
    const char* value = std::getenv(variable);
    return value == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
}

void misbehave(Pair pair, std::uint32_t dialogues) {
    if (!available(pair)) return;
    const std::uint32_t seed = number_from("POLICE_TEST_SEED", std::random_device{}());
    std::printf("random dialogues on %s: POLICE_TEST_SEED=%u\n", name_of(pair), seed);
    World world(pair, {.configure = [](gateway::Config& config) { config.customer_service = "transfer"; }});
    for (std::uint32_t n = 0; n < dialogues; ++n) {
        CAPTURE(seed);
        CAPTURE(n);
        // A few residents more than once: they come back to what they left.
        const Citizen who = citizen(static_cast<int>(n) % citizens);
        // Half of them are known, so that the dialogues behind the binding are reached as well.
        if (n % 2 == 0 && n < citizens) world.bind(who, 2);
        Chaos(world, seed + n, who).talk();
        if (n % 25 == 0) world.advance(std::chrono::hours(1));
    }
    for (const auto& service : world.catalog().all()) {
        const int good = world.submissions(service.id, "OK");
        std::printf("%6d good ends of %s\n", good, service.id.c_str());
    }
    CHECK(world.failures() == 0);
    CHECK(world.late() == 0);
    CHECK(world.holds() == 0);
}

}  // namespace

TEST_CASE("random dialogues on SQLite and memory") { misbehave(Pair::embedded, number_from("POLICE_TEST_DIALOGUES", 1000)); }
TEST_CASE("random dialogues on MySQL and Redis") { misbehave(Pair::servers, number_from("POLICE_TEST_DIALOGUES", 1000) / 5); }

TEST_CASE("nothing of the residents is in the log") {
    World world(Pair::embedded);
    const Citizen who = citizen(7);
    Walker walker(world, who);
    walker.open("bind_identity");
    REQUIRE(walker.finish());
    REQUIRE(walker.last().has("实名绑定成功"));
    REQUIRE_FALSE(logged().empty());
    for (const std::string& secret : {who.openid, who.name, who.id_no, who.mobile, world.sms()}) {
        const bool is_logged =
            logged().find("\"" + secret) != std::string::npos || (secret.size() > 6 && logged().find(secret) != std::string::npos);
        CHECK_MESSAGE(!is_logged, secret);
    }
}
