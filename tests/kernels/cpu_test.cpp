#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <declive/kernels/cpu.hpp>
#include <string>
#include <thread>
#include <vector>

#include "support/isa.hpp"

#if __has_include(<sys/wait.h>)
#include <sys/wait.h>
#include <unistd.h>
#define DECLIVE_TESTS_CHILDREN 1
#else
#define DECLIVE_TESTS_CHILDREN 0
#endif

using namespace declive;

TEST_CASE("instruction sets have distinct names and the documented order") {
  const std::array<const char*, 5> names{"portable", "sse2", "avx2", "avx512", "neon"};
  REQUIRE(std::size(all_isas) == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(std::string(isa_name(all_isas[i])) == names[i]);
    CHECK(static_cast<std::size_t>(all_isas[i]) == i);
  }
  CHECK(std::string(isa_name(static_cast<Isa>(99))) == "unknown");
}

TEST_CASE("a machine has what its architecture guarantees and nothing of another") {
  CHECK(has_isa(Isa::portable));
  CHECK_FALSE(has_isa(static_cast<Isa>(99)));
  CHECK_FALSE(has_isa(static_cast<Isa>(-1)));
#if DECLIVE_X86
  CHECK(has_isa(Isa::sse2));
  CHECK_FALSE(has_isa(Isa::neon));
  // The compiler's own look at CPUID, which also asks the operating system.
  CHECK(has_isa(Isa::avx2) == (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")));
  CHECK(has_isa(Isa::avx512) ==
        (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && has_isa(Isa::avx2)));
#elif DECLIVE_NEON
  CHECK(has_isa(Isa::neon));
  CHECK_FALSE(has_isa(Isa::sse2));
  CHECK_FALSE(has_isa(Isa::avx2));
  CHECK_FALSE(has_isa(Isa::avx512));
#endif
}

TEST_CASE("the best instruction set is the last one that the machine has") {
  Isa last = Isa::portable;
  for (const Isa isa : all_isas)
    if (has_isa(isa)) last = isa;
  CHECK(best_isa() == last);
}

TEST_CASE("set_isa is seen by active_isa, in every thread") {
  support::for_each_isa([](Isa isa) {
    CHECK(active_isa() == isa);
    std::vector<Isa> seen(4, static_cast<Isa>(-1));
    std::vector<std::thread> threads;
    for (Isa& slot : seen) threads.emplace_back([&slot] { slot = active_isa(); });
    for (std::thread& thread : threads) thread.join();
    for (const Isa other : seen) CHECK(other == isa);
  });
}

TEST_CASE("an instruction set chosen in another thread is seen here") {
  const support::IsaGuard guard;
  for (const Isa isa : all_isas) {
    if (!has_isa(isa)) continue;
    std::thread([isa] { set_isa(isa); }).join();
    CHECK(active_isa() == isa);
  }
}

TEST_CASE("set_isa refuses what the machine has not got, says what it has, and changes nothing") {
  std::string available;
  for (const Isa isa : all_isas)
    if (has_isa(isa)) available += (available.empty() ? "" : ", ") + std::string(isa_name(isa));
  std::vector<Isa> missing{static_cast<Isa>(99)};
  for (const Isa isa : all_isas)
    if (!has_isa(isa)) missing.push_back(isa);
  support::for_each_isa([&](Isa active) {
    for (const Isa isa : missing) {
      std::string message;
      const int line = __LINE__ + 2;
      try {
        set_isa(isa);
      } catch (const ValueError& error) {
        message = error.what();
      }
      CHECK(message == std::string("set_isa: '") + isa_name(isa) + "' cannot run here; this machine has " + available +
                           " [" + __FILE__ + ":" + std::to_string(line) + "]");
      CHECK(active_isa() == active);
    }
  });
}

TEST_CASE("reading and choosing from many threads at once gives only what was chosen") {
  const support::IsaGuard guard;
  std::vector<Isa> choices;
  for (const Isa isa : all_isas)
    if (has_isa(isa)) choices.push_back(isa);
  std::vector<int> strangers(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < strangers.size(); ++t)
    threads.emplace_back([&choices, &strangers, t] {
      for (std::size_t round = 0; round < 1000; ++round) {
        set_isa(choices[(round + t) % choices.size()]);
        const Isa seen = active_isa();
        bool known = false;
        for (const Isa choice : choices) known = known || choice == seen;
        if (!known) ++strangers[t];
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : strangers) CHECK(count == 0);
}

// DECLIVE_ISA is read once a program, so each of its values needs a program of its own: this executable is run again
// with the one hidden test case below, which reports through its exit status.
namespace {
constexpr int refused_status = 77, first_isa_status = 100;
}

TEST_CASE("child: report the instruction set that DECLIVE_ISA chose" * doctest::skip()) {
  if (std::getenv("DECLIVE_TESTS_CHILD") == nullptr) return;
  int status = refused_status;
  std::string message;
  try {
    status = first_isa_status + static_cast<int>(active_isa());
  } catch (const ValueError& error) {
    message = error.what();
  }
  if (status == refused_status) {
    std::string available;
    for (const Isa isa : all_isas)
      if (has_isa(isa)) available += (available.empty() ? "" : ", ") + std::string(isa_name(isa));
    const std::string wanted = std::getenv("DECLIVE_ISA");
    const std::string expected =
        "DECLIVE_ISA: '" + wanted + "' is not an instruction set that this program can use here; it has " + available;
    // The refusal stands: asking again does not fall back to something, and set_isa helps.
    bool again = false;
    try {
      active_isa();
    } catch (const ValueError&) {
      again = true;
    }
    set_isa(Isa::portable);
    if (message != expected || !again || active_isa() != Isa::portable) status = 1;
  }
  std::_Exit(status);
}

#if DECLIVE_TESTS_CHILDREN
namespace {

// The exit status of the hidden test case in a program that starts with DECLIVE_ISA=value, or without it.
int run_child(const char* value) {
  std::array<char, 4096> path{};
  if (readlink("/proc/self/exe", path.data(), path.size() - 1) <= 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    setenv("DECLIVE_TESTS_CHILD", "1", 1);
    if (value == nullptr)
      unsetenv("DECLIVE_ISA");
    else
      setenv("DECLIVE_ISA", value, 1);
    execl(path.data(), path.data(), "--no-skip", "--test-case=child: report the instruction set*",
          static_cast<char*>(nullptr));
    std::_Exit(126);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("DECLIVE_ISA forces an instruction set and a wrong value is refused") {
  const int best = first_isa_status + static_cast<int>(best_isa());
  const int plain = run_child(nullptr);
  if (plain == -1 || plain == 126) {
    MESSAGE("skipped, this program cannot run itself again");
    return;
  }
  CHECK(plain == best);
  CHECK(run_child("") == best);
  for (const Isa isa : all_isas) {
    CAPTURE(isa_name(isa));
    CHECK(run_child(isa_name(isa)) == (has_isa(isa) ? first_isa_status + static_cast<int>(isa) : refused_status));
  }
  for (const char* wrong : {"pentium", "AVX2", "avx", "avx5120", " sse2", "portable,sse2"}) {
    CAPTURE(wrong);
    CHECK(run_child(wrong) == refused_status);
  }
}
#endif

TEST_CASE("the caches have sizes that caches have") {
  const Caches& found = caches();
  CHECK(found.l1 >= 4 << 10);
  CHECK(found.l1 <= 1 << 20);
  CHECK(found.l2 >= 64 << 10);
  CHECK(found.l2 <= 256 << 20);
  CHECK(found.l3 >= 256 << 10);
  CHECK(&found == &caches());
}
