// All that a service may touch: the clock reading, the resident, the stores and the figures in force. Nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "db/stores.h"
#include "services/form/read_once.h"
#include "services/form/spec.h"

namespace services {

/// What a department's own system said.
struct FromDepartment {
    enum class Came {
        not_asked,  // no address of it is configured
        answered,
        down,    // slow, silent, or nonsense
        closed,  // outside of the hours it is asked in
    };
    Came came = Came::not_asked;
    std::vector<Answers> rows = {};  // normalised, every column of the data set
    std::string opens = {};          // its hours in Chinese, when it is closed
};

struct Context {
    Instant now;
    const Figures& figures;
    db::Stores& stores;
    const db::Resident* resident = nullptr;  // null for anonymous services and unknown residents
    std::string agreed_to = {};              // the service whose text this user is known to have agreed to, read with `resident`
    std::string citizen = {};                // blind index of the channel's user; "" for anonymous services
    std::vector<std::string> former = {};    // the same under other known keys, while the index key changes
    std::string sender_today = {};           // in an anonymous service, for its limits: a digest of the user that is another tomorrow
    Channel channel = Channel::wechat;
    db::ChannelUser user = {};           // who writes, as their channel knows them; never stored in clear; empty for anonymous services
    std::string draft = {};              // id of the dialogue; a record carries it, UNIQUE
    const db::Record* record = nullptr;  // the one this draft has made before, found by the counter
    const Service* service = nullptr;    // the one being run
    std::function<bool(const std::string& mobile, const std::string& text)> send_sms = {};  // false: not accepted

    std::function<std::string(const std::string& document)> link_to = {};  // the address at which a document can be opened, for a while

    /// Asks the department whose data set it is for the rows of that key; empty: nobody can be asked.
    std::function<FromDepartment(const DataSet&, const Answers& key)> ask_department = {};

    std::string message = {};    // names what is being answered: what it has done is not done twice
    bool has_duty_desk = false;  // somebody is rung for an alarm, and reads what is added to it

    std::function<void(const Service&, Code)> observe = {};  // told of every submit and what came of it, for metrics
    const std::set<std::string>* passed = nullptr;           // keys of the challenges this draft has passed

    std::string part = {};  // of an `each` question: whom or what it is asked about

    std::shared_ptr<ReadOnce> known = {};  // of this message; null: everything is read whenever it is wanted

    template <class Read>
    auto read_once(const std::string& what, Read read) const -> decltype(read()) {
        return known ? known->get(what, read) : read();
    }
    void has_changed() const {
        if (known) known->forget();
    }

    Facts facts() const { return {now, figures, resident, passed, part}; }
    Date today() const { return date_of(now); }
    const Settings& settings() const { return figures.of(service->id); }
};

/// Makes `service` the one being run. An anonymous one is not shown who is writing: this is the only place that sees to it.
inline void enter(const Service& service, Context& context) {
    context.service = &service;
    if (!service.anonymous) return;
    if (!context.user.empty())
        context.sender_today = context.stores.vault.index("sender", iso(context.today()) + "\n" + context.user.text());
    context.resident = nullptr;
    context.citizen.clear();
    context.former.clear();
    context.user = {};
    context.agreed_to.clear();
}

}  // namespace services
