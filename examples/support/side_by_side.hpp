// Two columns on the terminal: a Python session and what this program computed, with the verdict of comparing the texts.
#ifndef EXAMPLES_SUPPORT_SIDE_BY_SIDE_HPP
#define EXAMPLES_SUPPORT_SIDE_BY_SIDE_HPP

#include <charconv>
#include <concepts>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include <declive/declive.hpp>

namespace examples {

/// A value as Python's print() writes it: arrays as NumPy does, a float in the shortest digits that read back as it.
template <declive::ArrayLike X>
std::string text_of(const X& x) {
  return declive::to_string(x);
}
template <std::integral T>
std::string text_of(T x) {
  return std::to_string(x);
}
inline std::string text_of(double x) {
  char digits[32];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, x).ptr);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}
inline std::string text_of(const std::string& text) { return text; }
template <class C>
std::string text_of(const declive::Polynomial<C>& p) {
  return declive::to_string(p);
}

class SideBySide {
 public:
  SideBySide() {
    line("NumPy and SymPy", "declive", "texts");
    line(std::string(left_width - 2, '-'), std::string(right_width - 2, '-'), "-----");
  }

  void heading(std::string_view text) { std::cout << '\n' << text << '\n'; }

  /// Code of both that prints nothing.
  void code(std::string_view numpy, std::string_view declive) { lines(numpy, declive, {}); }

  /// Python's code and what it printed; declive's code and its value. Says whether the two texts are the same.
  template <class Value>
  void row(std::string_view numpy, std::string_view printed, std::string_view declive, const Value& value) {
    const std::string text = text_of(value);
    const bool same = text == printed;
    different_ += !same;
    lines(numpy, declive, {});
    lines(printed, text, same ? "same" : "DIFFERENT");
  }

  /// Python's code and the error it raised; declive's code and the message of its error, each in its own words.
  template <class Error, class Operation>
  void error(std::string_view numpy, std::string_view raised, std::string_view declive, Operation operation) {
    std::string message = "no error";
    try {
      operation();
      ++different_;
    } catch (const Error& e) {
      message = e.what();
    }
    lines(numpy, declive, {});
    lines(raised, message, {});
  }

  /// How many rows differed.
  int different() const { return different_; }

 private:
  static constexpr int left_width = 54, right_width = 44;

  static void line(std::string_view left, std::string_view right, std::string_view verdict) {
    std::ostringstream out;
    out << std::left << std::setw(left_width) << left << std::setw(right_width) << right << verdict;
    std::string text = out.str();
    text.resize(text.find_last_not_of(' ') + 1);
    std::cout << text << '\n';
  }
  static std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view first = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return first;
  }
  // Both texts line by line, the verdict beside the first.
  static void lines(std::string_view left, std::string_view right, std::string_view verdict) {
    while (!left.empty() || !right.empty()) {
      const std::string_view l = take_line(left), r = take_line(right);
      line(l, r, verdict);
      verdict = {};
    }
  }

  int different_ = 0;
};

}  // namespace examples

#endif
