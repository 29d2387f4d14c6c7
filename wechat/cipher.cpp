#include <openssl/evp.h>

#include <climits>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "wechat/bytes.h"

namespace wechat {
namespace {

constexpr std::size_t key_size = 32, block_size = 16, nonce_size = 12, tag_size = 16;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
struct FreeCipher {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
using Cipher = std::unique_ptr<EVP_CIPHER, FreeCipher>;

enum class Way { decrypt = 0, encrypt = 1 };

const unsigned char* in(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(std::string& bytes, std::size_t at = 0) { return reinterpret_cast<unsigned char*>(bytes.data()) + at; }

[[noreturn]] void fail() { throw std::runtime_error("OpenSSL cipher failed"); }

// Each thread keeps one context a cipher: a context that is given another cipher frees and allocates what that needs.
EVP_CIPHER_CTX* start(const EVP_CIPHER* cipher, std::string_view key, std::string_view iv, Way way) {
    using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;
    thread_local std::map<const EVP_CIPHER*, Context> contexts;
    const int direction = static_cast<int>(way);
    Context& context = contexts[cipher];
    if (!context) {
        Context made(EVP_CIPHER_CTX_new());
        if (!made || cipher == nullptr || EVP_CipherInit_ex2(made.get(), cipher, nullptr, nullptr, direction, nullptr) != 1) fail();
        context = std::move(made);
    }
    if (EVP_CipherInit_ex2(context.get(), nullptr, in(key), in(iv), direction, nullptr) != 1) fail();
    return context.get();
}

// OpenSSL takes a null output as "additional data", so nothing is passed on when there is nothing to do.
void update(EVP_CIPHER_CTX* context, unsigned char* to, std::string_view data) {
    if (data.empty()) return;
    if (data.size() > INT_MAX) throw std::invalid_argument("cipher: data too long");
    int written = 0;
    if (EVP_CipherUpdate(context, to, &written, in(data), static_cast<int>(data.size())) != 1) fail();
}

const EVP_CIPHER* gcm() {
    static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    return cipher.get();
}

std::string cbc(std::string_view key, std::string_view iv, std::string_view data, Way way) {
    static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
    if (key.size() != key_size || iv.size() != block_size || data.size() % block_size != 0)
        throw std::invalid_argument("aes_256_cbc: wrong size of key, iv or data");
    EVP_CIPHER_CTX* const context = start(cipher.get(), key, iv, way);
    if (EVP_CIPHER_CTX_set_padding(context, 0) != 1) fail();
    std::string result(data.size() + block_size, '\0');
    update(context, out(result), data);
    result.resize(data.size());
    return result;
}

}  // namespace

std::string aes_256_cbc_encrypt(std::string_view key32, std::string_view iv16, std::string_view data) {
    return cbc(key32, iv16, data, Way::encrypt);
}

std::string aes_256_cbc_decrypt(std::string_view key32, std::string_view iv16, std::string_view data) {
    return cbc(key32, iv16, data, Way::decrypt);
}

std::string aes_256_gcm_seal(std::string_view key32, std::string_view plain, std::string_view aad) {
    if (key32.size() != key_size) throw std::invalid_argument("aes_256_gcm_seal: the key must have 32 bytes");
    std::string sealed = random_bytes(nonce_size);
    EVP_CIPHER_CTX* const context = start(gcm(), key32, sealed, Way::encrypt);
    sealed.resize(nonce_size + plain.size() + tag_size);
    unsigned char* const tag = out(sealed, nonce_size + plain.size());
    update(context, nullptr, aad);
    update(context, out(sealed, nonce_size), plain);
    int written = 0;
    if (EVP_CipherFinal_ex(context, tag, &written) != 1 || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, tag) != 1) fail();
    return sealed;
}

std::optional<std::string> aes_256_gcm_open(std::string_view key32, std::string_view sealed, std::string_view aad) {
    if (key32.size() != key_size || sealed.size() < nonce_size + tag_size) return std::nullopt;
    const std::string_view ciphertext = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    EVP_CIPHER_CTX* const context = start(gcm(), key32, sealed.substr(0, nonce_size), Way::decrypt);
    std::string plain(ciphertext.size() + block_size, '\0');
    update(context, nullptr, aad);
    update(context, out(plain), ciphertext);
    int written = 0;
    if (EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, out(tag)) != 1 ||
        EVP_CipherFinal_ex(context, out(plain, ciphertext.size()), &written) != 1)
        return std::nullopt;
    plain.resize(ciphertext.size());
    return plain;
}

}  // namespace wechat
