#include "gateway/data/csv.h"

#include <csv.h>
#include <iconv.h>

#include <array>

#include "wechat/utf8.h"

namespace gateway {
namespace {

constexpr std::size_t longest_line = 64 * 1024, longest_record = 256 * 1024;

class Iconv {
  public:
    explicit Iconv(const std::string& from) : it_(::iconv_open("UTF-8", from.c_str())) {
        if (it_ == reinterpret_cast<iconv_t>(-1))
            throw std::invalid_argument("\"" + from + "\" is no encoding known here, expected UTF-8 or GB18030");
    }
    ~Iconv() { ::iconv_close(it_); }
    Iconv(const Iconv&) = delete;
    Iconv& operator=(const Iconv&) = delete;

    /// Absent when the bytes are not of the encoding.
    std::optional<std::string> operator()(std::string& bytes) const {
        std::string text(bytes.size() * 4 + 16, '\0');
        char *from = bytes.data(), *to = text.data();
        std::size_t left = bytes.size(), room = text.size();
        ::iconv(it_, nullptr, nullptr, nullptr, nullptr);
        if (::iconv(it_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) return std::nullopt;
        text.resize(text.size() - room);
        return text;
    }

  private:
    iconv_t it_;
};

}  // namespace

/// libcsv, and the record it is in.
struct CsvReader::Parser {
    explicit Parser(const std::string& encoding_) : encoding(encoding_), to_utf8(encoding_) {
        if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) throw std::bad_alloc();
    }
    ~Parser() { csv_free(&csv); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    static void on_field(void* bytes, std::size_t size, void* self) {
        static_cast<Parser*>(self)->cells.emplace_back(static_cast<const char*>(bytes), size);
    }
    static void on_record(int, void* self) { static_cast<Parser*>(self)->is_whole = true; }

    csv_parser csv{};
    std::string encoding;
    Iconv to_utf8;
    std::array<char, longest_line> line{};  // one for all: a line of its own would be cleared for each
    std::vector<std::string> cells = {};
    bool is_whole = false;
};

CsvReader::CsvReader(std::istream& in, const std::string& encoding) : in_(in), parser_(std::make_unique<Parser>(encoding)) {}
CsvReader::~CsvReader() = default;

/// A line with its end, in UTF-8; false at the end of the file.
bool CsvReader::read_line(std::string& into) {
    auto& buffer = parser_->line;
    in_.getline(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const std::streamsize read = in_.gcount();
    if (in_.bad()) throw CsvError(lines_ + 1, "the file cannot be read on from here: the disk or the connection to it failed");
    if (read == 0) return false;
    ++lines_;
    if (in_.fail()) throw CsvError(lines_, "the line is longer than 64 KiB; is this a CSV file?");
    bytes_ += read;
    const bool is_last = in_.eof();  // without the end of a line
    std::string bytes(buffer.data(), static_cast<std::size_t>(is_last ? read : read - 1));
    auto text = parser_->to_utf8(bytes);
    if (!text) {
        throw CsvError(lines_, parser_->encoding == "UTF-8"
                                   ? "this is not UTF-8; save the file as \"CSV UTF-8\", or say --encoding GB18030 if that is what it is"
                                   : "this is not " + parser_->encoding + "; without --encoding a file is read as UTF-8");
    }
    if (lines_ == 1 && text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
    into = *std::move(text) + "\n";
    return true;
}

std::optional<std::vector<std::string>> CsvReader::next() {
    Parser& parser = *parser_;
    parser.cells.clear();
    parser.is_whole = false;
    begins_ = lines_ + 1;
    std::size_t fed = 0;
    for (std::string line; !parser.is_whole; fed += line.size()) {
        if (fed > longest_record) throw CsvError(begins_, "the record is longer than 256 KiB; a quote that is opened here is not closed");
        if (!read_line(line)) {
            if (fed > 0 && csv_fini(&parser.csv, Parser::on_field, Parser::on_record, &parser) != 0)
                throw CsvError(begins_, "a quote that is opened here is not closed before the file ends");
            break;
        }
        if (csv_parse(&parser.csv, line.data(), line.size(), Parser::on_field, Parser::on_record, &parser) != line.size())
            throw CsvError(lines_, "a quote stands inside of a value; a value with quotes is written \"like \"\"this\"\"\"");
        if (fed == 0 && !parser.is_whole && line.find_first_not_of(" \t\r\n") == std::string::npos) {
            begins_ = lines_ + 1;  // an empty line: libcsv reports none
            line.clear();
        }
    }
    if (!parser.is_whole && parser.cells.empty()) return std::nullopt;
    return std::move(parser.cells);
}

}  // namespace gateway
