#include "db/digits.h"

#include "wechat/bytes.h"

namespace db {

std::string random_digits(int count) {
    std::string digits;
    while (static_cast<int>(digits.size()) < count) {
        const auto byte = static_cast<unsigned char>(wechat::random_bytes(1).front());
        if (byte < 250) digits += static_cast<char>('0' + byte % 10);  // 250 is a multiple of 10: all digits equally likely
    }
    return digits;
}

}  // namespace db
