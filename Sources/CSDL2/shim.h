#ifndef FLEDGE_CSDL2_SHIM_H
#define FLEDGE_CSDL2_SHIM_H

#include <SDL2/SDL.h>

#endif
