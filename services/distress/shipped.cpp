#include "services/distress/recogniser.h"

namespace services {
namespace {

constexpr char rules_text[] =
#include "distress_rules.inc"
    ;
constexpr char model_text[] =
#include "distress_model.inc"
    ;

}  // namespace

std::shared_ptr<const DistressModel> shipped_model() {
    static const auto model = std::make_shared<const DistressModel>(std::string_view(model_text, sizeof model_text - 1));
    return model;
}

std::shared_ptr<const Recogniser> shipped_recogniser() {
    // A mistake in it is the suites' to find; what is right is in force all the same.
    static const auto recogniser = std::make_shared<const Recogniser>(
        read_distress_rules({rules_text, sizeof rules_text - 1}, [](const LineFault&) {}), shipped_model());
    return recogniser;
}

}  // namespace services
