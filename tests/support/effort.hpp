// How much a run of the tests tries. DECLIVE_TESTS_EFFORT=low is for runs in which everything takes twenty times as long
// (an emulator, valgrind, the sanitizers): every case still runs, with fewer repetitions.
#ifndef DECLIVE_TESTS_SUPPORT_EFFORT_HPP
#define DECLIVE_TESTS_SUPPORT_EFFORT_HPP

#include <cstdlib>
#include <string_view>

namespace support {

inline bool low_effort() {
  const char* const effort = std::getenv("DECLIVE_TESTS_EFFORT");
  return effort != nullptr && std::string_view(effort) == "low";
}
/// Repetitions of what is drawn at random.
inline int rounds(int full) { return low_effort() ? (full + 5) / 6 : full; }

}  // namespace support

#endif
