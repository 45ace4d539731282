// Polynomials as SymPy prints them: "x**2 + 3*x*y + y**2", "x**2/2 - 2*x*y/3", "0.5*x".
#ifndef DECLIVE_SYMBOLIC_PRINT_HPP
#define DECLIVE_SYMBOLIC_PRINT_HPP

#include <charconv>

#include "polynomial.hpp"

namespace declive::detail::inline DECLIVE_ABI {

// x in `digits` decimal digits, rounded half up: without an exponent if its first digit stands between the fifth place
// behind the point and the digits-th before it. Zeros at the end are dropped, but for one behind the point, if `strip`.
inline std::string decimal(double x, int digits, bool strip) {
  if (x == 0) return "0";
  if (x - x != 0) return x != x ? "nan" : x > 0 ? "oo" : "-oo";  // of a Number; a polynomial has none
  // More digits than can decide about the rounding; to_chars is exact.
  char text[80];
  constexpr int all = 50;
  const char* const end =
      std::to_chars(text, text + sizeof text, x < 0 ? -x : x, std::chars_format::scientific, all).ptr;
  std::string d(1, text[0]);
  d.append(text + 2, all);
  int exponent = 0;
  for (const char* c = text + all + 4; c != end; ++c) exponent = 10 * exponent + (*c - '0');
  if (text[all + 3] == '-') exponent = -exponent;

  const bool up = d[static_cast<std::size_t>(digits)] >= '5';
  d.resize(static_cast<std::size_t>(digits));
  std::size_t i = d.size();
  while (up && i > 0 && d[i - 1] == '9') d[--i] = '0';
  if (up && i > 0) ++d[i - 1];
  if (up && i == 0) {
    d.insert(d.begin(), '1');
    d.pop_back();
    ++exponent;
  }
  const int least = -digits / 3 < -5 ? -digits / 3 : -5;
  const bool fixed = least < exponent && exponent < digits;
  std::size_t point = 1;
  if (fixed && exponent < 0) d.insert(0, static_cast<std::size_t>(-exponent), '0');
  if (fixed && exponent >= 0) point = static_cast<std::size_t>(exponent) + 1;
  std::string out = x < 0 ? "-" : "";
  out.append(d, 0, point);
  out += '.';
  out.append(d, point);
  if (strip) {
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out += '0';
  }
  if (out.back() == '.') out += '0';
  if (!fixed) {
    out += exponent < 0 ? "e-" : "e+";
    out += std::to_string(exponent < 0 ? -exponent : exponent);
  }
  return out;
}

// A coefficient, and the powers "x**2*y" behind it, as one term with its sign; digits are those of a double.
template <class C>
std::string term_text(const C& coefficient, const std::string& powers, int digits, bool alone) {
  const declive::Number value(coefficient);
  if (!value.is_exact()) {
    const std::string number = decimal(static_cast<double>(value), digits, !alone);
    return powers.empty() ? number : number + "*" + powers;
  }
  const std::int64_t n = value.exact().numerator();
  std::string out = std::to_string(n);
  if (!powers.empty()) {
    if (n == 1 || n == -1)
      out.pop_back();
    else
      out += '*';
    out += powers;
  }
  if (!value.exact().is_integer()) out += "/" + std::to_string(value.exact().denominator());
  return out;
}

template <class C>
std::string powers_text(const Polynomial<C>& p, Index k) {
  std::string out;
  for (Index v = 0; v < p.exponents().cols(); ++v) {
    const Index exponent = p.exponent(k, v);
    if (exponent == 0) continue;
    if (!out.empty()) out += '*';
    out += p.variables()[static_cast<std::size_t>(v)];
    if (exponent != 1) out += "**" + std::to_string(exponent);
  }
  return out;
}

// SymPy writes "1 - x", the number first, where a positive number and a negative multiple of one power are all.
template <class C>
bool number_stands_first(const Polynomial<C>& p) {
  if (p.size() != 2) return false;
  Index variables = 0;
  for (Index v = 0; v < p.exponents().cols(); ++v) {
    variables += p.exponent(0, v) != 0;
    if (p.exponent(1, v) != 0) return false;
  }
  return variables == 1 && static_cast<double>(declive::Number(p.coefficient(0))) < 0 &&
         static_cast<double>(declive::Number(p.coefficient(1))) > 0;
}

}  // namespace declive::detail::inline DECLIVE_ABI

namespace declive::inline DECLIVE_ABI {

/// The text of SymPy's str(). A coefficient that is a double has `digits` decimal digits (SymPy: 15; with 17 it reads
/// back as the same double), zeros at the end dropped; a lone double keeps them, as in SymPy. Throws ValueError unless
/// digits is in [1, 40].
template <Coefficient C>
std::string to_string(const Polynomial<C>& p, int digits = 15, Site site = Site::here()) {
  if (digits < 1 || digits > 40)
    detail::raise_value("to_string", detail::text(Index{digits}, " digits: must be in [1, 40]"), site);
  if (p.size() == 0) return "0";
  const bool turned = detail::number_stands_first(p), alone = p.size() == 1 && p.is_constant();
  std::string out;
  for (Index i = 0; i < p.size(); ++i) {
    const Index k = turned ? 1 - i : i;
    const std::string term = detail::term_text(p.coefficient(k), detail::powers_text(p, k), digits, alone);
    if (i == 0)
      out = term;
    else if (term[0] == '-')
      out.append(" - ").append(term, 1);
    else
      out.append(" + ").append(term);
  }
  return out;
}
/// A Number: as a constant polynomial is written.
inline std::string to_string(const Number& x) {
  return x.is_exact() ? to_string(x.exact()) : detail::decimal(static_cast<double>(x), 15, false);
}

/// to_string to a stream.
template <class Traits, class C>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Polynomial<C>& p) {
  const std::string text = to_string(p);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Number& x) {
  const std::string text = to_string(x);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}

}  // namespace declive::inline DECLIVE_ABI

#endif
