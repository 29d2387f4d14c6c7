// What departments give in whole: rows found by blind indexes only, of which one complete load a data set is in force. Nothing leads back
// from an index, so that another index key takes another import; until then a load is found under the key it was made with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

/// A data set, and the kinds of blind index its rows are found by (Vault::index).
struct DataSetName {
    std::string id;          // "population"; at most 64 characters
    std::string key;         // of what one row alone has: "id_no"
    std::string group = {};  // of what rows share: "name"; "": nothing
};

/// One row, normalised.
struct DataRow {
    std::string key = {};     // never stored
    std::string group = {};   // never stored; "": not found by one
    std::string plain = {};   // leads to nobody: stored as it is, and counted by; at most 255 characters
    std::string sealed = {};  // stored encrypted; "": nothing
};

struct DataCount {
    std::string plain;
    std::int64_t rows = 0;
};

/// The row a sealed value is bound to (Vault::seal).
std::string data_row(const std::string& load, const std::string& key_index);

/// Any number of threads. Throws SqlError; VaultError where a row does not open.
class DataSets {
  public:
    DataSets(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    /// A new load, invisible until finish(): readers see the one in force whole until then, and after a crash for ever. One thread.
    class Load {
      public:
        /// Stores the rows and returns the positions of those whose key was met before in this load: they are not stored. Throws
        /// std::runtime_error, as finish() does, when another load of the data set has meanwhile finished and so ended this one.
        std::vector<std::size_t> add(const std::vector<DataRow>&);
        /// Makes this the load in force, of the given day (YYYY-MM-DD), and erases all others of the data set.
        void finish(const std::string& data_date, std::int64_t now);
        /// Erases what was loaded.
        void discard();

        const std::string& id() const { return id_; }

      private:
        friend class DataSets;
        Load(Sql& sql, const Vault& vault, DataSetName name, std::string id)
            : sql_(sql), vault_(vault), name_(std::move(name)), id_(std::move(id)), index_key_(vault.index_key()) {}
        Values values_of(const DataRow&) const;
        std::vector<std::size_t> insert(Transaction&, const std::vector<DataRow>&, std::size_t start, std::size_t end) const;

        Sql& sql_;
        const Vault& vault_;
        DataSetName name_;
        std::string id_;
        std::string index_key_;  // of the whole load, whatever key comes into force meanwhile
    };
    Load begin(const DataSetName&, std::int64_t now);

    /// The row of that key; with `group`, only if it has that group as well. key and group are not filled in.
    std::optional<DataRow> find(const DataSetName&, const std::string& key, const std::string& group = "");
    /// At most that many rows of the group.
    std::vector<DataRow> find_group(const DataSetName&, const std::string& group, std::int64_t most);
    /// How many rows of the group there are, by what they store as it is, in its order.
    std::vector<DataCount> counts(const DataSetName&, const std::string& group);

    struct InForce {
        std::string load;
        std::int64_t rows = 0;
        std::string data_date;
        std::int64_t loaded_at = 0;
        std::string index_key;  // id; empty when it was loaded by a version that had one index key only
    };
    /// Absent when nothing was ever loaded.
    std::optional<InForce> in_force(const std::string& id);

    /// Erases loads that began before that moment and were never finished.
    void sweep(std::int64_t before);

  private:
    Rows rows_where(const DataSetName&, const std::string& what, const std::string& condition, const Values& values);
    DataRow read(const Row&) const;

    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
