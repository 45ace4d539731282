// The main of every room's tests: doctest's, which says at the end which instruction set ran.
//
// With --skip-missing-isa it leaves with status 77 if DECLIVE_ISA names an instruction set that this machine has not
// got: the test run shows such a leg as skipped, not as passed. Without it the library's own refusal stands.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>
#include <declive/kernels/cpu.hpp>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr int skipped = 77;

bool is_missing(std::string_view name) {
  for (const declive::Isa isa : declive::all_isas)
    if (name == declive::isa_name(isa)) return !declive::has_isa(isa);
  return false;  // a name that nobody knows is for the library to refuse
}

}  // namespace

int main(int argc, char** argv) {
  const char* const variable = std::getenv("DECLIVE_ISA");
  const std::string wanted = variable == nullptr ? "" : variable;
  for (int i = 1; i < argc; ++i)
    if (argv[i] == std::string_view("--skip-missing-isa") && is_missing(wanted)) {
      std::cout << "skipped: this machine has no " << wanted << "\n";
      return skipped;
    }

  doctest::Context context(argc, argv);
  const int failures = context.run();
  if (context.shouldExit()) return failures;
  try {
    const std::string used = declive::isa_name(declive::active_isa());
    std::cout << "instruction set: " << used << "\n";
    if (wanted.empty() || used == wanted) return failures;
    std::cout << "DECLIVE_ISA=" << wanted << " was asked for\n";
  } catch (const std::exception& error) {
    std::cout << error.what() << "\n";
  }
  return EXIT_FAILURE;
}
