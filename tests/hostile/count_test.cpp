// The tables counted: at least 500 attacks, no name twice, and the peers' incidents by name.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "cases.h"

using namespace hostile;

TEST_CASE("at least 500 cases, each with a name of its own") {
    std::vector<std::string> names;
    for (const auto& of : {names_of_documents, names_of_envelopes, names_of_texts, names_of_config_files, names_of_storage}) {
        const auto more = of();
        names.insert(names.end(), more.begin(), more.end());
    }
    std::set<std::string> distinct;
    for (const std::string& name : names) CHECK_MESSAGE(distinct.insert(name).second, "twice: ", name);
    std::printf("%zu hostile cases\n", distinct.size());
    CHECK(distinct.size() >= 500);

    // Of reliability-and-security.md §3.3; tests/hostile/README.md says which do not apply, and why.
    for (const char* incident : {"CVE-2018-13439",
                                 "WxJava#889",
                                 "WxJava#903",
                                 "WxJava#1427",
                                 "CVE-2018-20318",
                                 "GHSA-h755-h99p-9ffv",
                                 "CVE-2018-25082",
                                 "smartwalle/wxpay#3",
                                 "CVE-2021-43678",
                                 "WxJava#1890",
                                 "supersheep/wechat-pay#54",
                                 "thenbsp/wechat#47",
                                 "zoujingli/wechat-php-sdk#6",
                                 "easywechat#2990",
                                 "easywechat#2008",
                                 "SIvaCoHan/wxpay#6",
                                 "Tencent/rapidjson#1956",
                                 "Tencent/rapidjson#1027",
                                 "Tencent/rapidjson#2282",
                                 "easywechat#2131",
                                 "Easy!Appointments 1.6.0",
                                 "Easy!Appointments CVE-2023-3285"}) {
        const bool is_there =
            std::any_of(names.begin(), names.end(), [&](const std::string& name) { return name.find(incident) != std::string::npos; });
        CHECK_MESSAGE(is_there, incident);
    }
}
