// A resident who answers whatever is asked, by the examples of the fields.
#pragma once

#include <string>
#include <vector>

#include "world.h"

namespace engine_tests {

class Walker {
  public:
    Walker(World& world, Citizen who) : world_(world), who_(std::move(who)) {}

    /// Opens a service by its title.
    Reply open(const std::string& service);
    /// Answers the question last asked; fails the test when it does not know how.
    Reply answer();
    /// Answers until the dialogue is over, at most `steps` times; false when it is not over then.
    bool finish(int steps = 60);

    bool is_talking() { return session().current.has_value(); }
    services::Session session() { return world_.peek(who_.openid); }
    /// "id_card_appointment/slot", "bind_identity/@consent"; empty when no dialogue is running.
    std::string place();

    const Citizen& who() const { return who_; }
    const Reply& last() const { return last_; }

  private:
    Reply say(const std::string& text) { return last_ = world_.say(who_.openid, text); }
    Reply answer_field(const services::Service& service, const services::Asked& asked);

    World& world_;
    Citizen who_;
    Reply last_;
};

/// Makes what a service finds in the world when a resident uses it, e.g. the appointment that 我的预约 shows.
void prepare(World&, const Citizen&, const std::string& service);

/// The answer a resident would type for a field that has no list: the field's example, else that of its type; their own name and numbers.
/// Of the second part of an `each` question, somebody else's.
std::string example_for(const services::Field&, const Citizen&, const std::string& part = "");

}  // namespace engine_tests
