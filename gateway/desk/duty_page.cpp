#include "gateway/desk/duty_page.h"

#include <algorithm>
#include <memory>

#include "gateway/desk/alarm_acts.h"
#include "gateway/desk/alarm_view.h"
#include "gateway/desk/html.h"
#include "gateway/desk/sign_in.h"
#include "gateway/jobs/duty.h"
#include "gateway/log.h"
#include "wechat/bytes.h"
#include "wechat/utf8.h"

namespace gateway {
namespace {

using desk::Officer;
using desk::Shown;
using desk::Template;

constexpr const char* nobody = "duty_desk";  // whoever holds the address
constexpr int most_listed = 200;
constexpr std::size_t once_bytes = 12;
constexpr std::size_t most_of_a_note = 600;  // bytes

/// One request, with whoever sent it.
struct Visit {
    const PageRequest& request;
    const services::Instant now;
    const std::shared_ptr<const Live> live;
    const std::optional<Officer> officer;

    std::int64_t at() const { return services::unix_time(now); }
    std::string given(std::string_view field) const { return request.form.one(field).value_or(""); }
};

/// Why something was not taken, and what was typed, which is shown again.
struct Again {
    std::string error = {}, text = {}, note = {};
};

HttpAnswer not_there() { return {404, ""}; }

class DutyPages {
  public:
    DutyPages(db::Stores& stores, CurrentLive live, SendSms send_sms, std::function<services::Instant()> clock)
        : stores_(stores),
          live_(live),
          send_sms_(send_sms),
          clock_(std::move(clock)),
          sign_in_(stores, std::move(live), std::move(send_sms)) {}

    HttpAnswer answer(const PageRequest& request) {
        if (const auto asset = desk::asset(request.path); asset && request.is_get) return *asset;
        const services::Instant now = clock_();
        if (request.path.starts_with("sign-")) return sign_in_.answer(request, now);
        const Visit visit{.request = request, .now = now, .live = live_(), .officer = sign_in_.officer(request, now)};
        const std::size_t slash = request.path.find('/');
        const std::string number = request.path.substr(0, slash);
        const std::string what = slash == std::string::npos ? "" : request.path.substr(slash + 1);
        if (number.empty() && what.empty()) return list(visit);
        if (!db::is_alarm_number(number) || request.path.ends_with('/')) return not_there();
        if (!visit.officer) return to_whoever_holds_the_address(visit, number, what);
        const auto alarm = stores_.alarms.find(number);
        if (!alarm)
            return desk::page(
                404, {.title = "没有这起警情", .text = "可能已过保存期，或号码不对。", .onward = duty_prefix, .onward_text = "回到值班台"});
        return request.is_get ? show(visit, *alarm, what) : act(visit, *alarm, what);
    }

  private:
    // Without a session.

    HttpAnswer to_whoever_holds_the_address(const Visit& visit, const std::string& number, const std::string& what) {
        const auto token = visit.request.query.one("t");
        if (!token) return visit.request.is_get && visit.request.query.empty() ? signed_out(number, what) : session_is_over(visit, number);
        const auto alarm = stores_.alarms.find(number);
        if (!what.empty() || !alarm || alarm->token.empty() || !wechat::equal_constant_time(alarm->token, *token)) return not_there();
        if (visit.request.is_get) return desk::page(200, Template::stranger, desk::stranger_view(alarm->state));
        acknowledge(visit, number, nobody, "by its address");
        return see_other(duty_prefix + number + "?t=" + *token);
    }

    /// Whether there is such an alarm is nobody's business.
    static HttpAnswer signed_out(const std::string& number, const std::string& what) {
        if (!what.empty()) return {403, ""};  // the page's script, or a picture: the page itself then asks
        return see_other(std::string(duty_prefix) + "sign-in?alarm=" + number);
    }

    HttpAnswer session_is_over(const Visit& visit, const std::string& number) {
        if (visit.request.is_get || !visit.request.form.one("form")) return not_there();
        const std::string text = visit.given("text");
        return desk::page(403, {.title = "登录已过期",
                                .text = "还没有执行。请重新登录后再做一次。",
                                .onward = std::string(duty_prefix) + "sign-in?alarm=" + number,
                                .onward_text = "重新登录",
                                .typed = text.empty() ? visit.given("note") : text});
    }

    // What an officer looks at.

    HttpAnswer list(const Visit& visit) {
        if (!visit.officer) return visit.request.is_get ? see_other(std::string(duty_prefix) + "sign-in") : not_there();
        if (!visit.request.is_get) return not_there();
        return desk::page(200, Template::alarms, of_officer(visit, desk::list_view(stores_.alarms.list(most_listed), *visit.live->config)));
    }

