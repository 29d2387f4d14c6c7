// Every hostile document at every door a document comes in by.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "cases.h"
#include "tests/wechat/callback_fixture.h"
#include "tests/wechat/vectors.h"
#include "wechat/xml.h"

using namespace hostile;
using enum Document::Verdict;

namespace {

std::vector<Document> all_documents() {
    std::vector<Document> all = entity_documents();
    for (auto& more : {character_documents(), structure_documents(), field_documents()}) all.insert(all.end(), more.begin(), more.end());
    return all;
}

void as_xml(const Document& it) {
    pugi::xml_document document;
    const bool reads = wechat::read_xml(it.body, document);
    CHECK(reads == (it.verdict != malformed));
    if (reads && it.verdict == understood) CHECK(wechat::xml_text(document.child("xml").child("Content")) == it.content);
}

void as_message(const Document& it) {
    const auto message = wechat::parse_message(it.body);
    CHECK(message.has_value() == (it.verdict == understood));
    if (!message) return;
    CHECK(message->from == "o1");
    CHECK(wechat::type_name(*message) == "text");
    CHECK(std::get<wechat::Text>(message->content).content == it.content);
}

void as_push(const Document& it, const wechat::Query& query, const std::string& body, wechat::Mode mode) {
    const wechat::Callback callback(fixture::credentials(mode));
    const auto result = callback.open(query, body, fixture::now);
    const auto* opened = std::get_if<wechat::Opened>(&result);
    const bool fits = body.size() <= wechat::XmlLimits{}.bytes;
    CHECK((opened != nullptr) == (it.verdict == understood && fits));
    if (opened != nullptr) CHECK(std::get<wechat::Text>(opened->message.content).content == it.content);
    // Signed by WeChat and not understood: acknowledged, so that one odd message does not pause the pushes of everybody.
    const auto* denied = std::get_if<wechat::Denied>(&result);
    if (denied != nullptr && mode == wechat::Mode::secure && fits) CHECK(denied->authentic);
}

/// Bytes pugixml has allocated, and the most at any one time.
struct Memory {
    std::size_t now = 0, most = 0;
} memory;

void* allocate(std::size_t size) {
    auto* block = static_cast<std::size_t*>(std::malloc(size + 2 * sizeof(std::size_t)));
    if (block == nullptr) return nullptr;
    *block = size;
    memory.most = std::max(memory.most, memory.now += size);
    return block + 2;
}
void release(void* at) {
    if (at == nullptr) return;
    auto* block = static_cast<std::size_t*>(at) - 2;
    memory.now -= *block;
    std::free(block);
}

}  // namespace

std::vector<std::string> hostile::names_of_documents() {
    std::vector<std::string> names;
    for (const Document& it : all_documents()) names.push_back("document: " + it.name);
    return names;
}

TEST_CASE("hostile documents: refused, or the exact text, at every door") {
    for (const Document& it : all_documents()) {
        CAPTURE(it.name);
        as_xml(it);
        as_message(it);
        as_push(it, fixture::signed_query(), it.body, wechat::Mode::plain);
        const std::string sealed = fixture::encrypt(it.body);
        as_push(it, fixture::signed_query(sealed), fixture::envelope(sealed), wechat::Mode::secure);
    }
}

TEST_CASE("hostile documents as envelopes: nothing is opened whose outer document is malformed") {
    const std::string sealed = fixture::encrypt(push_of("a"));
    for (const Document& it : all_documents()) {
        if (it.verdict != malformed) continue;
        CAPTURE(it.name);
        const auto end = it.body.rfind("</xml>");
        const std::string element = "<Encrypt>" + sealed + "</Encrypt>";
        const std::string body = end == std::string::npos ? it.body + element : std::string(it.body).insert(end, element);
        const wechat::Callback callback(fixture::credentials(wechat::Mode::secure));
        CHECK(std::holds_alternative<wechat::Denied>(callback.open(fixture::signed_query(sealed), body, fixture::now)));
    }
}

TEST_CASE("the shared hostile documents, one by one") {
    const auto file = vectors::json("hostile-xml.json");
    if (file.IsNull()) return;
    for (const auto& entry : file["cases"].GetArray()) {
        const std::string id = vectors::member(entry, "id"), body = vectors::member(entry, "body");
        CAPTURE(id);
        const bool refused = vectors::member(entry, "expect").starts_with("reject");
        CHECK(wechat::parse_message(body).has_value() != refused);
        const std::string sealed = fixture::encrypt(body);
        wechat::Credentials account = fixture::credentials(wechat::Mode::secure);
        account.original_id.clear();
        const wechat::Callback callback(account);
        const auto result = callback.open(fixture::signed_query(sealed), fixture::envelope(sealed), fixture::now);
        CHECK(std::holds_alternative<wechat::Denied>(result) == refused);
    }
}

TEST_CASE("memory: what a document makes the parser allocate is bounded, whatever it holds") {
    const auto before_allocate = pugi::get_memory_allocation_function();
    const auto before_release = pugi::get_memory_deallocation_function();
    pugi::set_memory_management_functions(allocate, release);
    std::size_t worst = 0;
    std::string worst_name;
    for (const Document& it : all_documents()) {
        memory = {};
        {
            pugi::xml_document document;
            wechat::read_xml(it.body, document);
        }
        CHECK_MESSAGE(memory.now == 0, it.name);
        // A body beyond the limit costs nothing; text costs its own bytes twice at most; nodes are few.
        if (it.body.size() > wechat::XmlLimits{}.bytes) CHECK_MESSAGE(memory.most == 0, it.name);
        if (memory.most > worst) worst_name = it.name;
        worst = std::max(worst, memory.most);
        const bool is_text = static_cast<std::size_t>(std::count(it.body.begin(), it.body.end(), '<')) < 100;
        if (is_text && it.body.size() > 50'000) CHECK_MESSAGE(memory.most <= 2 * it.body.size() + 40'000, it.name, ": ", memory.most);
    }
    const std::string attributes = "<xml " + repeat("a=\"\" ", 13'000) + "/>";
    memory = {};
    {
        pugi::xml_document document;
        CHECK(wechat::read_xml(attributes, document));
    }
    worst = std::max(worst, memory.most);
    pugi::set_memory_management_functions(before_allocate, before_release);
    MESSAGE("at most ", worst, " bytes, or by ", worst_name);
    CHECK(worst < 1'000'000);
}
