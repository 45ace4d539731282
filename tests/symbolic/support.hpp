// What the tests of polynomials share.
#ifndef DECLIVE_TESTS_SYMBOLIC_SUPPORT_HPP
#define DECLIVE_TESTS_SYMBOLIC_SUPPORT_HPP

#include <exception>
#include <ostream>
#include <string>

/// The error's text without the place, or "no error".
template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const std::exception& error) {
    const std::string text = error.what();
    return text.substr(0, text.rfind(" ["));
  }
  return "no error";
}

#endif
