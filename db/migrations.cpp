#include "db/migrate.h"

namespace db {
namespace {

// SQL that both engines read: MEDIUMTEXT and VARCHAR are text to SQLite, BIGINT is INTEGER. Sealed columns are MEDIUMTEXT; blind indexes
// are VARCHAR(32). A step that any installation may have run is never edited: add one.

Migration residents() {
    return {1,
            "residents",
            {R"(
CREATE TABLE IF NOT EXISTS residents (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  level BIGINT NOT NULL,
  name MEDIUMTEXT,
  id_no MEDIUMTEXT,
  mobile MEDIUMTEXT,
  id_no_index VARCHAR(32),
  mobile_index VARCHAR(32),
  mobile_at BIGINT NOT NULL,
  verified_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (id_no_index)
))",
             R"(
CREATE TABLE IF NOT EXISTS aliases (
  alias_index VARCHAR(32) NOT NULL PRIMARY KEY,
  channel VARCHAR(8) NOT NULL,
  resident VARCHAR(32) NOT NULL,
  created_at BIGINT NOT NULL
))",
             "CREATE INDEX aliases_by_resident ON aliases (resident)",
             R"(
CREATE TABLE IF NOT EXISTS consents (
  subject VARCHAR(32) NOT NULL,
  service VARCHAR(64) NOT NULL,
  text_version VARCHAR(64) NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (subject, service, text_version)
))"}};
}

Migration records() {
    return {
        2,
        "records",
        {R"(
CREATE TABLE IF NOT EXISTS records (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  number VARCHAR(32) NOT NULL,
  service VARCHAR(64) NOT NULL,
  title VARCHAR(200) NOT NULL,
  resident VARCHAR(32),
  draft VARCHAR(128) NOT NULL,
  state VARCHAR(32) NOT NULL,
  answers MEDIUMTEXT NOT NULL,
  summary MEDIUMTEXT NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (number),
  UNIQUE (draft)
))",
         "CREATE INDEX records_by_resident ON records (resident, created_at)", "CREATE INDEX records_by_state ON records (state, due_at)",
         R"(
CREATE TABLE IF NOT EXISTS history (
  subject VARCHAR(32) NOT NULL,
  seq BIGINT NOT NULL,
  from_state VARCHAR(32) NOT NULL,
  to_state VARCHAR(32) NOT NULL,
  who VARCHAR(64) NOT NULL,
  why MEDIUMTEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (subject, seq)
))"}};
}

Migration appointments() {
    return {3,
            "appointments",
            {R"(
CREATE TABLE IF NOT EXISTS slots (
  site VARCHAR(64) NOT NULL,
  business_group VARCHAR(64) NOT NULL,
  slot_day VARCHAR(10) NOT NULL,
  start_time VARCHAR(5) NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (site, business_group, slot_day, start_time)
))",
             R"(
CREATE TABLE IF NOT EXISTS holds (
  draft VARCHAR(128) NOT NULL PRIMARY KEY,
  holder VARCHAR(64) NOT NULL,
  service VARCHAR(64) NOT NULL,
  site VARCHAR(64) NOT NULL,
  business_group VARCHAR(64) NOT NULL,
  slot_day VARCHAR(10) NOT NULL,
  start_time VARCHAR(5) NOT NULL,
  held_until BIGINT NOT NULL,
  UNIQUE (holder, service)
))",
             "CREATE INDEX holds_by_slot ON holds (site, business_group, slot_day, start_time, held_until)",
             R"(
CREATE TABLE IF NOT EXISTS appointments (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  site VARCHAR(64) NOT NULL,
  business_group VARCHAR(64) NOT NULL,
  slot_day VARCHAR(10) NOT NULL,
  start_time VARCHAR(5) NOT NULL,
  resident VARCHAR(32) NOT NULL,
  person VARCHAR(32) NOT NULL,
  mobile VARCHAR(32),
  service VARCHAR(64) NOT NULL,
  business VARCHAR(64) NOT NULL,
  record VARCHAR(32) NOT NULL,
  draft VARCHAR(128) NOT NULL,
  state VARCHAR(16) NOT NULL,
  person_open VARCHAR(120),
  mobile_open VARCHAR(120),
  created_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (person_open),
  UNIQUE (mobile_open)
))",
             "CREATE INDEX appointments_by_resident ON appointments (resident, slot_day)",
             "CREATE INDEX appointments_by_person ON appointments (person, state)",
             "CREATE INDEX appointments_by_mobile ON appointments (mobile, state)",
             "CREATE INDEX appointments_by_record ON appointments (record)",
             "CREATE INDEX appointments_by_day ON appointments (slot_day, site, state)"}};
}

