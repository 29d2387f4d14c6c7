// What administrators get wrong, one row a mistake: the edit, and the message it must give on the line of the edit.
#include <doctest/doctest.h>

#include <vector>

#include "config_folder.h"

namespace {

using namespace config_test;

struct Mistake {
    const char* file;
    const char* from;
    const char* to;
    const char* message;
    int lines_on = 0;  // from the first edited line to the line of the message
    bool warning = false;
};

const char* const gateway_file = "gateway.json";
const char* const household = "services/household.json";
const char* const room = "\"notice\": \"\"";  // makes place for one of the common keys that the entries leave out
const char* const offices = "offices.json";
const char* const calendar = "calendar.json";
const char* const fees = "fees.json";
const char* const menu = "menu.json";
const char* const operators = "operators.json";
const char* const nobody = "\"operators\": []";

const std::vector<Mistake> mistakes{
    // --- any file
    {gateway_file, "\"public_url\"", "\"publik_url\"", "unknown key \"publik_url\", expected one of listen, admin"},
    {gateway_file, "\"public_url\"", "\"publik_url\"", "did you mean \"public_url\"?"},
    {gateway_file, "\"token\": \"sandboxToken\",", "", "\"token\" is missing, expected {\"file\": \"path\"}", -8},
    {gateway_file, "\"port\": 8080", "\"port\": \"8080\"", "\"port\" is text, expected a whole number from 1 to 65535 without quotes"},
    {gateway_file, "\"port\": 8080", "\"port\": 80800", "80800 is out of range, expected a whole number from 1 to 65535"},
    {gateway_file, "\"port\": 8080", "\"port\": 8080.5",
     "\"port\" is a number, expected a whole number from 1 to 65535 without a decimal point"},
    {gateway_file, "\"port\": 8080", "\"port\": null", "\"port\" is null, expected a whole number"},
    {gateway_file, "\"port\": 8080,", "\"port\": 8080, \"port\": 8082,",
     "duplicate key \"port\", expected each key once; it is first given on line"},
    {gateway_file, "\"production\": false", "\"production\": \"false\"", "\"production\" is text, expected true or false without quotes"},
    {gateway_file, "\"production\": false", "\"production\": 0", "\"production\" is a number, expected true or false"},
    {gateway_file, "\"production\": false", "\"production\": False", "did you mean false, in lower case?"},
    {gateway_file, "\"sessions\": \"memory:\",", "\"sessions\": \"memory:\"", "expected a comma before this entry", 3},
    {gateway_file, "\"sessions\": \"memory:\"", "\"sessions\": “memory:”", "full-width"},
    {gateway_file, "\"limits\": {", "\"limits\": [", "expected a comma before this entry, or ] to end the list", 2},

    // --- gateway.json
    {gateway_file, "\"mode\": \"secure\"", "\"mode\": \"secur\"",
     "\"secur\" is not known, expected one of plain, compatible, secure; did you mean \"secure\"?"},
    {gateway_file, "\"mode\": \"secure\"", "\"mode\": \"安全\"", "is not known, expected one of plain, compatible, secure"},
    {gateway_file, "\"proxies\": []", "\"proxies\": [\"10.0.0\"]", "\"10.0.0\" is no address, expected e.g. \"10.1.2.3\""},
    {gateway_file, "\"callback_addresses\": \"enforce\"", "\"callback_addresses\": \"on\"",
     "is not known, expected one of off, log, enforce"},
    {gateway_file, "\"app_secret\": \"sandboxSecretForTestsAndDemos001\"", "\"app_secret\": \"\"", "has no effect without an app_secret",
     16, true},
    {gateway_file, "http://127.0.0.1:8090/duty", "http://desk.example.cn/duty",
     "\"duty.webhook_url\" is not https: personal data would travel"},
    {gateway_file, "http://127.0.0.1:8090/department/", "http://hj.example.cn/",
     "\"url\": \"http://hj.example.cn/id_card_applications\" is not https"},
    {gateway_file, "\"data_set\": \"id_card_applications\"", "\"data_set\": \"id_card_aplications\"",
     "did you mean \"id_card_applications\"?"},
    {gateway_file, "\"sandbox-department-token\"", "\"\"", "the department cannot know who asks", 0, true},
    {gateway_file, "\"sandbox-department-token\"", "{\"file\": \"/nowhere/token\"}", "token in \"/nowhere/token\""},
    {gateway_file, "\"departments\": [",
     "\"departments\": [{\"data_set\": \"id_card_applications\", \"url\": \"https://a.cn\", \"token\": \"t\"},",
     "is answered by an entry above as well", 4},
    {gateway_file, "http://127.0.0.1:8090/duty", "desk.example.cn", "\"duty.webhook_url\": this is no address"},
    {gateway_file, "\"secret\": \"sandboxDutySecret01\"", "\"secret\": \"short\"",
     "\"duty.secret\" has 5 characters, expected at least 16"},
    {gateway_file, "\"13900000110\"", "\"1390000011x\"", "\"duty.mobiles\": this is no mobile, expected 11 digits"},
    {gateway_file, "\"http://127.0.0.1:8090/api/sms\"", "\"\"", "\"duty\" names mobiles, but without sms_url", -15, true},
    {gateway_file, "http://127.0.0.1:8080", "http://police.example.cn",
     "\"public_url\": \"http://police.example.cn\" is not https, expected \"https://…\""},
    {gateway_file, "http://127.0.0.1:8080", "police.example.cn", "\"police.example.cn\" is not valid, expected an address"},
    {gateway_file, "\"port\": 8081", "\"port\": 8080", "\"admin\" has the same host and port as \"listen\", expected another port"},
    {gateway_file, "\"host\": \"127.0.0.1\"", "\"host\": \"0.0.0.0\"", "listen is OPEN TO THE NETWORK on 0.0.0.0", 0, true},
    {gateway_file, "sqlite:var/police.db", "mysql://police:secret99@db/police", "a password stands in the address"},
    {gateway_file, "sqlite:var/police.db", "postgres://police@db/police",
     "is not valid, expected \"sqlite:path\" or \"mysql://user@host:port/name\""},
    {gateway_file, "sqlite:var/police.db", "sqlite:", "is not valid, expected \"sqlite:path\""},
    {gateway_file, "\"memory:\"", "\"redis://:secret99@127.0.0.1/0\"", "a password stands in the address"},
    {gateway_file, "\"memory:\"", "\"memory\"", "is not valid, expected \"memory:\""},
    {gateway_file, "\"production\": false", "\"production\": true", "\"demonstration\" is true in production, expected false", 3},
    {gateway_file, "\"token\": \"sandboxToken\"", "\"token\": \"ab\"", "\"token\": 2 characters, expected 3 to 32"},
    {gateway_file, "\"token\": \"sandboxToken\"", "\"token\": \"has space!\"",
     "\"token\" is not valid, expected 3 to 32 letters and digits"},
    {gateway_file, "\"token\": \"sandboxToken\"", "\"token\": {\"file\": \"/nonexistent/token\"}",
     "token in \"/nonexistent/token\": the file is missing"},
    {gateway_file, "\"token\": \"sandboxToken\"", "\"token\": {\"path\": \"token\"}", "expected {\"file\": \"path\"}"},
    {gateway_file, "\"token\": \"sandboxToken\"", "\"token\": 12345",
     "\"token\" is a number, expected {\"file\": \"path\"}, or the secret as text"},
    {gateway_file, "\"encoding_aes_key\": \"", "\"encoding_aes_key\": \"x", "the EncodingAESKey has 44 characters, expected 43"},
    {gateway_file, "\"encoding_aes_key\": \"c", "\"encoding_aes_key\": \"", "the EncodingAESKey has 42 characters, expected 43"},
    {gateway_file, "\"previous_encoding_aes_key\": \"\"", "\"previous_encoding_aes_key\": \"short\"",
     "the EncodingAESKey has 5 characters, expected 43"},
    {gateway_file, "\"previous_token\": \"\"", "\"previous_token\": \"a b c\"",
     "\"previous_token\" is not valid, expected 3 to 32 letters and digits"},
    {gateway_file, "\"previous_token\": \"\"", "\"previous_token\": \"sandboxToken\"", "\"previous_token\" is the same as token", 0, true},
    {gateway_file, "\"previous_token\": \"\"", "\"previous_token\": \"formerToken\"",
     "pushes under \"previous_token\" are still accepted, expected \"\" once the change is over", 0, true},
    {gateway_file, "\"previous_encoding_aes_key\": \"\"", "\"previous_encoding_aes_key\": \"c2FuZGJveCBrZXksIGZvciB0ZXN0cyBhbmQgZGVtb3M\"",
     "\"previous_encoding_aes_key\" is the same as encoding_aes_key", 0, true},
    {gateway_file, "\"app_id\": \"wx", "\"app_id\": \"gh", "is not valid, expected wx and 16 letters or digits"},
    {gateway_file, "\"original_id\": \"gh_", "\"original_id\": \"wx", "is not valid, expected gh_…"},
    {gateway_file, "{\"file\": \"var/index.key\"}", "{\"file\": \"var/data.key\"}", "\"keys.index\" is the same file as keys.data"},
    {gateway_file, "{\"file\": \"var/index.key\"}", "\"k1:abc\"", "\"index\" is text, expected {\"file\": \"path\"}"},
    {gateway_file, "\"answer_deadline_ms\": 4000", "\"answer_deadline_ms\": 6000",
     "6000 is out of range, expected a whole number from 100 to 4800"},
    {gateway_file, "\"session_life_seconds\": 86400", "\"session_life_seconds\": 600", "is not longer than session_silence_seconds"},
    {gateway_file, "\"answer_memory_seconds\": 600", "\"answer_memory_seconds\": 300",
     "is not longer than wechat.window_seconds, expected more than 300"},
    {gateway_file, "http://127.0.0.1:8090/api/sms", "127.0.0.1:8090", "\"sms_url\": this is no address"},
    {gateway_file, "[\"http://127.0.0.1:8090\"]", "\"https://api.weixin.qq.com\"", "did you mean [\"https://api.weixin.qq.com\"]?"},
    {gateway_file, "[\"http://127.0.0.1:8090\"]", "[]", "0 entries, expected 1 to 5"},

    // --- services/*.json
    {household, "\"enabled\": true", "\"enabld\": true", "unknown key \"enabld\", expected one of enabled, notice"},
    {household, "\"enabled\": true", "\"enabld\": true", "did you mean \"enabled\"?"},
    {household, "\"id_card_appointment\"", "\"id_card_apointment\"",
     "unknown service \"id_card_apointment\", expected one of id_card_appointment, newborn_name_query, "},
    {household, "\"id_card_appointment\"", "\"id_card_apointment\"", "did you mean \"id_card_appointment\"?"},
    {household, "\"id_card_appointment\"", "\"my_appointments\"",
     "is a service of another department, expected it in services/community.json"},
    {"services/security.json", "{\n", "{\n\"live_traffic\": {},\n", "unknown service \"live_traffic\", expected nothing here", 1},
    {household, "\"enabled\": true", "\"enabled\": \"yes\"", "\"enabled\" is text, expected true or false"},
    {household, room, "\"words\": [\"1\"]", "\"1\" means something in every conversation"},
    {household, room, "\"words\": [\"取消\"]", "\"取消\" means something in every conversation"},
    {household, room, "\"words\": [\"救命\"]", "\"救命\" means something in every conversation"},
    {household, "\"notice\": \"\"", "\"notice\": \"closed\"", "\"notice\" is not Chinese"},
    {gateway_file, "\"customer_service\": \"transfer\"", "\"customer_service\": \"transfr\"", "\"customer_service\" is not Chinese"},
    {household, "\"enabled\": true", "\"enabled\": false", "the service is off without a \"notice\"", 0, true},
    {household, room, "\"opens\": \"2026-13-01 08:00\"", "\"2026-13-01 08:00\" is not valid, expected a date and time in Guangzhou like"},
    {household, room, "\"opens\": \"2026-12-01\"", "expected a date and time"},
    {household, room, "\"closes\": \"2026-12-02 08:00\", \"closes\": \"2026-12-01 08:00\"", "duplicate key \"closes\""},
    {household, room, "\"hours\": [\"20:00-08:00\"]",
     "is not valid, expected hours like \"08:30-12:00\", the first time before the second"},
    {household, room, "\"hours\": [\"8:30-12:00\"]", "\"8:30-12:00\" is not valid, expected hours like"},
    {household, room, "\"hours\": \"08:00-20:00\"", "did you mean [\"08:00-20:00\"]?"},
    {household, room, "\"hours\": [\"14:00-17:00\", \"08:00-12:00\"]", "\"hours\" overlap or are out of order"},
    {household, room, "\"daily_limit\": -1", "-1 is out of range"},
    {household, room, "\"channels\": [\"X\"]", "\"X\" is not known, expected one of W, C, A, B, J"},
    {household, room, "\"channels\": \"W\"", "\"channels\" is text, expected a list in [ ]"},
    {household, room, "\"words\": [\"我的预约\"]", "\"我的预约\" already opens my_appointments; two services share a word", 0, true},
    {household, room, "\"words\": [\"身份证\"]", "\"身份证\" already opens this service", 0, true},
    {household, room, "\"words\": [\"\"]", "0 characters, expected 1 to 20"},
    {household, "\"book_ahead_days\": 14", "\"book_ahead_days\": 1000", "1000 is out of range, expected a whole number from 1 to 90"},
    {household, "\"cancel_until\": \"17:00\"", "\"cancel_until\": \"25:00\"", "\"25:00\" is not valid, expected a time like \"17:00\""},
    {household, "\"cancel_until\": \"17:00\"", "\"cancel_until\": 17",
     "\"cancel_until\" is a number, expected a time like \"17:00\"; put it in double quotes"},
    {household, "\"same_day\": false", "\"same_day\": null", "\"same_day\" is null, expected true or false"},

    // --- offices.json
    {offices, "\"id\": \"demo_liwan_2\"", "\"id\": \"demo_liwan_1\"", "\"demo_liwan_1\" is already the id of another place"},
    {offices, "\"id\": \"demo_liwan_1\"", "\"id\": \"Demo-1\"", "\"Demo-1\" is not valid, expected an id of lower-case letters"},
    {offices, "\"district\": \"440104\"", "\"district\": \"440140\"", "\"440140\" is not known, expected one of 440103"},
    {offices, "\"kind\": \"station\"", "\"kind\": \"stations\"", "did you mean \"station\"?"},
    {offices, "\"latitude\": 23.1259, \"longitude\": 113.2442},\n", "\"latitude\": 39.9, \"longitude\": 116.4},\n",
     "\"position\" is outside Guangzhou"},
    {offices, "\"latitude\": 23.1259, \"longitude\": 113.2442},\n", "\"latitude\": 113.2442, \"longitude\": 23.1259},\n",
     "\"position\" is outside Guangzhou, expected latitude 22.43 to 23.94 and longitude 112.95 to 114.06; are the two swapped?"},
    {offices, "\"latitude\": 23.1259, \"longitude\": 113.2442},\n", "\"latitude\": 23.1259},\n",
     "\"longitude\" is missing, expected a number"},
    {offices, "\"latitude\": 23.1259, \"longitude\": 113.2442},\n", "\"lat\": 23.1259, \"longitude\": 113.2442},\n",
     "unknown key \"lat\", expected one of latitude, longitude"},
    {offices, "\"verified_on\": \"2026-11-01\"", "\"verified_on\": \"2026-11-31\"", "\"2026-11-31\" is not valid, expected a date like"},
    {offices, "\"monday\": [\"08:30-12:00\", \"14:00-17:30\"], ", "\"mondy\": [\"08:30-12:00\"], ",
     "unknown key \"mondy\", expected one of monday, tuesday"},
    {offices, "[\"08:30-12:00\", \"14:00-17:30\"], ", "[\"08:30-14:30\", \"14:00-17:30\"], ", "has hours that overlap"},
    {offices, "[\"id_card_appointment\"]", "[\"id_card_apointment\"]", "there is no service \"id_card_apointment\", expected a service id"},
    {offices, "[\"id_card_appointment\"]", "[\"quick_accident_claim\"]", "\"quick_accident_claim\" is not booked, expected services by"},
    {offices, "{\"id_card_appointment\": 2}, \"average", "{}, \"average", "\"id_card_appointment\" has no windows, expected"},
    {offices, "{\"id_card_appointment\": 2}, \"average", "{\"id_card_appointment\": \"2\"}, \"average",
     "is text, expected a whole number from 0 to 100 without quotes"},
    {offices, "\"windows\": {\"id_card_appointment\": 2}", "\"windows\": {\"id_card_appointment\": 2, \"passport\": 1}",
     "\"passport\" is not among the businesses of this place"},
    {offices, "\"parent\": \"bureau_liwan\"", "\"parent\": \"bureau_liwna\"",
     "there is no place \"bureau_liwna\", expected the id of another place; did you mean \"bureau_liwan\"?"},
    {offices, "020-83000101", "020 8300 0101（转）", "is not valid, expected digits and hyphens"},
    {offices, "\"dated_hours\": {}", "\"dated_hours\": {\"2026-02-30\": []}", "\"2026-02-30\" is not a date that exists"},
    {offices, "\"kind\": \"bureau\"", "\"kind\": \"claimpoint\"", "did you mean \"claim_point\"?"},
    {offices, "\"open_on_holidays\": false", "\"open_on_holidays\": \"no\"", "is text, expected true or false"},
    {offices, "\"handles\": []", "\"handles\": \"签注\"", "\"handles\" is text, expected a list"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "07-01", "until": "08-32", "hours": {}}])",
     "\"until\": \"08-32\" is not a day that exists, expected e.g. \"07-01\" of every year, or \"2027-07-01\""},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "2027-02-29", "until": "2027-03-31", "hours": {}}])",
     "\"from\": \"2027-02-29\" is not a day that exists"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "07-01", "until": "2027-08-31", "hours": {}}])",
     "\"until\" is written otherwise than from, expected both with the year or both without it"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "2027-07-01", "until": "2027-06-30", "hours": {}}])",
     "\"until\": 2027-06-30 does not follow 2027-07-01 within a year"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "2027-07-01", "until": "2028-07-01", "hours": {}}])",
     "2028-07-01 does not follow 2027-07-01 within a year"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "07-01", "until": "08-31"}])", "\"hours\" is missing, expected an object"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "07-01", "until": "08-31", "hours": {"mon": []}}])",
     "unknown key \"mon\", expected one of monday, tuesday"},
    {offices, "\"seasons\": []", R"("seasons": [{"from": "07-01", "until": "08-31", "hours": {"monday": ["09:00-12:00", "11:00-20:00"]}}])",
     "\"monday\" has hours that overlap or are out of order"},
    {offices, "\"seasons\": []",
     R"("seasons": [{"from": "07-01", "until": "08-31", "hours": {}}, {"from": "08-31", "until": "09-30", "hours": {}}])",
     "this season overlaps an earlier one of the same place, expected each day in one season at most"},
    {offices, "\"seasons\": []",
     R"("seasons": [{"from": "2027-12-20", "until": "2028-01-10", "hours": {}}, {"from": "01-10", "until": "02-01", "hours": {}}])",
     "this season overlaps an earlier one"},
    {offices, "\"seasons\": []",
     R"("seasons": [{"from": "12-20", "until": "01-10", "hours": {}}, {"from": "2027-01-01", "until": "2027-01-31", "hours": {}}])",
     "this season overlaps an earlier one"},
    {offices, "\"average_minutes\": 15,\n        },\n        {\"id\": \"bureau_yuexiu\"",
     "\"average_minutes\": 0,\n        },\n        {\"id\": \"bureau_yuexiu\"", "0 is out of range, expected a whole number from 1 to 240"},

    // --- calendar.json
    {calendar, "\"from\": \"2026-02-15\"", "\"from\": \"2026-02-29\"", "\"2026-02-29\" is not valid, expected a date"},
    {calendar, "\"until\": \"2026-02-23\"", "\"until\": \"2026-02-13\"", "2026-02-13 does not follow 2026-02-15 within a month"},
    {calendar, "\"until\": \"2026-02-23\"", "\"until\": \"2027-02-23\"", "does not follow 2026-02-15 within a month"},
    {calendar, "\"2026-01-04\"", "\"2026-01-05\"", "2026-01-05 is a weekday, expected a Saturday or Sunday"},
    {calendar, "\"2026-01-04\"", "\"2026-02-14\"", "2026-02-14 is listed twice, already as a working weekend"},
    {calendar, "\"2026-01-04\"", "\"2026-01-03\"", "2026-01-03 is listed twice, already as a holiday"},
    {calendar, "\"loaded_until\": \"2026-12-31\"", "\"loaded_until\": \"2027-12-31\"",
     "no holiday of 2027 is listed, expected that year's notice"},
    {calendar, "\"loaded_until\": \"2026-12-31\"", "\"loaded_until\": \"31.12.2026\"", "\"31.12.2026\" is not valid, expected a date like"},
    {calendar, "\"2026-10-10\"", "\"2027-01-02\"", "2027-01-02 is after loaded_until (2026-12-31)"},

    // --- fees.json
    {fees, "\"from\": \"2017-07-01\"", "\"from\": \"2017-06-01\"",
     "\"hk_macau_endorsement_single\" from 2017-06-01 overlaps the row on line"},
    {fees, "\"until\": \"2017-06-30\"", "\"until\": null", "overlaps the row on line", 1},
    {fees, "\"until\": \"2017-06-30\"", "\"until\": \"2017-05-31\"", "has no amount from 2017-06-01 to 2017-06-30", 1, true},
    {fees, "\"until\": \"2017-06-30\"", "\"until\": \"2015-06-30\"", "2015-06-30 is before from (2016-01-01)"},
    {fees, "\"yuan\": 20", "\"yuan\": \"20元\"", "\"yuan\" is text, expected an amount in yuan"},
    {fees, "\"yuan\": 20", "\"yuan\": -20", "-20 yuan is out of range"},
    {fees, "\"yuan\": 20", "\"yuan\": 20.005", "has more than two decimals"},
    {fees, ", \"yuan\": 20", "", "\"yuan\" is missing, expected an amount in yuan"},
    {fees, "\"basis\"", "\"base\"", "unknown key \"base\", expected one of item, yuan, from, until, basis; did you mean \"basis\"?"},

    // --- menu.json
    {menu, "\"办事大厅\"", "\"广州公安办事大厅\"", "is too long for the menu, expected at most 4 Han characters"},
    {menu, "\"派出所查询\"", "\"附近派出所与窗口查询\"", "is too long for the menu, expected at most 7 Han characters"},
    {menu, "[\"police_station_directory\"]", "[\"police_stations_directory\"]",
     "there is no service \"police_stations_directory\", expected a service id"},
    {menu, "[\"police_station_directory\"]", "[]", "0 entries, expected 1 to 57"},
    {menu, "\"key\": \"stations\"", "\"key\": \"household\"", "\"household\" is the key of another line"},
    {menu, "\"sub_button\"", "\"sub_buttons\"", "did you mean \"sub_button\"?"},

    // --- operators.json
    {operators, nobody, R"("operators": [{"id": "zhang"}])", "\"token\" is missing, expected text in double quotes"},
    {operators, nobody, R"("operators": [{"id": "zhang", "role": ["keys"]}])", "did you mean \"roles\"?"},
    {operators, nobody, R"("operators": [{"id": "zhang", "roles": ["key"]}])",
     "expected one of publisher, duty, keys, auditor, case, lead"},
    {operators, nobody, R"("operators": [{"id": "zhang", "roles": []}])", "0 entries, expected 1 to 6"},
    {operators, nobody, R"("operators": [{"id": "Zhang"}])", "expected an id of lower-case letters"},
    {operators, nobody, R"("operators": [{"id": "unnamed"}])", "\"id\": \"unnamed\" is taken"},
    {operators, nobody, R"("operators": [{"id": "wechat"}])", "\"id\": \"wechat\" is taken"},
    {operators, nobody, R"("operators": [{"id": "zhang", "name": "某", "unit": "某", "roles": ["keys"]}, {"id": "zhang"}])",
     "\"id\": \"zhang\" is taken"},
    {operators, nobody, R"("operators": [{"token": "MC4CAQAwBQYDK2VwBCIEIA=="}])", "\"token\" is no public part"},
    {operators, nobody,
     R"("operators": [{"id": "a", "name": "某", "unit": "某", "token": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}, {"id": "b", "token": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}])",
     "\"token\" is that of another operator"},
};

