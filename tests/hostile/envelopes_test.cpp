// Attacks on the signature, the query and the encryption: each row is refused, for the reason given, or opens and says what was sent.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

#include "cases.h"
#include "tests/wechat/callback_fixture.h"
#include "wechat/bytes.h"
#include "wechat/signature.h"

using namespace hostile;
using namespace wechat;
using fixture::now;

namespace {

struct Envelope {
    std::string name;
    Mode mode = Mode::secure;
    Query query{};
    std::string body{};
    std::string_view reason{};  // of the refusal; empty: opened, and the content is 违章查询
};

constexpr std::string_view no_nonce = "nonce missing", bad_time = "timestamp missing or outside the window",
                           bad_signature = "signature missing or wrong", not_encrypted = "not encrypted",
                           not_plain = "encrypted, but the account is in plain mode", bad_xml = "body is not acceptable XML",
                           bad_encrypt = "Encrypt missing, repeated or not expected", bad_msg_signature = "msg_signature wrong",
                           undecryptable = "not decryptable", no_message = "message not understood",
                           foreign = "addressed to another account";

const char* name_of(Mode mode) { return mode == Mode::plain ? "plain" : mode == Mode::compatible ? "compatible" : "secure"; }

/// A good push of the mode.
Envelope good(Mode mode, std::string name, std::string_view reason = {}) {
    if (mode == Mode::plain) return {std::move(name), mode, fixture::signed_query(), fixture::inner(), reason};
    const std::string sealed = fixture::encrypt(fixture::inner());
    return {std::move(name), mode, fixture::signed_query(sealed),
            mode == Mode::secure ? fixture::envelope(sealed) : fixture::compatible_envelope(sealed), reason};
}

/// The text sealed is signed as it stands.
Envelope sealed_as(std::string name, const std::string& sealed, std::string_view reason = undecryptable) {
    return {std::move(name), Mode::secure, fixture::signed_query(sealed), fixture::envelope(sealed), reason};
}

std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

// What a signature can be spoiled to.
std::vector<std::pair<std::string, std::string>> spoilt(const std::string& right) {
    std::string bit = right;
    bit.back() = bit.back() == '0' ? '1' : '0';
    return {{"of zeros", std::string(40, '0')},
            {"in upper case", upper(right)},
            {"with a space", right + " "},
            {"after a space", " " + right},
            {"cut by one", right.substr(0, 39)},
            {"one longer", right + "0"},
            {"twice", right + right},
            {"with a NUL", right + std::string(1, '\0')},
            {"off by one digit", bit},
            {"of SHA-256", sha256(right)},
            {"as base64", base64_encode(sha1(right))},
            {"null", "null"},
            {"as a list", "[" + right + "]"},
            {"of the first digit", right.substr(0, 1)}};
}

void add_signatures(std::vector<Envelope>& all) {
    for (const Mode mode : {Mode::plain, Mode::compatible, Mode::secure}) {
        const std::string in = std::string(" in ") + name_of(mode) + " mode";
        for (const auto& [how, value] : spoilt(good(mode, "").query.signature)) {
            all.push_back(good(mode, "signature " + how + in, bad_signature));
            all.back().query.signature = value;
        }
        all.push_back(good(mode, "thenbsp/wechat#47: no signature" + in, mode == Mode::plain ? bad_signature : ""));
        all.back().query.signature.clear();
        all.push_back(good(mode, "easywechat#2990: nonce[]=x, so no nonce" + in, no_nonce));
        all.back().query.nonce.clear();
        all.push_back(good(mode, "nonce of another request" + in, bad_signature));
        all.back().query.nonce = "other";
        all.push_back(good(mode, "timestamp of another request" + in, bad_signature));
        all.back().query.timestamp = std::to_string(now + 1);
        all.push_back(good(mode, "digits moved from nonce to timestamp" + in, bad_time));
        all.back().query.timestamp += "1";
        if (mode == Mode::plain) continue;
        for (const auto& [how, value] : spoilt(good(mode, "").query.msg_signature)) {
            all.push_back(good(mode, "msg_signature " + how + in, bad_msg_signature));
            all.back().query.msg_signature = value;
        }
        all.push_back(good(mode, "no msg_signature" + in, not_encrypted));
        all.back().query.msg_signature.clear();
        all.push_back(good(mode, "msg_signature that is the URL's" + in, bad_msg_signature));
        all.back().query.msg_signature = all.back().query.signature;
        all.push_back(good(mode, "msg_signature alone" + in));
        all.back().query.signature.clear();
        for (const char* type : {"", "raw", "AES", "aes ", "Aes", "aes256", "none", "null", "0"}) {
            all.push_back(good(mode, std::string("easywechat#2008: encrypt_type '") + type + "'" + in, not_encrypted));
            all.back().query.encrypt_type = type;
        }
        all.push_back(good(mode, "easywechat#2990: clear text where encryption is configured" + in, not_encrypted));
        all.back().query = fixture::signed_query();
        all.back().body = fixture::inner();
        all.push_back(good(mode, "clear text that claims to be encrypted" + in, bad_encrypt));
        all.back().body = fixture::inner();
        all.push_back(good(mode, "encrypted, but the query does not say so" + in, not_encrypted));
        all.back().query = fixture::signed_query();
        all.push_back(good(mode, "opened with a Callback of the other mode" + in));
        all.back().mode = mode == Mode::secure ? Mode::compatible : Mode::secure;
    }
    all.push_back(good(Mode::compatible, "plain copy forged"));
    all.back().body = fixture::compatible_envelope(fixture::encrypt(fixture::inner()), "forged");
    all.push_back(good(Mode::plain, "encrypt_type=aes in plain mode", not_plain));
    all.back().query.encrypt_type = "aes";
    all.push_back(good(Mode::plain, "msg_signature in plain mode", not_plain));
    all.back().query.msg_signature = std::string(40, '0');
    all.push_back(good(Mode::plain, "an Encrypt in plain mode", bad_encrypt));
    all.back().body = fixture::compatible_envelope(fixture::encrypt(fixture::inner()));
    all.push_back(good(Mode::plain, "encrypt_type=raw in plain mode"));
    all.back().query.encrypt_type = "raw";
}

void add_times(std::vector<Envelope>& all) {
    const auto at = [&](const std::string& timestamp, std::string_view reason) {
        Envelope it = good(Mode::secure, "timestamp '" + timestamp + "'", reason);
        it.query = fixture::signed_query(fixture::encrypt(fixture::inner()), timestamp);
        all.push_back(it);
    };
    const auto moved = [](std::int64_t seconds) { return std::to_string(now + seconds); };
    for (const std::int64_t inside : {-300, -299, 0, 299, 300}) at(moved(inside), "");
    for (const std::int64_t outside : {-301, 301, -3'600, 3'600, -86'400}) at(moved(outside), bad_time);
    for (const char* odd : {"",
                            "0",
                            "-1",
                            "+1700000000",
                            "1700000000.0",
                            "1.7e9",
                            "0x6553F100",
                            " 1700000000",
                            "1700000000 ",
                            "1700000000\n",
                            "１７００００００００",
                            "17000000000",
                            "1700000000000",
                            "9223372036854775807",
                            "9223372036854775808",
                            "18446744073709551616",
                            "1700000000;1700000000",
                            "1700000000,",
                            "now",
                            "NaN",
                            "0001700000000",
                            "17OOOOOOOO"})
        at(odd, bad_time);
    at("001700000000", "");  // twelve digits: the same number, and signed as it stands
    at(std::string("1700000000\0", 11), bad_time);
}

std::string plaintext(const std::string& app_id, std::uint32_t length, std::size_t pad, char pad_byte,
                      const std::string& xml = fixture::inner()) {
    std::string full = fixture::random16;
    for (int shift = 24; shift >= 0; shift -= 8) full += static_cast<char>(length >> shift & 255);
    full += xml + app_id;
    full.append(pad, pad_byte);
    return full;
}

std::string enciphered(const std::string& full) {
    const std::string key = *base64_decode(std::string(fixture::old_key) + "=");
    return base64_encode(aes_256_cbc_encrypt(key, std::string_view(key).substr(0, 16), full));
}

void add_plaintexts(std::vector<Envelope>& all) {
    const std::string xml = fixture::inner(), id = fixture::app_id;
    const auto size = static_cast<std::uint32_t>(xml.size());
    const auto right = [](std::size_t bytes) { return 32 - bytes % 32; };
    const std::size_t pad = right(20 + size + id.size());
    const auto add = [&](std::string name, const std::string& full, std::string_view reason = undecryptable) {
        all.push_back(sealed_as(std::move(name), enciphered(full), reason));
    };
    add("plaintext as it should be", plaintext(id, size, pad, static_cast<char>(pad)), "");
    for (int byte = 0; byte < 256; byte += byte < 40 ? 1 : 27) {
        if (byte == static_cast<int>(pad)) continue;
        add("padding of the value " + std::to_string(byte), plaintext(id, size, pad, static_cast<char>(byte)));
    }
    for (std::size_t at = 1; at < pad; ++at) {
        std::string full = plaintext(id, size, pad, static_cast<char>(pad));
        full[full.size() - 1 - at] ^= 1;
        add("padding uneven " + std::to_string(at) + " from the end", full);
    }
    for (const std::uint32_t length :
         {0u, 1u, size - 1, size + 1, size + 18, size + 19, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFECu, 0xFFFFFFFFu})
        add("length field " + std::to_string(length), plaintext(id, length, pad, static_cast<char>(pad)));
    std::string little = plaintext(id, size, pad, static_cast<char>(pad));
    std::reverse(little.begin() + 16, little.begin() + 20);
    add("length field with the little end first", little);
    for (const auto& [name, other] : std::vector<std::pair<std::string, std::string>>{{"none", ""},
                                                                                      {"of another account", "wx0000000000000000"},
                                                                                      {"cut by one", id.substr(0, 17)},
                                                                                      {"one longer", id + "0"},
                                                                                      {"in upper case", upper(id)},
                                                                                      {"after a space", " " + id},
                                                                                      {"with a NUL", id + std::string(1, '\0')},
                                                                                      {"twice", id + id},
                                                                                      {"of a suite", "tj" + id.substr(2)}}) {
        const std::size_t fill = right(20 + size + other.size());
        add("app id " + name, plaintext(other, size, fill, static_cast<char>(fill)));
    }
    for (const std::size_t bytes : {16u, 32u, 48u, 64u}) add("only " + std::to_string(bytes) + " bytes", std::string(bytes, '\x10'));
    add("padding alone", std::string(32, '\x20'));
    const std::string empty = plaintext(id, 0, right(20 + id.size()), static_cast<char>(right(20 + id.size())), "");
    add("an empty message", empty, no_message);
    const std::string another = "<xml>" + fixture::inner().substr(5).replace(fixture::inner().find("gh_1") - 5, 4, "gh_2");
    const std::size_t fill = right(20 + another.size() + id.size());
    add("a message to another account", plaintext(id, static_cast<std::uint32_t>(another.size()), fill, static_cast<char>(fill), another),
        foreign);
    // One bit of every block but the first, whose first 16 bytes are random by design: the text is garbled or the frame broken.
    const std::string bytes = *base64_decode(fixture::encrypt(xml));
    for (std::size_t at = 32; at < bytes.size(); at += 16) {
        std::string flipped = bytes;
        flipped[at] ^= 1;
        const bool in_text = at + 16 < 20 + xml.size();
        all.push_back(sealed_as("bit flipped at byte " + std::to_string(at), base64_encode(flipped), in_text ? no_message : undecryptable));
    }
    for (const std::size_t kept : {16u, 31u, 32u, 48u, 160u})
        all.push_back(sealed_as("cut to " + std::to_string(kept) + " bytes", base64_encode(bytes.substr(0, kept))));
    all.push_back(sealed_as("blocks swapped", base64_encode(bytes.substr(32, 32) + bytes.substr(0, 32) + bytes.substr(64))));
    all.push_back(sealed_as("encrypted with another key", fixture::encrypt(xml, fixture::new_key)));
}

void add_base64(std::vector<Envelope>& all) {
    const std::string right = fixture::encrypt(fixture::inner());
    const auto add = [&](const std::string& name, const std::string& sealed, std::string_view reason = undecryptable) {
        all.push_back(sealed_as("base64 " + name, sealed, reason));
    };
    const auto put = [&](std::size_t at, const std::string& text) { return std::string(right).insert(at, text); };
    std::string url = right, slash = right;
    for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
    if (url != right) add("of the URL-safe alphabet", url);
    add("with a line break every 76", put(76, "\n"));
    add("with CR LF", put(76, "\r\n"), bad_msg_signature);  // XML makes it a line feed, which was not signed
    add("with a space", put(10, " "));
    add("with a tab", put(10, "\t"));
    add("with spaces for +", put(10, "%2B"));
    add("with a star", put(10, "*"));
    add("with four stars", put(8, "****"));
    add("with = in the middle", put(8, "AAA="));
    add("with == in the middle", put(8, "AA=="));
    add("with a Han character", put(8, "警"));
    add("with one = more", right + "=");
    add("with four = more", right + "====");
    add("with a character more", right + "A");
    add("with a block more", right + std::string(44, 'A'));
    add("of one character", "A");
    add("of =", "=");
    add("of ====", "====");
    add("of AAAA", "AAAA");
    add("of nothing", "", not_encrypted);
    add("inside a data URL", "data:;base64," + right);
    add("as hexadecimal", hex_encode(*base64_decode(right)));
    all.push_back(sealed_as("base64 between white space, signed without it", right, ""));
    all.back().body = fixture::envelope(" \n" + right + "\n ");
}

void add_elements(std::vector<Envelope>& all) {
    const std::string sealed = fixture::encrypt(fixture::inner()), element = "<Encrypt>" + sealed + "</Encrypt>";
    const auto add = [&](const std::string& name, const std::string& inside, std::string_view reason = bad_encrypt) {
        all.push_back({"envelope: " + name, Mode::secure, fixture::signed_query(sealed),
                       "<xml><ToUserName>gh_1</ToUserName>" + inside + "</xml>", reason});
    };
    add("Encrypt twice, the same", element + element);
    add("Encrypt twice, the second forged", element + "<Encrypt>AAAA</Encrypt>");
    add("Encrypt twice, the first forged", "<Encrypt>AAAA</Encrypt>" + element);
    add("Encrypt twice, one empty", element + "<Encrypt/>");
    add("no Encrypt", "");
    add("Encrypt in lower case", "<encrypt>" + sealed + "</encrypt>");
    add("Encrypt with a prefix", "<n:Encrypt xmlns:n=\"u\">" + sealed + "</n:Encrypt>");
    add("Encrypt in a comment", "<!-- " + element + " -->");
    add("Encrypt in CDATA", "<![CDATA[" + element + "]]>");
    add("Encrypt deeper down", "<a>" + element + "</a>");
    add("Encrypt as an attribute", "<a Encrypt=\"" + sealed + "\"/>");
    add("Encrypt empty", "<Encrypt/>", bad_msg_signature);
    add("Encrypt of another push", "<Encrypt>" + fixture::encrypt(fixture::inner("b")) + "</Encrypt>", bad_msg_signature);
    add("Encrypt in two sections", "<Encrypt><![CDATA[" + sealed.substr(0, 8) + "]]><![CDATA[" + sealed.substr(8) + "]]></Encrypt>", "");
    add("Encrypt with an element inside", "<Encrypt>" + sealed + "<a>b</a></Encrypt>", "");
    add("a MsgSignature of its own", element + "<MsgSignature>0</MsgSignature>", "");
    add("a forged message beside it", element + fixture::inner("forged").substr(5), "");
    all.back().body = "<xml>" + element + fixture::inner("forged").substr(5);
    all.push_back({"envelope: another root", Mode::secure, fixture::signed_query(sealed), "<yml>" + element + "</yml>", bad_encrypt});
    all.push_back({"envelope: beyond 64 KiB", Mode::secure, fixture::signed_query(sealed),
                   "<xml>" + element + "<a>" + repeat("x", 65'536) + "</a></xml>", bad_xml});
}

std::vector<Envelope> all_envelopes() {
    std::vector<Envelope> all;
    for (const auto& add : {add_signatures, add_times, add_plaintexts, add_base64, add_elements}) add(all);
    return all;
}

}  // namespace

std::vector<std::string> hostile::names_of_envelopes() {
    std::vector<std::string> names;
    for (const Envelope& it : all_envelopes()) names.push_back("envelope: " + it.name);
    return names;
}

TEST_CASE("hostile envelopes: refused for the right reason, or opened exactly") {
    for (const Envelope& it : all_envelopes()) {
        CAPTURE(it.name);
        const Callback callback(fixture::credentials(it.mode));
        const auto result = callback.open(it.query, it.body, now);
        const auto* denied = std::get_if<Denied>(&result);
        CHECK((denied == nullptr ? "" : denied->reason) == it.reason);
        if (denied != nullptr) continue;
        const auto* text = std::get_if<Text>(&std::get<Opened>(result).message.content);
        REQUIRE(text != nullptr);
        CHECK(text->content == "违章查询");
    }
}

TEST_CASE("easywechat#2990: a signed query carries one body, and the caller can tell") {
    const Callback callback(fixture::credentials(Mode::plain));
    const auto opened = [&](const std::string& content) {
        return std::get<Opened>(callback.open(fixture::signed_query(), fixture::inner(content), now));
    };
    const Opened first = opened("a"), retry = opened("a"), forged = opened("b");
    CHECK(first.nonce_key == retry.nonce_key);
    CHECK(first.body_digest == retry.body_digest);
    CHECK(first.nonce_key == forged.nonce_key);
    CHECK(first.body_digest != forged.body_digest);
}

TEST_CASE("the echo of a URL check is the echostr of a signed query and nothing else") {
    const Callback callback(fixture::credentials(Mode::secure));
    for (const char* echo : {"4375120948345356249", "<script>alert(1)</script>", "a\r\nSet-Cookie: b=c", "警", "%0d%0a"}) {
        CAPTURE(echo);
        Query query = fixture::signed_query();
        query.echostr = echo;
        CHECK(callback.verify_url(query, now) == echo);
        for (const auto& [how, value] : spoilt(query.signature)) {
            Query forged = query;
            forged.signature = value;
            CHECK_MESSAGE(!callback.verify_url(forged, now), how);
        }
        CHECK_FALSE(callback.verify_url(query, now + 301));
        query.nonce.clear();
        CHECK_FALSE(callback.verify_url(query, now));
    }
}