Migration population() {
    return {4,
            "population",
            {R"(
CREATE TABLE IF NOT EXISTS population (
  data_set VARCHAR(8) NOT NULL,
  id_index VARCHAR(32) NOT NULL,
  name_index VARCHAR(32) NOT NULL,
  sex VARCHAR(1) NOT NULL,
  birth_year BIGINT NOT NULL,
  area VARCHAR(12) NOT NULL,
  PRIMARY KEY (data_set, id_index)
))",
             "CREATE INDEX population_by_name ON population (data_set, name_index)",
             R"(
CREATE TABLE IF NOT EXISTS population_in_force (
  one BIGINT NOT NULL PRIMARY KEY,
  data_set VARCHAR(8) NOT NULL,
  people BIGINT NOT NULL,
  data_date VARCHAR(10) NOT NULL,
  loaded_at BIGINT NOT NULL
))",
             R"(
CREATE TABLE IF NOT EXISTS population_sets (
  data_set VARCHAR(8) NOT NULL PRIMARY KEY,
  people BIGINT NOT NULL
))"}};
}

Migration notes_and_drafts() {
    return {5,
            "notes_and_drafts",
            {R"(
CREATE TABLE IF NOT EXISTS notes (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  citizen VARCHAR(32) NOT NULL,
  answer MEDIUMTEXT NOT NULL,
  kept_at BIGINT NOT NULL
))",
             "CREATE INDEX notes_by_citizen ON notes (citizen, kept_at)",
             R"(
CREATE TABLE IF NOT EXISTS drafts (
  id VARCHAR(128) NOT NULL PRIMARY KEY,
  owner VARCHAR(32) NOT NULL,
  service VARCHAR(64) NOT NULL,
  answers MEDIUMTEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  version BIGINT NOT NULL
))",
             "CREATE INDEX drafts_by_expiry ON drafts (expires_at)"}};
}