    static Shown of_officer(const Visit& visit, Shown shown) {
        return shown.put("officer", visit.officer->who.name).put("form", visit.officer->form_token());
    }

    HttpAnswer show(const Visit& visit, const db::Alarm& alarm, const std::string& what) {
        if (what.empty()) {
            look(visit, alarm);
            return whole(visit, alarm, {});
        }
        // Parts of a page that was opened.
        if (!visit.officer->session.has_shown(alarm.state.id)) return {403, ""};
        if (what == "said") return desk::fragment(Template::said, desk::said_view(stores_, alarm, *visit.live->config));
        constexpr std::string_view files = "files/";
        return what.starts_with(files) ? file(alarm, what.substr(files.size())) : not_there();
    }

    /// Whose words an officer sees is written down when they turn to them, not each time the page asks for what is new.
    void look(const Visit& visit, const db::Alarm& alarm) {
        const Officer& officer = *visit.officer;
        const std::string& id = alarm.state.id;
        const bool is_new = !officer.session.has_shown(id);
        stores_.sql.transaction([&](db::Transaction& transaction) {
            if (is_new)
                stores_.audit.append(transaction,
                                     {.at = visit.at(), .who = officer.audited_as(), .action = "alarm show", .about = id, .detail = ""});
            stores_.desk_sessions.used(transaction, officer.secret, officer.session.shown + (is_new ? id + " " : ""), visit.at());
        });
    }

    HttpAnswer whole(const Visit& visit, const db::Alarm& alarm, const Again& again) {
        Shown shown = desk::alarm_view(stores_, alarm, *visit.live->config, visit.officer->who.id, visit.now);
        shown.put("once", wechat::random_hex(once_bytes)).put("error", again.error).put("typed", again.text).put("typed_note", again.note);
        shown.put("told", desk::told(visit.request.query.one("done").value_or("")));
        return desk::page(again.error.empty() ? 200 : 422, Template::alarm, of_officer(visit, shown));
    }

    HttpAnswer file(const db::Alarm& alarm, const std::string& entry) {
        const auto entries = stores_.alarm_entries.list(alarm.state.id);
        const auto found = std::ranges::find(entries, entry, &db::AlarmEntry::id);
        const auto stored = found == entries.end() ? std::nullopt : stores_.files.find(alarm.state.id, found->text);
        HttpAnswer answer{.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}}};
        if (!stored || !stores_.files.open(stored->id, [&](std::string_view part) { answer.body += part; })) return not_there();
        answer.content_type = stored->content.type;
        // What is no picture is saved, not played in our name.
        if (!stored->content.type.starts_with("image/")) answer.headers.emplace_back("Content-Disposition", "attachment");
        return answer;
    }

    // What an officer does.

    HttpAnswer act(const Visit& visit, const db::Alarm& alarm, const std::string& what) {
        const std::string back = duty_prefix + alarm.state.id;
        if (!sign_in_.is_theirs(visit.request, *visit.officer))
            return desk::page(403, {.title = "请重新打开页面",
                                    .text = "这个请求不是从您打开的页面发出的，没有执行。",
                                    .onward = back,
                                    .onward_text = "打开警情",
                                    .typed = visit.given("text")});
        if (what == "acknowledge") {
            acknowledge(visit, alarm.state.id, visit.officer->who.id, "");
            return see_other(back);  // the page says who has it: somebody else may have been first
        }
        if (alarm.state.closed_at != 0) return whole(visit, alarm, {.error = "这起警情已经办结，没有执行。", .text = visit.given("text")});
        if (what == "answer") return reply(visit, alarm, back);
        if (what == "hand-over") return hand_over(visit, alarm, back);
        if (what == "close") return close(visit, alarm, back);
        return not_there();
    }

    /// With its row of the audit chain, or not at all.
    void audited(const Visit& visit, const std::string& action, const std::string& alarm, const std::string& detail,
                 const std::function<void(db::Transaction&)>& work) {
        stores_.sql.transaction([&](db::Transaction& transaction) {
            stores_.audit.append(
                transaction,
                {.at = visit.at(), .who = visit.officer->audited_as(), .action = "alarm " + action, .about = alarm, .detail = detail});
            stores_.desk_sessions.used(transaction, visit.officer->secret, visit.officer->session.shown, visit.at());
            work(transaction);
        });
        log::info("alarm worked on", {{"alarm", alarm}, {"act", action}, {"by", visit.officer->who.id}});
    }

