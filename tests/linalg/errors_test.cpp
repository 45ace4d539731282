// What every operation says about operands that do not fit. Fixed shapes are compile errors instead: compile_fail/.
#include <doctest/doctest.h>

#include <cstdint>
#include <declive/linalg.hpp>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

using namespace declive;

namespace {

// A row: the message, whether the caller's place follows it, the line of the row, and the call.
struct Row {
  const char* message;
  bool named;
  unsigned line;
  void (*run)();
};

// Runs the call and says how its error differs from what it should be: nothing if it does not.
template <class Error>
std::string difference(const Row& row) {
  std::string expected = row.message;
  if (row.named) expected += std::string(" [") + __FILE__ + ":" + std::to_string(row.line) + "]";
  try {
    row.run();
  } catch (const Error& error) {
    return error.what() == expected ? std::string() : std::string("says ") + error.what();
  } catch (const std::exception& error) {
    return std::string("another type of error: ") + error.what();
  }
  return "no error";
}
template <class Error>
void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.message);
    CHECK(difference<Error>(row) == "");
  }
}

Matrix<double> a(2, 3), b(4, 5), sq(2, 2);
Matrix<int> wa(2, 3), wb(4, 5), wsq(2, 2);
Vector<double> u(3), v(4);
constexpr auto f = [](auto... x) { return (x + ...); };
constexpr Index far = std::numeric_limits<Index>::max();

}  // namespace

#define NAMED(message, ...)                      \
  Row {                                          \
    message, true, __LINE__, [] { __VA_ARGS__; } \
  }
#define OPERATOR(message, ...)                                \
  Row {                                                       \
    message, false, 0, [] { static_cast<void>(__VA_ARGS__); } \
  }