// Beside each blind index what it was made of, sealed, so that it can be made again under another key.
Migration key_rotation() {
    return {6,
            "key_rotation",
            {"ALTER TABLE aliases ADD COLUMN user_sealed MEDIUMTEXT", "ALTER TABLE consents ADD COLUMN user_sealed MEDIUMTEXT",
             "ALTER TABLE notes ADD COLUMN user_sealed MEDIUMTEXT", "ALTER TABLE appointments ADD COLUMN person_sealed MEDIUMTEXT",
             "ALTER TABLE appointments ADD COLUMN mobile_sealed MEDIUMTEXT", "ALTER TABLE appointments ADD COLUMN password MEDIUMTEXT",
             "ALTER TABLE population_in_force ADD COLUMN index_key VARCHAR(16)",
             R"(
CREATE TABLE IF NOT EXISTS index_guards (
  name VARCHAR(32) NOT NULL PRIMARY KEY
))"}};
}

// due_at: when it is to be tried, or its lease ends; NULL once done.
Migration outbox() {
    return {7,
            "outbox",
            {R"(
CREATE TABLE IF NOT EXISTS outbox (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  cause VARCHAR(64) NOT NULL,
  subject VARCHAR(32) NOT NULL,
  citizen VARCHAR(32) NOT NULL,
  user_sealed MEDIUMTEXT NOT NULL,
  kind VARCHAR(32) NOT NULL,
  body MEDIUMTEXT,
  state VARCHAR(8) NOT NULL,
  due_at BIGINT,
  expires_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  lease VARCHAR(16) NOT NULL,
  uncertain BIGINT NOT NULL,
  told_by VARCHAR(16) NOT NULL,
  why VARCHAR(200) NOT NULL,
  created_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  UNIQUE (cause)
))",
             "CREATE INDEX outbox_by_due ON outbox (due_at)", "CREATE INDEX outbox_by_subject ON outbox (subject)",
             "CREATE INDEX outbox_by_citizen ON outbox (citizen)", "CREATE INDEX outbox_by_done ON outbox (done_at)",
             "CREATE INDEX outbox_by_state ON outbox (state)", "ALTER TABLE notes ADD COLUMN expires_at BIGINT",
             // Which messages a citizen has said they want, as WeChat told us (订阅通知).
             R"(
CREATE TABLE IF NOT EXISTS subscriptions (
  citizen VARCHAR(32) NOT NULL,
  template_id VARCHAR(64) NOT NULL,
  user_sealed MEDIUMTEXT NOT NULL,
  accepted BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (citizen, template_id)
))"}};
}

// Who did what, as a chain; its key and its head, sealed, in the one row of audit_head.
Migration audit() {
    return {8,
            "audit",
            {R"(
CREATE TABLE IF NOT EXISTS audit (
  seq BIGINT NOT NULL PRIMARY KEY,
  acted_at BIGINT NOT NULL,
  who VARCHAR(130) NOT NULL,
  action VARCHAR(32) NOT NULL,
  about VARCHAR(200) NOT NULL,
  detail MEDIUMTEXT NOT NULL,
  signature VARCHAR(600) NOT NULL,
  previous_hash VARCHAR(64) NOT NULL,
  hash VARCHAR(64) NOT NULL
))",
             "CREATE INDEX audit_by_time ON audit (acted_at)",
             R"(
CREATE TABLE IF NOT EXISTS audit_head (
  one BIGINT NOT NULL PRIMARY KEY,
  chain_key MEDIUMTEXT NOT NULL,
  head MEDIUMTEXT NOT NULL,
  appended BIGINT NOT NULL
))"}};
}

// due_at: as in the outbox. record: what stands on the file, which then does not expire. A file and its parts go together.
Migration files() {
    return {9,
            "files",
            {R"(
CREATE TABLE IF NOT EXISTS files (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  media_index VARCHAR(32) NOT NULL,
  media_sealed MEDIUMTEXT NOT NULL,
  citizen VARCHAR(32) NOT NULL,
  user_sealed MEDIUMTEXT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  content_type VARCHAR(32) NOT NULL,
  bytes BIGINT NOT NULL,
  state VARCHAR(8) NOT NULL,
  due_at BIGINT,
  lease VARCHAR(16) NOT NULL,
  attempts BIGINT NOT NULL,
  why VARCHAR(200) NOT NULL,
  record VARCHAR(32),
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  UNIQUE (media_index)
))",
             "CREATE INDEX files_by_due ON files (due_at)", "CREATE INDEX files_by_citizen ON files (citizen)",
             "CREATE INDEX files_by_expiry ON files (expires_at)", "CREATE INDEX files_by_record ON files (record)",
             R"(
CREATE TABLE IF NOT EXISTS file_parts (
  file VARCHAR(32) NOT NULL,
  seq BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  PRIMARY KEY (file, seq)
))"}};
}

// What a record gives (documents), waits for (confirmations) and keeps others from (marks).
Migration record_belongings() {
    return {10,
            "record_belongings",
            {R"(
CREATE TABLE IF NOT EXISTS documents (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  record VARCHAR(32) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL
))",
             "CREATE INDEX documents_by_record ON documents (record)",
             R"(
CREATE TABLE IF NOT EXISTS confirmations (
  record VARCHAR(32) NOT NULL PRIMARY KEY,
  code MEDIUMTEXT NOT NULL,
  tries BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
))",
             R"(
CREATE TABLE IF NOT EXISTS marks (
  mark VARCHAR(32) NOT NULL PRIMARY KEY,
  kind VARCHAR(32) NOT NULL,
  value_sealed MEDIUMTEXT NOT NULL,
  record VARCHAR(32) NOT NULL,
  held_until BIGINT NOT NULL
))",
             "CREATE INDEX marks_by_record ON marks (record)", "CREATE INDEX records_by_due ON records (service, due_at)"}};
}

