// The client for WeChat's API: a call with the account's access token.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/api.h"
#include "wechat/shared_token.h"

namespace wechat {

// A part of a multipart body.
struct FilePart {
    std::string name{};  // of the form field
    std::string file_name{};
    std::string content_type{};
    std::string bytes{};
};

// Safe for any number of threads. The typed calls (custom_messages.h, menu.h, …) all come through here.
//
// Every call: what Api::call does, and besides, when WeChat refuses the token (40001, 40014, 42001), at most one refresh and one
// repetition, for every request, since a refused token means that nothing was done. Throws what Api::call and SharedToken throw; MaybeSent
// always speaks of the request itself, never of the token.
class Client {
  public:
    Client(Api api, std::shared_ptr<SharedToken> token);

    Json get(std::string_view path, const std::vector<Pair>& query, Deadline deadline) const;
    // `json` is a whole document.
    Json post(std::string_view path, std::string json, Deadline deadline, Repeat repeat = Repeat::safe) const;
    Json upload(std::string_view path, const std::vector<Pair>& query, const std::vector<FilePart>& parts, Deadline deadline,
                Repeat repeat = Repeat::safe) const;
    // `sink` gets the bytes, at most max_body; JSON that comes instead of them is the result.
    Json download(std::string_view path, const std::vector<Pair>& query, std::size_t max_body, const Sink& sink, Deadline deadline) const;

    // Calls that need no access token: OAuth, clear_quota/v2.
    const Api& api() const { return api_; }

  private:
    Json call(ApiRequest request, Deadline deadline) const;

    Api api_;
    std::shared_ptr<SharedToken> token_;
};

}  // namespace wechat
