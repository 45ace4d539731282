// Built with -fno-exceptions -fno-rtti. Without an argument: right answers. With one: a shape error, which must say
// what a thrown one would have said and end the program.
#include <cstdio>
#include <declive/declive.hpp>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is about a build without exceptions and run-time types"
#endif

int main(int count, char**) {
  using declive::Matrix;
  const Matrix<double> A{{1, 2}, {3, 4}};
  const Matrix<double> P = matmul(A, A);
  if (P != Matrix<double>{{7, 10}, {15, 22}}) return 1;
  if (count > 1) {
#line 100 "caller.cpp"
    matmul(Matrix<double>(3, 4), Matrix<double>(5, 6));
  }
  std::puts("right");
  return 0;
}
