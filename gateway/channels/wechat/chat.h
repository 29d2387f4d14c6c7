// The WeChat chat as a channel: messages become what was heard, screens become replies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/simplifier.h"
#include "services/chat/conversation.h"
#include "wechat/message.h"

namespace gateway {

/// What a message says to a conversation; absent when no reply could help (the account answers "success").
std::optional<services::Heard> heard(const wechat::Message&, const ToSimplified&);

/// Whether the message is a tap on a line of an earlier list than the one last asked, or of another dialogue.
bool is_stale_tap(const wechat::Message&, const services::Session&);

/// The same for words typed anywhere else.
services::Heard heard_text(std::string_view typed, const ToSimplified&);

/// The screen as the text of one message of at most `budget` bytes; what does not fit stays in the session for 下一页.
/// Numbered lines carry a tap link when `tappable`. Nothing a resident or an administrator wrote can become a link.
std::string chat_text(const services::Screen&, services::Session&, bool tappable, std::size_t budget);

}  // namespace gateway
