// What is answered without asking OpenCC is what OpenCC would answer.
#include "gateway/channels/simplifier.h"

#include <doctest/doctest.h>
#include <opencc.h>

#include <Config.hpp>
#include <Conversion.hpp>
#include <ConversionChain.hpp>
#include <Converter.hpp>
#include <Dict.hpp>
#include <DictEntry.hpp>
#include <Lexicon.hpp>
#include <random>
#include <vector>

#include "wechat/utf8.h"

namespace {

const gateway::ToSimplified& to_simplified() {
    static const gateway::ToSimplified opened = gateway::open_simplifier();
    return opened;
}

/// OpenCC's own way in.
const opencc::SimpleConverter& reference() {
    static const opencc::SimpleConverter converter("t2s.json");
    return converter;
}

/// Whether both say the same; doctest counts assertions too slowly for a million of them.
bool agree(const std::string& text) { return to_simplified()(text) == reference().Convert(text); }

std::vector<std::string> entries() {
    std::vector<std::string> keys;
    for (const auto& conversion : opencc::Config().NewFromFile("t2s.json")->GetConversionChain()->GetConversions()) {
        const opencc::LexiconPtr lexicon = conversion->GetDict()->GetLexicon();
        for (const auto& entry : *lexicon) keys.push_back(entry->Key());
    }
    return keys;
}

TEST_CASE("simplified: what residents write") {
    CHECK(to_simplified()("身份證補領") == "身份证补领");
    CHECK(to_simplified()("户口簿") == "户口簿");
    CHECK(to_simplified()("1") == "1");
    CHECK(to_simplified()("") == "");
    CHECK(to_simplified()("乾坤") == "乾坤");
    CHECK(to_simplified()("乾燥") == "干燥");
}

TEST_CASE("simplified: every Han character by itself, and all others together") {
    std::u32string wrong, others;
    for (char32_t c = 1; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        const bool is_han = (c >= 0x2E80 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || (c >= 0x20000 && c < 0x32400);
        if (!is_han) {
            others += c;
        } else if (!agree(wechat::to_utf8({&c, 1}))) {
            wrong += c;
        }
        if (others.size() == 4096 || c == 0x10FFFF) {
            if (!agree(wechat::to_utf8(others))) wrong += others;
            others.clear();
        }
    }
    CHECK(wechat::to_utf8(wrong) == "");
}

TEST_CASE("simplified: every entry of the dictionaries, alone and among others") {
    std::mt19937 random(20261128);
    const std::vector<std::string> keys = entries();
    REQUIRE(keys.size() > 4000);
    const auto any = [&] { return keys[random() % keys.size()]; };
    std::string wrong;
    for (const std::string& key : keys) {
        for (const std::string& text : {key, "我要" + key + "办理", any() + key, key + any()}) {
            if (!agree(text)) wrong += text + "\n";
        }
    }
    CHECK(wrong == "");
}

TEST_CASE("simplified: random texts of common, traditional and other characters") {
    std::mt19937 random(7);
    const std::vector<std::string> keys = entries();
    std::string wrong;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::size_t pieces = random() % 6; pieces > 0; --pieces) {
            const char32_t common = 0x4E00 + static_cast<char32_t>(random() % 0x5200);
            text += random() % 4 == 0 ? keys[random() % keys.size()] : random() % 5 == 0 ? "7 a" : wechat::to_utf8({&common, 1});
        }
        if (!agree(text)) wrong += text + "\n";
    }
    CHECK(wrong == "");
}

}  // namespace
