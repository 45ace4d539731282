#include "declive/version.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the version's text is made of its numbers") {
  CHECK(std::string(DECLIVE_VERSION_STRING) == std::to_string(DECLIVE_VERSION_MAJOR) + "." +
                                                   std::to_string(DECLIVE_VERSION_MINOR) + "." +
                                                   std::to_string(DECLIVE_VERSION_PATCH));
}
