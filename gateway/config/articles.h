// What administrators publish: articles/COLLECTION/NAME.md, a head that says what it is and the text as residents will read it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/config/config.h"
#include "gateway/config/files.h"

namespace gateway {

/// All articles, into the figures as they are listed. Problems come in the order of the files.
void load_articles(const std::string& folder, const std::vector<std::pair<std::string, FileText>>& files, const services::Catalog& catalog,
                   services::Figures& figures, std::vector<Problem>& problems);

}  // namespace gateway
