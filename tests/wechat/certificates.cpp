#include "certificates.h"

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace certificates {
namespace {

void extend(X509* certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    REQUIRE(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

}  // namespace

Identity make(const Identity* issuer, const std::string& host) {
    Identity made{.key = std::unique_ptr<EVP_PKEY, Free>(EVP_EC_gen("P-256")), .certificate = std::unique_ptr<X509, Free>(X509_new())};
    X509* certificate = made.certificate.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, made.key.get());
    const std::string name = issuer == nullptr ? "test authority" : host;
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509* by = issuer == nullptr ? certificate : issuer->certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(by));
    extend(certificate, by, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
    if (issuer != nullptr)
        extend(certificate, by, NID_subject_alt_name, host == "localhost" ? "DNS:localhost,IP:127.0.0.1" : "DNS:" + host);
    REQUIRE(X509_sign(certificate, issuer == nullptr ? made.key.get() : issuer->key.get(), EVP_sha256()) > 0);
    return made;
}

PemFile::PemFile(const Identity& identity) : path_((std::filesystem::temp_directory_path() / "ca.XXXXXX").string()) {
    const int descriptor = mkstemp(path_.data());
    REQUIRE(descriptor >= 0);
    FILE* file = fdopen(descriptor, "w");
    PEM_write_X509(file, identity.certificate.get());
    std::fclose(file);
}

PemFile::~PemFile() { std::filesystem::remove(path_); }

}  // namespace certificates
