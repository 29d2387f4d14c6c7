#include <doctest/doctest.h>

#include <iostream>
#include <random>

#include "callback_fixture.h"
#include "wechat/xml.h"

using namespace wechat;
using namespace fixture;

namespace {

// Deterministic: the same seed gives the same mutants on every machine.
class Mutator {
  public:
    explicit Mutator(unsigned seed) : engine_(seed) {}

    std::size_t below(std::size_t limit) { return engine_() % limit; }

    std::string mutate(std::string text) {
        static const std::string pieces[] = {"<",
                                             ">",
                                             "]]>",
                                             "<![CDATA[",
                                             "&#0;",
                                             "&",
                                             std::string(1, '\0'),
                                             "\xFF",
                                             "</xml>",
                                             "<Encrypt>",
                                             "<!DOCTYPE",
                                             "<!--",
                                             "=",
                                             "警",
                                             "<?xml encoding='GBK'?>",
                                             "18446744073709551616",
                                             "<MsgType>event</MsgType>",
                                             "<xml>",
                                             "\r\n",
                                             "\xED\xA0\x80"};
        for (std::size_t times = 1 + below(3); times > 0; --times) {
            const std::size_t at = below(text.size() + 1);
            switch (below(5)) {
                case 0:
                    if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                    break;
                case 1:
                    text.erase(at, 1 + below(8));
                    break;
                case 2:
                    text.insert(at, pieces[below(std::size(pieces))]);
                    break;
                case 3:
                    text.insert(at, text.substr(below(text.size() + 1), below(64)));
                    break;
                default:
                    text.resize(at);
                    break;
            }
        }
        return text;
    }

  private:
    std::mt19937 engine_;
};

std::string encrypted_text(const std::string& body) {
    pugi::xml_document document;
    REQUIRE(read_xml(body, document));
    return xml_text(document.child("xml").child("Encrypt"));
}

constexpr unsigned seed = 20231114;

}  // namespace

TEST_CASE("mutants of a good push: none is accepted unless its signed text is whole") {
    std::cout << "mutation seed " << seed << "\n";
    Mutator mutator(seed);
    const Callback callback(credentials(Mode::secure));
    const std::string sealed = encrypt(inner()), body = envelope(sealed);
    int accepted = 0;
    for (int i = 0; i < 4000; ++i) {
        Query query = signed_query(sealed);
        std::string mutant = body;
        std::string* const parts[] = {
            &mutant, &mutant, &mutant, &query.signature, &query.timestamp, &query.nonce, &query.encrypt_type, &query.msg_signature};
        std::string* const part = parts[mutator.below(std::size(parts))];
        const std::string before = *part;
        *part = mutator.mutate(*part);
        const auto result = callback.open(query, mutant, now);
        if (!std::holds_alternative<Opened>(result)) continue;
        ++accepted;
        // Outside <Encrypt> the envelope carries nothing that is used; a missing `signature` is allowed beside a good msg_signature.
        const bool unused =
            part == &mutant ? encrypted_text(mutant) == sealed : *part == before || (part == &query.signature && part->empty());
        CHECK_MESSAGE(unused, "accepted: ", mutant);
        const Message& message = std::get<Opened>(result).message;
        CHECK((message.from == "o1" && message.msg_id == 42 && std::get<Text>(message.content).content == "违章查询"));
    }
    CHECK(accepted < 2000);
}

TEST_CASE("mutants inside a good signature: parsed or refused, never worse") {
    Mutator mutator(seed + 1);
    const Callback secure(credentials(Mode::secure)), plain(credentials(Mode::plain));
    int accepted = 0;
    for (int i = 0; i < 3000; ++i) {
        // Mostly content, so that many mutants stay acceptable.
        const std::string mutant = mutator.mutate(inner(std::string(600, 'x')));
        const std::string sealed = encrypt(mutant);
        const auto one = secure.open(signed_query(sealed), envelope(sealed), now);
        const auto other = plain.open(signed_query(), mutant, now);
        // The same text means the same in both modes, but for one that holds an <Encrypt> of its own.
        if (mutant.find("<Encrypt") == std::string::npos) CHECK(one.index() == other.index());
        if (!std::holds_alternative<Opened>(one)) continue;
        ++accepted;
        const Opened& opened = std::get<Opened>(one);
        CHECK(opened.message.to == "gh_1");
        CHECK_FALSE(dedupe_key(opened.message).empty());
        CHECK_FALSE(type_name(opened.message).empty());
        CHECK_FALSE(secure.seal(TextReply{"好"}, opened, now, random16).empty());
    }
    CHECK(accepted > 100);
}

TEST_CASE("random ciphertexts under a good signature: all refused alike") {
    Mutator mutator(seed + 2);
    const Callback callback(credentials(Mode::secure));
    const std::string good = encrypt(inner());
    for (int i = 0; i < 3000; ++i) {
        std::string sealed = good;
        // Base64 stays base64, so that most mutants reach the decryption itself.
        for (std::size_t times = 1 + mutator.below(4); times > 0; --times)
            sealed[mutator.below(sealed.size() - 2)] = "ABCDabcd0123+/"[mutator.below(14)];
        if (mutator.below(4) == 0) sealed.resize(sealed.size() - 4 * (1 + mutator.below(40)));
        if (sealed == good) continue;
        const auto result = callback.open(signed_query(sealed), envelope(sealed), now);
        if (const auto* denied = std::get_if<Denied>(&result)) CHECK((denied->reason == "not decryptable" || denied->authentic));
    }
}
