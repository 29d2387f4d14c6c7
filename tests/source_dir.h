// Where this tree lies. Linked in: compiled into every file, the path would keep ccache from serving another checkout.
#pragma once

#include <string>

std::string source_dir();
