// The other unit: calls the first, does the same itself, and compares.
#include <declive/declive.hpp>
#include <iostream>

#include "two_units.hpp"

int main() {
  using declive::Matrix;
  const Matrix<double> A{{1, 2}, {3, 4}}, B{{5, 6}, {7, 8}}, expected{{19, 22}, {43, 50}};
  if (!declive::all_close(product(A, B), expected) || !declive::all_close(A * B, expected)) {
    std::cout << "A * B is\n" << A * B << "\nhere and in the other unit\n" << product(A, B) << "\n";
    return 1;
  }
  return 0;
}
