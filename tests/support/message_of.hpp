// What an error says.
#ifndef DECLIVE_TESTS_SUPPORT_MESSAGE_OF_HPP
#define DECLIVE_TESTS_SUPPORT_MESSAGE_OF_HPP

#include <exception>
#include <string>

namespace support {

/// What f() says when it throws.
template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace support

#endif
