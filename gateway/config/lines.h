// A file of text: where its bytes stand, and whether it is text at all.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "gateway/config/json.h"

namespace gateway::json {

/// Turns offsets into lines and columns. The text outlives it.
class Lines {
  public:
    explicit Lines(std::string_view text);
    Place at(std::size_t offset) const;

  private:
    std::string_view text_;
    std::vector<std::size_t> starts_{0};
    // Counting goes on from the place last asked for: a file that is one long line would take the square of its length otherwise.
    mutable std::size_t last_ = 0, characters_ = 0;
};

/// The first byte that is no UTF-8, or NUL; absent in a good text.
std::optional<Error> not_text(std::string_view text, const Lines&);

/// Every key of the object that is given more than once.
void report_duplicates(const Node& object, std::vector<Error>& errors);

}  // namespace gateway::json