TEST_CASE("a typical mistake is reported on its line, with its cause and what was expected") {
    MESSAGE(mistakes.size(), " mistakes");
    CHECK(mistakes.size() >= 100);
    for (const auto& mistake : mistakes) {
        CAPTURE(std::string(mistake.file));
        CAPTURE(std::string(mistake.to));
        const Folder folder;
        const int line = folder.edit(mistake.file, mistake.from, mistake.to) + mistake.lines_on;
        const auto loaded = folder.load();
        CAPTURE(listing(loaded));
        CHECK((loaded.config == nullptr) != mistake.warning);
        const auto begin = folder.at(mistake.file) + ":" + std::to_string(line) + ":";
        const auto reported = [&](const gateway::Problem& problem) {
            const auto text = problem.text();
            return problem.warning == mistake.warning && text.starts_with(begin) && text.find(mistake.message) != std::string::npos;
        };
        CHECK(std::any_of(loaded.problems.begin(), loaded.problems.end(), reported));
        // One mistake must not draw a crowd of others after it.
        CHECK(std::count_if(loaded.problems.begin(), loaded.problems.end(), [](const auto& p) { return !p.warning; }) <= 10);
        CHECK(listing(loaded).find("secret99") == std::string::npos);
    }
}

TEST_CASE("all errors of all files at once") {
    const Folder folder;
    folder.edit(gateway_file, "\"port\": 8080", "\"port\": \"x\"");
    folder.edit(gateway_file, "\"mode\": \"secure\"", "\"mode\": \"open\"");
    folder.edit(household, "\"enabled\": true", "\"enabld\": true");
    folder.edit(fees, "\"yuan\": 20", "\"yuan\": true");
    folder.edit(calendar, "{", "");
    folder.edit(menu, "\"household\"", "\"stations\"");
    folder.edit(offices, "440103", "440102");
    const auto loaded = folder.load();
    CAPTURE(listing(loaded));
    CHECK(std::count_if(loaded.problems.begin(), loaded.problems.end(), [](const auto& p) { return !p.warning; }) == 7);
    CHECK(std::is_sorted(loaded.problems.begin(), loaded.problems.end(), [](const auto& a, const auto& b) {
        const auto& files = gateway::config_files();
        const auto rank = [&](const std::string& path) {
            return std::find_if(files.begin(), files.end(), [&](const auto& file) { return path.ends_with("/" + file); });
        };
        return std::tuple(rank(a.file), a.line, a.column) < std::tuple(rank(b.file), b.line, b.column);
    }));
}

