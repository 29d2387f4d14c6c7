#include "services/chat/picking.h"

#include <algorithm>
#include <charconv>

namespace services {

std::size_t line_number(std::string_view text) {
    if (text.starts_with("第")) text.remove_prefix(std::string_view("第").size());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number > 999) return 0;
    const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    static constexpr std::string_view endings[] = {"", ".", "。", "、", "个", "项", ")", "号"};
    return std::find(std::begin(endings), std::end(endings), rest) == std::end(endings) ? 0 : number;
}

std::vector<std::size_t> line_numbers(std::string text) {
    for (const std::string_view separator : {",", "、", ";"}) {
        for (auto at = text.find(separator); at != std::string::npos; at = text.find(separator)) text.replace(at, separator.size(), " ");
    }
    std::vector<std::size_t> numbers;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (end > begin) {
            const std::size_t number = line_number(std::string_view(text).substr(begin, end - begin));
            if (number == 0) return {};
            numbers.push_back(number);
        }
        begin = end + 1;
    }
    return numbers;
}

std::optional<std::string> named(const std::vector<Option>& options, const std::string& text) {
    if (text.empty()) return std::nullopt;
    const Option* found = nullptr;
    for (const Option& option : options) {
        if (heads(option.label, text) || option.id == text) return option.id;
        if (option.label.find(text) == std::string::npos) continue;
        if (found != nullptr) return std::nullopt;
        found = &option;
    }
    return found == nullptr ? std::nullopt : std::optional(found->id);
}

bool heads(const std::string& label, const std::string& text) {
    if (text.empty() || !label.starts_with(text)) return false;
    const std::string rest = label.substr(text.size());
    return rest.empty() || rest.starts_with("，") || rest.starts_with("：") || rest.starts_with("（");
}

const Service* named_exactly(const std::vector<Service>& services, const Figures& figures, const std::string& text) {
    const Service* found = nullptr;
    for (const Service& service : services) {
        const auto& more = figures.of(service.id).words;
        const bool is_named = service.title == text || std::find(service.words.begin(), service.words.end(), text) != service.words.end() ||
                              std::find(more.begin(), more.end(), text) != more.end();
        if (is_named && found != nullptr) return nullptr;
        if (is_named) found = &service;
    }
    return found;
}

}  // namespace services
