#include "wechat/signature.h"

#include <algorithm>
#include <vector>

#include "wechat/bytes.h"

namespace wechat {

std::string signature(std::span<const std::string_view> parts) {
    // string_view compares bytes as unsigned char, which is what WeChat means by sorting.
    std::vector<std::string_view> sorted(parts.begin(), parts.end());
    std::sort(sorted.begin(), sorted.end());
    std::string joined;
    for (const std::string_view part : sorted) joined += part;
    return hex_encode(sha1(joined));
}

std::string signature(std::initializer_list<std::string_view> parts) {
    return signature(std::span<const std::string_view>(parts.begin(), parts.size()));
}

}  // namespace wechat
