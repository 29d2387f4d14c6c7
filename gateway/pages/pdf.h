// A paper as a PDF of A4 pages, its Chinese letters inside (cairo and pango; any installed CJK font, Noto Sans CJK by preference).
#pragma once

#include <string>

#include "services/shapes/paper.h"

namespace gateway {

/// Any number of threads. Throws std::runtime_error when it cannot be drawn.
std::string pdf_of(const services::Paper&);

}  // namespace gateway
