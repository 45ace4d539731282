// std::format("{}", A), where the standard library has it: the text of to_string(A). A precision, "{:.3}", limits the
// digits behind the point.
#ifndef DECLIVE_CORE_FORMAT_HPP
#define DECLIVE_CORE_FORMAT_HPP

#include <version>

#include "print.hpp"

#if defined(__cpp_lib_format)
#include <format>

template <declive::Printable X>
struct std::formatter<X, char> {
  constexpr auto parse(std::format_parse_context& context) {
    auto at = context.begin();
    if (at != context.end() && *at == '.') {
      const auto digits = ++at;
      int precision = 0;
      for (; at != context.end() && *at >= '0' && *at <= '9' && at - digits < 4; ++at)
        precision = precision * 10 + (*at - '0');
      if (at != digits)
        options_.precision = precision;
      else
        --at;  // a point alone is refused below
    }
    if (at != context.end() && *at != '}')
      declive::detail::raise<std::format_error>("declive: a format of an array is {} or {:.precision}");
    return at;
  }
  template <class Context>
  DECLIVE_INLINE auto format(const X& x, Context& context) const {
    const std::string text = declive::to_string(x, options_);
    auto out = context.out();
    for (const char c : text) *out++ = c;
    return out;
  }

 private:
  declive::PrintOptions options_;
};
#endif

#endif
