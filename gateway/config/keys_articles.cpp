#include "gateway/config/keys.h"
#include "services/rules/article.h"

namespace gateway {

// clang-format off

Keys article_keys() {
    using services::Article;
    return {
        {"", {}, Form::object, "", "What is said of the text below the second ---."},
        {"title", into(&Article::title), Form::text, "", "As lists and the article have it.", 1, 40},
        {"published", into(&Article::published), Form::moment, "", "From when it is shown, and what it says of when it appeared; newer ones are listed before older ones."},
        {"updated", into(&Article::updated), Form::moment, "null", "When it was last changed, as readers are told."},
        {"expires", into(&Article::expires), Form::moment, "null", "From when it is shown no more; null: never."},
        {"pinned", into(&Article::pinned), Form::flag, "false", "Whether it is listed before all that are not."},
        {"tags", into(&Article::tags), Form::list, "[]", "Words it is found by, besides those in title and text: a district, a matter.", 0, 20},
        {"tags[]", {}, Form::text, "", "A word.", 1, 20},
        {"version", into(&Article::version), Form::text, "\"\"", "Which version of a guide or a consent text it is.", 0, 20},
        {"source", into(&Article::source), Form::text, "\"\"", "Who says so.", 0, 60},
    };
}

// clang-format on

}  // namespace gateway
