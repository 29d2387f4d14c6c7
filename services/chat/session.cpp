#include "services/chat/session.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>

namespace services {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;
// Most sessions are small: those are read without asking for memory.
using Pool = rapidjson::MemoryPoolAllocator<>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, Pool>;
using Json = Document::ValueType;

void put(Writer& out, std::string_view text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }

void put(Writer& out, const char* key, const Dialogue& dialogue) {
    out.Key(key);
    out.StartObject();
    out.Key("service");
    put(out, dialogue.service);
    out.Key("draft");
    put(out, dialogue.draft);
    out.Key("answers");
    out.StartObject();
    for (const auto& [field, value] : dialogue.answers) {
        put(out, field);
        put(out, value);
    }
    out.EndObject();
    out.EndObject();
}

std::string text_of(const Json& object, const char* key) {
    const auto member = object.FindMember(key);
    if (member == object.MemberEnd() || !member->value.IsString()) return {};
    return {member->value.GetString(), member->value.GetStringLength()};
}

std::optional<Dialogue> dialogue_of(const Json& object, const char* key) {
    const auto member = object.FindMember(key);
    if (member == object.MemberEnd() || !member->value.IsObject()) return std::nullopt;
    Dialogue dialogue{.service = text_of(member->value, "service"), .draft = text_of(member->value, "draft")};
    if (const auto answers = member->value.FindMember("answers"); answers != member->value.MemberEnd() && answers->value.IsObject()) {
        for (const auto& answer : answers->value.GetObject()) {
            if (answer.value.IsString()) {
                dialogue.answers.emplace(std::string(answer.name.GetString(), answer.name.GetStringLength()),
                                         std::string(answer.value.GetString(), answer.value.GetStringLength()));
            }
        }
    }
    return dialogue;
}

int integer_of(const Json& json, const char* key) {
    const auto found = json.FindMember(key);
    return found != json.MemberEnd() && found->value.IsInt() ? found->value.GetInt() : 0;
}

}  // namespace

std::string encode(const Session& session) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    out.Key("at");
    out.Int64(session.at.time_since_epoch().count());
    if (session.current) put(out, "current", *session.current);
    if (session.under) put(out, "under", *session.under);
    if (session.done) put(out, "done", *session.done);
    out.Key("asked");
    put(out, session.asked.key);
    out.Key("ids");
    out.StartArray();
    for (const std::string& id : session.asked.ids) put(out, id);
    out.EndArray();
    out.Key("rest");
    put(out, session.asked.rest);
    if (session.alarm) {
        out.Key("alarm");
        out.Int64(session.alarm->at.time_since_epoch().count());
        out.Key("alarm_draft");
        put(out, session.alarm->draft);
        out.Key("form_waits");
        out.Bool(session.alarm->form_waits);
        out.Key("alarm_asked");
        out.Int(session.alarm->asked);
    }
    if (session.with_person != Instant{}) {
        out.Key("with_person");
        out.Int64(session.with_person.time_since_epoch().count());
    }
    if (session.asked.repeats > 0) {
        out.Key("repeats");
        out.Int(session.asked.repeats);
    }
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::optional<Session> decode_session(std::string_view bytes) {
    alignas(std::max_align_t) std::array<char, 4096> values;
    alignas(std::max_align_t) std::array<char, 2048> stack;
    Pool value_pool(values.data(), values.size()), stack_pool(stack.data(), stack.size());
    Document json(&value_pool, stack.size() / 2, &stack_pool);
    json.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(bytes.data(), bytes.size());
    if (json.HasParseError() || !json.IsObject()) return std::nullopt;
    Session session;
    session.current = dialogue_of(json, "current");
    session.under = dialogue_of(json, "under");
    session.done = dialogue_of(json, "done");
    session.asked = {.key = text_of(json, "asked"), .rest = text_of(json, "rest")};
    if (const auto ids = json.FindMember("ids"); ids != json.MemberEnd() && ids->value.IsArray()) {
        for (const Json& id : ids->value.GetArray()) {
            if (id.IsString()) session.asked.ids.emplace_back(id.GetString(), id.GetStringLength());
        }
    }
    if (const auto at = json.FindMember("alarm"); at != json.MemberEnd() && at->value.IsInt64())
        session.alarm = AlarmTalk{.at = Instant(std::chrono::seconds(at->value.GetInt64())),
                                  .draft = text_of(json, "alarm_draft"),
                                  .form_waits = json.HasMember("form_waits") && json["form_waits"].IsTrue(),
                                  .asked = integer_of(json, "alarm_asked")};
    if (const auto at = json.FindMember("with_person"); at != json.MemberEnd() && at->value.IsInt64())
        session.with_person = Instant(std::chrono::seconds(at->value.GetInt64()));
    session.asked.repeats = integer_of(json, "repeats");
    if (const auto at = json.FindMember("at"); at != json.MemberEnd() && at->value.IsInt64()) {
        session.at = Instant(std::chrono::seconds(at->value.GetInt64()));
    }
    return session;
}

}  // namespace services
