// News and guides as services outside of the catalog.
#pragma once

#include "services/form/spec.h"

namespace services {

Service news_list();
Service guide_list();

}  // namespace services
