// Polynomials from text: what to_string writes, and everything that + - * / ** and parentheses make of numbers and
// names as long as it is a polynomial.
#ifndef DECLIVE_SYMBOLIC_PARSE_HPP
#define DECLIVE_SYMBOLIC_PARSE_HPP

#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "print.hpp"

namespace declive::detail::inline DECLIVE_ABI {

// A parser by recursive descent with Python's precedence:
//   sum = product {(+|-) product}      product = signed {(*|/) signed}      signed = (+|-) signed | power
//   power = atom [** signed]           atom = number | name | ( sum )
// A template, so that nothing of it is compiled where nothing is parsed.
template <class P>
class Parser {
 public:
  Parser(std::string_view text, const Site& site) : text_(text), site_(site) {}

  P whole() {
    P p = sum();
    if (!at_end()) fail(at_, next() == '^' ? "powers are written **" : "an operator is expected");
    return p;
  }

 private:
  [[noreturn]] DECLIVE_COLD void fail(std::size_t place, const std::string& what) const {
    Index column = 1;
    for (std::size_t i = 0; i < place; ++i) column += (static_cast<unsigned char>(text_[i]) & 0xc0u) != 0x80u;
    raise_value("parse", text("\"", visible(text_), "\": column ", column, ": ", what), site_);
  }
  // A text in a message, which a zero byte would end.
  static std::string visible(std::string_view part) {
    std::string out;
    for (const char c : part) c == '\0' ? out.append("\\0") : out.append(1, c);
    return out;
  }

  // The next character behind spaces; 0 at the end, but also where there is one.
  char next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool at_end() { return next() == '\0' && at_ == text_.size(); }
  bool take(char sign) {
    if (next() != sign) return false;
    ++at_;
    return true;
  }
  bool take_power() {
    if (next() != '*' || text_.substr(at_, 2) != "**") return false;
    at_ += 2;
    return true;
  }

  P sum() {
    P p = product();
    for (;;) {
      if (take('+'))
        p += product();
      else if (!take('-'))
        return p;
      else if (take_smallest())
        p += times(most_negative);
      else
        p -= product();
    }
  }
  P product() { return times(signed_power()); }
  // p * ... / ...
  P times(P p) {
    for (;;) {
      if (take('*')) {
        p *= signed_power();
      } else if (take('/')) {
        const std::size_t place = at_ - 1;
        const P divisor = signed_power();
        if (!divisor.is_constant()) fail(place, "division by what is not a number");
        if (divisor.size() == 0) fail(place, "division by zero");
        p /= divisor.coefficient(0);
      } else {
        return p;
      }
    }
  }
  // Each level of nesting passes here once or twice; a limit keeps the stack whole.
  P signed_power() {
    if (++depth_ > deepest) fail(at_, "nested too deeply");
    const bool minus = take('-');
    P p = minus ? (take_smallest() ? P(most_negative) : -signed_power()) : take('+') ? signed_power() : power();
    --depth_;
    return p;
  }
  // 2^63 behind a minus, which alone does not fit, unless it is the base of a power.
  bool take_smallest() {
    next();
    const std::size_t first = at_;
    constexpr std::string_view digits = "9223372036854775808";
    if (text_.substr(at_, digits.size()) != digits) return false;
    at_ += digits.size();
    const char behind = at_ < text_.size() ? text_[at_] : '\0';
    const bool longer = is_digit(behind) || behind == '.' || behind == 'e' || behind == 'E';
    if (!longer && (next() != '*' || text_.substr(at_, 2) != "**")) return true;
    at_ = first;
    return false;
  }
  P power() {
    P base = atom();
    if (!take_power()) return base;
    next();
    const std::size_t place = at_;
    const P exponent = signed_power();
    const declive::Number value = exponent.size() == 0 ? declive::Number(0) : exponent.coefficient(0);
    if (!exponent.is_constant() || !value.is_exact() || !value.exact().is_integer() || value.exact() < 0)
      fail(place, "the exponent is not a whole number >= 0");
    return pow(base, value.exact().numerator(), site_);
  }
  P atom() {
    const char c = next();
    if (take('(')) {
      const std::size_t open = at_ - 1;
      P p = sum();
      if (!take(')')) fail(at_end() ? open : at_, at_end() ? "this ( is not closed" : ") is expected");
      return p;
    }
    if (is_digit(c) || c == '.') return number();
    const std::size_t first = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    if (at_ == first)
      fail(at_, at_end() ? "a number, a name or ( is expected, not the end"
                         : text("a number, a name or ( is expected, not ", visible({&c, 1})));
    return symbol(std::string(text_.substr(first, at_ - first)), site_);
  }
  P number() {
    const std::size_t first = at_;
    const auto digits = [this] {
      const std::size_t from = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      return at_ > from;
    };
    bool some = digits(), whole = true;
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      whole = false;
      some = digits() || some;
    }
    if (!some) fail(first, "a number has digits");
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      const std::size_t letter = at_++;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!digits()) fail(letter, "an exponent has digits");
      whole = false;
    }
    const std::string literal(text_.substr(first, at_ - first));
    if (whole) {
      std::int64_t value = 0;
      if (std::from_chars(literal.data(), literal.data() + literal.size(), value).ec != std::errc())
        fail(first, "the number does not fit in 64 bits");
      return value;
    }
#if defined(__cpp_lib_to_chars)
    double value = std::numeric_limits<double>::infinity();
    std::from_chars(literal.data(), literal.data() + literal.size(), value);
#else
    const double value = std::strtod(literal.c_str(), nullptr);  // libc++: reads the point of the C locale
#endif
    const std::string_view digit = std::string_view(literal).substr(0, literal.find_first_of("eE"));
    const bool is_zero = digit.find_first_not_of("0.") == std::string_view::npos;
    if (value - value != 0 || (value == 0 && !is_zero)) fail(first, "the number is not in the range of a double");
    return value;
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<signed char>(c) < 0;
  }

  static constexpr int deepest = 200;
  std::string_view text_;
  Site site_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace declive::detail::inline DECLIVE_ABI

namespace declive::inline DECLIVE_ABI {

/// The polynomial of a text in Python's notation: parse("x**2/2 - 3*(x + y)"). Whole numbers and their quotients are
/// exact, numbers with a point or an exponent are doubles. parse(to_string(p)) == p, doubles in 17 digits. Throws
/// ValueError with the column of the first mistake (from 1); OverflowError if an exact result does not fit in 64 bits.
template <class P = Polynomial<>>
  requires(std::same_as<P, Polynomial<>>)
P parse(std::string_view text, Site site = Site::here()) { return detail::Parser<P>(text, site).whole(); }

}  // namespace declive::inline DECLIVE_ABI

#endif
