#include "gateway/desk/alarm_view.h"

#include <algorithm>
#include <array>
#include <optional>

#include "gateway/desk/alarm_acts.h"
#include "gateway/jobs/duty.h"
#include "services/rules/time.h"

namespace gateway::desk {
namespace {

constexpr std::array<std::string_view, 5> outcomes{"已派警到场处置", "已联系上，本人平安", "已转110指挥中心", "不属警情，已解释", "误报"};

struct Told {
    std::string_view done, text;
};
constexpr std::array all_told{
    Told{"answered", "已发出。群众的回复会显示在往来里。"}, Told{"waits", "已写下，群众发来下一条消息时一并显示。"},
    Told{"handed_over", "已移交，并已短信通知对方。"},      Told{"handed_over_untold", "已移交。短信没有送出，请打电话告诉对方。"},
    Told{"returned", "已退回值班台，正在重新呼叫。"},       Told{"closed", "已办结。群众再发消息按普通业务办理。"},
};

std::string name_of(const Config& config, const std::string& id) {
    if (const Operator* found = operator_named(config.operators, id)) return found->name;
    return id == "duty_desk" ? "值班台（凭短信链接）" : id;
}

std::string_view state_of(const db::AlarmState& alarm) {
    return alarm.closed_at != 0 ? "closed" : alarm.acknowledged_at != 0 ? "taken" : "open";
}

std::string what_of(const db::AlarmState& alarm, const Config& config) {
    if (alarm.closed_at != 0) return name_of(config, alarm.closed_by) + " 于 " + services::iso_with_time(alarm.closed_at) + " 办结";
    if (alarm.acknowledged_at != 0)
        return name_of(config, alarm.acknowledged_by) + " 于 " + services::iso_with_time(alarm.acknowledged_at) + " 接警";
    return alarm.escalated_at != 0 ? "没有人接警，已扩大呼叫" : "没有人接警";
}

/// What a position entry holds: coordinates as WeChat gives them (GCJ-02, which the map takes), and what the sender's telephone calls it.
struct Position {
    std::string map, place;
};
std::optional<Position> position_in(const std::string& text) {
    const std::size_t space = text.find(' ');
    const std::string coordinates = text.substr(0, space);
    if (coordinates.find_first_not_of("0123456789.,-") != std::string::npos || coordinates.find(',') == std::string::npos)
        return std::nullopt;
    return Position{
        .map = "https://apis.map.qq.com/uri/v1/marker?marker=coord:" + coordinates + ";title:%E6%B1%82%E5%8A%A9&referer=gzpolice",
        .place = space == std::string::npos ? coordinates : text.substr(space + 1)};
}

std::string note_of(const db::AlarmEntry& entry, const Config& config) {
    if (entry.kind == "handed_over") return entry.text.empty() ? "退回值班台，重新呼叫" : "移交给 " + name_of(config, entry.text);
    if (entry.kind == "over") return "群众说没事了";
    if (entry.kind == "answer" && entry.waits) return "等群众下一条消息时显示";
    return entry.kind == "outcome" ? "办结" : entry.kind == "unreadable" ? "这一条打不开" : "";
}

Shown entry_view(db::Stores& stores, const db::AlarmEntry& entry, const Config& config) {
    Shown shown;
    shown.put("at", services::iso_with_time(entry.at)).put("side", entry.by.empty() ? "caller" : "desk");
    shown.put("who", entry.by.empty() ? "群众" : name_of(config, entry.by)).put("note", note_of(entry, config));
    if (entry.kind == "words" || entry.kind == "over" || entry.kind == "answer" || entry.kind == "outcome") shown.put("words", entry.text);
    if (entry.kind == "position") {
        if (const auto position = position_in(entry.text)) shown.put("map", position->map).put("place", position->place);
    }
    if (entry.kind == "image" || entry.kind == "voice" || entry.kind == "video") {
        const std::string what = entry.kind == "image" ? "照片" : entry.kind == "voice" ? "语音" : "视频";
        const auto stored = stores.files.find(entry.alarm, entry.text);
        const std::string address = duty_prefix + entry.alarm + "/files/" + entry.id;
        if (!stored || stored->state != db::StoredFile::State::kept)
            shown.put("words", what + (stored && stored->state == db::StoredFile::State::wanted ? "正在取回" : "没有取到"));
        else if (entry.kind == "image")
            shown.put("picture", address);
        else
            shown.put("download", address).put("download_text", "下载" + what);
    }
    return shown;
}

Shown entries_view(db::Stores& stores, const std::vector<db::AlarmEntry>& entries, const Config& config) {
    std::vector<Shown> lines;
    for (const db::AlarmEntry& entry : entries) lines.push_back(entry_view(stores, entry, config));
    std::ranges::reverse(lines);
    return Shown().put("entries", lines);
}

std::vector<Shown> colleagues_of(const std::string& officer, const Config& config) {
    std::vector<Shown> lines;
    for (const Operator& each : config.operators) {
        if (each.has("duty") && each.id != officer)
            lines.push_back(Shown().put("id", each.id).put("name", each.name).put("unit", each.unit));
    }
    return lines;
}

std::vector<Shown> outcome_lines() {
    std::vector<Shown> lines;
    for (const std::string_view text : outcomes) lines.push_back(Shown().put("text", text));
    return lines;
}

}  // namespace

bool is_outcome(std::string_view text) { return std::ranges::find(outcomes, text) != outcomes.end(); }

std::string told(std::string_view done) {
    const auto* found = std::ranges::find(all_told, done, &Told::done);
    return found == all_told.end() ? "" : std::string(found->text);
}

Shown stranger_view(const db::AlarmState& alarm) {
    return Shown()
        .put("title", "值班警情 " + alarm.id)
        .put("number", alarm.id)
        .put("kind", alarm_title(alarm.kind))
        .put("raised", services::iso_with_time(alarm.raised_at))
        .put("open", alarm.acknowledged_at == 0)
        .put("acknowledged", services::iso_with_time(alarm.acknowledged_at));
}

Shown list_view(const std::vector<db::AlarmState>& alarms, const Config& config) {
    std::vector<Shown> lines;
    for (const db::AlarmState& alarm : alarms)
        lines.push_back(Shown()
                            .put("number", alarm.id)
                            .put("kind", alarm_title(alarm.kind))
                            .put("raised", services::iso_with_time(alarm.raised_at))
                            .put("state", state_of(alarm))
                            .put("what", what_of(alarm, config)));
    return Shown().put("title", "警情").put("any", !lines.empty()).put("alarms", lines);
}

Shown said_view(db::Stores& stores, const db::Alarm& alarm, const Config& config) {
    return entries_view(stores, stores.alarm_entries.list(alarm.state.id), config);
}

Shown alarm_view(db::Stores& stores, const db::Alarm& alarm, const Config& config, const std::string& officer, services::Instant now) {
    const db::AlarmState& state = alarm.state;
    const bool is_secret = alarm.caller.from.empty();
    const bool is_overlooked = !is_secret && may_be_overlooked(stores, alarm, now);
    const std::string kind(alarm_title(state.kind));
    const auto entries = stores.alarm_entries.list(state.id);
    Shown shown = entries_view(stores, entries, config);
    shown.put("title", "警情 " + state.id + " " + kind)
        .put("number", state.id)
        .put("kind", kind)
        .put("raised", services::iso_with_time(state.raised_at));
    shown.put("state", state_of(state)).put("what", what_of(state, config)).put("rings", std::to_string(state.rings));
    shown.put("open", state.closed_at == 0).put("unacknowledged", state.acknowledged_at == 0);
    shown.put("name", alarm.caller.name).put("mobile", alarm.caller.mobile);
    shown.put("nobody", is_secret ? "匿名求助，查不到是谁" : "没有登记");
    shown.put("violence", is_overlooked);
    shown.put("how_it_goes", is_secret       ? "匿名求助：群众发来下一条消息时一并显示。"
                             : is_overlooked ? "对方可能被人看着手机。"
                                             : "微信能发就马上发，否则随下一次回复送达。");
    for (const db::AlarmEntry& entry : entries) {
        const auto position = entry.kind == "position" ? position_in(entry.text) : std::nullopt;
        if (position) shown.put("position", position->map).put("position_place", position->place);  // the latest
    }
    return shown.put("colleagues", colleagues_of(officer, config)).put("outcomes", outcome_lines());
}

}  // namespace gateway::desk
