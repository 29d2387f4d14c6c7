// Articles that are listed, found by a word and read: guides, news, campaigns, recruitment; what a service shows of them, as a value.
#pragma once

#include <string>
#include <vector>

#include "services/form/spec.h"

namespace services {

struct Articles {
    std::string collection;          // the folder below articles/, which the service names among its collections, too
    std::string called;              // 警务资讯: 暂无警务资讯
    std::string ask = {};            // by which word it is looked for, asked first; "": all are listed at once
    std::string advice = {};         // whom to call or ask, below every list and where there is nothing
    std::vector<Offer> offers = {};  // with every article, and where there is nothing
};

/// The questions of such a service: the word, where it is asked; which article and from where on, which offers of the list answer.
std::vector<Field> questions(const Articles&);

/// Answers with what is published now and has not expired: one in full, or the first of several, pinned ones before newer ones, and a way
/// to the next. Of what is there no more it says so.
Submit articles(Articles);

}  // namespace services
