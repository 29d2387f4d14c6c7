#include "services/shapes/articles.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "services/answers/fields.h"
#include "services/form/context.h"

namespace services {
namespace {

constexpr std::size_t most_listed = 8;   // one chat message holds no more
constexpr const char* not_chosen = "-";  // no article is called so
constexpr const char* article_key = "article";
constexpr const char* after_key = "after";  // the list goes on behind this article
constexpr const char* word_key = "word";

bool contains(const std::string& text, const std::string& word) { return text.find(word) != std::string::npos; }

/// Whether every word, of those with spaces between them, is in the title, a tag or the text.
bool is_about(const Article& article, const std::string& words) {
    std::istringstream in(words);
    for (std::string word; in >> word;) {
        const bool is_tagged = std::ranges::any_of(article.tags, [&](const std::string& tag) { return contains(tag, word); });
        if (!is_tagged && !contains(article.title, word) && !contains(article.body, word)) return false;
    }
    return true;
}

/// One look: what is shown of the collection, and what was answered.
struct Look {
    const Articles& shown;
    std::string word;
    const Context& context;

    std::vector<const Article*> find() const;
    /// The list again; a word that was skipped is not asked anew.
    Offer list(std::string label, const std::string& of_word, const std::string& after = {}) const {
        Answers answers;
        if (!shown.ask.empty()) answers.emplace(word_key, of_word);
        if (!after.empty()) answers.emplace(after_key, after);
        return {std::move(label), context.service->id, std::move(answers)};
    }
};

std::vector<const Article*> Look::find() const {
    std::vector<const Article*> found;
    const auto all = context.figures.articles.find(shown.collection);
    if (all == context.figures.articles.end()) return found;
    for (const Article& article : all->second) {
        if (article.is_shown_at(context.now) && is_about(article, word)) found.push_back(&article);
    }
    return found;
}

Outcome one(const Article& article, const Look& look) {
    Outcome outcome{.headline = article.title, .facts = {{"published", "发布于", moment_with_year(article.published)}}};
    if (article.updated) outcome.facts.push_back({"updated", "更新于", moment_with_year(*article.updated)});
    if (!article.version.empty()) outcome.facts.push_back({"version", "版本", article.version});
    if (!article.source.empty()) outcome.facts.push_back({"source", "来源", article.source});
    outcome.facts.push_back({"body", "", article.body});
    outcome.next = look.shown.advice;
    outcome.offers = look.shown.offers;
    outcome.offers.push_back(look.list("看其他" + look.shown.called, ""));
    return outcome;
}

Outcome none(const Look& look) {
    Outcome outcome{.code = Code::NOT_FOUND,
                    .headline = look.word.empty() ? "暂无" + look.shown.called + "。" : "没有找到相符的" + look.shown.called + "。",
                    .next = look.shown.advice,
                    .offers = look.shown.offers};
    if (look.word.empty()) return outcome;
    outcome.offers.push_back({"换一个词", look.context.service->id});
    outcome.offers.push_back(look.list("看全部" + look.shown.called, ""));
    return outcome;
}

Outcome several(const std::vector<const Article*>& found, const std::string& after, const Look& look) {
    const auto last = std::ranges::find(found, after, &Article::slug);
    const std::size_t first = last == found.end() ? 0 : static_cast<std::size_t>(last - found.begin()) + 1;
    const std::size_t end = std::min(found.size(), first + most_listed);
    Outcome outcome{.headline = look.shown.called + "，共" + std::to_string(found.size()) + "篇", .next = "选择一篇可阅读全文。"};
    if (found.size() > most_listed) outcome.headline += "，第" + std::to_string(first + 1) + "到" + std::to_string(end) + "篇";
    outcome.next += look.shown.advice;
    for (std::size_t i = first; i < end; ++i) {
        const Article& article = *found[i];
        const std::string label =
            (article.pinned ? "【置顶】" : "") + article.title + "（" + chinese_with_year(date_of(article.published)) + "）";
        outcome.offers.push_back({label, look.context.service->id, {{article_key, article.slug}}});
    }
    if (end < found.size()) outcome.offers.push_back(look.list("再往后看", look.word, found[end - 1]->slug));
    return outcome;
}

Outcome gone(const Look& look) {
    return {.code = Code::NOT_FOUND,
            .headline = "这篇" + look.shown.called + "已经不再显示。",
            .next = look.shown.advice,
            .offers = {look.list("看其他" + look.shown.called, "")}};
}

/// Never asked: an offer answers it.
Field offered(const char* key, std::string label, std::string (*known)(const Answers&, const Facts&)) {
    return {.key = key, .label = std::move(label), .ask = "看哪一篇？", .type = &line, .known = known, .hidden = true};
}

std::string chosen(const Answers& answers, const char* key) {
    const std::string value = value_of(answers, key);
    return value.empty() ? not_chosen : value;
}

}  // namespace

std::vector<Field> questions(const Articles& shown) {
    std::vector<Field> all{
        offered(article_key, "文章", [](const Answers& answers, const Facts&) { return chosen(answers, article_key); }),
        offered(after_key, "从哪里开始", [](const Answers& answers, const Facts&) { return chosen(answers, after_key); })};
    if (shown.ask.empty()) return all;
    const auto is_list = [](const Answers& answers, const Facts&) -> std::string {
        return chosen(answers, article_key) == not_chosen ? "yes" : "no";
    };
    all.push_back({.key = word_key,
                   .label = "关键词",
                   .ask = shown.ask,
                   .type = &line,
                   .optional = true,
                   .when = {.key = "is_list", .values = {"yes"}, .fact = is_list}});
    return all;
}

Submit articles(Articles shown) {
    return [shown = std::move(shown)](const Answers& answers, Context& context) -> Result {
        const Look look{shown, value_of(answers, word_key), context};
        const auto found = look.find();
        if (const std::string slug = chosen(answers, article_key); slug != not_chosen) {
            const auto article = std::ranges::find(found, slug, &Article::slug);
            return article == found.end() ? gone(look) : one(**article, look);
        }
        if (found.empty()) return none(look);
        if (found.size() == 1) return one(*found.front(), look);
        return several(found, value_of(answers, after_key), look);
    };
}

}  // namespace services
