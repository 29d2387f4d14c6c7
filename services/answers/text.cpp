#include <algorithm>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/answers/folding.h"
#include "wechat/utf8.h"

namespace services {
namespace {

Parsed parse_text(const Input& input, const Facts&) {
    const std::string& said = input.raw.empty() ? input.text : input.raw;
    if (!wechat::is_utf8(said)) return Refusal{"内容中有无法识别的字符，请重新输入。"};
    std::u32string points = wechat::to_utf32(unified(said));
    // Direction marks can make a text read otherwise than it is stored; the joiner inside emoji stays.
    std::erase_if(points, [](char32_t c) { return c == U'\r' || (is_invisible(c) && c != 0x200D); });
    const auto blank = [](char32_t c) { return c == U' ' || c == U'\n' || c == U'\t' || c == U'\u3000'; };
    while (!points.empty() && blank(points.back())) points.pop_back();
    points.erase(points.begin(), std::find_if_not(points.begin(), points.end(), blank));
    if (points.empty()) return Refusal{"请用文字说明，不能为空。"};
    if (std::any_of(points.begin(), points.end(), [](char32_t c) { return is_control(c) && c != U'\n' && c != U'\t'; })) {
        return Refusal{"内容中有无法显示的控制字符，请去掉后重新输入。"};
    }
    if (points.size() > 500) return Refusal{"内容太长，请缩短到500个字以内后重新发送。"};
    return wechat::to_utf8(points);
}

Parsed parse_line(const Input& input, const Facts& facts) {
    Parsed parsed = parse_text(input, facts);
    const auto* value = std::get_if<std::string>(&parsed);
    if (value == nullptr) return parsed;
    const bool is_address = value->find("://") != std::string::npos || value->find("www.") != std::string::npos;
    if (is_address || value->find_first_of("\n\t") != std::string::npos || wechat::to_utf32(*value).size() > 60)
        return Refusal{"请用一行文字说明，60个字以内，不含网址。"};
    return parsed;
}

Parsed parse_photo(const Input& input, const Facts&) {
    if (!input.file) return Refusal{"请发送一张照片。"};
    if (input.file->kind != "image") return Refusal{"这里需要一张图片，请发送照片，不要发送语音、视频或其他文件。"};
    const std::string& id = input.file->id;
    const bool is_id = !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [](char c) { return c > ' ' && c <= '~'; });
    if (!is_id) return Refusal{"这张图片没有收到，请重新发送。"};
    return id;
}

Parsed parse_money(const Input& input, const Facts&) {
    std::string amount = input.text;
    for (const std::string_view sign : {"￥", "¥", "元", "块", ",", " "}) {
        for (auto at = amount.find(sign); at != std::string::npos; at = amount.find(sign)) amount.erase(at, sign.size());
    }
    const std::size_t dot = amount.find('.');
    std::string whole = amount.substr(0, dot);
    std::string rest = dot == std::string::npos ? "00" : amount.substr(dot + 1);
    if (rest.size() == 1) rest += '0';
    if (!is_digits(whole) || whole.size() > 8 || !is_digits(rest) || rest.size() != 2) {
        return Refusal{"请输入以元为单位的金额，最多两位小数，例如 200 或 12.5。"};
    }
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    return whole + "." + rest;
}

std::string show_photo(std::string_view files) {
    const auto count = std::ranges::count(files, '\n') + (files.ends_with('\n') ? 0 : 1);
    return count == 1 ? "已上传图片" : "已上传" + std::to_string(count) + "张图片";
}

std::string show_money(std::string_view value) { return payment::yuan(fen_of(value)); }

}  // namespace

payment::Fen fen_of(std::string_view money) {
    payment::Fen amount;
    for (const char c : money) {
        if (c != '.') amount.count = amount.count * 10 + (c - '0');
    }
    return amount;
}

constinit const FieldType text{.name = "text",
                               .parse = parse_text,
                               .mask = mask_nothing,
                               .example = "请协助处理，谢谢。",
                               .free_text = true,
                               .control = Control::textarea};
constinit const FieldType line{.name = "line", .parse = parse_line, .mask = mask_nothing, .example = "天河区棠下", .free_text = true};
constinit const FieldType photo{.name = "photo",
                                .parse = parse_photo,
                                .mask = show_photo,
                                .example = "demonstration-photo",
                                .personal = true,
                                .control = Control::file};
constinit const FieldType money{.name = "money", .parse = parse_money, .mask = show_money, .example = "12.50", .number = true};

}  // namespace services