// Mass messages to followers: public texts, ids of operators.
Migration broadcasts() {
    return {11,
            "broadcasts",
            {R"(
CREATE TABLE IF NOT EXISTS broadcasts (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  digest VARCHAR(64) NOT NULL,
  title VARCHAR(64) NOT NULL,
  audience VARCHAR(64) NOT NULL,
  media_id VARCHAR(128) NOT NULL,
  state VARCHAR(16) NOT NULL,
  previewed_at BIGINT NOT NULL,
  previewed_by VARCHAR(130) NOT NULL,
  released_at BIGINT NOT NULL,
  released_by VARCHAR(130) NOT NULL,
  message_id VARCHAR(32) NOT NULL,
  message_data_id VARCHAR(32) NOT NULL,
  finished_at BIGINT NOT NULL,
  total BIGINT NOT NULL,
  filtered BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  why VARCHAR(64) NOT NULL
))",
             "CREATE INDEX broadcasts_by_message ON broadcasts (message_id)",
             "CREATE INDEX broadcasts_by_state ON broadcasts (state, released_at)"}};
}

// due_at: when it is to be rung, or its lease ends; NULL once acknowledged. push: the message that raised it. posted, texted: the
// ring that began at ringing_since, by webhook and by SMS.
Migration alarms() {
    return {12,
            "alarms",
            {R"(
CREATE TABLE IF NOT EXISTS alarms (
  id VARCHAR(32) NOT NULL PRIMARY KEY,
  push VARCHAR(64) NOT NULL,
  latest_push VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  caller VARCHAR(32) NOT NULL,
  user_sealed MEDIUMTEXT,
  name MEDIUMTEXT,
  mobile MEDIUMTEXT,
  words MEDIUMTEXT NOT NULL,
  token MEDIUMTEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  latest_at BIGINT NOT NULL,
  due_at BIGINT,
  lease VARCHAR(16) NOT NULL,
  attempts BIGINT NOT NULL,
  rings BIGINT NOT NULL,
  ringing_since BIGINT NOT NULL,
  posted BIGINT NOT NULL,
  texted BIGINT NOT NULL,
  escalated_at BIGINT NOT NULL,
  acknowledged_at BIGINT NOT NULL,
  acknowledged_by VARCHAR(64) NOT NULL,
  UNIQUE (push)
))",
             "CREATE INDEX alarms_by_latest_push ON alarms (latest_push)", "CREATE INDEX alarms_by_due ON alarms (due_at)",
             "CREATE INDEX alarms_by_caller ON alarms (caller)", "CREATE INDEX alarms_by_raised ON alarms (raised_at)",
             "CREATE INDEX alarms_by_acknowledged ON alarms (acknowledged_at)"}};
}

// How large a picture is, in pixels.
Migration picture_sizes() {
    return {
        13,
        "picture_sizes",
        {"ALTER TABLE files ADD COLUMN width BIGINT NOT NULL DEFAULT 0", "ALTER TABLE files ADD COLUMN height BIGINT NOT NULL DEFAULT 0"}};
}

