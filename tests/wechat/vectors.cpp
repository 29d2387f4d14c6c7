#include "vectors.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/source_dir.h"

namespace vectors {

std::optional<std::string> text(const std::string& path) {
    static int skipped = 0;
    std::ifstream file(source_dir() + "/../shared/vectors/wechat/" + path, std::ios::binary);
    if (!file) {
        std::cout << "SKIPPED " << ++skipped << ": vectors/wechat/" << path << " is missing\n";
        return std::nullopt;
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

rapidjson::Document json(const std::string& path) {
    rapidjson::Document document;
    if (const auto content = text(path)) {
        document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(content->data(), content->size());
        REQUIRE_FALSE(document.HasParseError());
    }
    return document;
}

std::string member(const rapidjson::Value& object, const char* name) {
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

}  // namespace vectors