// clang-format off
TEST_CASE("Shapes that do not fit: the operation, both shapes, the reason, and the caller's place") {
  check<ShapeError>({
    OPERATOR("operator+: (2x3) + (4x5): shapes differ", a + b),
    OPERATOR("operator+: (2x3) + (3x2): shapes differ", a + a.transposed()),
    OPERATOR("operator+: (3) + (4): sizes differ", u + v),
    OPERATOR("operator+: (2x3) + (4x5): shapes differ", wa + b),
    OPERATOR("operator+: (2x3) + (4x5): shapes differ", a + scaled(2, b)),
    OPERATOR("operator-: (2x3) - (4x5): shapes differ", a - b),
    OPERATOR("operator-: (3) - (4): sizes differ", u - v),
    OPERATOR("operator-: (2x3) - (4x5): shapes differ", a - scaled(2, b)),
    OPERATOR("operator+=: (2x3) += (4x5): shapes differ", a += b),
    OPERATOR("operator+=: (3) += (4): sizes differ", u += v),
    OPERATOR("operator+=: (3) += (2): sizes differ", a.row(0) += a.col(0)),
    OPERATOR("operator+=: (2x3) += (4x5): shapes differ", a += scaled(2, b)),
    OPERATOR("operator-=: (2x3) -= (4x5): shapes differ", a -= b),
    OPERATOR("operator-=: (2x3) -= (4x5): shapes differ", a -= scaled(2, b)),
    OPERATOR("operator=: (2x3) = (4x5): shapes differ", a.block(0, 0, 2, 3) = b),
    OPERATOR("operator=: (3) = (4): sizes differ", a.row(0) = v),
    OPERATOR("operator*: (2x3) * (4x5): inner sizes 3 and 4 differ", a * b),
    OPERATOR("operator*: (2x3) * (4x5): inner sizes 3 and 4 differ", wa * wb),
    OPERATOR("operator*: (2x3) * (4): inner sizes 3 and 4 differ", a * v),
    OPERATOR("operator*: (3) * (2x3): inner sizes 3 and 2 differ", u * a),
    NAMED("hadamard: (2x3) and (4x5): shapes differ", hadamard(a, b)),
    NAMED("hadamard: (3) and (4): sizes differ", hadamard(u, v)),
    NAMED("dot: (3) and (4): sizes differ", dot(u, v)),
    NAMED("dot: (3) and (2): sizes differ", dot(a.row(0), a.col(0))),
    NAMED("matmul: (2x3) * (4x5): inner sizes 3 and 4 differ", matmul(a, b)),
    NAMED("matmul: (2x3) * (4x5): inner sizes 3 and 4 differ", matmul(wa, wb)),
    NAMED("matmul: (2x3) * (4): inner sizes 3 and 4 differ", matmul(a, v)),
    NAMED("matmul: (3) * (2x3): inner sizes 3 and 2 differ", matmul(u, a)),
    NAMED("matmul_into: (2x3) * (4x5): inner sizes 3 and 4 differ", matmul_into(sq, a, b)),
    NAMED("matmul_into: (2x3) * (4x5): inner sizes 3 and 4 differ", matmul_into(wsq, wa, wb)),
    NAMED("matmul_into: (2x2) into (2x3): shapes differ", matmul_into(a, sq, sq)),
    NAMED("matmul_into: (2x2) into (2x3): shapes differ", matmul_into(wa, wsq, wsq)),
    NAMED("matmul_into: (2x3) * (4): inner sizes 3 and 4 differ", matmul_into(u, a, v)),
    NAMED("matmul_into: (2) into (4): sizes differ", matmul_into(v, a, u)),
    NAMED("matmul_into: (3) * (2x3): inner sizes 3 and 2 differ", matmul_into(v, u, a)),
    NAMED("matmul_into: (5) into (3): sizes differ", matmul_into(u, v, b)),
    NAMED("gemm: (2x3) * (4x5): inner sizes 3 and 4 differ", gemm(1, a, b, 0, sq)),
    NAMED("gemm: (2x3) * (4x5): inner sizes 3 and 4 differ", gemm(1, wa, wb, 0, wsq)),
    NAMED("gemm: (2x2) into (2x3): shapes differ", gemm(1, sq, sq, 0, a)),
    NAMED("gemm: (2x2) into (2x3): shapes differ", gemm(1, wsq, wsq, 0, wa)),
    NAMED("transpose_into: (2x3) = (2x3): the output's shape is not the transposed one", transpose_into(a, a)),
    NAMED("transpose_in_place: (2x3): the matrix is not square", transpose_in_place(a)),
    NAMED("sum_into: (2x3) into (4): axis 0 leaves 3 elements", sum_into(v, a, 0)),
    NAMED("sum_into: (2x3) into (3): axis 1 leaves 2 elements", sum_into(u, wa, 1)),
    NAMED("mean_into: (2x3) into (4): axis 0 leaves 3 elements", mean_into(v, a, 0)),
    NAMED("min_into: (4x5) into (4): axis 0 leaves 5 elements", min_into(v, b, 0)),
    NAMED("max_into: (2x3) into (3): axis 1 leaves 2 elements", max_into(u, a, 1)),
    NAMED("argmin_into: (2x3) into (3): axis 1 leaves 2 elements", argmin_into(u, a, 1)),
    NAMED("argmax_into: (2x3) into (4): axis 0 leaves 3 elements", argmax_into(v, wa, 0)),
    NAMED("norm_into: (2x3) into (3): axis 1 leaves 2 elements", norm_into(u, a, 1)),
    NAMED("map: (2x3) and (4x5): shapes differ", map(f, a, b)),
    NAMED("map: (3) and (4): sizes differ", map(f, u, u, v)),
    NAMED("map: (3) and (4): sizes differ", map(f, u, u, u, v)),
    OPERATOR("map: (3) and (4): sizes differ", map(f, u, u, u, u, v)),  // five arrays: no place, says map.hpp
    NAMED("map_into: (2x3) and (4x5): shapes differ", map_into(a, f, b)),
    NAMED("map_into: (2x3) and (4x5): shapes differ", map_into(a, f, a, b)),
    NAMED("map_into: (3) and (4): sizes differ", map_into(u, f, u, u, v)),
    NAMED("map_into: (3) and (4): sizes differ", map_into(u, f, u, u, u, v)),
    NAMED("map_in_place: (2x3) and (4x5): shapes differ", map_in_place(f, a, b)),
    NAMED("map_in_place: (3) and (4): sizes differ", map_in_place(f, u, u, v)),
    NAMED("all_close: (2x3) and (4x5): shapes differ", all_close(a, b)),
    NAMED("all_close: (3) and (4): sizes differ", all_close(u, v)),
  });
}