// again_at: when an overdue record is to be looked at, or its lease ends.
Migration overdue_leases() {
    return {14,
            "overdue_leases",
            {"ALTER TABLE records ADD COLUMN again_at BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE records ADD COLUMN lease VARCHAR(16) NOT NULL DEFAULT ''",
             "ALTER TABLE records ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0"}};
}

// clock: the parameter that says how long; clock_count: days or seconds, counted from clock_from. paused: the clock that stands still.
Migration record_clocks() {
    return {15,
            "record_clocks",
            {"ALTER TABLE records ADD COLUMN clock VARCHAR(64) NOT NULL DEFAULT ''",
             "ALTER TABLE records ADD COLUMN clock_from BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE records ADD COLUMN clock_count BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE records ADD COLUMN paused VARCHAR(64) NOT NULL DEFAULT ''",
             "ALTER TABLE records ADD COLUMN paused_count BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE records ADD COLUMN word_at BIGINT NOT NULL DEFAULT 0", "ALTER TABLE records ADD COLUMN supplement MEDIUMTEXT"}};
}

// What departments give in whole; the population becomes the first of them. Its old tables stay for processes of the version before, which
// serve until they are restarted.
Migration data_sets() {
    return {16,
            "data_sets",
            {R"(
CREATE TABLE IF NOT EXISTS data_loads (
  load_id VARCHAR(8) NOT NULL PRIMARY KEY,
  data_set VARCHAR(64) NOT NULL,
  state VARCHAR(8) NOT NULL,
  row_count BIGINT NOT NULL,
  begun_at BIGINT NOT NULL,
  data_date VARCHAR(10) NOT NULL,
  loaded_at BIGINT NOT NULL,
  index_key VARCHAR(16) NOT NULL
))",
             "CREATE INDEX data_loads_by_set ON data_loads (data_set, state)",
             R"(
CREATE TABLE IF NOT EXISTS data_rows (
  load_id VARCHAR(8) NOT NULL,
  key_index VARCHAR(32) NOT NULL,
  group_index VARCHAR(32),
  plain VARCHAR(255) NOT NULL,
  sealed MEDIUMTEXT,
  PRIMARY KEY (load_id, key_index)
))",
             "CREATE INDEX data_rows_by_group ON data_rows (load_id, group_index, plain)",
             R"(
INSERT INTO data_rows (load_id, key_index, group_index, plain, sealed)
SELECT data_set, id_index, name_index,
  REPLACE(REPLACE(REPLACE('{"area":"@area","birth":"@birth","sex":"@sex"}', '@area', area), '@birth', birth_year), '@sex', sex), NULL
FROM population WHERE data_set = (SELECT data_set FROM population_in_force WHERE one = 1) AND NOT EXISTS (SELECT 1 FROM data_loads)
)",
             R"(
INSERT INTO data_loads (load_id, data_set, state, row_count, begun_at, data_date, loaded_at, index_key)
SELECT data_set, 'population', 'whole', people, loaded_at, data_date, loaded_at, COALESCE(index_key, '') FROM population_in_force
WHERE NOT EXISTS (SELECT 1 FROM data_loads)
)"}};
}

// What is given out in places. number: of who waits, and NULL of everybody else, so that no two have one. held_until: of a hold; record: ''
// of a hold.
Migration pools() {
    return {17,
            "pools",
            {// Whoever locks a slot's row changes it, as a pool's: a cluster knows of no lock that changes nothing.
             "ALTER TABLE slots ADD COLUMN version BIGINT NOT NULL DEFAULT 0",
             R"(
CREATE TABLE IF NOT EXISTS pools (
  pool VARCHAR(64) NOT NULL PRIMARY KEY,
  state VARCHAR(8) NOT NULL,
  used BIGINT NOT NULL,
  waiting BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  entries_until BIGINT NOT NULL,
  commitment VARCHAR(64) NOT NULL,
  seed MEDIUMTEXT,
  drawn_at BIGINT NOT NULL,
  version BIGINT NOT NULL
))",
             R"(
CREATE TABLE IF NOT EXISTS pool_entries (
  pool VARCHAR(64) NOT NULL,
  holder VARCHAR(64) NOT NULL,
  id VARCHAR(16) NOT NULL,
  record VARCHAR(32) NOT NULL,
  state VARCHAR(8) NOT NULL,
  number BIGINT,
  held_until BIGINT,
  joined_at BIGINT NOT NULL,
  PRIMARY KEY (pool, holder),
  UNIQUE (pool, number)
))",
             "CREATE INDEX pool_entries_by_hold ON pool_entries (held_until, pool)"}};
}