TEST_CASE("menu: no more than 3 buttons of 5 lines") {
    const Folder folder;
    std::string line = R"({"name": "a", "key": "k)";
    std::string lines, buttons;
    for (int i = 0; i < 6; ++i) lines += line + std::to_string(i) + R"(", "services": ["my_appointments"]},)";
    for (int i = 0; i < 4; ++i)
        buttons += R"({"name": "b", "sub_button": [)" +
                   (i == 0 ? lines : line + "x" + std::to_string(i) + R"(", "services": ["my_appointments"]})") + "]},";
    write(folder.at(menu), "{\"button\": [" + buttons + "]}");
    CHECK(listing(folder.load()).find("4 entries, expected 1 to 3") != std::string::npos);
    write(folder.at(menu), R"({"button": [{"name": "b", "sub_button": [)" + lines + "]}]}");
    CHECK(listing(folder.load()).find("6 entries, expected 1 to 5") != std::string::npos);
}

TEST_CASE("a clock time keeps its form: refused with line and column") {
    const Folder folder;
    const int opens = folder.edit(household, "\"day_opens\": \"08:00\"", "\"day_opens\": \"8:00\"");
    const int until = folder.edit(household, "\"cancel_until\": \"17:00\"", "\"cancel_until\": \"17.00\"");
    const auto at = [&](int line, int column) { return folder.at(household) + ":" + std::to_string(line) + ":" + std::to_string(column); };
    const auto said = listing(folder.load());
    CHECK_MESSAGE(said.find(at(opens, 22) + ": \"day_opens\": \"8:00\" is not valid") != std::string::npos, said);
    CHECK_MESSAGE(said.find(at(until, 25) + ": \"cancel_until\": \"17.00\" is not valid") != std::string::npos, said);
}

TEST_CASE("schedule: opens must come before closes") {
    const Folder folder;
    const int line = folder.edit(household, room, "\"opens\": \"2026-12-02 08:00\",\n\"closes\": \"2026-12-02 08:00\"") + 1;
    CHECK(listing(folder.load()).find(":" + std::to_string(line) + ":11: \"closes\": 2026-12-02 08:00 is not after opens") !=
          std::string::npos);
}

}  // namespace
