// The catalog: every service of the account, in the order of catalog.def, checked when it is built.
#pragma once

#include <string_view>
#include <vector>

#include "services/form/spec.h"

namespace services {

class Catalog {
  public:
    /// Takes the services as they are; throws std::logic_error naming the service and what is wrong with its spec.
    explicit Catalog(std::vector<Service> services);

    const std::vector<Service>& all() const { return services_; }
    const Service* find(std::string_view id) const;  // null when absent
    /// What its services read, each once, in their order.
    std::vector<const DataSet*> data_sets() const;
    std::vector<std::string> collections() const;

  private:
    std::vector<Service> services_;
};

/// Every service named in catalog.def.
const Catalog& catalog();

}  // namespace services
