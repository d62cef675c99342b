#ifndef FLEDGE_CCAIRO_SHIM_H
#define FLEDGE_CCAIRO_SHIM_H

#include <cairo-svg.h>
#include <cairo.h>

#endif
