#include <doctest/doctest.h>

#include <random>

#include "services/chat/words.h"
#include "services/distress/recogniser.h"
#include "tests/services/fields_say.h"
#include "wechat/utf8.h"

using namespace services;

namespace {

// Pieces that validators look for, whole and broken, in every order.
std::string nonsense(std::mt19937& random) {
    static const std::vector<std::string> pieces{"粤",
                                                 "A",
                                                 "1",
                                                 "2345",
                                                 "使",
                                                 "·",
                                                 ".",
                                                 "@",
                                                 "23.1,113.3",
                                                 ",",
                                                 " ",
                                                 "\xE3\x80\x80",
                                                 "十",
                                                 "二",
                                                 "年",
                                                 "月",
                                                 "日",
                                                 "下",
                                                 "周",
                                                 "KC",
                                                 "2026",
                                                 "-",
                                                 "\xFF",
                                                 "\xE7",
                                                 "\xF0\x9F",
                                                 "😀",
                                                 "X",
                                                 "元",
                                                 "\n",
                                                 std::string(1, '\0'),
                                                 "+86",
                                                 "139",
                                                 "林",
                                                 "龍",
                                                 "99999999999999999999",
                                                 "'",
                                                 "é",
                                                 "|"};
    std::string text;
    for (auto left = random() % 9; left > 0; --left) text += pieces[random() % pieces.size()];
    return text;
}

}  // namespace

TEST_CASE("whatever is typed is refused, or accepted as a value that is its own normal form") {
    std::mt19937 random(20261124);
    int accepted = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string typed = nonsense(random);
        const Said words = normalise(typed, {});
        CHECK(wechat::is_utf8(words.text));
        CHECK(normalise(words.text, {}).text == words.text);
        (void)engine_word(words.text);
        (void)shipped_recogniser()->recognise(words.text);
        for (const FieldType* type : field_types()) {
            const auto value = tests::said(*type, typed);
            if (!value) continue;
            ++accepted;
            CAPTURE(type->name);
            CAPTURE(*value);
            CHECK(wechat::is_utf8(*value));
            CHECK(tests::said(*type, *value) == value);
            CHECK(wechat::is_utf8(type->mask(*value)));
        }
    }
    CHECK(accepted > 1000);
}
