// What of a WeChat message are the resident's own words.
#include <doctest/doctest.h>

#include <string>

#include "gateway/channels/wechat/chat.h"

namespace {

using services::Heard;

Heard text(const std::string& content) { return gateway::heard_text(content, {}); }

TEST_CASE("a link, a sticker and a quotation without words of one's own say nothing") {
    wechat::Message link;
    link.content = wechat::Link{.title = "救命！有人要跳楼", .description = "取消", .url = "https://example.org"};
    const auto shared = gateway::heard(link, {});
    REQUIRE(shared);
    CHECK(shared->what == Heard::What::shared);
    CHECK(shared->input.text.empty());
    for (const char* nothing :
         {"【收到不支持的消息类型，暂无法显示】", "「林志远：取消」\n- - - - - - - - - - - - - - -\n", "「救命」\n———————\n"}) {
        CAPTURE(std::string(nothing));
        CHECK(text(nothing).what == Heard::What::shared);
        CHECK(text(nothing).input.text.empty());
    }
}

TEST_CASE("of a message with a quotation the answer to it is heard") {
    const Heard answer = text("「广州公安：取消预约？\n1. 是」\n- - - - - - - - - - - - - - -\n不用了");
    CHECK(answer.what == Heard::What::said);
    CHECK(answer.input.text == "不用了");
    CHECK(answer.input.raw == "不用了");
    CHECK(text("「不用了」").input.text == "「不用了」");
    CHECK(text("「一」\n「二」").input.text == "「一」 「二」");
    CHECK(text("").what == Heard::What::said);
}

}  // namespace
