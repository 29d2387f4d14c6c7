#include "gateway/config/personal_token.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <stdexcept>

#include "gateway/config/files.h"
#include "gateway/config/key_files.h"
#include "wechat/bytes.h"

namespace gateway {

namespace {

constexpr std::size_t public_bytes = 32, signature_bytes = 64;

struct Freed {
    void operator()(BIO* object) const { BIO_free(object); }
    void operator()(EVP_PKEY* object) const { EVP_PKEY_free(object); }
    void operator()(EVP_MD_CTX* object) const { EVP_MD_CTX_free(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

void must(bool well) {
    if (!well) throw std::runtime_error("OpenSSL's Ed25519 failed");
}

const unsigned char* octets(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string public_part_of(EVP_PKEY* key) {
    std::string raw(public_bytes, '\0');
    std::size_t size = raw.size();
    must(EVP_PKEY_get_raw_public_key(key, octets(raw), &size) == 1 && size == public_bytes);
    return wechat::base64_encode(raw);
}

/// One spelling for one value, as with sealed values.
std::string raw_of(std::string_view base64) {
    auto raw = wechat::base64_decode(base64);
    return raw && wechat::base64_encode(*raw) == base64 ? *std::move(raw) : "";
}

}  // namespace

bool is_public_part(std::string_view text) { return raw_of(text).size() == public_bytes; }

std::string new_personal_token(const std::string& path) {
    const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    const Owned<BIO> pem(BIO_new(BIO_s_mem()));
    must(key && pem && PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(pem.get(), &text);
    write_secret_file(path, std::string(text, static_cast<std::size_t>(size)));
    return public_part_of(key.get());
}

PersonalToken::PersonalToken(const std::string& path) {
    const auto file = read_secret_file(path);
    if (!file.text) throw std::runtime_error("token file " + path + ": " + file.why);
    const Owned<BIO> pem(BIO_new_mem_buf(file.text->data(), static_cast<int>(file.text->size())));
    // A file with a pass phrase is not asked about on the terminal: none is made that way.
    char none[] = "";
    Owned<EVP_PKEY> key(pem ? PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, none) : nullptr);
    if (!key || EVP_PKEY_is_a(key.get(), "ED25519") != 1)
        throw std::runtime_error("token file " + path + " holds no Ed25519 key; police-gateway operators new-token FILE makes one");
    key_ = std::shared_ptr<EVP_PKEY>(std::move(key));
}

std::string PersonalToken::public_part() const { return public_part_of(static_cast<EVP_PKEY*>(key_.get())); }

std::string PersonalToken::sign(std::string_view text) const {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::string signature(signature_bytes, '\0');
    std::size_t size = signature.size();
    must(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, static_cast<EVP_PKEY*>(key_.get())) == 1 &&
         EVP_DigestSign(context.get(), octets(signature), &size, octets(text), text.size()) == 1 && size == signature_bytes);
    return wechat::base64_encode(signature);
}

bool is_signed_by(std::string_view public_part, std::string_view text, std::string_view signature) {
    const std::string raw_key = raw_of(public_part), raw_signature = raw_of(signature);
    if (raw_key.size() != public_bytes || raw_signature.size() != signature_bytes) return false;
    const Owned<EVP_PKEY> key(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(raw_key), raw_key.size()));
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), octets(raw_signature), raw_signature.size(), octets(text), text.size()) == 1;
}

}  // namespace gateway
