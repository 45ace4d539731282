// Text of dual numbers, alone and in arrays.
#ifndef DECLIVE_AUTODIFF_PRINT_HPP
#define DECLIVE_AUTODIFF_PRINT_HPP

#include "../core/print.hpp"
#include "dual.hpp"

namespace declive {

namespace detail::inline DECLIVE_ABI {

// The shortest digits that read back as x.
template <class T>
std::string shortest(T x) {
  char digits[64];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, x).ptr);
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The value and the partials, "Dual(5, 3)"; nested duals as "Dual(Dual(1, 1), Dual(1, 0))". An array of duals is
/// printed with this text for every element.
template <class T, Index N, class Tag>
std::string to_string(const Dual<T, N, Tag>& x) {
  const auto text = [](const T& part) {
    if constexpr (is_dual<T>)
      return to_string(part);
    else
      return detail::shortest(part);
  };
  std::string out = "Dual(" + text(x.value);
  for (const T& partial : x.partials) {
    out += ", ";
    out += text(partial);
  }
  out += ')';
  return out;
}

/// to_string(x) to a stream.
template <class Traits, class T, Index N, class Tag>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Dual<T, N, Tag>& x) {
  const std::string text = to_string(x);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
