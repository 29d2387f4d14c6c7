// The population data that names and ID numbers are checked against: blind indexes only, loaded from the department's export. Nothing
// leads back from them, so that another index key takes another import; until then a set is found under the key it was made with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/sql.h"
#include "db/vault.h"

namespace db {

struct Person {
    std::string name, id_no;  // normalised; never stored
    char sex = 'M';           // M or F
    int birth_year = 0;
    std::string area;  // 6-digit area code
};

struct NameCount {
    char sex = 'M';
    int birth_year = 0;
    std::int64_t count = 0;
};

// Any number of threads. Throws SqlError.
class Population {
  public:
    Population(Sql& sql, const Vault& vault) : sql_(sql), vault_(vault) {}

    // A new data set, invisible until finish(): readers see the old one whole until then, and after a crash for ever. One import at a
    // time; one thread.
    class Import {
      public:
        // Returns how many were stored; an ID number met before in this import is not. Throws std::runtime_error, as finish() does, when
        // another import has meanwhile finished and so ended this one.
        std::int64_t add(const std::vector<Person>& people);
        // Makes this the data in force, of the given day (YYYY-MM-DD), and erases all other sets.
        void finish(const std::string& data_date, std::int64_t now);

      private:
        friend class Population;
        Import(Sql& sql, const Vault& vault, std::string set)
            : sql_(sql), vault_(vault), set_(std::move(set)), index_key_(vault.index_key()) {}
        Sql& sql_;
        const Vault& vault_;
        std::string set_;
        std::string index_key_;  // of the whole set, whatever key comes into force meanwhile
    };
    Import import_set();

    bool matches(const std::string& name, const std::string& id_no);
    // How many bear the name, by sex and birth year in rising order. sex 0 and an empty area prefix mean all.
    std::vector<NameCount> name_counts(const std::string& name, char sex = 0, const std::string& area_prefix = "");

    struct Loaded {
        std::int64_t people = 0;
        std::string data_date;
        std::int64_t loaded_at = 0;
        std::string index_key;  // id; empty when it was loaded by a version that had one index key only
    };
    // Absent when nothing was ever loaded.
    std::optional<Loaded> loaded();

  private:
    Sql& sql_;
    const Vault& vault_;
};

}  // namespace db
