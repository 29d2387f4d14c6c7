#include "api/menu_rules.h"

#include <algorithm>
#include <array>

#include "api/call.h"
#include "xml.h"

namespace sandbox {
namespace {

// A button of the bar and one below it are held to the same rules under other codes.
struct Level {
    std::size_t longest_name;
    int type, name, key, url, domain;
};
constexpr Level bar{16, 40017, 40018, 40019, 40020, 40055};
constexpr Level below{60, 40024, 40025, 40026, 40027, 40054};

constexpr std::array keyed{"click",      "scancode_push",  "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album",
                           "pic_weixin", "location_select"};
constexpr std::array others{"view", "miniprogram", "media_id", "view_limited", "article_id", "article_view_limited"};

template <std::size_t N>
bool among(const std::array<const char*, N>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

void check_url(const std::string& url, const Level& level) {
    require(!url.empty() && url.size() <= 1024, level.url);
    require(url.rfind("http://", 0) == 0 || url.rfind("https://", 0) == 0, level.domain);
}

void check_name(const rapidjson::Value& button, const Level& level) {
    const auto name = text_of(button, "name");
    require(!name.empty() && name.size() <= level.longest_name, level.name);
}

void check_action(const rapidjson::Value& button, const Level& level, const Media& media) {
    const auto type = text_of(button, "type");
    require(!(type != lower(type) && (among(keyed, lower(type)) || among(others, lower(type)))), 65318);
    require(among(keyed, type) || among(others, type), level.type);
    if (among(keyed, type)) {
        const auto key = text_of(button, "key");
        require(!key.empty() && key.size() <= 128, level.key);
    } else if (type == "view") {
        check_url(text_of(button, "url"), level);
    } else if (type == "miniprogram") {
        check_url(text_of(button, "url"), level);
        require(!text_of(button, "appid").empty(), 40013);
        require(!text_of(button, "pagepath").empty(), 40165);
    } else if (type == "media_id" || type == "view_limited") {
        require(media.find(text_of(button, "media_id")).has_value(), 40007);
    } else {
        require(!text_of(button, "article_id").empty(), 53600);
    }
}

// The bytes, not the parsed text: WeChat takes no escapes at all.
bool escaped_unicode(const std::string& raw) {
    for (auto at = raw.find('\\'); at != std::string::npos && at + 1 < raw.size(); at = raw.find('\\', at + 2)) {
        if (raw[at + 1] == 'u') return true;
    }
    return false;
}

}  // namespace

void check_menu(const rapidjson::Value& menu, const std::string& raw, const Media& media) {
    require(valid_utf8(raw) && !escaped_unicode(raw), 40033);
    const auto* buttons = member(menu, "button");
    require(buttons != nullptr && buttons->IsArray() && buttons->Size() >= 1 && buttons->Size() <= 3, 40016);
    for (const auto& button : buttons->GetArray()) {
        check_name(button, bar);
        const auto* subs = member(button, "sub_button");
        if (subs == nullptr || (subs->IsArray() && subs->Empty())) {
            check_action(button, bar, media);
            continue;
        }
        require(subs->IsArray() && subs->Size() <= 5, 40023);
        for (const auto& sub : subs->GetArray()) {
            check_name(sub, below);
            const auto* deeper = member(sub, "sub_button");
            require(deeper == nullptr || (deeper->IsArray() && deeper->Empty()), 40022);
            check_action(sub, below, media);
        }
    }
}

}  // namespace sandbox
