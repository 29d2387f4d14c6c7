#include "gateway/http/response.h"

namespace gateway {
namespace {

const char* reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 303:
            return "See Other";
        case 400:
            return "Bad Request";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Internal Server Error";
    }
}

}  // namespace

HttpAnswer see_other(std::string location) {
    return {.status = 303,
            .body = "",
            .content_type = "text/plain",
            .headers = {{"Location", std::move(location)}, {"Cache-Control", "no-store"}}};
}

std::string response_text(const HttpAnswer& answer, bool last, bool only_head) {
    std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason(answer.status) + "\r\n";
    for (const auto& [name, value] : answer.headers) text += name + ": " + value + "\r\n";
    text += "Content-Type: " + answer.content_type + "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\nConnection: ";
    text += last ? "close\r\n\r\n" : "keep-alive\r\n\r\n";
    return only_head ? text : text + answer.body;
}

}  // namespace gateway
