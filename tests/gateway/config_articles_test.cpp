// Articles as files: what an administrator may write, what is said of mistakes, and when a change is in force.
#include <doctest/doctest.h>

#include <sstream>
#include <thread>

#include "config_folder.h"
#include "gateway/config/files.h"
#include "gateway/config/fill.h"
#include "gateway/config/front_matter.h"
#include "gateway/config/reload.h"
#include "gateway/log.h"
#include "tests/authoring/news_list.h"

namespace {

using namespace config_test;
namespace fs = std::filesystem;

const services::Catalog& catalog() {
    static const services::Catalog all = [] {
        auto services = services::catalog().all();
        services.push_back(services::news_list());
        services.push_back(services::guide_list());
        return services::Catalog(std::move(services));
    }();
    return all;
}

constexpr const char* file = "articles/news/notice.md";

gateway::Loaded load(const Folder& folder) { return gateway::load_config(folder.path(), catalog(), today); }

/// What is said of the article.
gateway::Loaded load(const Folder& folder, const std::string& text) {
    write(folder.at(file), text);
    return load(folder);
}

std::string article(const std::string& title, const std::string& published, const std::string& more = {}) {
    return "---\ntitle: " + title + "\npublished: " + published + "\n" + more + "---\n正文。\n";
}

const std::vector<services::Article>& news(const gateway::Loaded& loaded) { return loaded.config->figures.articles.at("news"); }

TEST_CASE("an article is what its file says; its text is as it was written") {
    const Folder folder;
    const auto loaded = load(folder,
                             "---\n# a comment\ntitle: 冬季防诈骗\npublished: 2026-11-01 08:30\nupdated: \"2026-11-02 09:00\"\n"
                             "expires: 2027-01-01 00:00\npinned: true\ntags: [天河区, 反诈]\nversion: 3\nsource: 广州市公安局\n---\n\n"
                             "　　第一段。\n\n第二段: <b> --- # **\n---\n尾。\n\n");
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    REQUIRE(news(loaded).size() == 1);
    const services::Article& it = news(loaded).front();
    CHECK(it.slug == "notice");
    CHECK(it.title == "冬季防诈骗");
    CHECK(it.published == services::instant_from_iso("2026-11-01 08:30"));
    CHECK(it.updated == services::instant_from_iso("2026-11-02 09:00"));
    CHECK(it.expires == services::instant_from_iso("2027-01-01 00:00"));
    CHECK(it.pinned);
    CHECK(it.tags == std::vector<std::string>{"天河区", "反诈"});
    CHECK(it.version == "3");
    CHECK(it.source == "广州市公安局");
    CHECK(it.body == "　　第一段。\n\n第二段: <b> --- # **\n---\n尾。");

    // As Windows' editors leave it.
    std::string windows = "\xEF\xBB\xBF";
    for (const char c : article("通报", "2026-11-01 08:30")) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const auto same = load(folder, windows);
    REQUIRE_MESSAGE(same.config, listing(same));
    CHECK(news(same).front().title == "通报");
    CHECK(news(same).front().body == "正文。");
    CHECK_FALSE(news(same).front().expires);
    CHECK_FALSE(news(same).front().pinned);
}

struct Mistake {
    std::string text;
    const char* place;  // line:column
    const char* message;
};

TEST_CASE("what administrators get wrong in an article is named at its place") {
    const std::vector<Mistake> mistakes{
        {article("通报", "2026-11-01 08:30", "titel: 二\n"), "4:1", "unknown key \"titel\", expected one of title, published"},
        {article("通报", "2026-11-01 08:30", "titel: 二\n"), "4:1", "did you mean \"title\"?"},
        {article("通报", "2026-11-01 08:30", "title: 二\n"), "4:1", "duplicate key \"title\", expected each key once"},
        {"---\npublished: 2026-11-01 08:30\n---\n正文\n", "2:1", "\"title\" is missing, expected text"},
        {article("", "2026-11-01 08:30"), "2:1", "\"title\" is null, expected text"},
        {article("Notice", "2026-11-01 08:30"), "2:8", "\"title\" is not Chinese"},
        {article(std::string(41, 'x') + "通报", "2026-11-01 08:30"), "2:8", "\"title\": 43 characters, expected 1 to 40"},
        {article("通报", "2026-11-31 08:30"), "3:12", "\"2026-11-31 08:30\" is not valid, expected a date and time in Guangzhou"},
        {article("通报", "昨天"), "3:12", "expected a date and time in Guangzhou"},
        {article("通报", "2026-11-01 08:30", "expires: 2026-11-01 08:30\n"), "4:10",
         "\"expires\": 2026-11-01 08:30 is not after published (2026-11-01 08:30), expected a later moment"},
        {article("通报", "2026-11-02 08:30", "updated: 2026-11-01 08:30\n"), "4:10",
         "\"updated\": 2026-11-01 08:30 is not after published"},
        {article("通报", "2026-11-01 08:30", "pinned: 置顶\n"), "4:9", "\"pinned\" is text, expected true or false"},
        {article("通报", "2026-11-01 08:30", "tags: 天河区\n"), "4:7", "\"tags\" is text, expected a list in [ ]"},
        {article("通报", "2026-11-01 08:30", "tags: [a, [b]]\n"), "4:11", "\"tags\" is a list, expected text"},
        {article("通报: 关于冬季", "2026-11-01 08:30"), "2:10", "this cannot be read as YAML: illegal map value"},
        {article("\"通报", "2026-11-01 08:30"), "2:1", "\"published\" is missing"},
        {article("&a 通报", "2026-11-01 08:30", "source: *a\n"), "4:9", "an alias (*), expected the value itself"},
        {"---\ntitle：通报\n---\n正文\n", "2:1", "with an ASCII colon and a space behind it"},
        {"---\n---\n正文\n", "2:1", "expected lines like"},
        {"---\n\n---\n正文\n", "2:1", "expected lines like"},
        {"标题\n正文\n", "1:1", "this has no head, expected a line --- first"},
        {"", "1:1", "this has no head"},
        {"---\ntitle: 通报\npublished: 2026-11-01 08:30\n正文\n", "1:1", "the head is not closed"},
        {"---\ntitle: 通报\npublished: 2026-11-01 08:30\n---\n\n", "6:1", "the text is missing, expected paragraphs below"},
        {"---\ntitle: 通报\npublished: 2026-11-01 08:30\n---\n响\a铃\n", "5:1", "a control character in the text"},
        {"---\ntitle: \xB9\xE3\n---\n", "2:8", "this is not UTF-8"},
        {article("通报", "2026-11-01 08:30") + std::string(20000, 'x'), "1:1", "bytes, expected at most 16384"},
    };
    for (const Mistake& mistake : mistakes) {
        const Folder folder;
        const auto loaded = load(folder, mistake.text);
        CHECK(loaded.config == nullptr);
        const std::string wanted = folder.at(file) + ":" + mistake.place + ": ";
        const auto listed = listing(loaded);
        CHECK_MESSAGE((listed.find(wanted) != std::string::npos && listed.find(mistake.message) != std::string::npos), mistake.text,
                      "\nwanted ", wanted, mistake.message, "\ngot ", listed);
    }
}

TEST_CASE("files that are no articles, collections that nobody shows, two of the same title") {
    const Folder folder;
    write(folder.at("articles/news/.hidden.md.swp"), "x");
    write(folder.at("articles/news/a.md~"), "x");
    write(folder.at("articles/news/a.md"), article("通报", "2026-11-01 08:30"));
    REQUIRE_MESSAGE(load(folder).config, listing(load(folder)));
    CHECK(listing(load(folder)).find("articles/") == std::string::npos);

    write(folder.at("articles/news/b.md"), article("通报", "2026-11-02 08:30"));
    const auto twice = load(folder);
    REQUIRE(twice.config);
    CHECK(listing(twice).find(folder.at("articles/news/b.md") + ":2:8: warning: \"title\" is that of articles/news/a.md, too") !=
          std::string::npos);
    CHECK(news(twice).front().slug == "b");  // the newer one

    const auto refused = [&](const std::string& stray, const std::string& message) {
        write(folder.at(stray), article("别的", "2026-11-01 08:30"));
        const auto loaded = load(folder);
        CHECK(loaded.config == nullptr);
        CHECK_MESSAGE(listing(loaded).find(folder.at(stray) + ":1:1: " + message) != std::string::npos, listing(loaded));
        fs::remove(folder.at(stray));
    };
    refused("articles/news/c.txt", "this is no article, expected articles/COLLECTION/NAME.md");
    refused("articles/c.md", "this is no article, expected articles/COLLECTION/NAME.md");
    refused("articles/news/通报.md", "\"通报\" is no name of an article, expected at most 60 lower-case letters, digits, _ and -");
    refused("articles/news/-.md", "\"-\" is no name of an article");
    refused("articles/newz/c.md", "no service shows the collection \"newz\", expected one of news, guides; did you mean \"news\"?");
    CHECK(listing(gateway::load_config(folder.path(), services::catalog(), today)).find("expected none: no service shows articles") !=
          std::string::npos);
}

TEST_CASE("a thousand articles are read in order, and more than there may be are refused") {
    const Folder folder;
    for (int i = 0; i < 1000; ++i) {
        const int hour = i % 24, day = 1 + i / 24 % 28, month = 1 + i / 672;
        char moment[32];
        std::snprintf(moment, sizeof moment, "2026-%02d-%02d %02d:00", month, day, hour);
        write(folder.at("articles/guides/g" + std::to_string(i) + ".md"), article("指南" + std::to_string(i), moment));
    }
    const auto loaded = load(folder);
    REQUIRE_MESSAGE(loaded.config, listing(loaded));
    const auto& guides = loaded.config->figures.articles.at("guides");
    REQUIRE(guides.size() == 1000);
    CHECK(guides.front().slug == "g999");
    CHECK(guides.back().slug == "g0");
    for (int i = 1000; i < static_cast<int>(gateway::most_articles) + 1; ++i)
        write(folder.at("articles/guides/g" + std::to_string(i) + ".md"), "");
    CHECK(listing(load(folder)).find("there are more than 2000 articles") != std::string::npos);
}

TEST_CASE("every key of an article's head is bound to a member of it, and explained to the administrator") {
    const auto manual = read(source_dir() + "/deploy/README.md");
    const auto keys = gateway::article_keys();
    for (const auto& key : keys) {
        if (key.path.empty() || key.path.ends_with("[]")) continue;
        CHECK_MESSAGE(key.into.read, key.path, " is read by nobody");
        CHECK_MESSAGE(manual.find("`" + key.path + "`") != std::string::npos, "deploy/README.md explains ", key.path, " nowhere");
    }
}

TEST_CASE("a changed, added or removed article is in force soon; a broken one never is") {
    const Folder folder;
    write(folder.at(file), article("通报一", "2026-11-01 08:30"));
    std::ostringstream log;
    gateway::log::write_to(&log);
    gateway::Metrics metrics;
    {
        gateway::Watcher watcher(folder.path(), catalog(), load(folder).config, metrics, {}, std::chrono::milliseconds(50));
        const auto titles = [&] {
            std::string all;
            for (const auto& each : watcher.current()->figures.articles.at("news")) all += each.title + " ";
            return all;
        };
        const auto becomes = [&](const std::string& wanted) {
            const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
            while (titles() != wanted && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(10));
            return titles() == wanted;
        };
        CHECK(titles() == "通报一 ");
        write(folder.at(file), article("通报二", "2026-11-01 08:30"));
        CHECK(becomes("通报二 "));
        write(folder.at("articles/news/more.md"), article("通报三", "2026-11-02 08:30"));
        CHECK(becomes("通报三 通报二 "));
        write(folder.at(file), "---\ntitle: 通报四\n");
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (watcher.problems().empty() && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        REQUIRE(watcher.problems().size() == 1);
        CHECK(watcher.problems().front().text().find("the head is not closed") != std::string::npos);
        CHECK(titles() == "通报三 通报二 ");
        fs::remove(folder.at(file));
        CHECK(becomes("通报三 "));
    }
    gateway::log::write_to(nullptr);
}

}  // namespace
