// Articles walked as a resident does: the list, one of them, what is not shown, what is looked for by a word.
#include "news_list.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "services/form/catalog.h"
#include "tests/services/conversation.h"

using namespace services;

namespace {

struct Reader : World {
    Chat chat{*this, {news_list(), guide_list(), police_station_directory()}};

    Article& add(const char* collection, const std::string& slug, const std::string& title, std::chrono::hours ago) {
        auto& all = figures.articles[collection];
        all.push_back({.slug = slug, .title = title, .published = now - ago, .body = title + "的正文。"});
        return all.back();
    }
    /// As the files are read: in their order.
    void sort() {
        for (auto& [collection, all] : figures.articles) std::ranges::sort(all, is_listed_before);
    }
    Screen open(const char* word) {
        sort();
        chat.session = {};
        return chat.say(word);
    }
};

std::string labels(const Screen& screen) {
    std::string all;
    for (const Option& option : screen.options) all += option.label + "\n";
    return all;
}

constexpr std::chrono::hours day_long{24};

}  // namespace

TEST_CASE("news: pinned before newer before older; neither what is to come nor what has expired; one in full, and back") {
    Reader reader;
    reader.add("news", "old", "旧闻", 48 * day_long);
    reader.add("news", "new", "新闻", day_long);
    reader.add("news", "pinned", "通报", 9 * day_long).pinned = true;
    reader.add("news", "later", "明天的", -day_long);
    reader.add("news", "over", "已结束", 2 * day_long).expires = reader.now;
    Article& fresh = reader.add("news", "fresh", "刚发布", std::chrono::hours{0});
    fresh.expires = reader.now + std::chrono::seconds{1};
    fresh.updated = reader.now;
    fresh.source = "广州市公安局";
    fresh.version = "2";

    const Screen list = reader.open("资讯");
    CHECK(labels(list) == "【置顶】通报（2026年11月14日）\n刚发布（2026年11月23日）\n新闻（2026年11月22日）\n旧闻（2026年10月6日）\n");
    CHECK(has(list, "警务资讯，共4篇"));
    CHECK(has(list, "紧急情况请拨打110。"));

    const Screen one = reader.chat.say("2");
    CHECK(one.text ==
          "刚发布\n发布于：2026年11月23日 10:00\n更新于：2026年11月23日 10:00\n版本：2\n来源：广州市公安局\n\n刚发布的正文。\n\n"
          "紧急情况请拨打110。");
    CHECK(labels(one) == "看办事指南\n看其他警务资讯\n");
    CHECK(labels(reader.chat.say("2")) == labels(list));

    // It expires while its line is on the screen.
    reader.now += std::chrono::seconds{1};
    const Screen gone = reader.chat.say("2");
    CHECK(has(gone, "这篇警务资讯已经不再显示。"));
    CHECK(reader.chat.say("1").options.size() == 3);
}

TEST_CASE("news: nothing is said so, with a way on; a single one is shown at once") {
    Reader reader;
    const Screen none = reader.open("资讯");
    CHECK(has(none, "暂无警务资讯。\n\n紧急情况请拨打110。"));
    CHECK(labels(none) == "看办事指南\n");
    reader.add("news", "later", "明天的", -day_long);
    CHECK(has(reader.open("资讯"), "暂无警务资讯。"));
    reader.now += 2 * day_long;
    CHECK(has(reader.open("资讯"), "明天的\n发布于："));
}

TEST_CASE("news: a thousand are listed eight at a time, to the last, and never twice") {
    Reader reader;
    for (int i = 0; i < 1000; ++i) reader.add("news", "n" + std::to_string(i), "第" + std::to_string(i) + "号消息", std::chrono::hours{i});
    Screen screen = reader.open("资讯");
    CHECK(has(screen, "共1000篇，第1到8篇"));
    std::string all = labels(screen);
    for (int pages = 1; screen.options.back().label == "再往后看"; ++pages) {
        REQUIRE(pages < 200);
        screen = reader.chat.say(std::to_string(screen.options.size()));
        all += labels(screen);
    }
    CHECK(has(screen, "第993到1000篇"));
    for (int i = 0; i < 1000; ++i) {
        const std::string line = "第" + std::to_string(i) + "号消息（";
        const auto at = all.find(line);
        REQUIRE(at != std::string::npos);
        CHECK(all.find(line, at + 1) == std::string::npos);
    }
}

TEST_CASE("guides: asked by a word, found in title, tag and text, all where it is skipped, none with ways on") {
    Reader reader;
    reader.add("guides", "passport", "护照首次申领", day_long).tags = {"出国", "天河区"};
    reader.add("guides", "permit", "港澳通行证", 2 * day_long);
    reader.add("guides", "card", "居民身份证", 3 * day_long).body = "护照不能代替。";

    CHECK(has(reader.open("指南"), "要查哪方面的指南？"));
    CHECK(labels(reader.chat.say("护照")) == "护照首次申领（2026年11月22日）\n居民身份证（2026年11月20日）\n");
    CHECK(has(reader.chat.say("2"), "居民身份证\n发布于："));
    reader.open("指南");
    CHECK(has(reader.chat.say("天河区 出国"), "护照首次申领\n发布于："));
    reader.open("指南");
    CHECK(reader.chat.say("跳过").options.size() == 3);
    reader.open("指南");
    const Screen none = reader.chat.say("养犬");
    CHECK(has(none, "没有找到相符的办事指南。"));
    CHECK(labels(none) == "附近派出所\n换一个词\n看全部办事指南\n");
    CHECK(reader.chat.say("3").options.size() == 3);
    reader.open("指南");
    reader.chat.say("养犬");
    CHECK(has(reader.chat.say("2"), "要查哪方面的指南？"));
}

TEST_CASE("guides: a long list goes on with the word it was found by") {
    Reader reader;
    for (int i = 0; i < 20; ++i) reader.add("guides", "g" + std::to_string(i), i % 2 == 0 ? "护照" : "签注", std::chrono::hours{i});
    reader.open("指南");
    const Screen first = reader.chat.say("护照");
    CHECK(has(first, "共10篇，第1到8篇"));
    CHECK(has(reader.chat.say("9"), "共10篇，第9到10篇"));
}
