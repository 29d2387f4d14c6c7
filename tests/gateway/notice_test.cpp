// A notice as a press officer writes it: what is read, and every mistake at its place.
#include "gateway/upstream/notice.h"

#include <doctest/doctest.h>

#include "config_folder.h"

namespace {

using config_test::write;

struct Desk {
    config_test::Folder folder;
    std::string path = folder.at("notice.txt");

    gateway::ReadNotice read(const std::string& text) {
        write(path, text);
        return gateway::read_notice(path);
    }
    /// Without the file's name.
    std::string problems(const std::string& text) {
        std::string all;
        for (const gateway::Problem& problem : read(text).problems) {
            all += std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " + problem.message + "\n";
        }
        return all;
    }
    void cover(const std::string& bytes = "\xFF\xD8\xFF\xE0 picture") { write(folder.at("cover.jpg"), bytes); }
};

std::string han(std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) text += "字";
    return text;
}

const std::string text = "title: 台风红色预警\n// 由新闻办发布\nto：all\n\n今晚八时起请勿外出。\n\n广州公安\n";

}  // namespace

TEST_CASE("a text: head, comment, full-width colon, and what everybody reads without blank lines around it") {
    Desk desk;
    const auto notice = desk.read("\xEF\xBB\xBF" + text).notice;
    REQUIRE(notice);
    CHECK(notice->title == "台风红色预警");
    CHECK(notice->audience == "all");
    CHECK(notice->body == "今晚八时起请勿外出。\n\n广州公安");
    CHECK_FALSE(notice->article.has_value());
    CHECK(notice->digest.size() == 64);
    CHECK(notice->id() == notice->digest.substr(0, 32));
    CHECK(desk.read("title: 甲\r\nto: tag 天河\r\n\r\n乙\r\n").notice->body == "乙");
    CHECK(desk.read("title: 甲\nto: tag 天河\n\n乙").notice->audience == "tag 天河");
}

TEST_CASE("an article has a cover, and its digest is of both") {
    Desk desk;
    desk.cover();
    const std::string file = "title: 甲\nto: all\nauthor: 广州公安\ndigest: 摘要\ncover: cover.jpg\n\n<p>正文</p>\n";
    const auto notice = desk.read(file).notice;
    REQUIRE(notice);
    CHECK(notice->article->author == "广州公安");
    CHECK(notice->article->digest == "摘要");
    CHECK(notice->article->cover_name == "cover.jpg");
    CHECK(desk.read(file).notice->digest == notice->digest);
    CHECK(desk.read(file + " ").notice->digest != notice->digest);
    desk.cover("\xFF\xD8\xFF\xE0 another");
    CHECK(desk.read(file).notice->digest != notice->digest);
}

TEST_CASE("mistakes are all named at their places") {
    Desk desk;
    CHECK(desk.problems("titel: 甲\nto: everybody\nnonsense\nto: all\n\n乙") ==
          "1:1 unknown key \"titel\", expected title, to, author, digest, cover; did you mean \"title\"?\n"
          "1:1 \"title\" is missing\n"
          "2:5 expected all, or tag and the name of a tag at WeChat\n"
          "3:1 expected `key: value`; the text begins after an empty line\n"
          "4:1 duplicate key \"to\"\n");
    CHECK(desk.problems("title:\nto: all\n\n乙") == "1:7 \"title\" is missing\n");
    CHECK(desk.problems("title: 甲\nto: tag " + han(31) + "\n\n乙") == "2:5 expected all, or tag and the name of a tag at WeChat\n");
    CHECK(desk.problems("title: 甲\nto: all\n\n \n\n" + std::string(2049, 'x')) == "6:1 content: at most 2048 bytes, not 2049\n");
    CHECK(desk.problems("title: 甲\nto: all\n") == "4:1 content: is missing\n");
    CHECK(desk.problems("title: 甲\nto: all\nauthor: 乙\n\n丙") == "3:1 \"author\" belongs to an article, which has a cover\n");
    CHECK(desk.problems("title: \xB2\xE2\n") == "1:1 this is not UTF-8 (GBK, perhaps?), expected the file to be saved as UTF-8\n");
    CHECK_FALSE(desk.read("title: 甲\n\n乙").notice.has_value());
    CHECK(gateway::read_notice(desk.folder.at("nowhere")).problems.size() == 1);
}

TEST_CASE("WeChat's limits, before anything is sent") {
    Desk desk;
    CHECK(desk.problems("title: " + han(32) + "\nto: all\n\n" + std::string(2048, 'x')).empty());
    CHECK(desk.problems("title: " + han(33) + "\nto: all\n\n" + std::string(2049, 'x')) ==
          "1:8 title: at most 32 characters\n4:1 content: at most 2048 bytes, not 2049\n");
    desk.cover();
    const auto article = [&](const std::string& title, const std::string& author, const std::string& digest, const std::string& body) {
        return desk.problems("title: " + title + "\nto: all\ncover: cover.jpg\nauthor: " + author + "\ndigest: " + digest + "\n\n" + body);
    };
    CHECK(article(han(32), han(16), han(128), han(19'999)).empty());
    CHECK(article(han(33), han(17), han(129), han(20'000)) ==
          "1:8 title: at most 32 characters, not 33\n4:9 author: at most 16 characters, not 17\n"
          "5:9 digest: at most 128 characters, not 129\n7:1 content: at most 19999 characters, not 20000\n");
    const std::string file = "title: 甲\nto: all\ncover: cover.jpg\n\n乙";
    desk.cover("plain");
    CHECK(desk.problems(file) == "3:8 \"cover.jpg\" is no picture WeChat takes, expected JPEG, PNG, GIF or BMP\n");
    std::filesystem::remove(desk.folder.at("cover.jpg"));
    CHECK(desk.problems(file).starts_with("3:8 \"cover.jpg\": "));
}

TEST_CASE("what WeChat would drop from an article is a warning") {
    Desk desk;
    desk.cover();
    const auto read = desk.read(
        "title: 甲\nto: all\ncover: cover.jpg\n\n<p>\n一 <img src=\"http://x/y.png\"><img src=\"https://mmbiz.qpic.cn/z\"></p><script>");
    REQUIRE(read.notice);
    REQUIRE(read.problems.size() == 2);
    CHECK(read.problems[0].warning);
    CHECK(read.problems[0].line == 6);
    CHECK(read.problems[0].column == 3);
    CHECK(read.problems[1].message == "WeChat drops this: scripts are not kept");
}