// What ends is looked for by its end.
Migration ends() {
    return {18,
            "ends",
            {"CREATE INDEX holds_by_end ON holds (held_until)", "CREATE INDEX marks_by_end ON marks (held_until)",
             "CREATE INDEX notes_by_end ON notes (expires_at)"}};
}

// Whose a file is: its form's. Processes of the version before fill in `citizen` and `user_sealed` instead.
Migration files_of_drafts() {
    return {19,
            "files_of_drafts",
            {"ALTER TABLE files ADD COLUMN draft VARCHAR(128) NOT NULL DEFAULT ''", "CREATE INDEX files_by_draft ON files (draft)"}};
}

// What is said in an alarm. push: the message it was said in, once; seq: its place in the alarm; waits: an answer of the desk's that the
// next message takes.
Migration alarm_entries() {
    return {20,
            "alarm_entries",
            {"ALTER TABLE alarms ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE alarms ADD COLUMN closed_by VARCHAR(64) NOT NULL DEFAULT ''",
             R"(
CREATE TABLE IF NOT EXISTS alarm_entries (
  id VARCHAR(16) NOT NULL PRIMARY KEY,
  alarm VARCHAR(32) NOT NULL,
  push VARCHAR(64) NOT NULL,
  seq BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  author VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  body MEDIUMTEXT NOT NULL,
  waits BIGINT NOT NULL
))",
             "CREATE UNIQUE INDEX alarm_entries_by_push ON alarm_entries (alarm, push)",
             "CREATE INDEX alarm_entries_by_alarm ON alarm_entries (alarm, seq)",
             "CREATE INDEX alarm_entries_by_said ON alarm_entries (said_at)"}};
}

// Officers at the duty desk's pages. id: of what the browser holds, SHA-256; whose: sealed to it. shown: the alarms that were.
Migration desk_sessions() {
    return {21,
            "desk_sessions",
            {R"(
CREATE TABLE IF NOT EXISTS desk_ways_in (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  officer VARCHAR(32) NOT NULL,
  address VARCHAR(64) NOT NULL,
  whose MEDIUMTEXT NOT NULL,
  offered_at BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  taken BIGINT NOT NULL
))",
             R"(
CREATE TABLE IF NOT EXISTS desk_sessions (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  whose MEDIUMTEXT NOT NULL,
  used_at BIGINT NOT NULL,
  shown VARCHAR(250) NOT NULL
))",
             "CREATE INDEX desk_ways_in_by_time ON desk_ways_in (offered_at)",
             "CREATE INDEX desk_sessions_by_time ON desk_sessions (used_at)"}};
}

// A paper as it is given out, once somebody has opened it.
Migration drawn_documents() { return {22, "drawn_documents", {"ALTER TABLE documents ADD COLUMN drawn MEDIUMTEXT"}}; }

}  // namespace

const std::vector<Migration>& migrations() {
    static const std::vector<Migration> steps{residents(),     records(),        appointments(),  population(),      notes_and_drafts(),
                                              key_rotation(),  outbox(),         audit(),         files(),           record_belongings(),
                                              broadcasts(),    alarms(),         picture_sizes(), overdue_leases(),  record_clocks(),
                                              data_sets(),     pools(),          ends(),          files_of_drafts(), alarm_entries(),
                                              desk_sessions(), drawn_documents()};
    return steps;
}

}  // namespace db
