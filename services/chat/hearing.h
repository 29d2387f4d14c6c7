// What a resident said, without what speech, faces and politeness put around it: heard in one place, before any answer is read, prose
// excepted. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/form/flow.h"

namespace services {

/// Without faces ([微笑], 👍), quotation marks and punctuation at both ends: 好的[微笑]。 is 好的. A message that is nothing else stays.
std::string bare(std::string_view said);

/// Whether a message is nothing but faces.
bool is_only_faces(std::string_view said);

/// bare, without the particles speech ends with, and in the standard words for Cantonese ones: 唔同意喇 is 不同意, 冇 is 没有. For what is
/// compared with words of ours; a name or a text is never read so.
std::string plain(std::string_view said);

/// plain, without what is said before a choice: 我选第一个吧 is 第一个, 那就天河区 is 天河区.
std::string chosen(std::string_view said);

/// What nobody is called, though nearly any two characters are a name somewhere: 好吖, 明天, 海珠区.
bool is_no_name(std::string_view said, Date today);

/// 不对, 改到10点, 唔系天河: something in a review is not as it should be.
bool says_wrong(std::string_view said);

/// What is said to be right instead, 10点 of 改到10点, and what stands before it: 手机 of 手机改成13911119999. Absent when nothing is.
struct Correction {
    std::string named, value;
};
std::optional<Correction> correction(std::string_view said);

/// Whether the message begins as a wish or a question does, 我要办…, 怎么…, as no name and no place begins.
bool is_wish(std::string_view said);

/// The input in the form in which the question takes it: what was said, or the only name, number or date in it. As it was, but bare, where
/// none is or several are. What is prose, a pick or no text stays.
Input understood(const Step&, const Input&, const Facts&);

}  // namespace services
