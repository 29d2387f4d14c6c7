#include "gateway/desk/html.h"

namespace gateway::desk {
namespace {

constexpr const char* layout =
#include "desk_pages/layout.inc"
    ;
constexpr const char* style =
#include "desk_pages/css.inc"
    ;
constexpr const char* script =
#include "desk_pages/js.inc"
    ;
constexpr const char* said_text =
#include "desk_pages/said.inc"
    ;

const char* text_of(Template body) {
    switch (body) {
        case Template::sign_in:
            return
#include "desk_pages/sign_in.inc"
                ;
        case Template::code:
            return
#include "desk_pages/code.inc"
                ;
        case Template::link:
            return
#include "desk_pages/link.inc"
                ;
        case Template::message:
            return
#include "desk_pages/message.inc"
                ;
        case Template::alarms:
            return
#include "desk_pages/alarms.inc"
                ;
        case Template::stranger:
            return
#include "desk_pages/stranger.inc"
                ;
        case Template::alarm:
            return
#include "desk_pages/alarm.inc"
                ;
        case Template::said:
            break;
    }
    return said_text;
}

constexpr const char* html = "text/html; charset=utf-8";

/// An address may hold a token: no other site learns it. same-origin and not no-referrer, under which browsers send forms without an
/// origin (open-element/openelement#938).
std::vector<std::pair<std::string, std::string>> guarded() {
    return {{"Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
             "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
            {"Cache-Control", "no-store"},
            {"Referrer-Policy", "same-origin"},
            {"X-Content-Type-Options", "nosniff"}};
}

}  // namespace

Shown& Shown::put(const std::string& name, std::string_view text) {
    if (!text.empty()) data_.set(name, std::string(text));
    return *this;
}

Shown& Shown::put(const std::string& name, bool is) {
    using Type = kainjow::mustache::data::type;
    data_.set(name, kainjow::mustache::data(is ? Type::bool_true : Type::bool_false));
    return *this;
}

Shown& Shown::put(const std::string& name, const std::vector<Shown>& each) {
    kainjow::mustache::data list{kainjow::mustache::data::type::list};
    for (const Shown& one : each) list.push_back(one.data());
    data_.set(name, list);
    return *this;
}

HttpAnswer page(int status, Template body, Shown shown) {
    kainjow::mustache::data data = shown.data();
    data.set("body", kainjow::mustache::partial([body] { return std::string(text_of(body)); }));
    data.set("said", kainjow::mustache::partial([] { return std::string(said_text); }));
    return {.status = status, .body = kainjow::mustache::mustache(layout).render(data), .content_type = html, .headers = guarded()};
}

HttpAnswer page(int status, const Message& message) {
    return page(status, Template::message,
                Shown()
                    .put("title", message.title)
                    .put("text", message.text)
                    .put("typed", message.typed)
                    .put("onward", message.onward)
                    .put("onward_text", message.onward_text));
}

HttpAnswer fragment(Template body, const Shown& shown) {
    return {
        .status = 200, .body = kainjow::mustache::mustache(text_of(body)).render(shown.data()), .content_type = html, .headers = guarded()};
}

std::optional<HttpAnswer> asset(std::string_view path) {
    const bool is_style = path == "desk.css";
    if (!is_style && path != "desk.js") return std::nullopt;
    return HttpAnswer{.body = is_style ? style : script,
                      .content_type = is_style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8",
                      .headers = {{"Cache-Control", "max-age=300"}, {"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace gateway::desk
