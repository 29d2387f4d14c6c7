// What was read from the stores for one message, so that nothing is asked twice.
#pragma once

#include <any>
#include <map>
#include <string>
#include <utility>

namespace services {

/// Of one message, and one thread. Guarantees rest on what is written, never on this: it may be as old as the message.
class ReadOnce {
  public:
    /// What `read` gave when `what` was first wanted; always the same type for the same name. Throws what it throws, and then knows
    /// nothing.
    template <class Read>
    auto get(const std::string& what, Read read) -> decltype(read()) {
        auto found = known_.find(what);
        if (found == known_.end()) found = known_.emplace(what, read()).first;
        return std::any_cast<decltype(read())>(found->second);
    }
    /// This message has changed something.
    void forget() { known_.clear(); }

  private:
    std::map<std::string, std::any> known_;
};

}  // namespace services
