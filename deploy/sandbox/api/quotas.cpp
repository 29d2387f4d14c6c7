#include "api/quotas.h"

namespace sandbox {

int Quotas::take(const std::string& path, int daily, Ms now) {
    auto& quota = kept_.try_emplace(path, Quota{daily}).first->second;
    if (quota.today != day_of(now)) {
        quota.today = day_of(now);
        quota.used_today = 0;
    }
    if (quota.this_minute != now / minute) {
        quota.this_minute = now / minute;
        quota.used_this_minute = 0;
    }
    if (quota.used_today >= quota.daily) return 45009;
    if (quota.per_minute != 0 && quota.used_this_minute >= quota.per_minute) return 45011;
    ++quota.used_today;
    ++quota.used_this_minute;
    return 0;
}

void Quotas::limit(const std::string& path, int daily, int per_minute) {
    kept_[path].daily = daily;
    kept_[path].per_minute = per_minute;
}

const Quota* Quotas::find(const std::string& path) const {
    const auto it = kept_.find(path);
    return it == kept_.end() ? nullptr : &it->second;
}

bool Quotas::clear(Ms now) {
    const auto month = month_of(now);
    if (month_ != month) cleared_ = 0;
    month_ = month;
    if (cleared_ >= 10) return false;
    ++cleared_;
    for (auto& [path, quota] : kept_) quota.used_today = quota.used_this_minute = 0;
    return true;
}

}  // namespace sandbox
