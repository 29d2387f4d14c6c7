// Papers on the public listener: a link that only we can make, for a while, to a document drawn as a PDF.
#pragma once

#include <optional>
#include <string>

#include "db/stores/documents.h"
#include "db/vault.h"
#include "gateway/http/server.h"
#include "services/rules/time.h"

namespace gateway {

/// How long a link holds; whoever needs the paper later asks in the chat for another.
inline constexpr std::chrono::days document_link_life{7};

/// The address of a document, for whoever is to open it: who has the link can.
std::string document_link(const db::Vault&, const std::string& public_url, const std::string& document, services::Instant now);

/// The document a link leads to, from what stands behind "/documents/"; absent when the link is not ours, or has expired.
std::optional<std::string> linked_document(const db::Vault&, const std::string& link, services::Instant now);

/// GET /documents/…: the paper as a PDF. `clock` is read once a request.
Page documents_page(db::Documents&, const db::Vault&, std::function<services::Instant()> clock);

}  // namespace gateway
