// Shows every document with a DOCTYPE or an address in it to the parser between two marks, for strace.sh to see that nothing is opened.
//
// `hostile-doors control` also opens a file and a socket there: the trace that must be seen to fail.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "cases.h"
#include "wechat/callback.h"
#include "wechat/signature.h"

namespace {

constexpr const char* token = "spamtest";
constexpr const char* app_id = "wx2c2769f8efd9abc2";
constexpr const char* key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
constexpr std::int64_t now = 1'700'000'000;

void mark(std::string_view text) {
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::perror("write");
}

/// Addresses inside a message are for nobody to fetch: peers did (dirk1983/chatgpt-wechat-personal#4, the CalDAV test of
/// Easy!Appointments).
std::vector<std::string> with_addresses() {
    std::vector<std::string> all;
    for (const char* address : {"http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:1/",
                                "http://2130706433:1/", "http://0x7f.1:1/", "file:///etc/passwd", "http://localhost:1/redirect"})
        for (const char* type : {"image", "link"})
            all.push_back(
                std::string("<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>") + type +
                "</MsgType><PicUrl>" + address + "</PicUrl><Url>" + address + "</Url><MediaId>" + address +
                "</MediaId><MsgId>1</MsgId></xml>");
    return all;
}

}  // namespace

int main(int count, char** arguments) {
    const wechat::Callback callback({.app_id = app_id, .token = token, .encoding_aes_key = key});
    const auto crypt = wechat::MessageCrypt::create(key, app_id);
    const std::string time = std::to_string(now);
    std::vector<std::string> bodies = with_addresses();
    for (const hostile::Document& it : hostile::entity_documents()) bodies.push_back(it.body);
    const auto open = [&](const std::string& body) {
        const std::string sealed = crypt->encrypt(body, "0123456789abcdef");
        const wechat::Query query{
            .timestamp = time, .nonce = "n0nce", .encrypt_type = "aes", .msg_signature = wechat::signature({token, time, "n0nce", sealed})};
        callback.open(query, "<xml><Encrypt>" + sealed + "</Encrypt></xml>", now);
        callback.open(query, body, now);
        const auto message = wechat::parse_message(body);
        if (message) wechat::render(wechat::TextReply{"好"}, *message, now);
    };
    open(bodies.front());  // what OpenSSL opens once, it opens here

    mark("cases begin\n");
    for (const std::string& body : bodies) open(body);
    if (count > 1 && std::string_view(arguments[1]) == "control") {
        ::close(::open("/etc/hostname", O_RDONLY));
        ::close(::socket(AF_INET, SOCK_STREAM, 0));
    }
    mark("cases end\n");
    std::printf("%zu documents\n", bodies.size());
}
