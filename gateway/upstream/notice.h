// A notice to followers as a press officer writes it: a head of `key: value` lines, an empty line, and what everybody reads.
//
//     title: 台风红色预警
//     to: all
//
//     今晚八时起请勿外出。……
//
// `to` is all, or tag NAME. With `cover: FILE`, a picture beside the file, it is an article: the text is HTML then, and `author` and
// `digest` may be given. A line of the head that begins with // is a comment. A full-width colon will do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config/config.h"

namespace gateway {

struct Notice {
    struct Article {
        std::string author{}, digest{};
        std::string cover_name{}, cover{};  // the picture's file name and bytes
    };
    std::string title;                 // 1 to 32 characters
    std::string audience;              // "all", or "tag NAME"
    std::string body;                  // what everybody reads: text, or HTML of an article
    std::optional<Article> article{};  // absent: a text
    std::string digest;                // SHA-256 of the file and the cover, 64 hex digits

    /// By which it is known here, and to WeChat (clientmsgid).
    std::string id() const { return digest.substr(0, 32); }
};

struct ReadNotice {
    std::optional<Notice> notice;   // absent when there is any error
    std::vector<Problem> problems;  // errors and warnings, at their places in the file
};

/// Holds the file against what WeChat takes, so that nothing is refused on the way. Reports every problem at once.
ReadNotice read_notice(const std::string& file);

}  // namespace gateway
