#include "gateway/channels/wechat/chat.h"

#include <algorithm>
#include <vector>

#include "services/answers/folding.h"
#include "wechat/bytes.h"
#include "wechat/utf8.h"

namespace gateway {
namespace {

template <class... Ts>
struct Visitor : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

constexpr std::string_view more_hint = "回复「下一页」看更多";

/// What the resident wrote of a message: without the earlier one it quotes, which telephones write as 「name：words」, a line of dashes,
/// and the answer; nothing of what WeChat writes where it cannot give a sticker or a new kind of message.
std::string_view own_words(std::string_view typed) {
    if (typed.find("收到不支持的消息类型") != std::string_view::npos) return {};
    if (!typed.starts_with("「")) return typed;
    const std::size_t end = typed.find("」\n");
    if (end == std::string_view::npos) return typed;
    std::string_view rest = typed.substr(end + std::string_view("」\n").size());
    const std::string_view rule = rest.substr(0, rest.find('\n'));
    const bool is_rule = rule.size() >= 3 && rule.find_first_not_of("- —–_\r") == std::string_view::npos;
    if (!is_rule) return typed;
    rest.remove_prefix(std::min(rule.size() + 1, rest.size()));
    return rest;
}

/// Text a tag could be made of is shown with the full-width sign.
std::string literal(std::string_view text) {
    std::string shown;
    for (const char byte : text) {
        if (byte == '<') {
            shown += "＜";
        } else {
            shown += byte;
        }
    }
    return shown;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

/// Names a list by what its numbers mean and the dialogue it is of, so that a tap on an older one is recognised.
std::string name_of(const services::Session& session) {
    std::string all = session.asked.key + "\n" + (session.current ? session.current->draft : "");
    for (const std::string& id : session.asked.ids) all += "\n" + id;
    return wechat::hex_encode(wechat::sha256(all)).substr(0, 8);
}

std::string option_line(std::size_t number, const std::string& label, const std::string& list) {
    const std::string shown = std::to_string(number) + ". " + literal(label);
    if (list.empty()) return shown;
    return "<a href=\"weixin://bizmsgmenu?msgmenucontent=" + std::to_string(number) + "&msgmenuid=" + list + "\">" + shown + "</a>";
}

/// The lines as they will be sent: a line longer than a message is broken at a character.
std::vector<std::string> drawn(const services::Screen& screen, const std::string& list, std::size_t budget) {
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(screen.text)) {
        std::string rest = screen.drawn ? line : literal(line);
        while (rest.size() > budget) {
            const std::string_view head = wechat::cut_utf8(rest, budget);
            lines.emplace_back(head);
            rest.erase(0, head.size());
        }
        lines.push_back(std::move(rest));
    }
    if (!screen.options.empty() && !lines.empty()) lines.emplace_back();
    for (std::size_t i = 0; i < screen.options.size(); ++i) lines.push_back(option_line(i + 1, screen.options[i].label, list));
    if (!screen.hint.empty()) lines.push_back("（" + literal(screen.hint) + "）");
    return lines;
}

}  // namespace

services::Heard heard_text(std::string_view typed, const ToSimplified& to_simplified) {
    const std::string_view own = own_words(typed);
    if (own.empty() && !typed.empty()) return {.what = services::Heard::What::shared};
    services::Said said = services::normalise(own, to_simplified);
    return {.input = {.text = std::move(said.text), .raw = std::move(said.raw)}};
}

std::optional<services::Heard> heard(const wechat::Message& message, const ToSimplified& to_simplified) {
    using services::Heard;
    const auto file = [](const std::string& id, const char* kind) { return Heard{.input = {.file = services::FileRef{id, kind}}}; };
    return std::visit(
        Visitor{
            [&](const wechat::Text& text) -> std::optional<Heard> { return heard_text(text.content, to_simplified); },
            [&](const wechat::Voice& voice) -> std::optional<Heard> {
                return voice.recognition.empty() ? file(voice.media_id, "voice") : heard_text(voice.recognition, to_simplified);
            },
            [&](const wechat::Image& image) -> std::optional<Heard> { return file(image.media_id, "image"); },
            [&](const wechat::Video& video) -> std::optional<Heard> { return file(video.media_id, "video"); },
            [&](const wechat::File& sent) -> std::optional<Heard> { return file(sent.key, "file"); },
            [&](const wechat::Location& place) -> std::optional<Heard> {
                return Heard{.input = {.position = services::Position{place.latitude, place.longitude}, .place = place.label}};
            },
            [&](const wechat::Click& click) -> std::optional<Heard> { return Heard{.what = Heard::What::tapped, .key = click.key}; },
            [&](const wechat::Subscribe& follow) -> std::optional<Heard> {
                return Heard{.what = Heard::What::followed, .key = follow.scene};
            },
            [&](const wechat::Scan& scan) -> std::optional<Heard> { return Heard{.what = Heard::What::scanned, .key = scan.scene}; },
            [](const wechat::Link&) -> std::optional<Heard> { return Heard{.what = Heard::What::shared}; },
            [](const auto&) -> std::optional<Heard> { return std::nullopt; },
        },
        message.content);
}

bool is_stale_tap(const wechat::Message& message, const services::Session& session) {
    const auto* text = std::get_if<wechat::Text>(&message.content);
    return text != nullptr && !text->menu_id.empty() && text->menu_id != name_of(session);
}

std::string chat_text(const services::Screen& screen, services::Session& session, bool tappable, std::size_t budget) {
    const std::size_t reserve = more_hint.size() + 8;  // a page that is not the last ends with the hint
    const std::vector<std::string> lines =
        drawn(screen, tappable ? name_of(session) : "", budget < 2 * reserve ? budget : budget - reserve);
    std::size_t all = 0;
    for (const std::string& line : lines) all += line.size() + 1;

    std::string page;
    std::size_t next = 0;
    const std::size_t room = all == 0 || all - 1 <= budget || budget < 2 * reserve ? budget : budget - reserve;
    for (; next < lines.size() && (next == 0 || page.size() + 1 + lines[next].size() <= room); ++next) {
        if (next > 0) page += '\n';
        page += lines[next];
    }
    std::string& left = session.asked.rest;
    left.clear();
    if (next == lines.size()) return page;
    for (std::size_t i = next; i < lines.size(); ++i) left += (i == next ? "" : "\n") + lines[i];
    return page + "\n" + std::string(more_hint);
}

}  // namespace gateway