    void acknowledge(const Visit& visit, const std::string& id, const std::string& by, const std::string& detail) {
        auto result = db::Alarms::Acknowledged::unknown;
        const std::string who = visit.officer ? visit.officer->audited_as() : by;
        stores_.sql.transaction([&](db::Transaction& transaction) {
            result = stores_.alarms.acknowledge(transaction, id, by, visit.at());
            if (result != db::Alarms::Acknowledged::now) return;
            stores_.audit.append(transaction, {.at = visit.at(), .who = who, .action = "alarm acknowledge", .about = id, .detail = detail});
        });
        if (result == db::Alarms::Acknowledged::now) log::info("alarm acknowledged", {{"alarm", id}, {"by", by}});
    }

    HttpAnswer reply(const Visit& visit, const db::Alarm& alarm, const std::string& back) {
        const std::string text(wechat::trimmed(visit.given("text")));
        if (text.empty()) return whole(visit, alarm, {.error = "请先写下要对群众说的话。"});
        if (text.size() > most_of_an_answer || !wechat::is_utf8(text))
            return whole(visit, alarm, {.error = "一次最多400个字，请分几次发送。", .text = text});
        auto came = Answered::at_once;
        audited(visit, "answer", alarm.state.id, "", [&](db::Transaction& transaction) {
            const bool can_receive = visit.request.form.one("can_receive").has_value();
            came = answer_alarm(
                stores_, transaction, alarm,
                {.alarm = alarm.state.id, .by = visit.officer->who.id, .text = text, .may_be_received = can_receive, .once = once(visit)},
                visit.now);
        });
        return see_other(back + (came == Answered::waits ? "?done=waits" : "?done=answered"));
    }

    /// Of the page the form stands in: sent twice, it is done once.
    static std::string once(const Visit& visit) {
        const std::string given = visit.given("once");
        return given.size() == once_bytes * 2 ? "desk " + given : "";
    }

    HttpAnswer hand_over(const Visit& visit, const db::Alarm& alarm, const std::string& back) {
        const auto to = visit.request.form.one("to");
        if (!to) return whole(visit, alarm, {.error = "请选择交给谁。"});
        const Operator* found = operator_named(visit.live->config->operators, *to);
        if (!to->empty() && (found == nullptr || !found->has("duty") || *to == visit.officer->who.id))
            return whole(visit, alarm, {.error = "这位民警现在没有值班权限，请选择另一位。"});
        audited(visit, "hand over", alarm.state.id, to->empty() ? "to the desk" : "to " + *to, [&](db::Transaction& transaction) {
            hand_over_alarm(stores_, transaction, alarm.state.id, visit.officer->who.id, *to, visit.now);
        });
        if (to->empty()) return see_other(back + "?done=returned");
        const bool is_told =
            !found->mobile.empty() && send_sms_(found->mobile, "【广州公安】值班警情" + alarm.state.id + "已移交给您，请立即处置：" +
                                                                   visit.live->config->public_url + back);
        return see_other(back + (is_told ? "?done=handed_over" : "?done=handed_over_untold"));
    }

    HttpAnswer close(const Visit& visit, const db::Alarm& alarm, const std::string& back) {
        const std::string outcome = visit.given("outcome");
        const std::string note(wechat::trimmed(visit.given("note")));
        if (!desk::is_outcome(outcome)) return whole(visit, alarm, {.error = "请选择处置结果。", .note = note});
        if (note.size() > most_of_a_note || !wechat::is_utf8(note))
            return whole(visit, alarm, {.error = "补充说明最多200个字。", .note = note});
        audited(visit, "close", alarm.state.id, "", [&](db::Transaction& transaction) {
            close_alarm(stores_, transaction, alarm.state.id, visit.officer->who.id, note.empty() ? outcome : outcome + "：" + note,
                        visit.now);
        });
        return see_other(back + "?done=closed");
    }

    db::Stores& stores_;
    const CurrentLive live_;
    const SendSms send_sms_;
    const std::function<services::Instant()> clock_;
    desk::SignIn sign_in_;
};

}  // namespace

Page duty_page(db::Stores& stores, CurrentLive live, SendSms send_sms, std::function<services::Instant()> clock) {
    const auto pages = std::make_shared<DutyPages>(stores, std::move(live), std::move(send_sms), std::move(clock));
    return {.prefix = duty_prefix, .takes_posts = true, .answer = [pages](const PageRequest& request) { return pages->answer(request); }};
}

}  // namespace gateway
