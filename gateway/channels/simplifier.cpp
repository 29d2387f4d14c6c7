#include "gateway/channels/simplifier.h"

#include <Config.hpp>
#include <Conversion.hpp>
#include <ConversionChain.hpp>
#include <Converter.hpp>
#include <Dict.hpp>
#include <DictEntry.hpp>
#include <Lexicon.hpp>
#include <algorithm>
#include <vector>

#include "wechat/utf8.h"

namespace gateway {
namespace {

/// Characters, by code point, of which every entry that changes anything holds one: a text without them stays as it is.
std::vector<bool> signs_of_change(const opencc::Converter& converter) {
    std::vector<std::u32string> changed;
    for (const opencc::ConversionPtr& conversion : converter.GetConversionChain()->GetConversions()) {
        const opencc::LexiconPtr lexicon = conversion->GetDict()->GetLexicon();
        for (const auto& entry : *lexicon) {
            if (entry->GetDefault() != entry->Key()) changed.push_back(wechat::to_utf32(entry->Key()));
        }
    }
    // Characters before phrases, most of which hold one of them.
    std::ranges::sort(changed, {}, &std::u32string::size);
    std::vector<bool> signs(0x110000);
    for (const std::u32string& key : changed) {
        if (std::ranges::none_of(key, [&](char32_t c) { return signs[c]; })) signs[key.front()] = true;
    }
    signs[0xFFFD] = true;  // stands for what is not UTF-8, which is OpenCC's to judge
    return signs;
}

}  // namespace

ToSimplified open_simplifier() {
    const opencc::ConverterPtr converter = opencc::Config().NewFromFile("t2s.json");
    // OpenCC builds lists of segments for every text, and most texts have nothing to convert.
    return [converter, signs = signs_of_change(*converter)](std::string_view text) {
        const auto may_change = [&](char32_t c) { return signs[c]; };
        std::string same(text);
        return std::ranges::any_of(wechat::to_utf32(text), may_change) ? converter->Convert(same) : same;
    };
}

}  // namespace gateway
