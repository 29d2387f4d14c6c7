#include "tests/source_dir.h"

std::string source_dir() { return POLICE_SOURCE_DIR; }
