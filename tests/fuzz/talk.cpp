#include "talk.h"

#include <unistd.h>

#include <filesystem>

#include "db/migrate.h"
#include "db/open.h"
#include "expect.h"
#include "gateway/channels/wechat/chat.h"
#include "gateway/config/config.h"
#include "services/answers/fields.h"
#include "services/shapes/population.h"
#include "tests/loaded.h"
#include "tests/source_dir.h"
#include "wechat/reply.h"
#include "wechat/utf8.h"

namespace fuzz {
namespace {

const std::string shipped = source_dir() + "/deploy/config";

services::Catalog all_services() {
    std::vector<services::Service> all = services::catalog().all();
    all.push_back({.id = "echo",
                   .title = "留言",
                   .fields = {{.key = "note", .label = "说明", .ask = "请说明情况", .type = &services::text, .example = "路灯坏了"},
                              {.key = "day", .label = "日期", .ask = "请输入日期", .type = &services::date, .example = "2026-11-20"}},
                   .submit = [](const services::Answers& answers, services::Context&) {
                       return services::Outcome{.headline = "收到", .facts = {{"note", "说明", answers.at("note")}}};
                   }});
    return services::Catalog(std::move(all));
}

services::Instant monday() {
    using namespace std::chrono;
    return services::instant_of(sys_days{year{2026} / 11 / 23}, minutes{600});
}

/// A folder for the database, gone when the process ends in order.
struct Folder {
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "police-talk-XXXXXX").string();
        expect(::mkdtemp(name.data()) != nullptr, "a temporary folder");
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

/// What all conversations of a process share.
struct World {
    World() {
        db::migrate(*sql);
        db::DataSets sets(*sql, vault);
        load(sets, services::population(), {person("林志远", "440199199003074612")});
        expect(loaded.config != nullptr, "the shipped config is good");
        figures = loaded.config->figures;
        for (const auto& service : catalog.all()) figures.settings.try_emplace(service.id);
    }

    Folder folder;
    std::unique_ptr<db::Sql> sql = db::open_sql("sqlite:" + (folder.path / "talk.db").string());
    db::Vault vault{db::new_key_file("s1"), db::new_key_file("i1")};
    services::Catalog catalog = all_services();
    gateway::Loaded loaded = gateway::load_config(shipped, services::catalog(), services::date_of(monday()));
    services::Figures figures;
    gateway::ToSimplified to_simplified = gateway::open_simplifier();
};

World& world() {
    static World one;
    return one;
}

std::size_t count(std::string_view text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
    return found;
}

void can_be_sent(const std::string& text) {
    expect(!text.empty(), "there is an answer");
    expect(text.size() <= wechat::max_text_bytes, "it fits into one message");
    expect(wechat::is_utf8(text), "it is UTF-8");
    const std::size_t own = count(text, "<a href=\"weixin://bizmsgmenu?msgmenucontent=");
    expect(count(text, "<") == 2 * own && count(text, "</a>") == own, "only the account's own lines are links");
}

}  // namespace

struct Talk::Traces {
    Traces() {
        world().sql->transaction([](db::Transaction& sql) {
            for (const char* table : {"residents", "aliases", "consents", "records", "history", "slots", "holds", "appointments", "drafts"})
                sql.execute(std::string("DELETE FROM ") + table);
        });
    }
    std::unique_ptr<db::Kv> kv = db::open_kv("memory:");
    db::Stores stores{*world().sql, *kv, world().vault};
};

Talk::Talk() : traces_(std::make_unique<Traces>()), now_(monday()) {}
Talk::~Talk() = default;

db::Stores& Talk::stores() { return traces_->stores; }

std::string Talk::hear(const services::Heard& heard) {
    const std::string openid = other_ ? "o-second" : "o-first";
    services::Session& session = sessions_[other_ ? 1 : 0];
    services::Context context{.now = now_,
                              .figures = world().figures,
                              .stores = traces_->stores,
                              .citizen = db::subject_key(world().vault, {"W", openid}),
                              .user = {"W", openid},
                              .send_sms = [this](const std::string&, const std::string& text) {
                                  const std::size_t at = text.find_first_of("0123456789");
                                  sms_ = at == std::string::npos ? "" : text.substr(at, 6);
                                  return true;
                              }};
    const services::Screen screen = services::Conversation(world().catalog, context, session, std::chrono::minutes{30}).hear(heard);
    // A person is asked for without a word: the pipeline says how, or hands over.
    const services::Screen shown = screen.person && screen.text.empty() ? services::Screen{.text = "人工"} : screen;
    const std::string reply = gateway::chat_text(shown, session, true, wechat::max_text_bytes);
    can_be_sent(reply);
    const std::string kept = services::encode(session);
    const auto decoded = services::decode_session(kept);
    expect(decoded && services::encode(*decoded) == kept, "a session is kept as it is");
    return reply;
}

std::string Talk::say(std::string_view typed) { return hear(gateway::heard_text(typed, world().to_simplified)); }

std::string Talk::example() {
    const services::Asked& asked = session().asked;
    const auto* service = session().current ? world().catalog.find(session().current->service) : nullptr;
    const auto* field = service == nullptr ? nullptr : service->field(asked.key.substr(asked.key.rfind('.') + 1));
    if (field == nullptr || !asked.ids.empty()) return say("1");
    return say(field->example.empty() ? field->type->example : std::string_view(field->example));
}

}  // namespace fuzz
