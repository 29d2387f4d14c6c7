#include <algorithm>
#include <array>

#include "services/answers/fields.h"
#include "wechat/utf8.h"

namespace services {
namespace {

constexpr std::array<std::u32string_view, 40> compound_surnames{
    U"欧阳", U"司马", U"上官", U"诸葛", U"司徒", U"东方", U"独孤", U"南宫", U"夏侯", U"皇甫", U"尉迟", U"公孙", U"慕容", U"长孙",
    U"宇文", U"令狐", U"司空", U"端木", U"百里", U"呼延", U"轩辕", U"钟离", U"申屠", U"太史", U"公冶", U"澹台", U"淳于", U"单于",
    U"闻人", U"濮阳", U"万俟", U"拓跋", U"鲜于", U"闾丘", U"赫连", U"东郭", U"西门", U"南门", U"第五", U"公羊"};

// The first `head` and last `tail` characters stay; a value too short to hide three characters is hidden whole.
std::string cover(std::string_view value, std::size_t head, std::size_t tail) {
    std::u32string points = wechat::to_utf32(value);
    if (points.size() < head + tail + 3) return std::string(points.size(), '*');
    std::fill(points.begin() + static_cast<std::ptrdiff_t>(head), points.end() - static_cast<std::ptrdiff_t>(tail), U'*');
    return wechat::to_utf8(points);
}

}  // namespace

std::string mask_name(std::string_view name) {
    const std::u32string points = wechat::to_utf32(name);
    if (points.size() < 2) return std::string(points.size(), '*');
    const bool compound =
        points.size() > 2 && std::find(compound_surnames.begin(), compound_surnames.end(), points.substr(0, 2)) != compound_surnames.end();
    std::u32string shown = points.substr(0, compound ? 2 : 1);
    for (const char32_t c : points.substr(shown.size())) shown += c == U'·' || c == U' ' ? c : U'*';
    return wechat::to_utf8(shown);
}

std::string mask_id_card(std::string_view id) { return cover(id, 1, 4); }

std::string mask_mobile(std::string_view mobile) { return cover(mobile, 3, 4); }

std::string mask_plate(std::string_view plate) {
    const std::u32string points = wechat::to_utf32(plate);
    if (points.size() < 6) return std::string(points.size(), '*');
    const std::u32string hidden(points.size() - 5, U'*');
    return wechat::to_utf8(points.substr(0, 2) + U"·" + hidden + points.substr(points.size() - 3));
}

std::string mask_permit(std::string_view permit) { return cover(permit, 2, 2); }

std::string mask_nothing(std::string_view value) { return std::string(value); }

}  // namespace services
