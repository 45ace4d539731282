#include "declive/concepts.hpp"

#include <doctest/doctest.h>

#include <complex>
#include <memory>
#include <string>
#include <type_traits>

#include "declive/linalg.hpp"
#include "support/types.hpp"

// What is asked of types is shown at compile time; a wrong answer does not build.
namespace {

using namespace declive;
using support::Counting, support::Minimal, support::MoveOnly, support::Throwing;

template <class... T>
constexpr bool all_scalars = (Scalar<T> && ...);
static_assert(all_scalars<float, double, long double, int, unsigned char, short, bool, long long, std::uint64_t>);
static_assert(all_scalars<std::complex<float>, std::complex<double>, Minimal, Counting, Throwing, support::Wide>);
static_assert(!Scalar<MoveOnly>, "it cannot be copied");
static_assert(!Scalar<const double>, "elements are assigned to");
static_assert(!Scalar<double&> && !Scalar<void> && !Scalar<int[3]>, "no objects that can be copied");
static_assert(!Scalar<int*>, "pointers have no sum");
static_assert(!Scalar<std::string>, "no difference and no product");
static_assert(!Scalar<std::unique_ptr<int>>);

using V = Vector<double>;
using M = Matrix<double>;
static_assert(VectorLike<V> && VectorLike<const V&> && VectorLike<V&&> && VectorLike<Vector<int, 3>> &&
              VectorLike<VectorView<const float>> && VectorLike<VectorView<float, 2>&>);
static_assert(MatrixLike<M> && MatrixLike<const M&> && MatrixLike<Matrix<int, 2, 3>> &&
              MatrixLike<MatrixView<const float, dynamic, 2>>);
static_assert(!VectorLike<M> && !MatrixLike<V> && !ArrayLike<double> && !ArrayLike<std::string> && !ArrayLike<V*>);
static_assert(ArrayLike<V> && ArrayLike<M> && ArrayLike<MatrixView<double>&>);

static_assert(std::is_same_v<value_type_t<const Matrix<float, 2, 2>&>, float>);
static_assert(std::is_same_v<value_type_t<VectorView<const int>>, int>);
static_assert(std::is_same_v<value_type_t<MatrixView<std::complex<double>>&>, std::complex<double>>);

static_assert(detail::is_complex<std::complex<float>> && !detail::is_complex<double> && !detail::is_complex<Minimal> &&
              !detail::is_complex<V>);
static_assert(std::is_same_v<detail::real_t<std::complex<float>>, float> && std::is_same_v<detail::real_t<int>, int>);

// Equal types stay; different ones become what C++ makes of them.
static_assert(std::is_same_v<detail::sum_t<short, short>, short>);
static_assert(std::is_same_v<detail::sum_t<float, double>, double>);
static_assert(std::is_same_v<detail::product_t<int, float>, float>);
static_assert(std::is_same_v<detail::product_t<bool, bool>, bool>);
static_assert(std::is_same_v<detail::product_t<float, std::complex<float>>, std::complex<float>>);
static_assert(std::is_same_v<decltype(detail::promoted<float, double>(1.0F)), double>);
static_assert(std::is_same_v<decltype(detail::promoted<short, short>(short{1})), const short&>);
static_assert(detail::promoted<int, double>(3) == 3.0);

// An arithmetic factor takes the elements' type; others meet the elements as they are.
static_assert(std::is_same_v<detail::factor_t<float, double>, float>);
static_assert(std::is_same_v<detail::factor_t<float, int>, float>);
static_assert(std::is_same_v<detail::factor_t<int, long long>, int>);
static_assert(std::is_same_v<detail::factor_t<std::complex<float>, double>, float>);
static_assert(std::is_same_v<detail::factor_t<double, std::complex<double>>, std::complex<double>>);
static_assert(std::is_same_v<detail::factor_t<Minimal, int>, Minimal>);
static_assert(detail::FactorOf<double, float> && detail::FactorOf<int, double> &&
              detail::FactorOf<std::complex<double>, double> && detail::FactorOf<Minimal, Minimal>);
static_assert(!detail::FactorOf<std::complex<float>, double>, "std::complex multiplies its own real type only");
static_assert(!detail::FactorOf<V, double> && !detail::FactorOf<std::string, double>);

static_assert(detail::has_kernels<float> && detail::has_kernels<double> && !detail::has_kernels<long double> &&
              !detail::has_kernels<int> && !detail::has_kernels<std::complex<float>>);

static_assert(detail::same_extent(dynamic, 3) == 3 && detail::same_extent(3, dynamic) == 3 &&
              detail::same_extent(dynamic, dynamic) == dynamic && detail::same_extent(2, 2) == 2);
static_assert(detail::extents_agree(dynamic, 3) && detail::extents_agree(3, dynamic) && detail::extents_agree(3, 3) &&
              !detail::extents_agree(3, 4) && !detail::extents_agree(0, 1));

}  // namespace

TEST_CASE("promotion keeps values") {
  CHECK(detail::promoted<std::uint8_t, int>(std::uint8_t{255}) == 255);
  CHECK(detail::promoted<float, double>(0.1F) == static_cast<double>(0.1F));
  CHECK(detail::as_factor<float>(0.1) == 0.1F);
  CHECK(detail::as_factor<Minimal>(3).value() == 3);
  // 65535 * 65535 would overflow as int.
  CHECK(detail::promoted<std::uint16_t, std::uint16_t>(std::uint16_t{65535}) *
            detail::promoted<std::uint16_t, std::uint16_t>(std::uint16_t{65535}) ==
        4294836225U);
}
