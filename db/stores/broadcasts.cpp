#include "db/stores/broadcasts.h"

#include <algorithm>
#include <array>

namespace db {
namespace {

struct Name {
    Stage stage;
    const char* name;
};
constexpr std::array<Name, 6> names{{{Stage::draft, "draft"},
                                     {Stage::previewed, "previewed"},
                                     {Stage::released, "released"},
                                     {Stage::finished, "finished"},
                                     {Stage::refused, "refused"},
                                     {Stage::withdrawn, "withdrawn"}}};

std::optional<Stage> stage_named(const std::string& name) {
    const auto* found = std::ranges::find(names, name, &Name::name);
    return found == names.end() ? std::nullopt : std::optional(found->stage);
}

Stage stage_of(const std::string& name) {
    const auto stage = stage_named(name);
    if (!stage) throw std::logic_error("a broadcast is " + name + ", which is no stage");
    return *stage;
}

constexpr const char* columns =
    "SELECT id, digest, title, audience, media_id, state, previewed_at, previewed_by, released_at, released_by, message_id, "
    "message_data_id, finished_at, total, filtered, sent, failed, why FROM broadcasts ";

Broadcast broadcast_of(const Row& row) {
    return {.id = row.text(0),
            .digest = row.text(1),
            .title = row.text(2),
            .audience = row.text(3),
            .media_id = row.text(4),
            .stage = stage_of(row.text(5)),
            .previewed_at = row.integer(6),
            .previewed_by = row.text(7),
            .released_at = row.integer(8),
            .released_by = row.text(9),
            .message_id = row.text(10),
            .message_data_id = row.text(11),
            .finished_at = row.integer(12),
            .total = row.integer(13),
            .filtered = row.integer(14),
            .sent = row.integer(15),
            .failed = row.integer(16),
            .why = row.text(17)};
}

// The one statement that changes a stage: from where the move begins, and only there where `where` holds too.
bool move(Sql& sql, std::string_view verb, const std::string& set, Values values, const std::string& where, const std::string& value) {
    const Move& wanted = *std::ranges::find(broadcast_life().moves, verb, &Move::verb);
    std::string from;
    for (const std::string_view each : wanted.from) from += std::string(from.empty() ? "'" : ", '").append(each).append("'");
    values.insert(values.begin(), std::string(wanted.to));
    values.emplace_back(value);
    return sql.execute("UPDATE broadcasts SET state = ?, " + set + " WHERE " + where + " AND state IN (" + from + ")", values) == 1;
}

}  // namespace

std::string_view name_of(Stage stage) { return std::ranges::find(names, stage, &Name::stage)->name; }

const Lifecycle& broadcast_life() {
    static const Lifecycle life{
        .begins = "draft",
        .states = {{.id = "draft"}, {.id = "previewed"}, {.id = "released"}, {.id = "finished"}, {.id = "refused"}, {.id = "withdrawn"}},
        .moves = {{.verb = "preview", .from = {"draft", "previewed"}, .to = "previewed", .by = By::officer},
                  {.verb = "release", .from = {"previewed"}, .to = "released", .by = By::officer, .second_person = true},
                  {.verb = "return", .from = {"released"}, .to = "previewed", .by = By::department},
                  {.verb = "finish", .from = {"released"}, .to = "finished", .by = By::department},
                  {.verb = "refuse", .from = {"released"}, .to = "refused", .by = By::department},
                  {.verb = "withdraw", .from = {"released", "finished"}, .to = "withdrawn", .by = By::officer}}};
    return life;
}

Broadcast Broadcasts::draft(const Broadcast& made) {
    sql_.insert_once(
        "INSERT INTO broadcasts (id, digest, title, audience, media_id, state, previewed_at, previewed_by, released_at, released_by, "
        "message_id, message_data_id, finished_at, total, filtered, sent, failed, why) "
        "VALUES (?, ?, ?, ?, '', 'draft', 0, '', 0, '', '', '', 0, 0, 0, 0, 0, '')",
        {made.id, made.digest, made.title, made.audience});
    return find(made.id).value();
}

std::optional<Broadcast> Broadcasts::find(const std::string& id) {
    const Rows rows = sql_.query(std::string(columns) + "WHERE id = ?", {id});
    return rows.empty() ? std::nullopt : std::optional(broadcast_of(rows.front()));
}

std::vector<Broadcast> Broadcasts::latest(int most) {
    std::vector<Broadcast> found;
    const std::string by_change = "ORDER BY CASE WHEN released_at > previewed_at THEN released_at ELSE previewed_at END DESC, id LIMIT ?";
    for (const Row& row : sql_.query(columns + by_change, {std::int64_t{most}})) {
        if (stage_named(row.text(5))) found.push_back(broadcast_of(row));
    }
    return found;
}

bool Broadcasts::keep_media(const std::string& id, const std::string& media_id) {
    return sql_.execute("UPDATE broadcasts SET media_id = ? WHERE id = ? AND state IN ('draft', 'previewed')", {media_id, id}) == 1;
}

bool Broadcasts::previewed(const std::string& id, const std::string& by, std::int64_t now) {
    return move(sql_, "preview", "previewed_at = ?, previewed_by = ?", {now, by}, "id = ?", id);
}

bool Broadcasts::release(const std::string& id, const std::string& by, std::int64_t now) {
    return move(sql_, "release", "released_at = ?, released_by = ?", {now, by}, "id = ?", id);
}

bool Broadcasts::not_sent(const std::string& id) {
    return move(sql_, "return", "released_at = 0, released_by = ''", {}, "id = ? AND message_id = ''", id);
}

bool Broadcasts::sent(const std::string& id, const std::string& message_id, const std::string& message_data_id) {
    return sql_.execute("UPDATE broadcasts SET message_id = ?, message_data_id = ? WHERE id = ? AND state = 'released' AND message_id = ''",
                        {message_id, message_data_id, id}) == 1;
}

bool Broadcasts::withdraw(const std::string& id, std::int64_t now) {
    return move(sql_, "withdraw", "finished_at = ?", {now}, "id = ? AND message_id <> ''", id);
}

bool Broadcasts::finish(const BroadcastResult& result, std::int64_t now) {
    if (result.message_id.empty()) return false;
    if (move(sql_, result.status == "send success" ? "finish" : "refuse",
             "finished_at = ?, total = ?, filtered = ?, sent = ?, failed = ?, why = ?",
             {now, result.total, result.filtered, result.sent, result.failed, result.status.substr(0, 64)}, "message_id = ?",
             result.message_id))
        return true;
    return !sql_.query("SELECT 1 FROM broadcasts WHERE message_id = ?", {result.message_id}).empty();
}

std::int64_t Broadcasts::released_since(std::int64_t since, const std::string& audience) {
    return sql_
        .query(
            "SELECT COUNT(*) FROM broadcasts WHERE released_at >= ? AND state IN ('released', 'finished', 'withdrawn') AND audience IN "
            "('all', ?)",
            {since, audience})
        .at(0)
        .integer(0);
}

std::vector<std::pair<Stage, std::int64_t>> Broadcasts::counts() {
    std::vector<std::pair<Stage, std::int64_t>> all;
    for (const Name& name : names) all.emplace_back(name.stage, 0);
    for (const Row& row : sql_.query("SELECT state, COUNT(*) FROM broadcasts GROUP BY state")) {
        const auto stage = stage_named(row.text(0));
        if (stage) std::ranges::find(all, *stage, &std::pair<Stage, std::int64_t>::first)->second = row.integer(1);
    }
    return all;
}

}  // namespace db
