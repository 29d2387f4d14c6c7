#include "gateway/upstream/notice.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "gateway/config/check.h"
#include "gateway/config/files.h"
#include "gateway/config/words.h"
#include "wechat/bytes.h"
#include "wechat/drafts.h"
#include "wechat/mass_messages.h"
#include "wechat/media.h"
#include "wechat/utf8.h"

namespace gateway {
namespace {

constexpr std::size_t longest_file = 1 << 20;
constexpr std::size_t largest_cover = 10 << 20;
const std::vector<std::string> keys{"title", "to", "author", "digest", "cover"};

struct Entry {
    std::string value;
    json::Place key_at, at;
};

struct Parts {
    std::map<std::string, Entry> head;
    std::string body;
    json::Place body_at;
};

/// Where key and value part: the colon's place and size.
std::pair<std::size_t, std::size_t> colon_in(std::string_view line) {
    constexpr std::string_view wide = "：";
    const std::size_t plain = line.find(':'), full = line.find(wide);
    return plain < full ? std::pair{plain, std::size_t{1}} : std::pair{full, wide.size()};
}

void take_line(std::string_view line, int number, Parts& parts, Findings& findings) {
    if (wechat::trimmed(line).starts_with("//")) return;
    const json::Place at{number, 1};
    const auto [colon, width] = colon_in(line);
    if (colon == std::string_view::npos) {
        findings.error(at, "expected `key: value`; the text begins after an empty line");
        return;
    }
    const std::string key(wechat::trimmed(line.substr(0, colon)));
    const std::string_view value = wechat::trimmed(line.substr(colon + width));
    if (std::ranges::find(keys, key) == keys.end()) {
        findings.error(at, "unknown key \"" + key + "\", expected " + listed(keys) + did_you_mean(key, keys));
        return;
    }
    const std::size_t before = value.empty() ? line.size() : static_cast<std::size_t>(value.data() - line.data());
    Entry entry{std::string(value), at, {number, static_cast<int>(wechat::code_points(line.substr(0, before))) + 1}};
    if (!parts.head.emplace(key, std::move(entry)).second) findings.error(at, "duplicate key \"" + key + "\"");
}

Parts parts_of(std::string_view text, Findings& findings) {
    Parts parts;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    int number = 1;
    for (;; ++number) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (wechat::trimmed(line).empty()) break;
        take_line(line, number, parts, findings);
    }
    // What everybody reads, without the blank lines around it.
    while (!text.empty() && wechat::trimmed(text.substr(0, text.find('\n'))).empty()) {
        const std::size_t end = text.find('\n');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
    }
    for (const char c : text.substr(0, text.find_last_not_of(" \t\r\n") + 1)) {
        if (c != '\r') parts.body += c;
    }
    parts.body_at = {number + 1, 1};
    return parts;
}

/// Reports what `check` refuses.
template <class Check>
void hold(json::Place at, Findings& findings, Check check) {
    try {
        check();
    } catch (const wechat::OutOfLimits& limit) {
        findings.error(at, limit.what());
    }
}

/// Field by field, so that one does not hide another.
void check_article(const Parts& parts, const Notice& notice, Findings& findings) {
    const auto field = [&](const char* key, std::string wechat::drafts::Article::*member, const std::string& value) {
        const auto entry = parts.head.find(key);
        hold(entry == parts.head.end() ? parts.body_at : entry->second.at, findings, [&] {
            wechat::drafts::Article probe{.title = "x", .content = "x", .thumb_media_id = "x"};
            probe.*member = value;
            wechat::drafts::check(probe);
        });
    };
    field("title", &wechat::drafts::Article::title, notice.title);
    field("author", &wechat::drafts::Article::author, notice.article->author);
    field("digest", &wechat::drafts::Article::digest, notice.article->digest);
    field("", &wechat::drafts::Article::content, notice.body);
}

void warn_of_dropped(const Parts& parts, Findings& findings) {
    for (const std::string_view tag : {"<img", "<script"}) {
        for (std::size_t at = parts.body.find(tag); at != std::string::npos; at = parts.body.find(tag, at + 1)) {
            if (tag == "<img" && parts.body.substr(at, parts.body.find('>', at) - at).find("//mmbiz.qpic.cn/") != std::string::npos)
                continue;
            const auto line = static_cast<int>(std::count(parts.body.begin(), parts.body.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
            const std::size_t begin = at == 0 ? 0 : parts.body.rfind('\n', at) + 1;
            findings.warn(
                {parts.body_at.line + line, static_cast<int>(wechat::code_points(parts.body.substr(begin, at - begin))) + 1},
                "WeChat drops this: " + std::string(tag == "<img" ? "pictures must come from mmbiz.qpic.cn" : "scripts are not kept"));
        }
    }
}

Notice::Article article_of(const Parts& parts, const std::filesystem::path& folder, Findings& findings) {
    const auto value = [&](const char* key) {
        const auto found = parts.head.find(key);
        return found == parts.head.end() ? "" : found->second.value;
    };
    const Entry& cover = parts.head.at("cover");
    const std::filesystem::path path = folder / cover.value;
    FileText read = read_file(path.string(), largest_cover);
    Notice::Article article{value("author"), value("digest"), path.filename().string(), read.text.value_or("")};
    if (!read.text)
        findings.error(cover.at, "\"" + cover.value + "\": " + read.why);
    else if (const auto type = wechat::media::content_type_of(article.cover); !type.starts_with("image/") || type == "image/webp")
        findings.error(cover.at, "\"" + cover.value + "\" is no picture WeChat takes, expected JPEG, PNG, GIF or BMP");
    return article;
}

std::string audience_of(const Entry& to, Findings& findings) {
    if (to.value == "all") return "all";
    const std::string name(to.value.starts_with("tag ") ? wechat::trimmed(std::string_view(to.value).substr(4)) : "");
    const std::size_t length = wechat::code_points(name);
    if (length < 1 || length > 30) findings.error(to.at, "expected all, or tag and the name of a tag at WeChat");
    return "tag " + name;
}

}  // namespace

ReadNotice read_notice(const std::string& file) {
    ReadNotice result;
    Findings findings(file, result.problems);
    const FileText read = read_file(file, longest_file);
    if (!read.text || !wechat::is_utf8(*read.text)) {
        findings.error({}, read.text ? "this is not UTF-8 (GBK, perhaps?), expected the file to be saved as UTF-8" : read.why);
        return result;
    }
    const Parts parts = parts_of(*read.text, findings);
    Notice notice{.title = {}, .audience = {}, .body = parts.body, .digest = {}};
    for (const char* key : {"title", "to"}) {
        const auto found = parts.head.find(key);
        if (found == parts.head.end() || found->second.value.empty())
            findings.error(found == parts.head.end() ? json::Place{} : found->second.at, std::string("\"") + key + "\" is missing");
        else if (std::string_view(key) == "to")
            notice.audience = audience_of(found->second, findings);
        else
            notice.title = found->second.value;
    }
    std::string bytes = *read.text;
    if (parts.head.contains("cover")) {
        notice.article = article_of(parts, std::filesystem::path(file).parent_path(), findings);
        bytes += notice.article->cover;
        check_article(parts, notice, findings);
        warn_of_dropped(parts, findings);
    } else {
        for (const char* key : {"author", "digest"}) {
            if (const auto found = parts.head.find(key); found != parts.head.end())
                findings.error(found->second.key_at, std::string("\"") + key + "\" belongs to an article, which has a cover");
        }
        hold(parts.body_at, findings, [&] { wechat::mass::check(wechat::mass::Text{notice.body}); });
        if (wechat::code_points(notice.title) > 32) findings.error(parts.head.at("title").at, "title: at most 32 characters");
    }
    // Where the file ends counts as well: text moved from one to the other is another notice.
    notice.digest = wechat::hex_encode(wechat::sha256(std::to_string(read.text->size()) + ":" + bytes));
    std::ranges::stable_sort(result.problems, {}, [](const Problem& problem) { return std::pair{problem.line, problem.column}; });
    if (std::ranges::all_of(result.problems, &Problem::warning)) result.notice = std::move(notice);
    return result;
}

}  // namespace gateway
