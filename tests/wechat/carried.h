// What a Message says, under the element names it was read from: the reverse of parse_message.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "wechat/message.h"

// Dotted path to its values in order. Elements a Message does not carry are not there.
using Carried = std::map<std::string, std::vector<std::string>>;

Carried carried(const wechat::Message& message);
