// A user's program: it multiplies, adds, prints and checks what came out.
#include <declive/declive.hpp>
#include <iostream>

int main() {
  using declive::Matrix;
  using declive::Vector;

  const Matrix<double> A{{1, 2}, {3, 4}}, B{{5, 6}, {7, 8}};
  const Matrix<double> C = A * B + 2.0 * A;
  const Vector<double> x = A * Vector<double>{1, 1};
  std::cout << C << '\n' << x << '\n';

  // Large enough for packed panels: the sum of k over 0 .. 299, in every place.
  const Matrix<float> ones = Matrix<float>::ones(300, 300);
  const Matrix<float> counts(300, 300, [](declive::Index k, declive::Index) { return static_cast<float>(k); });
  const bool large_good = ones * counts == Matrix<float>(300, 300, 44850.0f);

  // The portable kernels are compiled only where there are no others.
  const bool lean = declive::has_isa(declive::Isa::portable) == !(DECLIVE_X86 || DECLIVE_NEON);

  const bool good = lean && C == Matrix<double>{{21, 26}, {49, 58}} && x == Vector<double>{3, 7} && large_good &&
                    to_string(C) == "[[21. 26.]\n [49. 58.]]";
  std::cout << (good ? "right" : "WRONG") << '\n';
  return good ? 0 : 1;
}
