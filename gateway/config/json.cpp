#include "gateway/config/json.h"

#include <rapidjson/error/error.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/config/lines.h"
#include "wechat/utf8.h"

namespace gateway::json {

const Node* Node::find(std::string_view name) const {
    const auto found = std::find_if(members.rbegin(), members.rend(), [&](const Member& m) { return m.name == name; });
    return found == members.rend() ? nullptr : &found->value;
}

const Node& Node::at(std::string_view name) const {
    if (const Node* node = find(name)) return *node;
    throw std::out_of_range("no member " + std::string(name));
}

namespace {

/// RapidJSON reports a token after reading it and keeps no positions; between two tokens there is only white space, comments,
/// commas and colons, so the next one begins at the first character that is none of these.
std::size_t next_token(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (std::string_view(" \t\r\n,:").find(text[at]) != std::string_view::npos) {
            ++at;
        } else if (text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            const auto end = text.find("*/", at + 2);
            at = end == std::string_view::npos ? text.size() : end + 2;
        } else {
            break;
        }
    }
    return at;
}

/// Builds the tree from RapidJSON's events.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
  public:
    Builder(std::string_view text, const Lines& lines, const rapidjson::MemoryStream& stream, std::vector<Error>& errors)
        : text_(text), lines_(lines), stream_(stream), errors_(errors) {}

    bool Null() { return value({.type = Type::null}); }
    bool Bool(bool flag) { return value({.type = Type::flag, .flag = flag}); }
    bool Int(int n) { return Int64(n); }
    bool Uint(unsigned n) { return Int64(n); }
    bool Int64(std::int64_t n) { return value({.type = Type::integer, .integer = n, .number = static_cast<double>(n)}); }
    bool Uint64(std::uint64_t n) { return n <= INT64_MAX ? Int64(static_cast<std::int64_t>(n)) : Double(static_cast<double>(n)); }
    bool Double(double n) { return value({.type = Type::number, .number = n}); }
    bool String(const char* text, rapidjson::SizeType size, bool) { return value({.type = Type::text, .text = std::string(text, size)}); }
    bool Key(const char* text, rapidjson::SizeType size, bool) {
        open_.back().key = {.name = std::string(text, size), .place = begin(), .value = {}};
        end_ = stream_.Tell();
        return true;
    }
    bool StartObject() { return start(Type::object); }
    bool StartArray() { return start(Type::list); }
    bool EndObject(rapidjson::SizeType) {
        report_duplicates(open_.back().node, errors_);
        return finish();
    }
    bool EndArray(rapidjson::SizeType) { return finish(); }

    bool too_deep() const { return too_deep_; }
    std::size_t token() const { return next_token(text_, end_); }
    Node take_root() { return std::move(root_); }

  private:
    struct Open {
        Node node;
        Member key{};  // of an object: what the next value belongs to
    };

    Place begin() const { return lines_.at(token()); }

    bool value(Node node) {
        node.place = begin();
        end_ = stream_.Tell();
        return add(std::move(node));
    }
    bool start(Type type) {
        if (static_cast<int>(open_.size()) >= max_depth) {
            too_deep_ = true;
            return false;
        }
        open_.push_back({.node = {.type = type, .place = begin()}});
        end_ = token() + 1;
        return true;
    }
    bool finish() {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        end_ = token() + 1;
        return add(std::move(node));
    }
    bool add(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (auto& parent = open_.back(); parent.node.type == Type::object) {
            parent.key.value = std::move(node);
            parent.node.members.push_back(std::move(parent.key));
        } else {
            parent.node.items.push_back(std::move(node));
        }
        return true;
    }

    std::string_view text_;
    const Lines& lines_;
    const rapidjson::MemoryStream& stream_;
    std::vector<Error>& errors_;
    std::vector<Open> open_;
    std::size_t end_ = 0;  // of the last token
    bool too_deep_ = false;
    Node root_;
};

std::string lower_word(std::string_view text) {
    std::string word;
    for (const char c : text.substr(0, 12)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter) break;
        word += static_cast<char>(c | 0x20);
    }
    return word;
}

/// Begins with what a Chinese input method gives for punctuation, or a space that is no ASCII space.
bool is_full_width(std::string_view rest) {
    const auto first = wechat::to_utf32(rest.substr(0, 4)).substr(0, 1);
    if (first.empty()) return false;
    const char32_t c = first.front();
    return c == 0xA0 || (c >= 0x2018 && c <= 0x201F) || (c >= 0x3000 && c <= 0x3002) || (c >= 0xFF01 && c <= 0xFF5E);
}

