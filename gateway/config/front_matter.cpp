#include "gateway/config/front_matter.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "gateway/config/lines.h"

namespace gateway {

namespace {

using json::Node;
using json::Type;

constexpr std::string_view fence = "---\n";

/// Builds the tree from yaml-cpp's events; what a head cannot have is thrown as its own errors are.
class Builder : public YAML::EventHandler {
  public:
    Builder(const json::Lines& lines, std::vector<json::Error>& errors) : lines_(lines), errors_(errors) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
        // What is not there is noticed behind it, on another line.
        const bool has_key = !open_.empty() && open_.back().key;
        add({.type = Type::null, .place = has_key ? open_.back().key->place : at(mark)}, mark);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw YAML::ParserException(mark, "an alias (*), expected the value itself");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
        if (is_key_next()) {
            open_.back().key = json::Member{.name = value, .place = at(mark)};
            return;
        }
        const bool is_flag = tag == "?" && (value == "true" || value == "false");
        add({.type = is_flag ? Type::flag : Type::text, .place = at(mark), .flag = value == "true", .text = value}, mark);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        start(Type::list, mark);
    }
    void OnSequenceEnd() override { finish(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
        start(Type::object, mark);
    }
    void OnMapEnd() override {
        json::report_duplicates(open_.back().node, errors_);
        finish();
    }

    std::optional<Node> take_root() { return std::move(root_); }
    json::Place at(const YAML::Mark& mark) const { return lines_.at(static_cast<std::size_t>(std::max(mark.pos, 0))); }

  private:
    struct Open {
        Node node;
        std::optional<json::Member> key = {};  // of an object: what the next value belongs to
    };

    bool is_key_next() const { return !open_.empty() && open_.back().node.type == Type::object && !open_.back().key; }

    void start(Type type, const YAML::Mark& mark) {
        if (is_key_next()) throw YAML::ParserException(mark, "a list or an object as a key, expected text");
        open_.push_back({.node = {.type = type, .place = at(mark)}});
    }
    void finish() {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        add(std::move(node), {});
    }
    void add(Node node, const YAML::Mark& mark) {
        if (is_key_next()) throw YAML::ParserException(mark, "a value without its key, expected e.g. title: 通报");
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (Open& parent = open_.back(); parent.node.type == Type::object) {
            parent.key->value = std::move(node);
            parent.node.members.push_back(*std::move(parent.key));
            parent.key.reset();
        } else {
            parent.node.items.push_back(std::move(node));
        }
    }

    const json::Lines& lines_;
    std::vector<json::Error>& errors_;
    std::vector<Open> open_;
    std::optional<Node> root_;
};

void read_head(std::string_view head, const json::Lines& lines, FrontMatter& read) {
    Builder builder(lines, read.errors);
    std::istringstream in{std::string(head)};
    try {
        YAML::Parser parser(in);
        parser.HandleNextDocument(builder);
        read.head = builder.take_root();
    } catch (const YAML::ParserException& error) {
        read.errors = {{builder.at(error.mark), "this cannot be read as YAML: " + error.msg +
                                                    "; a value with a colon, a # or a quote in it stands in double quotes"}};
        return;
    }
    if (read.head && read.head->type == Type::object) return;
    read.head.reset();
    read.errors = {{{2, 1}, "expected lines like \"title: 通报\", with an ASCII colon and a space behind it"}};
}

std::string with_unix_lines(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || text.substr(i, 2) != "\r\n") plain += text[i];
    return plain;
}

}  // namespace

FrontMatter parse_front_matter(std::string_view given) {
    if (given.starts_with("\xEF\xBB\xBF")) given.remove_prefix(3);
    const std::string text = with_unix_lines(given);
    const json::Lines lines(text);
    FrontMatter read;
    if (auto error = json::not_text(text, lines)) {
        read.errors.push_back(*std::move(error));
        return read;
    }
    if (!text.starts_with(fence)) {
        read.errors.push_back({{1, 1}, "this has no head, expected a line --- first, then lines like \"title: 通报\", then --- again"});
        return read;
    }
    const auto end = text.find("\n---\n", fence.size() - 1);
    if (end == std::string::npos) {
        read.errors.push_back({{1, 1}, "the head is not closed, expected a line --- between it and the text"});
        return read;
    }
    // With its first line, so that the parser's places are those of the file.
    read_head(std::string_view(text).substr(0, end + 1), lines, read);
    const auto begin = text.find_first_not_of(" \t\n", end + 1 + fence.size());
    read.body_at = lines.at(begin);
    if (begin != std::string::npos) read.body = text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
    return read;
}

}  // namespace gateway
