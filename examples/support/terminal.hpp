// A progress bar for people: it is drawn only where standard output is a terminal.
#ifndef EXAMPLES_SUPPORT_TERMINAL_HPP
#define EXAMPLES_SUPPORT_TERMINAL_HPP

#include <cstdio>
#include <string>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace examples {

class ProgressBar {
 public:
  /// `done` from 0 to 1; drawn anew where the percentage has changed.
  void show(double done) {
    const int percent = static_cast<int>(100 * done);
    if (!on_terminal_ || percent == percent_) return;
    percent_ = percent;
    const std::size_t filled = static_cast<std::size_t>(percent) * width / 100;
    std::printf("\r[%s%s] %3d %%", std::string(filled, '#').c_str(), std::string(width - filled, '.').c_str(), percent);
    std::fflush(stdout);
  }
  /// Takes the bar away.
  void clear() {
    if (on_terminal_) std::printf("\r%*s\r", static_cast<int>(width) + 8, "");
    percent_ = -1;
  }

 private:
  static bool is_terminal() {
#if __has_include(<unistd.h>)
    return isatty(STDOUT_FILENO) != 0;
#else
    return false;
#endif
  }

  static constexpr std::size_t width = 40;
  bool on_terminal_ = is_terminal();
  int percent_ = -1;
};

}  // namespace examples

#endif
