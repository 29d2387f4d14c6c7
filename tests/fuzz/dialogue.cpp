// A conversation with every service, one message a line: it never throws, and what it answers can be sent (talk.cpp says what that takes).
//
// A line's first byte says what is sent: `s` text, `e` the example of what is asked, `c` the code of the last SMS, `m` a tap on the menu,
// `p` a position "latitude,longitude,name", `i` a picture, `v` a voice, `f` follows; `a` minutes pass, `o` the other resident takes over.
// A form feed inside text stands for a line's end.
#include <algorithm>

#include "expect.h"
#include "talk.h"
#include "wechat/fields.h"

namespace {

constexpr std::size_t most_messages = 40;

services::Heard position(std::string_view rest) {
    const auto latitude = wechat::parse_number<double>(fuzz::take(rest, ',')).value_or(23.13);
    const auto longitude = wechat::parse_number<double>(fuzz::take(rest, ',')).value_or(113.27);
    return {.input = {.position = services::Position{latitude, longitude}, .place = std::string(rest)}};
}

void send(fuzz::Talk& talk, std::string_view line) {
    if (line.empty()) return;
    std::string rest(line.substr(1));
    std::replace(rest.begin(), rest.end(), '\f', '\n');
    using services::Heard;
    switch (line.front()) {
        case 'e':
            talk.example();
            break;
        case 'c':
            talk.say(talk.sms());
            break;
        case 'm':
            talk.hear({.what = Heard::What::tapped, .key = rest});
            break;
        case 'p':
            talk.hear(position(rest));
            break;
        case 'i':
            talk.hear({.input = {.file = services::FileRef{rest, "image"}}});
            break;
        case 'v':
            talk.hear({.input = {.file = services::FileRef{rest, "voice"}}});
            break;
        case 'f':
            talk.hear({.what = Heard::What::followed});
            break;
        case 'a':
            talk.advance(std::chrono::minutes(wechat::parse_number<std::uint16_t>(rest).value_or(1)));
            break;
        case 'o':
            talk.turn_to_other();
            break;
        default:
            talk.say(rest);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::view(data, size);
    fuzz::Talk talk;
    for (std::size_t lines = 0; !rest.empty() && lines < most_messages; ++lines) send(talk, fuzz::take(rest, '\n'));
    return 0;
}
