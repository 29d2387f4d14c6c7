#include "wechat/tags.h"

#include "wechat/utf8.h"

namespace wechat::tags {
namespace {

void check_name(std::string_view name) {
    const std::size_t length = code_points(name);
    if (length < 1 || length > 30) throw OutOfLimits("tag.name", "1 to 30 characters, not " + std::to_string(length));
}

JsonWriter& write_openids(JsonWriter& json, const std::vector<std::string>& openids, std::size_t most) {
    if (openids.empty() || openids.size() > most)
        throw OutOfLimits("openid_list", "1 to " + std::to_string(most) + ", not " + std::to_string(openids.size()));
    json.open_list("openid_list");
    for (const std::string& openid : openids) json.element(openid);
    return json.close_list();
}

Tag read_tag(const Json& tag) { return {.id = tag.integer("id"), .name = tag.text("name"), .count = tag.integer("count")}; }

void post_tagging(const Client& client, std::string_view path, std::int64_t id, const std::vector<std::string>& openids,
                  Deadline deadline) {
    JsonWriter json;
    client.post(path, write_openids(json, openids, 50).integer("tagid", id).take(), deadline);
}

}  // namespace

std::vector<Tag> all(const Client& client, Deadline deadline) {
    std::vector<Tag> found;
    for (const Json& each : client.get("/cgi-bin/tags/get", {}, deadline).each("tags")) found.push_back(read_tag(each));
    return found;
}

Tag create(const Client& client, std::string_view name, Deadline deadline) {
    check_name(name);
    const std::string json = JsonWriter().open("tag").text("name", name).close().take();
    return read_tag(client.post("/cgi-bin/tags/create", json, deadline, Repeat::never).child("tag"));
}

void rename(const Client& client, std::int64_t id, std::string_view name, Deadline deadline) {
    check_name(name);
    client.post("/cgi-bin/tags/update", JsonWriter().open("tag").integer("id", id).text("name", name).close().take(), deadline);
}

void remove(const Client& client, std::int64_t id, Deadline deadline) {
    client.post("/cgi-bin/tags/delete", JsonWriter().open("tag").integer("id", id).close().take(), deadline);
}

void put_on(const Client& client, std::int64_t id, const std::vector<std::string>& openids, Deadline deadline) {
    post_tagging(client, "/cgi-bin/tags/members/batchtagging", id, openids, deadline);
}

void take_off(const Client& client, std::int64_t id, const std::vector<std::string>& openids, Deadline deadline) {
    post_tagging(client, "/cgi-bin/tags/members/batchuntagging", id, openids, deadline);
}

std::vector<std::int64_t> of(const Client& client, std::string_view openid, Deadline deadline) {
    std::vector<std::int64_t> ids;
    const Json answer = client.post("/cgi-bin/tags/getidlist", JsonWriter().text("openid", openid).take(), deadline);
    for (const Json& each : answer.each("tagid_list")) ids.push_back(each.own_integer());
    return ids;
}

void block(const Client& client, const std::vector<std::string>& openids, Deadline deadline) {
    JsonWriter json;
    client.post("/cgi-bin/tags/members/batchblacklist", write_openids(json, openids, 20).take(), deadline);
}

void unblock(const Client& client, const std::vector<std::string>& openids, Deadline deadline) {
    JsonWriter json;
    client.post("/cgi-bin/tags/members/batchunblacklist", write_openids(json, openids, 20).take(), deadline);
}

}  // namespace wechat::tags
