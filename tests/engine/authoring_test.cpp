// Services as their authors would write them, outside of the catalog, as their residents meet them.
#include <doctest/doctest.h>

#include "services/form/catalog.h"
#include "tests/authoring/reendorsement.h"
#include "walk.h"
#include "world.h"

namespace services {
Service bind_identity();
}

using namespace engine_tests;

namespace {

const services::Catalog& catalog() {
    static const services::Catalog all({services::reendorsement(), services::bind_identity()});
    return all;
}

/// A resident who is known, at the question where to.
struct Applicant {
    World world;
    const Citizen who = citizen(1);

    explicit Applicant(Pair pair) : world(pair, {.catalog = &catalog()}) {
        world.bind(who, 2);
        say("签注");
        say("1");
        say("C12345678");
    }
    Reply say(const std::string& text) { return world.say(who.openid, text); }
};

}  // namespace

TEST_CASE("an application with a fee: asked a place, added up, followed up, withdrawn") {
    on_both([](Pair pair) {
        Applicant applicant(pair);
        CHECK(applicant.say("2029-12-01").has("去哪里"));
        CHECK(applicant.say("1 2").has("香港：哪一种签注"));
        applicant.say("1");
        CHECK(applicant.say("3个月2次").has("澳门：哪一种签注"));
        CHECK_FALSE(applicant.say("1").has("2次"));
        applicant.say("1年1次");
        CHECK(applicant.say("邮寄").has("寄到哪里"));
        const Reply review = applicant.say("天河区某某路1号");
        CHECK(review.has("香港有效期和次数：3个月2次"));
        const Reply done = applicant.say("确认");
        CHECK(done.has("申请已提交"));
        CHECK(done.has("45元"));
        CHECK(done.has("已提交"));
        CHECK(applicant.world.rows("records") == 1);
    });
}

TEST_CASE("a permit that runs out too soon is refused at once, with what to do instead") {
    on_both([](Pair pair) {
        Applicant applicant(pair);
        CHECK(applicant.say("2027-03-22").has("请先换发通行证"));
        CHECK(applicant.world.rows("records") == 0);
    });
}
