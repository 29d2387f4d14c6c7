// The duty desk's pages as HTML: templates of deploy/pages/desk, which escape whatever they are given, in one layout.
#pragma once

#include <kainjow/mustache.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/response.h"

namespace gateway::desk {

enum class Template { sign_in, code, link, message, alarms, stranger, alarm, said };

/// What a template shows, by name. A name without a text is as if it had not been given, so that a section may ask for it.
class Shown {
  public:
    Shown& put(const std::string& name, std::string_view text);
    Shown& put(const std::string& name, const char* text) { return put(name, std::string_view(text)); }  // and not as a bool
    Shown& put(const std::string& name, bool is);
    Shown& put(const std::string& name, const std::vector<Shown>& each);
    const kainjow::mustache::data& data() const { return data_; }

  private:
    kainjow::mustache::data data_{kainjow::mustache::data::type::object};
};

/// A whole page. Nobody keeps it, frames it, or learns of its address.
HttpAnswer page(int status, Template body, Shown shown);
/// A page that says something and leads on. typed: what somebody wrote and shall not lose.
struct Message {
    std::string title, text, onward, onward_text, typed = {};
};
HttpAnswer page(int status, const Message&);
/// The template alone, for a page that is there.
HttpAnswer fragment(Template body, const Shown& shown);
/// The style sheet or the script, from what stands behind the prefix; absent when it is neither.
std::optional<HttpAnswer> asset(std::string_view path);

}  // namespace gateway::desk
