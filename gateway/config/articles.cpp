#include "gateway/config/articles.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "gateway/config/check.h"
#include "gateway/config/fill.h"
#include "gateway/config/front_matter.h"
#include "gateway/config/values.h"
#include "gateway/config/words.h"

namespace gateway {

namespace {

using services::Article;

/// The parts of articles/COLLECTION/NAME.md.
struct Name {
    std::string collection, slug;
    explicit Name(const std::string& file)
        : collection(file.substr(file.find('/') + 1, file.rfind('/') - file.find('/') - 1)),
          slug(file.substr(file.rfind('/') + 1, file.rfind('.') - file.rfind('/') - 1)) {}
};

bool is_slug(std::string_view name) {
    return !name.empty() && name.size() <= 60 && name.front() != '-' &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

/// What the rows of the head cannot see.
void judge_article(const json::Node& head, const Article& article, json::Place body_at, Findings& findings) {
    const auto not_before = [&](const char* key, const std::optional<services::Instant>& moment, bool may_be_equal) {
        const json::Node &node = head.at(key), &published = head.at("published");
        if (!moment || !node.given || !published.given) return;
        if (*moment < article.published || (*moment == article.published && !may_be_equal))
            findings.error(node.place, "\"" + std::string(key) + "\": " + node.text + " is not after published (" + published.text +
                                           "), expected a later moment");
    };
    not_before("updated", article.updated, true);
    not_before("expires", article.expires, false);
    if (head.at("title").given && !has_han(article.title))
        findings.error(head.at("title").place, "\"title\" is not Chinese, expected words residents can read");
    if (article.body.empty()) findings.error(body_at, "the text is missing, expected paragraphs below the second ---");
    if (std::ranges::any_of(article.body, [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t'; }))
        findings.error(body_at, "a control character in the text, expected printable text");
}

class Loader {
  public:
    Loader(const services::Catalog& catalog, services::Figures& figures) : collections_(catalog.collections()), figures_(figures) {}

    void take(const std::string& file, const FileText& text, Findings& findings) {
        const Name name(file);
        if (std::ranges::find(collections_, name.collection) == collections_.end()) {
            if (std::exchange(stranger_, name.collection) == name.collection) return;  // said once
            const auto among = collections_.empty() ? "none: no service shows articles" : "one of " + listed(collections_);
            return findings.error({}, "no service shows the collection \"" + name.collection + "\", expected " + among +
                                          did_you_mean(name.collection, collections_));
        }
        if (!is_slug(name.slug))
            findings.error({}, "\"" + name.slug + "\" is no name of an article, expected at most 60 lower-case letters, digits, _ and -");
        if (!text.text) return findings.error({}, text.why);
        FrontMatter read = parse_front_matter(*text.text);
        for (const auto& error : read.errors) findings.error(error.place, error.message);
        if (!read.head) return;
        hold_against(*read.head, keys_, findings);
        Article article{};
        article.slug = name.slug;
        article.body = std::move(read.body);
        fill(*read.head, keys_, Target(article));
        judge_article(*read.head, article, read.body_at, findings);
        const auto [first, fresh] = titles_.emplace(std::pair(name.collection, article.title), file);
        if (!fresh && !article.title.empty())
            findings.warn(read.head->at("title").place, "\"title\" is that of " + first->second + ", too; nobody can tell them apart");
        figures_.articles[name.collection].push_back(std::move(article));
    }

  private:
    const Keys keys_ = article_keys();
    const std::vector<std::string> collections_;
    services::Figures& figures_;
    std::string stranger_;
    std::map<std::pair<std::string, std::string>, std::string> titles_;  // collection and title: the file
};

}  // namespace

void load_articles(const std::string& folder, const std::vector<std::pair<std::string, FileText>>& files, const services::Catalog& catalog,
                   services::Figures& figures, std::vector<Problem>& problems) {
    Loader loader(catalog, figures);
    for (const auto& [file, text] : files) {
        std::vector<Problem> found;
        Findings findings(folder + "/" + file, found);
        loader.take(file, text, findings);
        std::ranges::stable_sort(found, {}, [](const Problem& problem) { return std::tie(problem.line, problem.column); });
        std::ranges::move(found, std::back_inserter(problems));
    }
    for (auto& [collection, articles] : figures.articles) std::ranges::sort(articles, services::is_listed_before);
}

}  // namespace gateway
