// All stores over one database, one key-value store and one vault: what a Context hands to services.
//
// Times are unix seconds given by the caller; ids are 32 random hex digits made here.
#pragma once

#include "db/kv.h"
#include "db/sql.h"
#include "db/stores/alarm_entries.h"
#include "db/stores/alarms.h"
#include "db/stores/appointments.h"
#include "db/stores/audit.h"
#include "db/stores/broadcasts.h"
#include "db/stores/confirmations.h"
#include "db/stores/consents.h"
#include "db/stores/data_sets.h"
#include "db/stores/desk_sessions.h"
#include "db/stores/documents.h"
#include "db/stores/drafts.h"
#include "db/stores/files.h"
#include "db/stores/marks.h"
#include "db/stores/notes.h"
#include "db/stores/outbox.h"
#include "db/stores/overdue.h"
#include "db/stores/pools.h"
#include "db/stores/records.h"
#include "db/stores/residents.h"
#include "db/stores/subscriptions.h"
#include "db/vault.h"

namespace db {

// Owns nothing it was given; those must outlive it. Any number of threads.
struct Stores {
    Stores(Sql& sql_, Kv& kv_, const Vault& vault_)
        : sql(sql_),
          kv(kv_),
          vault(vault_),
          residents(sql_, vault_),
          consents(sql_, vault_),
          records(sql_, vault_),
          overdue(sql_),
          appointments(sql_, vault_),
          pools(sql_, vault_),
          data_sets(sql_, vault_),
          notes(sql_, vault_),
          outbox(sql_, vault_),
          subscriptions(sql_, vault_),
          files(sql_, vault_),
          documents(sql_, vault_),
          confirmations(sql_, vault_),
          marks(sql_, vault_),
          drafts(sql_, vault_),
          broadcasts(sql_),
          alarms(sql_, vault_),
          alarm_entries(sql_, vault_),
          desk_sessions(sql_, vault_),
          audit(sql_, vault_) {}

    Sql& sql;
    Kv& kv;
    const Vault& vault;
    Residents residents;
    Consents consents;
    Records records;
    Overdue overdue;
    Appointments appointments;
    Pools pools;
    DataSets data_sets;
    Notes notes;
    Outbox outbox;
    Subscriptions subscriptions;
    Files files;
    Documents documents;
    Confirmations confirmations;
    Marks marks;
    Drafts drafts;
    Broadcasts broadcasts;
    Alarms alarms;
    AlarmEntries alarm_entries;
    DeskSessions desk_sessions;
    Audit audit;
};

}  // namespace db
