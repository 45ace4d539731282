#include <doctest/doctest.h>

#include <complex>
#include <declive/linalg/checks.hpp>
#include <limits>
#include <string>

using namespace declive;

namespace {

template <class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("Not square") {
  CHECK(message_of([] {
          detail::check_square("f", Matrix<int>(2, 3), Site{"x.cpp", 7});
        }) == "f: (2x3): the matrix is not square [x.cpp:7]");
  CHECK_THROWS_AS(detail::check_square("f", Matrix<int>(0, 1), {}), ShapeError);
  CHECK_NOTHROW(detail::check_square("f", Matrix<int>(0, 0), {}));
}

TEST_CASE_TEMPLATE("The first element that is not finite is named", T, float, double, long double) {
  const T infinity = std::numeric_limits<T>::infinity();
  for (const Index n : {2, 9}) {
    Matrix<T> a(n, n, T(1));
    CHECK_NOTHROW(detail::check_finite("f", detail::view(a), {}));
    a(0, 0) = std::numeric_limits<T>::max();
    a(0, 1) = std::numeric_limits<T>::lowest();
    CHECK_NOTHROW(detail::check_finite("f", detail::view(a), {}));
    a(n - 1, 0) = -infinity;
    const std::string expected = n == 2 ? "f: (2x2): element (1, 0) is -inf" : "f: (9x9): element (8, 0) is -inf";
    CHECK(message_of([&] { detail::check_finite("f", detail::view(a), {}); }) == expected);
    a(1, 1) = std::numeric_limits<T>::quiet_NaN();
    CHECK_THROWS_AS(detail::check_finite("f", a.transposed(), {}), ValueError);
  }
  Matrix<std::complex<T>> z(1, 1, std::complex<T>(T(1), infinity));
  CHECK(message_of([&] { detail::check_finite("f", detail::view(z), {}); }) == "f: (1x1): element (0, 0) is (1, inf)");
  CHECK_NOTHROW(detail::check_finite("f", detail::view(Matrix<int>(1, 1, 5)), {}));
}

TEST_CASE("Symmetric but for rounding errors") {
  Matrix<double> a(40, 40, [](Index i, Index j) { return static_cast<double>(i * j + i + j); });
  CHECK_NOTHROW(detail::check_symmetric("f", detail::view(a), {}));
  a(20, 3) += 1e-12;
  CHECK_NOTHROW(detail::check_symmetric("f", detail::view(a), {}));
  a(3, 20) += 0.5;
  a(39, 38) += 0.25;
  CHECK(message_of([&] { detail::check_symmetric("f", detail::view(a), {}); }) ==
        "f: (40x40): the matrix is not symmetric: elements (20, 3) and (3, 20) are 83 and 83.5, 0.5 apart");
  CHECK_NOTHROW(detail::check_symmetric("f", detail::view(Matrix<float>(0, 0)), {}));

  // 100 n eps of the largest element.
  Matrix<double> b = Matrix<double>::identity(5);
  b(4, 1) = 499 * std::numeric_limits<double>::epsilon();
  CHECK_NOTHROW(detail::check_symmetric("f", detail::view(b), {}));
  b(4, 1) = 501 * std::numeric_limits<double>::epsilon();
  CHECK_THROWS_AS(detail::check_symmetric("f", detail::view(b), {}), ValueError);
  b(4, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(detail::check_symmetric("f", detail::view(b), {}), ValueError);

  using C = std::complex<double>;
  CHECK_NOTHROW(detail::check_symmetric("f", detail::view(Matrix<C>{{C(1), C(2, 3)}, {C(2, -3), C(4)}}), {}));
  CHECK(message_of([] {
          detail::check_symmetric("f", detail::view(Matrix<C>{{C(1), C(2, 3)}, {C(2, 3), C(4)}}), {});
        }) == "f: (2x2): the matrix is not Hermitian: elements (1, 0) and (0, 1) are (2, 3) and (2, 3), 6 apart");
  CHECK_THROWS_AS(detail::check_symmetric("f", detail::view(Matrix<C>{{C(0, 1)}}), {}), ValueError);
}
