#include "load/account.h"

#include <ctime>
#include <stdexcept>

#include "wechat/bytes.h"
#include "wechat/signature.h"

namespace bench {
namespace {

wechat::MessageCrypt crypt_of(const Account& account) {
    auto made = wechat::MessageCrypt::create(account.encoding_aes_key, account.app_id);
    if (!made) throw std::invalid_argument("the account's key or app id cannot work");
    return *std::move(made);
}

/// Where the ids of a run begin. Those of two runs against one server must not meet: one would be answered as the other's retry, or refused
/// as a replay. Not the clock: two tools started together read it within nanoseconds of each other.
std::uint64_t somewhere() { return std::stoull(wechat::random_hex(7), nullptr, 16); }

std::string cdata(std::string_view text) { return "<![CDATA[" + std::string(text) + "]]>"; }

}  // namespace

Platform::Platform(Account account) : account_(std::move(account)), crypt_(crypt_of(account_)), last_(somewhere()) {}

std::string Platform::request(std::string_view openid, std::string_view text) {
    const std::string now = std::to_string(std::time(nullptr));
    const std::string id = std::to_string(++last_);
    const std::string inner = "<xml><ToUserName>" + cdata(account_.original_id) + "</ToUserName><FromUserName>" + cdata(openid) +
                              "</FromUserName><CreateTime>" + now + "</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" +
                              cdata(text) + "</Content><MsgId>" + id + "</MsgId></xml>";
    const std::string encrypted = crypt_.encrypt(inner, wechat::random_bytes(16));
    const std::string body =
        "<xml><ToUserName>" + cdata(account_.original_id) + "</ToUserName><Encrypt>" + cdata(encrypted) + "</Encrypt></xml>";
    return "POST /wechat/callback?signature=" + wechat::signature({account_.token, now, id}) + "&timestamp=" + now + "&nonce=" + id +
           "&openid=" + std::string(openid) + "&encrypt_type=aes&msg_signature=" + wechat::signature({account_.token, now, id, encrypted}) +
           " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\nPragma: no-cache\r\nContent-Type: text/xml\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::optional<std::string> Platform::open(std::string_view body) const {
    constexpr std::string_view begin = "<Encrypt>", end = "</Encrypt>", head = "<![CDATA[", tail = "]]>";
    const std::size_t from = body.find(begin), to = body.find(end);
    if (from == std::string_view::npos || to == std::string_view::npos || to < from) return std::nullopt;
    std::string_view text = body.substr(from + begin.size(), to - from - begin.size());
    if (text.starts_with(head) && text.ends_with(tail)) text = text.substr(head.size(), text.size() - head.size() - tail.size());
    return crypt_.decrypt(text);
}

std::string openid_of(std::uint64_t citizen) {
    const std::string number = std::to_string(citizen);
    return "oBench" + std::string(22 - number.size(), '0') + number;
}

}  // namespace bench
