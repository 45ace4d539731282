// Text as NumPy writes it: str(A) for the defaults precision = 8, threshold = 1000, edgeitems = 3, linewidth = 75.
//   [[1.  2.5]
//    [3.  4. ]]
// Floating-point elements: the shortest digits that read back as the same number, at most 8 behind the point; all with
// an exponent if the largest is >= 1e8, the smallest nonzero < 1e-4, or their ratio > 1000. More than 1000 elements:
// three at each edge, dots between. (With libc++ a long double is written as the double nearest to it: its
// std::to_chars knows no more.)
#ifndef DECLIVE_CORE_PRINT_HPP
#define DECLIVE_CORE_PRINT_HPP

#include <charconv>
#include <iosfwd>
#include <string>
#include <vector>

#include "matrix.hpp"

namespace declive {

/// How arrays are written; the members are numpy.set_printoptions'.
struct PrintOptions {
  int precision = 8;       ///< digits behind the point, at most; >= 0
  Index threshold = 1000;  ///< arrays of more elements are shortened
  Index edgeitems = 3;     ///< elements kept at each end of a shortened axis; >= 1
  Index linewidth = 75;    ///< longer rows are broken
};

/// Arrays of numbers, and of what has a to_string of its own.
template <class X>
concept Printable = ArrayLike<X> &&(std::is_arithmetic_v<value_type_t<X>> || detail::is_complex<value_type_t<X>> ||
                                    requires(const value_type_t<X>& element) { std::string(to_string(element)); });

namespace detail::inline DECLIVE_ABI {

// A number split at its point: sign and digits before it, digits behind it, and the exponent after the 'e'.
struct Digits {
  std::string left, right;
  char exponent_sign = '+';
  std::string exponent;
};

// What std::to_chars writes: d.ddde+xx, or ddd.ddd without exponent.
inline Digits split_text(const char* first, const char* last) {
  const std::string text(first, last);
  Digits digits;
  const std::size_t e = text.find('e');
  if (e != std::string::npos) {
    digits.exponent_sign = text[e + 1];
    digits.exponent = text.substr(e + 2);
  }
  const std::string mantissa = text.substr(0, e);
  const std::size_t point = mantissa.find('.');
  digits.left = mantissa.substr(0, point);
  if (point != std::string::npos) digits.right = mantissa.substr(point + 1);
  return digits;
}

// x by std::to_chars: scientific or fixed, the shortest form or with a precision.
template <class T, class... Precision>
Digits written(T x, std::chars_format style, Precision... precision) {
  char text[128];  // a 128-bit float's shortest form has 36 digits; no precision that is asked for is larger
  return split_text(text, std::to_chars(text, text + sizeof text, x, style, precision...).ptr);
}

// The shortest digits of a finite x that read back as x; rounded (half to even) where they are more than `precision`
// behind the point. In fixed style x must be 0 or in [1e-4, 1e8).
template <class T>
Digits split_digits(T x, std::chars_format style, int precision) {
  Digits digits = written(x, style);
  if (digits.right.size() > static_cast<std::size_t>(precision)) digits = written(x, style, precision);
  while (!digits.right.empty() && digits.right.back() == '0') digits.right.pop_back();
  return digits;
}

inline std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

// Writes every number to one width; with `plus` those without a sign get one.
template <class T>
std::vector<std::string> format_reals(const std::vector<T>& values, const PrintOptions& options, bool plus) {
  const auto is_finite = [](T x) { return x - x == T(0); };
  const auto widen = [](std::size_t& width, std::size_t to) { width = to > width ? to : width; };
  const auto signed_text = [plus](const std::string& text) {
    return plus && text[0] != '-' ? std::string("+") + text : text;
  };
  T most = 0, least = 0;
  bool any = false;
  for (const T x : values) {
    const T a = x < T(0) ? -x : x;
    if (!is_finite(x) || a == T(0)) continue;
    if (!any || a > most) most = a;
    if (!any || a < least) least = a;
    any = true;
  }
  const bool scientific = any && (most >= T(1e8) || least < T(1e-4) || most / least > T(1000));

  const auto style = scientific ? std::chars_format::scientific : std::chars_format::fixed;
  std::vector<Digits> digits(values.size());
  std::size_t left = 0, right = 0, exponent = 0, width = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const T x = values[k];
    if (is_finite(x)) {
      digits[k] = split_digits(x, style, options.precision);
      digits[k].left = signed_text(digits[k].left);
      widen(left, digits[k].left.size());
      widen(right, digits[k].right.size());
      widen(exponent, digits[k].exponent.size());
    } else {
      digits[k].left = signed_text(x != x ? "nan" : x > T(0) ? "inf" : "-inf");
      widen(width, digits[k].left.size());
    }
  }
  std::vector<std::string> texts(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    Digits& d = digits[k];
    if (!is_finite(values[k])) {
      texts[k] = d.left;
    } else if (scientific) {
      // All with the same number of digits; where the shortest were fewer, more of the exact ones follow, not zeros.
      if (d.right.size() < right) {
        d = written(values[k], style, static_cast<int>(right));
        d.left = signed_text(d.left);
      }
      texts[k] = padded(d.left, left) + "." + d.right + "e" + d.exponent_sign +
                 std::string(exponent > d.exponent.size() ? exponent - d.exponent.size() : 0, '0') + d.exponent;
    } else {
      texts[k] = padded(d.left, left) + "." + d.right + std::string(right - d.right.size(), ' ');
    }
    widen(width, texts[k].size());
  }
  for (std::string& text : texts) text = padded(text, width);
  return texts;
}

template <class T>
std::vector<std::string> format_elements(const std::vector<T>& values, const PrintOptions& options) {
  if constexpr (std::is_floating_point_v<T>) {
    return format_reals(values, options, false);
  } else if constexpr (is_complex<T>) {
    std::vector<real_t<T>> real, imag;
    for (const T& z : values) {
      real.push_back(z.real());
      imag.push_back(z.imag());
    }
    std::vector<std::string> a = format_reals(real, options, false), b = format_reals(imag, options, true);
    for (std::size_t k = 0; k < a.size(); ++k) {
      const std::size_t end = b[k].find_last_not_of(' ') + 1;  // the j stands before the padding behind the digits
      a[k].append(b[k], 0, end);
      a[k] += 'j';
      a[k].append(b[k], end);
    }
    return a;
  } else {
    std::vector<std::string> texts;
    std::size_t width = 0;
    for (const T& x : values) {
      if constexpr (std::is_same_v<T, bool>) {
        texts.push_back(x ? " True" : "False");  // NumPy pads even where there is no False
      } else if constexpr (std::is_integral_v<T>) {
        texts.push_back(std::to_string(x));
      } else {
        texts.push_back(to_string(x));
      }
      width = texts.back().size() > width ? texts.back().size() : width;
    }
    for (std::string& text : texts) text = padded(text, width);
    return texts;
  }
}

// The indices of an axis of n that are written; -1 stands for the dots.
inline std::vector<Index> shown(Index n, bool shorten, const PrintOptions& options) {
  std::vector<Index> indices;
  for (Index i = 0; i < n; ++i) {
    if (shorten && (n + 1) / 2 > options.edgeitems && i == options.edgeitems) {
      indices.push_back(-1);
      i = n - options.edgeitems;
    }
    if (i < n) indices.push_back(i);
  }
  return indices;
}

// One row, `[a b c]`, broken so that no line is longer than linewidth; `indent` brackets stand before its first element
// and behind its last.
inline std::string format_row(const std::vector<std::string>& texts, std::size_t indent, const PrintOptions& options) {
  const std::string start(indent, ' ');
  const Index most = options.linewidth - static_cast<Index>(indent);
  std::string row, line = start;
  for (const std::string& text : texts) {
    if (line.size() > indent && static_cast<Index>(line.size() + text.size()) > most) {
      row += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
      line = start;
    }
    line += text;
    if (&text != &texts.back()) line += ' ';
  }
  row += line;
  // Appended to "[": GCC 12 warns at -O3 of an overlap inside what inserts in front.
  std::string out = "[";
  out.append(row, indent);
  out += ']';
  return out;
}

template <class T, Index R, Index C>
std::string format_matrix(const MatrixView<T, R, C>& v, int rank, const PrintOptions& options) {
  if (options.precision < 0) raise_value("to_string", text("precision ", Index{options.precision}, " is negative"), {});
  if (options.edgeitems < 1)
    raise_value("to_string", text("edgeitems ", Index{options.edgeitems}, " is less than 1"), {});
  if (v.empty()) return "[]";
  const bool shorten = v.size() > options.threshold;
  const std::vector<Index> rows = shown(v.rows(), shorten, options), cols = shown(v.cols(), shorten, options);
  std::vector<std::remove_const_t<T>> values;
  for (const Index i : rows)
    for (const Index j : cols)
      if (i >= 0 && j >= 0) values.push_back(v(i, j));
  const std::vector<std::string> texts = format_elements(values, options);
  std::string out = rank == 2 ? "[" : "";
  std::size_t next = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r > 0) out += "\n ";
    if (rows[r] < 0) {
      out += "...";
      continue;
    }
    std::vector<std::string> line;
    for (const Index j : cols) line.push_back(j < 0 ? "..." : texts[next++]);
    out += format_row(line, rank == 2 ? 2 : 1, options);
  }
  return out + (rank == 2 ? "]" : "");
}

}  // namespace detail::inline DECLIVE_ABI

inline namespace DECLIVE_ABI {

/// The array as NumPy's str() writes it. Elements that are not numbers are written by their to_string. Throws
/// ValueError for a negative precision or edgeitems < 1.
template <Printable X>
std::string to_string(const X& x, const PrintOptions& options = {}) {
  if constexpr (VectorLike<X>)
    return detail::format_matrix(detail::view(x).as_row(), 1, options);
  else
    return detail::format_matrix(detail::view(x), 2, options);
}

/// to_string(x) to a stream.
template <class Traits, Printable X>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const X& x) {
  const std::string text = to_string(x);
  return stream.write(text.data(), static_cast<std::ptrdiff_t>(text.size()));
}

}  // namespace DECLIVE_ABI
}  // namespace declive

#endif
