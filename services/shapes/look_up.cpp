#include "services/shapes/look_up.h"

#include <optional>
#include <utility>

#include "services/form/tries.h"

namespace services {
namespace {

struct Found {
    std::optional<Answers> row = {};
    Date of{};  // the day the data is of
};

Outcome unavailable(const DataSet& data, const std::string& opens) {
    Outcome outcome{.code = Code::UPSTREAM_DOWN, .headline = data.title + "系统暂时查不到数据，您没有做错什么。", .next = "请稍后再试。"};
    if (!opens.empty()) {
        outcome.headline = data.title + "系统现在不在服务时间内。";
        outcome.next = "服务时间为" + opens + "，请到时再查。";
    }
    outcome.next += "急需了解可以致电受理的窗口。";
    return outcome;
}

std::optional<Found> in_loaded(const DataSet& data, const Answers& answers, Context& context) {
    const auto loaded = context.stores.data_sets.in_force(data.id);
    if (!loaded) return std::nullopt;
    const auto row = context.stores.data_sets.find(name_of(data), key_of(data, answers));
    return Found{row ? std::optional(readable(*row)) : std::nullopt, date_from_iso(loaded->data_date).value_or(context.today())};
}

using Came = FromDepartment::Came;

/// The department's own system, by the key alone.
FromDepartment ask(const DataSet& data, const Answers& answers, Context& context) {
    Answers key;
    for (const Column* column : data.kept_as(Kept::key)) key[column->name] = answers.at(column->name);
    return context.ask_department ? context.ask_department(data, key) : FromDepartment{};
}

void say_of_when(Outcome& outcome, const DataSet& data, Date of, Date today) {
    outcome.facts.push_back({"data_date", "数据日期", chinese_with_year(of)});
    if (today - of > data.fresh)
        outcome.next += "以上数据已有" + std::to_string((today - of).count()) + "天没有更新，最新情况以窗口答复为准。";
}

std::string locked(std::int64_t hours) { return "请" + std::to_string(hours) + "小时后再试，或携带身份证到受理的窗口查询。"; }

Outcome too_many(std::int64_t hours) { return {.code = Code::RATE_LIMITED, .headline = "核对不符的次数过多。", .next = locked(hours)}; }

Outcome shown(const LookUp& wanted, const Answers& row, Date of, Context& context) {
    Outcome outcome = wanted.shows(row, context);
    say_of_when(outcome, *wanted.data, of, context.today());
    return outcome;
}

Result missed(const LookUp& wanted, const Try& attempt, std::int64_t hours) {
    if (attempt.left == 0) return Outcome{.code = Code::MISMATCH, .headline = wanted.nothing, .next = "次数已用完，" + locked(hours)};
    Correct again{.key = "", .why = wanted.nothing + "还可以试" + std::to_string(attempt.left) + "次。"};
    for (const Column* column : wanted.data->kept_as(Kept::key)) again.also.push_back(column->name);
    again.key = again.also.front();
    again.also.erase(again.also.begin());
    return again;
}

Result run(const LookUp& wanted, const Answers& answers, Context& context) {
    const DataSet& data = *wanted.data;
    const Settings& settings = context.settings();
    const std::int64_t misses = settings.integer("misses"), hours = settings.integer("lock_hours");
    const TryLimit limit{.what = context.service->id, .own = misses, .theirs = misses, .life = std::chrono::hours(hours)};
    const std::string target = context.stores.vault.index("tried:" + data.id, answers.at(data.kept_as(Kept::key).front()->name));
    const Try attempt = spend_try(context, limit, target);
    if (!attempt.is_allowed()) return too_many(hours);

    const FromDepartment said = ask(data, answers, context);
    if (said.came == Came::answered) {
        if (said.rows.empty()) return missed(wanted, attempt, hours);
        give_back_try(context, limit, target);
        return shown(wanted, said.rows.front(), context.today(), context);
    }
    const auto found = in_loaded(data, answers, context);
    if (found && !found->row && said.came == Came::not_asked) return missed(wanted, attempt, hours);
    give_back_try(context, limit, target);
    if (!found) return unavailable(data, said.opens);
    if (said.came == Came::not_asked) return shown(wanted, *found->row, found->of, context);

    // What was imported stands in for a department that is not to be reached. Of a row that is not in there nobody can say that it does not
    // exist, so that it is no miss; but such tries have a number of their own, or numbers could be guessed as long as it lasts.
    const TryLimit unsure{.what = context.service->id + ":unsure", .own = 2 * misses, .theirs = 2 * misses, .life = limit.life};
    if (!spend_try(context, unsure, target).is_allowed()) return too_many(hours);
    if (!found->row) return unavailable(data, said.opens);
    give_back_try(context, unsure, target);
    return shown(wanted, *found->row, found->of, context);
}

}  // namespace

std::vector<ParameterSpec> look_up_parameters(std::int64_t misses, std::int64_t lock_hours) {
    return {{"misses", misses, "How many look-ups that find nothing lead to a lock, by one resident or of one number.", 1, 100},
            {"lock_hours", lock_hours, "How many hours the lock lasts, from the first of them.", 1, 168}};
}

Submit look_up(LookUp wanted) {
    return [wanted = std::move(wanted)](const Answers& answers, Context& context) { return run(wanted, answers, context); };
}

}  // namespace services