/// What people type instead of JSON, recognised by the text where reading stopped. Empty when it is something else.
std::string usual_slip(std::string_view rest) {
    if (is_full_width(rest))
        return "this is a full-width or special character; type the plain ASCII one (switch the input method to English)";
    if (rest.starts_with('\'')) return "text and keys stand in double quotes, not single ones";
    if (rest.starts_with('#')) return "a comment begins with //, not #";
    if (rest.starts_with(',')) return "there is one comma too many";
    if (rest.starts_with(';')) return "entries are separated by a comma, not a semicolon";
    if (rest.starts_with('=')) return "a key and its value are separated by a colon, not =";
    if (rest.starts_with("<<<<<<<") || rest.starts_with("=======") || rest.starts_with(">>>>>>>"))
        return "a merge conflict was left in the file";
    const auto word = lower_word(rest);
    if (word == "true" || word == "false" || word == "null") return "did you mean " + word + ", in lower case?";
    if (word == "yes" || word == "on") return "did you mean true?";
    if (word == "no" || word == "off") return "did you mean false?";
    if (word == "none" || word == "nil" || word == "undefined") return "did you mean null?";
    if (!word.empty()) return "text and keys stand in double quotes";
    return {};
}

std::string plain_english(rapidjson::ParseErrorCode code) {
    using namespace rapidjson;
    switch (code) {
        case kParseErrorDocumentEmpty:
            return "the file is empty, expected { … }";
        case kParseErrorDocumentRootNotSingular:
            return "more text after the end of the document, expected nothing here";
        case kParseErrorValueInvalid:
            return "expected a value: text in double quotes, a number, true, false, null, { or [";
        case kParseErrorObjectMissName:
            return "expected a key in double quotes, or } to end the object";
        case kParseErrorObjectMissColon:
            return "expected a colon between the key and its value";
        case kParseErrorObjectMissCommaOrCurlyBracket:
            return "expected a comma before this entry, or } to end the object";
        case kParseErrorArrayMissCommaOrSquareBracket:
            return "expected a comma before this entry, or ] to end the list";
        case kParseErrorStringUnicodeEscapeInvalidHex:
        case kParseErrorStringUnicodeSurrogateInvalid:
            return "invalid \\u escape, expected \\u and four hexadecimal digits (simply write the character itself)";
        case kParseErrorStringEscapeInvalid:
            return "invalid escape, expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u (write a backslash itself as \\\\)";
        case kParseErrorStringMissQuotationMark:
            return "this text is not closed, expected a double quote at its end";
        case kParseErrorStringInvalidEncoding:
            return "invalid character in text, expected UTF-8 and no control characters";
        case kParseErrorNumberTooBig:
            return "the number is too big";
        case kParseErrorNumberMissFraction:
            return "expected digits after the decimal point";
        case kParseErrorNumberMissExponent:
            return "expected digits after the exponent";
        default:
            return "this cannot be read as JSON";
    }
}

Error syntax_error(std::string_view text, const Lines& lines, const rapidjson::ParseResult& result, std::size_t token) {
    auto offset = std::min(result.Offset(), text.size());
    auto code = result.Code();
    if (offset >= text.size() && code != rapidjson::kParseErrorStringMissQuotationMark && code != rapidjson::kParseErrorDocumentEmpty)
        return {lines.at(offset), "the file ends too early (was it cut off?): " + plain_english(code)};
    // A quote left open is noticed at the end of its line; say where it was opened.
    const bool open_quote = code == rapidjson::kParseErrorStringMissQuotationMark ||
                            ((code == rapidjson::kParseErrorStringInvalidEncoding || code == rapidjson::kParseErrorStringEscapeInvalid) &&
                             (text[offset] == '\n' || text[offset] == '\r'));
    if (open_quote) {
        code = rapidjson::kParseErrorStringMissQuotationMark;
        offset = token;
    } else if (code == rapidjson::kParseErrorStringEscapeInvalid && static_cast<unsigned char>(text[offset]) < 0x20) {
        code = rapidjson::kParseErrorStringInvalidEncoding;  // RapidJSON 1.1 calls a control character an escape
    } else if (code == rapidjson::kParseErrorValueInvalid) {
        offset = std::min(offset, token);  // `tru` is noticed at its end
    }
    auto message = plain_english(code);
    if (!open_quote)
        if (const auto slip = usual_slip(text.substr(offset)); !slip.empty()) message += "; " + slip;
    return {lines.at(offset), message};
}

}  // namespace

Parsed parse(std::string_view text) {
    Parsed parsed;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const Lines lines(text);
    if (text.size() > max_bytes) {
        parsed.errors.push_back(
            {{1, 1}, "the file has " + std::to_string(text.size()) + " bytes, expected at most " + std::to_string(max_bytes)});
        return parsed;
    }
    if (auto error = not_text(text, lines)) {
        parsed.errors.push_back(*std::move(error));
        return parsed;
    }

    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Builder builder(text, lines, stream, parsed.errors);
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseCommentsFlag |
                               rapidjson::kParseTrailingCommasFlag;
    if (const auto result = reader.Parse<flags>(stream, builder); result.IsError()) {
        parsed.errors.clear();
        if (builder.too_deep())
            parsed.errors.push_back({lines.at(builder.token()), "nested more than " + std::to_string(max_depth) + " deep"});
        else
            parsed.errors.push_back(syntax_error(text, lines, result, builder.token()));
        return parsed;
    }
    parsed.root = builder.take_root();
    return parsed;
}

}  // namespace gateway::json
