#include "services/chat/words.h"

#include <doctest/doctest.h>

using namespace services;

TEST_CASE("a message is made comparable, and what was typed is kept") {
    const Said said = normalise(" \t　ＡＢＣ１２３　，　粤Ａ　\r\n12345\xE2\x80\x8B\xEF\xBB\xBF ", {});
    CHECK(said.text == "ABC123 , 粤A 12345");
    CHECK(said.raw == "ＡＢＣ１２３　，　粤Ａ　\r\n12345");
    CHECK(normalise("a\x01\x7F"
                    "b\xFF",
                    {})
              .text == "ab");
    CHECK(normalise("　 \n", {}).text.empty());
    const Said simplified = normalise("查 違章", [](std::string_view text) { return std::string(text) + "!"; });
    CHECK(simplified.text == "查 違章!");
    CHECK(simplified.raw == "查 違章");
    CHECK(normalise("查违章 Visa", {}).text == "查违章 Visa");
}

TEST_CASE("commands are whole messages") {
    CHECK(engine_word("菜单") == Word::menu);
    CHECK(engine_word("MENU") == Word::menu);
    CHECK(engine_word("?") == Word::help);
    CHECK(engine_word("help!") == Word::help);
    CHECK(engine_word("退出。") == Word::cancel);
    CHECK(engine_word("取消吧") == Word::cancel);
    CHECK(engine_word("不同意") == Word::cancel);
    CHECK(engine_word("返回") == Word::back);
    CHECK(engine_word("重来") == Word::restart);
    CHECK(engine_word("进度?") == Word::progress);
    CHECK(engine_word("转人工!!") == Word::person);
    CHECK(engine_word("下一页") == Word::more);
    CHECK(engine_word("没有") == Word::skip);
    CHECK(engine_word("OK") == Word::confirm);
    CHECK(engine_word("同意") == Word::confirm);
    CHECK(engine_word("是") == Word::confirm);
    CHECK(engine_word("修改") == Word::change);
    CHECK(engine_word("继续") == Word::resume);
    CHECK(engine_word("重发") == Word::resend);
    for (const char* none : {"取消预约", "身份证进度", "怎么返回广州", "没有收到护照", "", "。", "是我", "吧"}) {
        CAPTURE(none);
        CHECK(engine_word(none) == Word::none);
    }
}
