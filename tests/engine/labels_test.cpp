// The labels of every service against what people say and against the words of the engine: what is on the screen comes first.
#include <doctest/doctest.h>

#include <string>

#include "services/answers/folding.h"
#include "services/chat/picking.h"
#include "services/chat/words.h"
#include "services/form/catalog.h"

using namespace services;

namespace {

template <class Check>
void each_list(const Check& check) {
    for (const Service& service : catalog().all()) {
        for (const Field* field : service.questions()) {
            if (field->options.empty()) continue;
            CAPTURE(service.id);
            CAPTURE(field->key);
            check(field->options);
        }
        std::vector<Option> acts;
        for (const Act& act : service.acts) {
            if (!act.label.empty()) acts.push_back({std::string(act.verb), std::string(act.label)});
        }
        if (!acts.empty()) check(acts);
    }
}

}  // namespace

TEST_CASE("every label of every list picks its own line, however it is said") {
    int labels = 0;
    each_list([&](const std::vector<Option>& options) {
        for (const Option& option : options) {
            for (const std::string& said : {option.label, option.label + "。", option.label + "吧", "我选" + option.label,
                                            option.label + "[微笑]", "「" + option.label + "」"}) {
                CAPTURE(said);
                CHECK(named(options, normalise(said, {}).text) == option.id);
            }
            ++labels;
        }
    });
    CHECK(labels > 40);
}

TEST_CASE("no label is lost to a word of the engine") {
    each_list([&](const std::vector<Option>& options) {
        for (const Option& option : options) {
            CAPTURE(option.label);
            // What is taken for a command must first be taken for the line.
            CHECK((engine_word(option.label) == Word::none || heads_one(options, option.label)));
        }
    });
}
