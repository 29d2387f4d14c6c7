// The tables of attacks: each case has a name of its own and a verdict, and one test counts them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hostile {

/// A document where a push is expected.
struct Document {
    enum class Verdict {
        malformed,   // refused as XML
        no_push,     // XML, but refused as a push
        understood,  // a text message whose content is `content`
    };
    std::string name;
    std::string body;
    Verdict verdict = Verdict::malformed;
    std::string content = {};
};

/// A text message of that content, written as WeChat does; `content` is put between the tags as it is.
std::string push_of(const std::string& content);

// The documents, by what they attack.
std::vector<Document> entity_documents();  // DOCTYPE, XXE, entity bombs: none may open a file or socket
std::vector<Document> character_documents();
std::vector<Document> structure_documents();
std::vector<Document> field_documents();

// The names of all cases of a file, for the count.
std::vector<std::string> names_of_documents();
std::vector<std::string> names_of_envelopes();
std::vector<std::string> names_of_texts();
std::vector<std::string> names_of_config_files();
std::vector<std::string> names_of_storage();

std::string repeat(std::string_view text, std::size_t times);

}  // namespace hostile
