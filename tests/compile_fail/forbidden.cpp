// What the constraints refuse: one line a forbidden use, with its reason; beside them the uses that take its place.
// That the file compiles is the test. (What a static_assert refuses is in the other files, with its message.)
#include <memory>

#include "support.hpp"

namespace {

template <class M, class V, class S>
concept permits = requires(M a, V x, S s, const M k, Index i) {
  a(i, i) = a.at(i, i);
  x[i] = x(i);
  a + a - a;
  s* a* s / s;
  a += scaled(s, a);
  a *= s;
  x /= s;
  a == a;
  x == a.row(0);
  dot(x, x);
  outer(x, x);
  transpose(a);
  sum(a, 0);
  a.row(0) = x;
  k.row(0)[i] + k(i, i);
  set_isa(Isa::portable);
};
static_assert(permits<Matrix<double>, Vector<double>, double>);
static_assert(permits<MatrixView<double>, VectorView<double>, double>);

template <class M, class V, class S>
concept refuses = requires {
  // Indices
  requires(!requires(M a, Index i) { a[i]; });     // an element has two: a(i, j); a row is a.row(i)
  requires(!requires(M a, Index i) { a(i); });     // likewise
  requires(!requires(V x, Index i) { x(i, i); });  // an element of a vector has one
  requires(!requires(V x) { x.row(0); });          // a vector has no rows: as_row() makes it one
  requires(!requires(M a) { a.slice(0, 1); });     // block()
  requires(!requires(M a) { a.block(0, 0); });     // a block has an extent

  // Operators that NumPy broadcasts or that could be read in two ways
  requires(!requires(M a, S s) { a + s; });   // never a broadcast: map() says what is meant
  requires(!requires(M a, S s) { s - a; });   // likewise
  requires(!requires(V x, S s) { x += s; });  // likewise
  requires(!requires(M a, S s) { s / a; });   // the inverse, or element by element?
  requires(!requires(M a) { a / a; });        // likewise
  requires(!requires(M a) { a *= a; });       // the matrix product, or element by element?
  requires(!requires(V x) { x *= x; });       // likewise
  requires(!requires(V x) { x /= x; });       // likewise
  requires(!requires(M a) { a ^ 2; });        // no power
  requires(!requires(M a) { a % a; });        // no rest
  requires(!requires(M a) { ++a; });          // no step
  requires(!requires(M a) { a < a; });        // no order
  requires(!requires(M a) { a&& a; });        // no truth value
  requires(!requires(M a) { !a; });           // likewise
  requires(!requires(M a, V x) { a == x; });  // a matrix is no vector, not even with one column
  requires(!requires(M a, S s) { a == s; });  // nor a number

  // Functions of the other rank
  requires(!requires(M a) { dot(a, a); });                  // of vectors
  requires(!requires(M a) { outer(a, a); });                // likewise
  requires(!requires(V x) { transpose(x); });               // as_row() and as_column() say which way
  requires(!requires(V x) { transpose_in_place(x); });      // likewise
  requires(!requires(V x) { sum(x, 0); });                  // a vector has one axis
  requires(!requires(V x) { argmax(x, 1); });               // likewise
  requires(!requires(M a) { broadcast_rows(a, 2); });       // of a vector
  requires(!requires(M a, V x) { matmul_into(a, a, x); });  // the product is a vector
  requires(!requires(M a, V x) { transpose_into(a, x); });  // of a matrix
  requires(!requires(M a, V x) { a.row(0) = a; });          // a row takes a vector
  requires(!requires(V x, S s) { x.slice(0, 1) = s; });     // nor a slice one number: assign a Vector(n, s)

  // const
  requires(!requires(const Matrix<S> k, S s) { k(0, 0) = s; });
  requires(!requires(const Matrix<S> k, S s) { k.at(0, 0) = s; });
  requires(!requires(const Matrix<S> k, S s) { k.row(0)[0] = s; });
  requires(!requires(const Matrix<S> k, S s) { k.transposed()(0, 0) = s; });
  requires(!requires(const Matrix<S> k, S s) { *k.begin() = s; });
  requires(!requires(const Matrix<S> k, V x) { k.row(0) = x; });
  requires(!requires(const Matrix<S> k, M a) { k.block(0, 0, 1, 1) = a; });
  requires(!requires(const Matrix<S> k, M a) { k = a; });
  requires(!requires(MatrixView<const S> k, S s) { k(0, 0) = s; });
  requires(!requires(MatrixView<const S> k, M a) { k = a; });
};
static_assert(refuses<Matrix<double>, Vector<double>, double>);
static_assert(refuses<MatrixView<double>, VectorView<double>, double>);
static_assert(refuses<Matrix<int, 2, 2>, Vector<int, 2>, int>);
static_assert(
    !refuses<Matrix<double>, Vector<double>, Matrix<double>>);  // a matrix as "scalar" may be added: it can fail

// Views never drop const, reinterpret elements, promise an extent, or write to what is about to vanish.
static_assert(std::constructible_from<MatrixView<const double>, const Matrix<double>&>);
static_assert(std::constructible_from<MatrixView<const double>, Matrix<double>>);
static_assert(std::constructible_from<MatrixView<double>, Matrix<double, 2, 2>&>);
static_assert(!std::constructible_from<MatrixView<double>, const Matrix<double>&>);
static_assert(!std::constructible_from<MatrixView<double>, MatrixView<const double>>);
static_assert(!std::constructible_from<MatrixView<double>, Matrix<float>&>);
static_assert(!std::constructible_from<MatrixView<double>, Matrix<double>>);
static_assert(!std::constructible_from<MatrixView<double, 2, 2>, Matrix<double>&>);
static_assert(!std::constructible_from<MatrixView<double, 2, 2>, MatrixView<double, 2, 3>>);
static_assert(!std::constructible_from<VectorView<double>, const Vector<double>&>);
static_assert(!std::constructible_from<VectorView<double>, Vector<double>>);
static_assert(!std::constructible_from<VectorView<double>, std::span<const double>>);
static_assert(!std::constructible_from<VectorView<double, 3>, std::span<double>>);
static_assert(!std::default_initializable<VectorView<double>>);
static_assert(!std::default_initializable<MatrixView<double>>);

// Nothing becomes an array, or one of other elements, by itself.
static_assert(std::convertible_to<VectorView<double>, Vector<double>>);
static_assert(std::constructible_from<Vector<double>, Vector<float>>);
static_assert(!std::convertible_to<Vector<float>, Vector<double>>);
static_assert(!std::convertible_to<Matrix<double>, Matrix<int>>);
static_assert(!std::constructible_from<Vector<double>, Matrix<double>>);
static_assert(!std::constructible_from<Matrix<double>, Vector<double>>);
static_assert(!std::constructible_from<Matrix<double>, Index>);
static_assert(!std::convertible_to<Index, Vector<double>>);
static_assert(!std::constructible_from<Vector<double>, std::span<const float>>);
static_assert(!std::convertible_to<Matrix<double>, bool>);
static_assert(!std::convertible_to<Matrix<double, 1, 1>, double>);

// Elements
static_assert(Scalar<float> && Scalar<std::complex<double>> && Scalar<unsigned char>);
static_assert(!Scalar<std::string>);              // + alone
static_assert(!Scalar<double*>);                  // - alone, and it leaves the type
static_assert(!Scalar<void>);                     // nothing
static_assert(!Scalar<Isa>);                      // an enumeration
static_assert(!Scalar<const double>);             // cannot be assigned to
static_assert(!Scalar<double&>);                  // refers to another's element
static_assert(!Scalar<std::unique_ptr<double>>);  // cannot be copied
static_assert(!Scalar<Vector<double>>);           // vector * vector has no meaning

// Instruction sets have names in an enumeration.
template <class X>
concept SelectsIsa = requires(X x) {
  set_isa(x);
};
static_assert(SelectsIsa<Isa>);
static_assert(!SelectsIsa<const char*>);
static_assert(!SelectsIsa<int>);

}  // namespace

int main() {}
