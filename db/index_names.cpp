#include "db/index_names.h"

#include <algorithm>

namespace db {

Names subject_keys(const Vault& vault, const ChannelUser& user) { return vault.indexes("alias:" + user.channel, user.id); }

Names note_keys(const Vault& vault, const ChannelUser& user) {
    Names names;
    for (const std::string& subject : subject_keys(vault, user)) {
        for (std::string& name : vault.indexes("note", subject)) names.push_back(std::move(name));
    }
    return names;
}

std::string is_any(const std::string& column, const Names& names) {
    std::string condition = column + " IN (?";
    for (std::size_t i = 1; i < names.size(); ++i) condition += ", ?";
    return condition + ")";
}

Values with_names(Values values, const Names& names) {
    values.insert(values.end(), names.begin(), names.end());
    return values;
}

void hold_names(Transaction& transaction, Names names) {
    std::ranges::sort(names);  // everybody in the same order, or two would wait for each other
    for (const std::string& name : names) {
        transaction.execute("INSERT INTO index_guards (name) VALUES (?)", {name});
        // The row is locked until the commit all the same, and none is ever left.
        transaction.execute("DELETE FROM index_guards WHERE name = ?", {name});
    }
}

}  // namespace db