TEST_CASE("Values that have no answer") {
  check<ValueError>({
    OPERATOR("operator/: integer division by zero", wa / 0),
    OPERATOR("operator/=: integer division by zero", wa /= 0),
    NAMED("min: (0): there is no element", min(Vector<double>())),
    NAMED("max: (0x3): there is no element", max(Matrix<int>(0, 3))),
    NAMED("argmin: (3x0): there is no element", argmin(Matrix<float>(3, 0))),
    NAMED("argmax: (0): there is no element", argmax(Vector<int>())),
    NAMED("min: (0x3): there is no element along axis 0", min(Matrix<double>(0, 3), 0)),
    NAMED("max: (3x0): there is no element along axis 1", max(Matrix<double>(3, 0), 1)),
    NAMED("argmin: (0x3): there is no element along axis 0", argmin(Matrix<double>(0, 3), 0)),
    NAMED("argmax: (3x0): there is no element along axis 1", argmax(Matrix<double>(3, 0), 1)),
    NAMED("sum: axis 2 of a matrix: it has axes 0 and 1", sum(a, 2)),
    NAMED("sum: axis -1 of a matrix: it has axes 0 and 1", sum(wa, -1)),
    NAMED("mean: axis 2 of a matrix: it has axes 0 and 1", mean(a, 2)),
    NAMED("min: axis 2 of a matrix: it has axes 0 and 1", min(a, 2)),
    NAMED("max: axis 2 of a matrix: it has axes 0 and 1", max(a, 2)),
    NAMED("argmin: axis 2 of a matrix: it has axes 0 and 1", argmin(a, 2)),
    NAMED("argmax: axis 2 of a matrix: it has axes 0 and 1", argmax(a, 2)),
    NAMED("norm: axis 2 of a matrix: it has axes 0 and 1", norm(a, 2)),
    NAMED("norm: axis 2 of a matrix: it has axes 0 and 1", norm(Matrix<double>(0, 3), 2)),
    NAMED("sum_into: axis 2 of a matrix: it has axes 0 and 1", sum_into(u, a, 2)),
    NAMED("mean_into: axis -1 of a matrix: it has axes 0 and 1", mean_into(u, a, -1)),
    NAMED("norm_into: axis 2 of a matrix: it has axes 0 and 1", norm_into(u, a, 2)),
    NAMED("min_into: (0x3): there is no element along axis 0", min_into(u, Matrix<double>(0, 3), 0)),
    NAMED("max_into: axis 2 of a matrix: it has axes 0 and 1", max_into(u, a, 2)),
    NAMED("argmin_into: (3x0): there is no element along axis 1", argmin_into(u, Matrix<double>(3, 0), 1)),
    NAMED("argmax_into: axis 2 of a matrix: it has axes 0 and 1", argmax_into(u, a, 2)),
  });
}

TEST_CASE("Sizes that cannot be") {
  check<SizeError>({
    NAMED("broadcast_rows: (-1x3): a size is negative", broadcast_rows(u, -1)),
    NAMED("broadcast_cols: (3x-2): a size is negative", broadcast_cols(u, -2)),
  });
  const std::uint8_t one = 1;
  const VectorView<const std::uint8_t> endless(&one, far, 0);
  try {
    outer(endless, endless);
    FAIL("no error");
  } catch (const SizeError& error) {
    CHECK(std::string(error.what()).find("the size in bytes overflows the address space") != std::string::npos);
  }
}
// clang-format on

TEST_CASE("An operation that fails leaves its output as it was") {
  Matrix<double> c{{1, 2}, {3, 4}};
  const Matrix<double> before = c;
  CHECK_THROWS_AS(c += a, ShapeError);
  CHECK_THROWS_AS(matmul_into(c, a, a), ShapeError);
  CHECK_THROWS_AS(gemm(1, c, a, 1, c), ShapeError);
  CHECK_THROWS_AS(map_into(c, f, a), ShapeError);
  CHECK_THROWS_AS(transpose_into(c, a), ShapeError);
  CHECK_THROWS_AS(sum_into(c.row(0), a, 0), ShapeError);
  CHECK_THROWS_AS(max_into(c.row(0), c, 2), ValueError);
  CHECK_THROWS_AS(c = c * b, ShapeError);
  CHECK_THROWS_AS(c = std::move(c) + a, ShapeError);
  CHECK(c == before);
}

TEST_CASE("The errors are the standard library's kinds") {
  CHECK_THROWS_AS(static_cast<void>(a + b), std::invalid_argument);
  CHECK_THROWS_AS(broadcast_rows(u, -1), std::length_error);
  CHECK_THROWS_AS(static_cast<void>(a.row(2)), std::out_of_range);
}
