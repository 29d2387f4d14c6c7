#include "services/chat/finding.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "services/answers/characters.h"
#include "services/answers/fields.h"
#include "services/chat/hearing.h"
#include "services/chat/picking.h"
#include "services/chat/words.h"
#include "wechat/utf8.h"

namespace services {
namespace {

using std::string_view;

struct Refused {
    string_view what;
    bool is_undone = false;  // 取消, of something that is there already
};

/// What is refused, 换身份证了 of 我不想换身份证了; absent when nothing is.
std::optional<Refused> refused_in(string_view said) {
    static constexpr std::array before = std::to_array<string_view>({"我们", "我", "先", "还是", "算了", ",", " ", "现在", "暂时"});
    static constexpr std::array refusals = std::to_array<string_view>({"不想", "不要", "不用", "不使", "不需要", "不打算", "不办", "不换",
                                                                       "不查", "不约", "不搞", "不弄", "不再", "别办", "别帮我", "别给我"});
    static constexpr std::array undoings = std::to_array<string_view>({"取消", "放弃", "撤销", "解除"});
    for (bool took = true; took;) {
        took = false;
        for (const string_view word : before) took = took || take_first(said, word);
    }
    const auto begins = [&](string_view each) { return said.starts_with(each); };
    if (const auto word = std::ranges::find_if(refusals, begins); word != refusals.end()) return Refused{said.substr(word->size())};
    if (const auto word = std::ranges::find_if(undoings, begins); word != undoings.end()) return Refused{said.substr(word->size()), true};
    return std::nullopt;
}

/// Whether what is refused is not wanted. 取消预约 and 解除抵押 are wanted: the refusal is part of a name.
bool is_declined(const Catalog& catalog, const Figures& figures, string_view normalised, string_view said, const Refused& refused) {
    constexpr std::size_t longest = 20;  // more is a story, which may go on otherwise
    const bool asks = normalised.find('?') != string_view::npos || normalised.find("吗") != string_view::npos;
    if (asks || wechat::code_points(said) > longest) return false;
    const std::size_t of_services = longest_named(catalog.all(), figures, refused.what), of_rows = longest_of_rows(refused.what);
    if (refused.is_undone && of_rows > of_services) return false;  // 取消违章提醒: to be told where
    return named_length(catalog, figures, said) <= std::max(of_services, of_rows);
}

}  // namespace

Finding find(const Catalog& catalog, const Figures& figures, std::string_view normalised, double least) {
    Finding found;
    const auto named = [&](const Service* service) { found.services.push_back({service, 1}); };
    const std::string said = lower(plain(normalised));
    const auto refused = refused_in(said);
    if (refused && is_declined(catalog, figures, normalised, said, *refused)) {
        // A booking that is there is undone where it is listed.
        const bool undoes_booking = refused->is_undone && refused->what.find("预约") != string_view::npos;
        const Service* bookings = undoes_booking ? catalog.find("my_appointments") : nullptr;
        bookings != nullptr ? named(bookings) : void(found.is_declined = true);
        return found;
    }
    if (const Service* service = named_exactly(catalog.all(), figures, std::string(normalised))) {
        named(service);
        return found;
    }
    // The table knows more words than the services do, so it is asked first.
    if (const Elsewhere* row = row_named(catalog, figures, normalised)) {
        const Service* here = catalog.find(row->id);
        if (here == nullptr) found.elsewhere = row;
        if (const Service* helps = here != nullptr ? here : catalog.find(row->here)) named(helps);
        return found;
    }
    for (const Service* service : match(catalog.all(), figures, normalised)) named(service);
    if (found.services.empty()) found.services = nearest(catalog.all(), figures, normalised, 3, least);
    return found;
}

std::size_t named_length(const Catalog& catalog, const Figures& figures, std::string_view normalised) {
    return std::max(longest_named(catalog.all(), figures, normalised), longest_of_rows(normalised));
}

bool opens_with_place(const Service& service) { return !service.fields.empty() && service.fields.front().type == &place; }

}  // namespace services
