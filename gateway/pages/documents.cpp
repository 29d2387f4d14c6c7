#include "gateway/pages/documents.h"

#include <charconv>

#include "gateway/log.h"
#include "gateway/pages/pdf.h"
#include "services/rules/time.h"
#include "services/shapes/paper.h"
#include "wechat/bytes.h"

namespace gateway {
namespace {

constexpr std::string_view prefix = "/documents/";

std::string signed_part(const std::string& document, const std::string& until) { return document + "." + until; }

HttpAnswer sorry() { return {404, "链接已过期或不存在。请在公众号里重新打开这份文件。\n", "text/plain; charset=utf-8"}; }

/// To draw a paper takes a quarter of a second of computing: once. Throws SqlError.
std::optional<std::string> drawn_now(db::Documents& documents, const std::string& id) {
    const auto document = documents.find(id);
    if (!document) return std::nullopt;
    const auto paper = services::paper_from_json(document->body);
    if (!paper) throw std::runtime_error("document " + id + " is none that this version understands");
    std::string pdf = pdf_of(*paper);
    documents.keep_drawn(id, pdf);
    return pdf;
}

}  // namespace

std::string document_link(const db::Vault& vault, const std::string& public_url, const std::string& document, services::Instant now) {
    const std::string until = std::to_string(services::unix_time(now + document_link_life));
    const std::string part = signed_part(document, until);
    return public_url + std::string(prefix) + part + "." + vault.index("document_link", part);
}

std::optional<std::string> linked_document(const db::Vault& vault, const std::string& link, services::Instant now) {
    const std::size_t first = link.find('.');
    const std::size_t second = link.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos) return std::nullopt;
    const std::string document = link.substr(0, first), until = link.substr(first + 1, second - first - 1), mac = link.substr(second + 1);
    bool is_ours = false;
    for (const std::string& right : vault.indexes("document_link", signed_part(document, until))) {
        is_ours |= wechat::equal_constant_time(right, mac);
    }
    std::int64_t end = 0;
    std::from_chars(until.data(), until.data() + until.size(), end);
    if (!is_ours || services::unix_time(now) >= end) return std::nullopt;
    return document;
}

Page documents_page(db::Documents& documents, const db::Vault& vault, std::function<services::Instant()> clock) {
    return {.prefix = std::string(prefix),
            .answer = [&documents, &vault, clock = std::move(clock)](const PageRequest& request) -> HttpAnswer {
                const auto id = linked_document(vault, request.path, clock());
                if (!id) return sorry();
                auto pdf = documents.drawn(*id);
                if (!pdf && !(pdf = drawn_now(documents, *id))) return sorry();
                log::info("document opened", {{"document", *id}});
                return {200, *std::move(pdf), "application/pdf"};
            }};
}

}  // namespace gateway
