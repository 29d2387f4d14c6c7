#include <algorithm>
#include <array>

#include "api/handlers.h"
#include "envelope.h"
#include "xml.h"

namespace sandbox {
namespace {

constexpr std::size_t most_templates = 25;

// The one public template of the sandbox's category; a keyword's number is its kid.
constexpr int public_tid = 1001;
constexpr const char* public_title = "业务办理结果通知";
struct Keyword {
    const char* label;
    const char* kind;
    const char* example;
};
constexpr std::array<Keyword, 6> keywords = {{{"业务名称", "thing", "居住证办理"},
                                              {"办理时间", "time", "2019年10月1日 15:01"},
                                              {"办理结果", "phrase", "已办结"},
                                              {"业务编号", "character_string", "GZ2019100001"},
                                              {"办理地点", "thing", "广州市公安局"},
                                              {"金额", "amount", "¥20.00"}}};

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Answer remove_template(Call& call, const char* key, bool subscription) {
    const auto id = text_of(call.body, key);
    require(std::erase_if(call.state.templates, [&](const Template& t) { return t.id == id && t.subscription == subscription; }) != 0,
            40037);
    return done();
}

template <typename Write>
void write_list(JsonWriter& out, const char* name, const std::vector<Template>& forms, bool subscription, Write write) {
    out.Key(name);
    out.StartArray();
    for (const auto& form : forms) {
        if (form.subscription != subscription) continue;
        out.StartObject();
        write(form);
        out.EndObject();
    }
    out.EndArray();
}

}  // namespace

Answer list_templates(Call& call) {
    return found([&](JsonWriter& out) {
        write_list(out, "template_list", call.state.templates, false, [&](const Template& form) {
            put(out, "template_id", form.id);
            put(out, "title", form.title);
            put(out, "primary_industry", "政府与公共事业");
            put(out, "deputy_industry", "公安");
            put(out, "content", form.content);
            put(out, "example", "");
        });
    });
}

Answer delete_template(Call& call) { return remove_template(call, "template_id", false); }

Answer list_subscriptions(Call& call) {
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        write_list(out, "data", call.state.templates, true, [&](const Template& form) {
            put(out, "priTmplId", form.id);
            put(out, "title", form.title);
            put(out, "content", form.content);
            put(out, "example", "");
            put(out, "type", form.long_term ? 3 : 2);
        });
    });
}

Answer add_subscription(Call& call) {
    const auto tid = text_of(call.body, "tid");
    require(tid == std::to_string(public_tid), 200014);
    const auto* kids = member(call.body, "kidList");
    require(kids != nullptr && kids->IsArray() && kids->Size() >= 2 && kids->Size() <= 5, 200016);
    const auto scene = text_of(call.body, "sceneDesc");
    require(characters(scene) <= 15, 200017);
    require(call.state.templates.size() < most_templates, 200011);
    Template form{random_text(43), public_title, {}, true};
    for (const auto& kid : kids->GetArray()) {
        require(kid.IsInt() && kid.GetInt() >= 1 && kid.GetInt() <= static_cast<int>(keywords.size()), 200016);
        const auto& word = keywords[static_cast<std::size_t>(kid.GetInt() - 1)];
        form.content += std::string(word.label) + "：{{" + word.kind + std::to_string(kid.GetInt()) + ".DATA}}\n";
    }
    call.state.templates.push_back(form);
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        put(out, "priTmplId", form.id);
    });
}

Answer delete_subscription(Call& call) { return remove_template(call, "priTmplId", true); }

Answer template_categories(Call&) { return {R"({"errcode":0,"errmsg":"ok","data":[{"id":612,"name":"政务民生"}]})"}; }

Answer public_titles(Call& call) {
    require(!call.query("ids").empty(), 40097);
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        put(out, "count", 1);
        out.Key("data");
        out.StartArray();
        out.StartObject();
        put(out, "tid", public_tid);
        put(out, "title", public_title);
        put(out, "type", 2);
        put(out, "categoryId", "612");
        out.EndObject();
        out.EndArray();
    });
}

Answer public_keywords(Call& call) {
    require(call.query("tid") == std::to_string(public_tid), 200014);
    return found([&](JsonWriter& out) {
        put(out, "errcode", 0);
        put(out, "errmsg", "ok");
        put(out, "count", keywords.size());
        out.Key("data");
        out.StartArray();
        int kid = 0;
        for (const auto& word : keywords) {
            out.StartObject();
            put(out, "kid", ++kid);
            put(out, "name", word.label);
            put(out, "example", word.example);
            put(out, "rule", word.kind);
            out.EndObject();
        }
        out.EndArray();
    });
}

}  // namespace sandbox
