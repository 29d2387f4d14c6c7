// A certificate authority made for one test, and a server's certificate by it.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace certificates {

struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct Identity {
    std::unique_ptr<EVP_PKEY, Free> key;
    std::unique_ptr<X509, Free> certificate;
};

// For localhost and 127.0.0.1 unless another host is named; signed by `issuer`, or by itself.
Identity make(const Identity* issuer, const std::string& host = "localhost");

// Writes the certificate as PEM into a new file, which the destructor removes.
class PemFile {
  public:
    explicit PemFile(const Identity& identity);
    ~PemFile();
    PemFile(const PemFile&) = delete;
    PemFile& operator=(const PemFile&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace certificates
