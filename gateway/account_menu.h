// The account's menu as WeChat is given it, made of menu.json and of what is open.
#pragma once

#include <string>
#include <vector>

#include "services/catalog.h"
#include "services/figures.h"
#include "wechat/json.h"
#include "wechat/menu.h"

namespace gateway {

/// Without the lines none of whose services is open at `now`, and without buttons that have no line left.
wechat::menu::Menu menu_of(const services::Figures&, const services::Catalog&, services::Instant now);

/// One line an entry, `办事大厅 / 户政业务: click household`, to be shown and compared; the second takes what menu/get answers.
std::vector<std::string> lines_of(const wechat::menu::Menu&);
std::vector<std::string> lines_of(const wechat::Json& answer);

}  // namespace gateway
