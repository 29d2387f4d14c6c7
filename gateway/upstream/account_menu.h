// The account's menu as WeChat is given it, made of menu.json and of what is open.
#pragma once

#include <string>
#include <vector>

#include "services/form/catalog.h"
#include "services/rules/figures.h"
#include "wechat/json.h"
#include "wechat/menu.h"

namespace gateway {

/// What followers with that tag see; without one, what all the others see. Without the lines none of whose services is open at `now`, and
/// without buttons that have no line left.
wechat::menu::Menu menu_of(const services::Figures&, const services::Catalog&, services::Instant now, const std::string& tag = "");

/// One line an entry, `办事大厅 / 户政业务: click household`, to be shown and compared; the second takes what has the buttons, of what
/// menu/get or menu/trymatch answers.
std::vector<std::string> lines_of(const wechat::menu::Menu&);
std::vector<std::string> lines_of(const wechat::Json& menu);

}  // namespace gateway
