// Menus of their own (个性化菜单) for followers with a tag that lines of menu.json name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/upstream/account_menu.h"
#include "wechat/client.h"

namespace gateway {

struct TagMenu {
    std::int64_t tag_id = 0;
    wechat::menu::Menu menu;
    std::vector<std::string> lines;
};
/// What menu.json wants, in the order in which tags appear. Asks WeChat for its tags when there are any; throws std::runtime_error for one
/// that WeChat does not have.
std::vector<TagMenu> tag_menus(const wechat::Client&, const services::Figures&, const services::Catalog&, services::Instant now);

struct StandingMenu {
    std::string menu_id;
    std::int64_t tag_id = 0;
    std::vector<std::string> lines;
};
/// Those at WeChat that are for a tag and nothing else, of what menu/get answers.
std::vector<StandingMenu> standing_menus(const std::optional<wechat::Json>& answer);

/// Adds what is wanted and does not stand there, then removes what stands there and is not wanted: the newest that fits is shown, so nobody
/// is without a menu meanwhile. Needs the default menu.
void push_tag_menus(const wechat::Client&, const std::vector<TagMenu>& wanted, const std::vector<StandingMenu>& standing);

/// `tag 100: 办事大厅 / …`.
std::vector<std::string> lines_for(std::int64_t tag_id, const std::vector<std::string>& lines);

}  // namespace gateway
