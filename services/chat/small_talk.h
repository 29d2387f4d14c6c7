// What is said to a person rather than to an office: greetings, thanks, despair, anger. Pure.
#pragma once

#include <string_view>

namespace services {

enum class SmallTalk { none, greeting, thanks, farewell, lost, unable, complaint, who };

/// What a whole message is, faces and punctuation around it ignored; a message of faces alone is a greeting.
SmallTalk small_talk(std::string_view normalised);

/// What a person would say, true for a newcomer as well; what can be done next stands below it.
std::string_view reply_to(SmallTalk);

}  // namespace services
