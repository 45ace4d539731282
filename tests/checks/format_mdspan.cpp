// What a C++23 standard library adds: std::format of arrays, and views of std::mdspan. Built with libc++, since the
// libstdc++ of g++ 12 has neither.
#include <array>
#include <declive/declive.hpp>
#include <format>
#include <iostream>
#include <mdspan>
#include <string>

namespace {

int failures = 0;

void expect(const std::string& text, const std::string& expected) {
  if (text == expected) return;
  ++failures;
  std::cout << "expected\n" << expected << "\nfound\n" << text << "\n";
}

}  // namespace

int main() {
  using declive::Index, declive::Matrix, declive::MatrixView, declive::Vector, declive::VectorView;

  const Matrix<double> A{{1, 2.5}, {3, 4}};
  expect(std::format("{}", A), "[[1.  2.5]\n [3.  4. ]]");
  expect(std::format("{}", A), declive::to_string(A));
  expect(std::format("v = {:.3}", Vector<double>{0.123456, 2}), "v = [0.123 2.   ]");
  expect(std::format("{} and {}", A.row(0), A.transposed()), "[1.  2.5] and [[1.  3. ]\n [2.5 4. ]]");
  bool refused = false;
  try {
    static_cast<void>(std::vformat("{:x}", std::make_format_args(A)));
  } catch (const std::format_error&) {
    refused = true;
  }
  expect(refused ? "refused" : "accepted", "refused");

  std::array<float, 6> memory{1, 2, 3, 4, 5, 6};
  const std::mdspan rows(memory.data(), 2, 3);
  const MatrixView<float> M(rows);
  expect(declive::to_string(M), "[[1. 2. 3.]\n [4. 5. 6.]]");
  M(0, 1) = 20;
  expect(std::format("{}", memory[1]), "20");

  const std::mdspan<float, std::dextents<Index, 2>, std::layout_left> columns(memory.data(), 2, 3);
  expect(declive::to_string(MatrixView<const float>(columns)), "[[ 1.  3.  5.]\n [20.  4.  6.]]");

  using Strided = std::layout_stride::mapping<std::extents<int, 3>>;
  const std::mdspan every_second(memory.data(), Strided(std::extents<int, 3>{}, std::array<int, 1>{2}));
  const VectorView<float> v(every_second);
  expect(declive::to_string(v), "[1. 3. 5.]");
  expect(std::format("{}", declive::sum(v)), "9");

  std::cout << failures << " failures\n";
  return failures == 0 ? 0 : 1;
}
