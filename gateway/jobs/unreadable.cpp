#include "gateway/jobs/unreadable.h"

#include "gateway/log.h"

namespace gateway {

void UnreadableRows::operator()(const std::string& id) {
    ++count_;
    metrics_.unreadable(table_);
    log::error("row does not open", {{"table", table_}, {"row", id}});
}

}  // namespace gateway
