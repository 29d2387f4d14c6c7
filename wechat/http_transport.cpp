// The real transport. libcurl and not cpp-httplib 0.11.4, which has no limit for a whole exchange: a name that does not resolve or a
// head that drips would hold it for as long as they like.
#include <curl/curl.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>

#include "wechat/http.h"

namespace wechat {
namespace {

constexpr std::size_t max_head = 64 << 10;

struct CloseHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

// Each idle handle keeps its connections; the last one given back is taken first, so that few stay warm.
class Handles {
  public:
    explicit Handles(std::size_t idle) : limit_(idle) {
        static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (once != CURLE_OK) throw std::runtime_error("libcurl does not start");
    }
    Handle take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) return Handle(curl_easy_init());
        Handle handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }
    void give_back(Handle handle) {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < limit_) idle_.push_back(std::move(handle));
    }

  private:
    std::mutex mutex_;
    std::size_t limit_;
    std::vector<Handle> idle_;
};

// What the callbacks of one exchange share.
struct Exchange {
    CURL* handle;
    const HttpRequest& request;
    HttpResponse response{};
    std::size_t sent = 0;
    std::size_t head = 0;
    std::size_t received = 0;
    std::optional<HttpFailure> failure{};
    std::exception_ptr thrown{};
};

// libcurl is C: nothing may be thrown through it.
template <class Take>
std::size_t guarded(Exchange& exchange, std::size_t bytes, Take take) {
    try {
        exchange.failure = take();
    } catch (const std::exception&) {
        exchange.thrown = std::current_exception();
        return 0;
    }
    return exchange.failure ? 0 : bytes;
}

std::optional<HttpFailure> take_head_line(Exchange& exchange, std::string_view line) {
    if ((exchange.head += line.size()) > max_head) return HttpFailure::too_large;
    if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // 100 Continue has a head of its own
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    line.remove_prefix(colon + 1);
    const std::size_t begin = line.find_first_not_of(" \t\r\n");
    const std::size_t end = line.find_last_not_of(" \t\r\n");
    exchange.response.headers.emplace_back(std::move(name), begin == std::string_view::npos ? "" : line.substr(begin, end - begin + 1));
    return std::nullopt;
}

std::optional<HttpFailure> take_body(Exchange& exchange, std::string_view piece) {
    if ((exchange.received += piece.size()) > exchange.request.max_body) return HttpFailure::too_large;
    long status = 0;
    curl_easy_getinfo(exchange.handle, CURLINFO_RESPONSE_CODE, &status);
    if (exchange.request.sink && status == 200) return exchange.request.sink(piece) ? std::nullopt : std::optional(HttpFailure::refused);
    exchange.response.body += piece;
    return std::nullopt;
}

std::size_t write_head(char* data, std::size_t, std::size_t bytes, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    return guarded(exchange, bytes, [&] { return take_head_line(exchange, {data, bytes}); });
}

std::size_t write_body(char* data, std::size_t, std::size_t bytes, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    return guarded(exchange, bytes, [&] { return take_body(exchange, {data, bytes}); });
}

// A body that is read and cannot be rewound is what keeps libcurl from sending a POST again on its own.
std::size_t read_body(char* into, std::size_t, std::size_t bytes, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    const std::size_t copied = exchange.request.body.copy(into, bytes, exchange.sent);
    exchange.sent += copied;
    return copied;
}

HttpFailure failure_of(const Exchange& exchange, CURLcode code) {
    if (exchange.failure) return *exchange.failure;
    if (code == CURLE_FILESIZE_EXCEEDED) return HttpFailure::too_large;
    constexpr CURLcode tls[] = {CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
                                CURLE_SSL_CIPHER,        CURLE_SSL_CACERT_BADFILE,       CURLE_SSL_ISSUER_ERROR,
                                CURLE_USE_SSL_FAILED,    CURLE_SSL_ENGINE_INITFAILED,    CURLE_SSL_PINNEDPUBKEYNOTMATCH};
    long head_sent = 0;
    curl_easy_getinfo(exchange.handle, CURLINFO_REQUEST_SIZE, &head_sent);
    if (head_sent == 0) return std::ranges::find(tls, code) == std::end(tls) ? HttpFailure::connect : HttpFailure::tls;
    return code == CURLE_OPERATION_TIMEDOUT ? HttpFailure::timeout : HttpFailure::cut;
}

void set_up(CURL* handle, const std::string& url, Exchange& exchange, curl_slist* headers, const HttpOptions& options, long patience) {
    curl_easy_reset(handle);  // keeps connections
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // does not wait for a name that is still being resolved
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, patience);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, std::min(patience, static_cast<long>(options.connect.count())));
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, 4L);
    curl_easy_setopt(handle, CURLOPT_MAXAGE_CONN, 30L);  // the other side closes idle ones: not to be met at that moment
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(exchange.request.max_body));
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, write_head);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
    if (exchange.request.method != "POST") return;
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.request.body.size()));
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_body);
    curl_easy_setopt(handle, CURLOPT_READDATA, &exchange);
}

HeaderList header_list(const HttpRequest& request) {
    curl_slist* list = nullptr;
    for (const auto& [name, value] : request.headers) list = curl_slist_append(list, (name + ": " + value).c_str());
    return HeaderList(curl_slist_append(list, "Expect:"));  // no pause before a large body
}

HttpResponse exchange_once(Handles& handles, const HttpOptions& options, const std::string& origin, const HttpRequest& request) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) throw HttpError(HttpFailure::connect);
    Handle handle = handles.take();
    if (!handle) throw std::bad_alloc();
    Exchange exchange{.handle = handle.get(), .request = request};
    const HeaderList headers = header_list(request);
    set_up(handle.get(), origin + request.target, exchange, headers.get(), options, static_cast<long>(left));
    const CURLcode code = curl_easy_perform(handle.get());
    if (exchange.thrown) std::rethrow_exception(exchange.thrown);
    if (code != CURLE_OK) throw HttpError(failure_of(exchange, code));
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    handles.give_back(std::move(handle));
    return std::move(exchange.response);
}

}  // namespace

Transport http_transport(HttpOptions options) {
    return [handles = std::make_shared<Handles>(options.idle), options](const std::string& origin, const HttpRequest& request) {
        return exchange_once(*handles, options, origin, request);
    };
}

}  // namespace wechat
