// The only place where the version stands; CMakeLists.txt and the pkg-config file read it from here.
#ifndef DECLIVE_VERSION_HPP
#define DECLIVE_VERSION_HPP

#define DECLIVE_VERSION_MAJOR 0
#define DECLIVE_VERSION_MINOR 1
#define DECLIVE_VERSION_PATCH 0
#define DECLIVE_VERSION_STRING "0.1.0"

#endif
