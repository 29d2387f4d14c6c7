// A second face of the form: it draws nothing, says nothing and knows no channel; it answers what a view asks by the fields' examples.
#pragma once

#include <functional>
#include <string>

#include "services/form/form.h"
#include "walk.h"
#include "world.h"

namespace engine_tests {

class PlainFace {
  public:
    PlainFace(World&, Citizen, const services::Service&);

    using Seen = std::function<void(const services::Question&, const services::Answers& before)>;
    /// Goes on until something came of it, at most some sixty steps; `seen` is called with every question before it is answered.
    services::Outcome finish(const Seen& seen = {});

    const std::string& draft() const { return context_.draft; }
    services::Context& context() { return context_; }

  private:
    services::Input example_of(const services::Question&) const;
    void answer(services::Form&, const services::Question&);
    void prove(services::Form&, const services::CodeDue&);

    World& world_;
    const Citizen who_;
    const services::Service& service_;
    services::Context context_;
    services::Identity identity_;
    services::Answers answers_;
};

}  // namespace engine_tests
