// The one door for what becomes of a record: whoever moves it, on whatever channel, is held to the lifecycle of its service here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/lifecycle.h"
#include "db/stores/audit.h"
#include "services/form/context.h"

namespace services {

struct Actor {
    db::By by = db::By::resident;
    std::string id = {};      // an operator's; of anybody else ""
    std::string unit = {};    // whose records they see; "": all
    db::AuditSign sign = {};  // of the audit row that is written with the move; empty: there is one already
};

struct ActRequest {
    std::string record;  // id
    std::int64_t version = 0;
    std::string_view verb;
    Answers input = {};  // what the act asks; of 补正, the keys of the form with reasons or answers
    Actor actor = {};
    std::string why = {};  // for the history, sealed
};

/// What was found in order before the transaction, for one of one's own to go on with.
struct Admitted {
    ActRequest request;
    db::Record record;
    const Service* service = nullptr;
    const db::Move* move = nullptr;
    const Act* act = nullptr;  // null: the service adds nothing
    Context context;           // of its service
    std::optional<db::ChannelUser> owner = {};
};

/// Everything that is asked before anything is done: that there is such a record (of the resident, where the resident moves; of the unit;
/// nothing tells another's from none), that it is still the version that was seen, that this actor may do so from its state, what the act
/// asks, and `may`. Spends what the act spends. The context's service is the record's, or it is looked for in the catalog. Throws
/// db::SqlError, db::VaultError, as everything below.
std::variant<Admitted, Result> admit(const ActRequest&, const Context&);

/// Does it in the caller's transaction, which must be rolled back when there is an answer (a conflict, or what the effect says): move,
/// clocks, effect, history, notices, and the audit row of an operator with a signature. The record becomes what it is now. Reads nothing
/// outside of the transaction, and may be run again.
std::optional<Result> act(db::Transaction&, Admitted&);

/// Admits, does it in a transaction of its own, and answers with the record as its service shows it, or with why nothing was done.
Result act(const ActRequest&, const Context&);

/// The clock of the record has run out: its move is made. Of a calendar loaded since that gives it longer, that is written instead. Throws
/// std::logic_error when the lifecycle knows no such clock.
void ring(const db::Record&, const Context&);

/// Whether the resident is whose record it is; nobody's is an anonymous one.
bool is_own(const db::Record&, const Context&);
/// The service of the record; null when there is none of that id any more.
const Service* service_of(const db::Record&, const Context&);
/// What the service adds to a move; null: nothing.
const Act* act_of(const Service&, std::string_view verb);
/// What they may do with it now, as they pick it: verb and label, in the order of the acts.
std::vector<Option> acts_open(const db::Record&, db::By, const Context&);
/// Whether what they want done was done: the record is where the verb leads, and the verb does not lead on from there.
bool is_done(const db::Record&, std::string_view verb, db::By, const Context&);

/// Whose record it is among the police: the office that was chosen, else the department of its service.
std::string unit_of(const db::Record&, const Service&, const Figures&);
/// Whether who serves in `unit` sees the records of `of`: their own and those of offices below.
bool sees(std::string_view unit, const std::string& of, const Figures&);

/// State, limit and next word, as anybody is shown them.
std::vector<Line> standing(const db::Record&, const db::Lifecycle&, const Figures&);
/// The same by the lifecycle of its service; the bare state of one whose service is not there any more.
std::vector<Line> standing(const db::Record&, const Context&);

/// The record as its service shows it to its owner, else its standing. The caller has seen to it that it is theirs.
Outcome shown_to_owner(const db::Record&, const Context&);

}  // namespace services
