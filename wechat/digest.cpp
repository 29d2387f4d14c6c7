#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "wechat/bytes.h"

namespace wechat {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Digest = std::unique_ptr<EVP_MD, Freed<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;

// Fetching an algorithm by name costs more than hashing a message, and so does making a context: both are kept.
std::string digest(const EVP_MD* algorithm, std::string_view data) {
    thread_local const DigestContext context(EVP_MD_CTX_new());
    std::string result(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
    if (!context || EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), data.data(), data.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(result.data()), nullptr) != 1)
        throw std::runtime_error("OpenSSL digest failed");
    return result;
}

Digest fetch(const char* name) {
    Digest algorithm(EVP_MD_fetch(nullptr, name, nullptr));
    if (!algorithm) throw std::runtime_error(std::string("OpenSSL has no ") + name);
    return algorithm;
}

MacContext hmac_context() {
    static const Mac algorithm(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    MacContext context(algorithm ? EVP_MAC_CTX_new(algorithm.get()) : nullptr);
    char name[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
    if (!context || EVP_MAC_CTX_set_params(context.get(), parameters) != 1) throw std::runtime_error("OpenSSL has no HMAC-SHA256");
    return context;
}

}  // namespace

std::string sha1(std::string_view data) {
    static const Digest algorithm = fetch("SHA1");
    return digest(algorithm.get(), data);
}

std::string sha256(std::string_view data) {
    static const Digest algorithm = fetch("SHA256");
    return digest(algorithm.get(), data);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    // To set a key costs two blocks of hashing, and callers stay with one: a null key means "the key of the last call" to OpenSSL.
    struct Keyed {
        MacContext context = hmac_context();
        std::optional<std::string> key = std::nullopt;
    };
    thread_local Keyed last;
    const auto init = [](const std::string* with) {
        const auto* bytes = with == nullptr ? nullptr : reinterpret_cast<const unsigned char*>(with->c_str());
        return EVP_MAC_init(last.context.get(), bytes, with == nullptr ? 0 : with->size(), nullptr) == 1;
    };
    bool is_ready = last.key == key && init(nullptr);
    if (!is_ready) {
        last.key.reset();
        std::string fresh(key);
        is_ready = init(&fresh);
        if (is_ready) last.key = std::move(fresh);
    }
    std::string result(32, '\0');
    std::size_t size = 0;
    if (!is_ready || EVP_MAC_update(last.context.get(), reinterpret_cast<const unsigned char*>(data.data()), data.size()) != 1 ||
        EVP_MAC_final(last.context.get(), reinterpret_cast<unsigned char*>(result.data()), &size, result.size()) != 1 || size != 32)
        throw std::runtime_error("OpenSSL HMAC failed");
    return result;
}

}  // namespace wechat
