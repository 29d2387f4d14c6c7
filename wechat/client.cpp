#include "wechat/client.h"

#include "wechat/bytes.h"

namespace wechat {
namespace {

// The names of parts are ours; a file's name may come from outside.
std::string plain(std::string_view name) {
    std::string safe;
    for (const char c : name) safe += c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '_' : c;
    return safe;
}

std::string multipart(const std::vector<FilePart>& parts, const std::string& boundary) {
    std::string body;
    for (const FilePart& part : parts) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + plain(part.name) + "\"";
        if (!part.file_name.empty()) body += "; filename=\"" + plain(part.file_name) + "\"";
        if (!part.content_type.empty()) body += "\r\nContent-Type: " + part.content_type;
        body += "\r\n\r\n" + part.bytes + "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
}

}  // namespace

Client::Client(Api api, std::shared_ptr<SharedToken> token) : api_(std::move(api)), token_(std::move(token)) {}

Json Client::call(ApiRequest request, Deadline deadline) const {
    const std::string token = token_->get(deadline);
    request.query.insert(request.query.begin(), {"access_token", token});
    try {
        return api_.call(request, deadline);
    } catch (const ApiError& error) {
        if (!is_token_error(error.code())) throw;
    }
    request.query.front().second = token_->replace(token, deadline);
    return api_.call(request, deadline);
}

Json Client::get(std::string_view path, const std::vector<Pair>& query, Deadline deadline) const {
    return call({.path = std::string(path), .query = query}, deadline);
}

Json Client::post(std::string_view path, std::string json, Deadline deadline, Repeat repeat) const {
    return call({.method = "POST", .path = std::string(path), .body = std::move(json), .repeat = repeat}, deadline);
}

Json Client::upload(std::string_view path, const std::vector<Pair>& query, const std::vector<FilePart>& parts, Deadline deadline,
                    Repeat repeat) const {
    const std::string boundary = random_hex(16);
    return call({.method = "POST",
                 .path = std::string(path),
                 .query = query,
                 .body = multipart(parts, boundary),
                 .content_type = "multipart/form-data; boundary=" + boundary,
                 .repeat = repeat},
                deadline);
}

Json Client::download(std::string_view path, const std::vector<Pair>& query, std::size_t max_body, const Sink& sink,
                      Deadline deadline) const {
    return call({.path = std::string(path), .query = query, .max_body = max_body, .sink = sink}, deadline);
}

}  // namespace wechat
