// A paper behind a link: whoever has the link opens it, for a while, and nobody makes one.
#include "gateway/pages/documents.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>

#include "gateway/pages/pdf.h"
#include "job_world.h"
#include "services/shapes/paper.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const services::Paper paper{.title = "道路交通事故自行协商协议书",
                            .number = "KC20261128000001",
                            .sections = {{"当事人", {{"姓名", "陈𬭎㻬"}, {"车牌", "粤A12345"}}, "双方\"同意\"。"}},
                            .footer = "核验"};

/// What poppler reads in it.
std::string text_of(const std::string& pdf, const job_tests::Folder& folder) {
    const std::string file = (folder.path / "paper.pdf").string();
    std::ofstream(file, std::ios::binary) << pdf;
    std::string text;
    FILE* out = ::popen(("pdftotext -layout '" + file + "' -").c_str(), "r");
    REQUIRE(out != nullptr);
    for (char piece[4096]; const std::size_t read = ::fread(piece, 1, sizeof piece, out);) text.append(piece, read);
    CHECK(::pclose(out) == 0);
    return text;
}

struct World : job_tests::JobWorld {
    World() : JobWorld([](const std::string&, const wechat::HttpRequest&) -> wechat::HttpResponse { throw std::logic_error("no call"); }) {
        sql->transaction(
            [&](db::Transaction& transaction) { id = stores.documents.put(transaction, "record", services::to_json(paper), seconds()); });
    }
    std::string link() { return document_link(vault, "https://example.cn", id, now); }
    HttpAnswer open(const std::string& path) {
        const Page page = documents_page(stores.documents, vault, [this] { return now; });
        REQUIRE(("https://example.cn" + page.prefix) == "https://example.cn/documents/");
        CHECK_FALSE(page.takes_posts);
        return page.answer({.is_get = true, .path = path});
    }
    std::string id;
};

std::string behind_prefix(const std::string& link) { return link.substr(link.find("/documents/") + 11); }

}  // namespace

TEST_CASE("a paper comes back from JSON as it went in") {
    const auto back = services::paper_from_json(services::to_json(paper));
    REQUIRE(back);
    CHECK(services::to_json(*back) == services::to_json(paper));
    for (const char* none : {"", "[]", "{}", "{\"title\":1}", "{\"title\":\"t\",\"sections\":[1"})
        CHECK_FALSE(services::paper_from_json(none));
}

TEST_CASE("a link opens the paper as a PDF that another program can read, rare characters included") {
    World world;
    const HttpAnswer answer = world.open(behind_prefix(world.link()));
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/pdf");
    const std::string text = text_of(answer.body, world.folder);
    for (const char* part : {"道路交通事故自行协商协议书", "KC20261128000001", "陈𬭎㻬", "粤A12345", "双方\"同意\"。", "核验"}) {
        CHECK_MESSAGE(text.find(part) != std::string::npos, part, " is not in: ", text);
    }
}

TEST_CASE("a paper is drawn once, kept sealed, and drawn again when what is kept does not open") {
    World world;
    const std::string path = behind_prefix(world.link());
    const std::string first = world.open(path).body;
    const auto kept = [&] { return world.sql->query("SELECT drawn FROM documents WHERE id = ?", {world.id}).at(0).text(0); };
    const std::string sealed = kept();
    CHECK(sealed.find("%PDF") == std::string::npos);
    world.sql->execute("UPDATE documents SET body = 'spoiled' WHERE id = ?", {world.id});
    CHECK(world.open(path).body == first);  // nothing is drawn, or it would throw
    world.sql->execute("UPDATE documents SET drawn = 'spoiled', body = ? WHERE id = ?",
                       {world.vault.seal(services::to_json(paper), "documents", "body", world.id), world.id});
    CHECK(text_of(world.open(path).body, world.folder) == text_of(first, world.folder));
    CHECK(kept() != "spoiled");
}

TEST_CASE("a paper longer than a page goes on on the next") {
    World world;
    services::Paper longer = paper;
    for (int i = 0; i < 60; ++i) longer.sections[0].rows.push_back({"第" + std::to_string(i), "行"});
    const std::string text = text_of(pdf_of(longer), world.folder);
    CHECK(text.find('\f') != text.rfind('\f'));
    CHECK(text.find("第59") != std::string::npos);
}

TEST_CASE("a link that was changed, has expired or was never ours opens nothing") {
    World world;
    const std::string link = behind_prefix(world.link());
    for (std::size_t i = 0; i < link.size(); ++i) {
        std::string changed = link;
        changed[i] = changed[i] == '1' ? '2' : '1';
        CHECK(world.open(changed).status == 404);
    }
    for (const char* none : {"", ".", "..", "...", "a.b.c"}) CHECK(world.open(none).status == 404);
    world.now += document_link_life - 1s;
    CHECK(world.open(link).status == 200);
    world.now += 1s;
    CHECK(world.open(link).status == 404);
}

TEST_CASE("a link made under an older key still opens") {
    World world;
    const std::string link = behind_prefix(world.link());
    const std::string data = db::new_key_file("k1"), old_index = db::new_key_file("i1"), new_index = db::new_key_file("i2");
    const db::Vault before(data, old_index), after(data, new_index + old_index), dropped(data, new_index);
    const std::string made = behind_prefix(document_link(before, "https://example.cn", "d", world.now));
    CHECK(linked_document(after, made, world.now) == "d");
    CHECK_FALSE(linked_document(dropped, made, world.now));
}
