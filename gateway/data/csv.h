// Comma-separated values (RFC 4180), read record by record in bounded memory.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace gateway {

/// The file cannot be read on from here. what() says why, in words for whoever made the file, and repeats nothing of it.
class CsvError : public std::runtime_error {
  public:
    CsvError(std::int64_t line_, const std::string& why) : std::runtime_error(why), line(line_) {}
    std::int64_t line;
};

class CsvReader {
  public:
    /// `encoding` as iconv knows it: UTF-8, with or without a byte-order mark, or GB18030 as spreadsheets in China write. Throws
    /// std::invalid_argument for one it does not know.
    CsvReader(std::istream&, const std::string& encoding);
    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    /// The next record in UTF-8; absent at the end. Empty lines are no records. Throws CsvError.
    std::optional<std::vector<std::string>> next();
    /// Where the last record began, from 1.
    std::int64_t line() const { return begins_; }
    /// Bytes of the file read so far.
    std::int64_t bytes() const { return bytes_; }

  private:
    struct Parser;
    bool read_line(std::string& into);

    std::istream& in_;
    std::unique_ptr<Parser> parser_;
    std::int64_t lines_ = 0, begins_ = 0, bytes_ = 0;
};

}  // namespace gateway
