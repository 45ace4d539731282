#include "declive/core/storage.hpp"

#include <doctest/doctest.h>

#include <complex>
#include <cstdint>
#include <limits>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "declive/core/matrix.hpp"
#include "support/types.hpp"

using declive::dynamic;
using declive::Index;
using declive::Matrix;
using declive::SizeError;
using declive::uninitialized;
using declive::Vector;
using support::Counting, support::Minimal, support::Throwing, support::Wide;

namespace {

constexpr Index most = (std::numeric_limits<Index>::max)();
constexpr Index least = (std::numeric_limits<Index>::min)();

template <class T>
std::uintptr_t address(const T* p) {
  return reinterpret_cast<std::uintptr_t>(p);
}

// The documented layout: fixed arrays are their elements, dynamic ones a pointer, a size and the extents that vary.
static_assert(sizeof(Vector<double, 3>) == 3 * sizeof(double) && sizeof(Matrix<double, 2, 2>) == 4 * sizeof(double) &&
              sizeof(Matrix<float, 3, 3>) == 9 * sizeof(float) && sizeof(Matrix<unsigned char, 5, 7>) == 35);
static_assert(sizeof(Vector<double>) == sizeof(void*) + sizeof(Index) &&
              sizeof(Matrix<double>) == sizeof(void*) + 3 * sizeof(Index) &&
              sizeof(Matrix<double, 2, dynamic>) == sizeof(void*) + 2 * sizeof(Index) &&
              sizeof(Matrix<double, dynamic, 2>) == sizeof(void*) + 2 * sizeof(Index));
static_assert(alignof(Matrix<double, 2, 2>) == alignof(double) && alignof(Vector<Wide, 2>) == 256);
static_assert(std::is_trivially_copyable_v<Vector<float, 4>> && std::is_trivially_copyable_v<Matrix<int, 2, 3>> &&
              std::is_trivially_destructible_v<Matrix<int, 2, 3>>);
static_assert(std::is_nothrow_move_constructible_v<Vector<Throwing>> &&
              std::is_nothrow_move_assignable_v<Vector<int>> &&
              std::is_nothrow_move_constructible_v<Matrix<Throwing>> && std::is_nothrow_move_assignable_v<Matrix<int>>);
static_assert(!std::is_nothrow_move_constructible_v<Vector<Throwing, 2>>, "its elements are copied one by one");
static_assert(declive::detail::is_plain<double> && declive::detail::is_plain<std::complex<float>> &&
              declive::detail::is_plain<Minimal> && !declive::detail::is_plain<Counting>);

}  // namespace

TEST_CASE_TEMPLATE("dynamic elements start on a 64-byte boundary, or a larger one that T asks for", T, unsigned char,
                   float, double, long double, std::complex<double>, Counting, Wide) {
  constexpr std::uintptr_t boundary = alignof(T) > 64 ? alignof(T) : 64;
  std::vector<Vector<T>> kept;  // so that every address is another one
  for (Index n = 1; n < 40; ++n) {
    kept.push_back(Vector<T>(n));
    CHECK(address(kept.back().data()) % boundary == 0);
    const Matrix<T> a(n, 3);
    CHECK(address(a.data()) % boundary == 0);
    CHECK(address(Matrix<T>{a}.data()) % boundary == 0);
    CHECK(address(Matrix<T, 3, dynamic>(3, n).data()) % boundary == 0);
  }
  CHECK(Vector<T>(0).data() == nullptr);
  CHECK(Matrix<T>(0, 5).data() == nullptr);
}

TEST_CASE("a negative size raises, whatever the other one is") {
  const auto message = [](Index rows, Index cols) {
    return "Matrix: (" + std::to_string(rows) + "x" + std::to_string(cols) + "): a size is negative";
  };
  for (const Index bad : {Index{-1}, Index{-7}, least}) {
    for (const Index other : {Index{0}, Index{1}, Index{3}, most, Index{-1}}) {
      for (const auto& [rows, cols] : {std::pair(bad, other), std::pair(other, bad)}) {
        try {
          static_cast<void>(Matrix<double>(rows, cols));
          FAIL("no error");
        } catch (const SizeError& e) {
          CHECK(std::string(e.what()).find(message(rows, cols)) == 0);
          CHECK(std::string(e.what()).find("storage_test.cpp:") != std::string::npos);
        }
        CHECK_THROWS_AS(Matrix<double>(rows, cols, 1.0), SizeError);
        CHECK_THROWS_AS(Matrix<double>(rows, cols, uninitialized), SizeError);
        CHECK_THROWS_AS(Matrix<double>(rows, cols, [](Index, Index) { return 1.0; }), SizeError);
        CHECK_THROWS_AS(Matrix<double>::zeros(rows, cols), SizeError);
      }
    }
    CHECK_THROWS_AS(Vector<double>(Index{bad}), SizeError);
    CHECK_THROWS_AS(Vector<double>(bad, 1.0), SizeError);
    CHECK_THROWS_AS(Vector<double>(bad, uninitialized), SizeError);
    CHECK_THROWS_AS(Vector<double>(bad, [](Index) { return 1.0; }), SizeError);
  }
}

TEST_CASE("a size whose bytes overflow raises and never wraps") {
  struct Case {
    Index rows, cols;
  };
  const Index half = Index{1} << 32;  // half * half is 0 in 64 bits; half * half / 2 * 8 is, too
  for (const Case& c : {Case{most, 1}, Case{1, most}, Case{most, most}, Case{half, half}, Case{half, half / 2},
                        Case{most / 8 + 1, 1}, Case{most / 8, 2}, Case{3, most / 24 + 1}, Case{most / 2, 3}}) {
    CAPTURE(c.rows);
    CAPTURE(c.cols);
    const std::string expected = "Matrix: (" + std::to_string(c.rows) + "x" + std::to_string(c.cols) +
                                 "): the size in bytes overflows the address space [";
    try {
      static_cast<void>(Matrix<double>(c.rows, c.cols));
      FAIL("no error");
    } catch (const SizeError& e) {
      CHECK(std::string(e.what()).find(expected) == 0);
    }
    CHECK_THROWS_AS(Matrix<double>(c.rows, c.cols, uninitialized), SizeError);
  }
  CHECK_THROWS_AS(Vector<double>(most / 8 + 1), SizeError);
  CHECK_THROWS_AS((Vector<Wide>(most / 256 + 1)), SizeError);
  // Nothing times anything is nothing.
  CHECK(Matrix<double>(0, most).empty());
  CHECK(Matrix<double>(most, 0).rows() == most);
}

TEST_CASE("what the address space could hold but the machine cannot is a std::bad_alloc") {
#if DECLIVE_ASAN
  MESSAGE("skipped: AddressSanitizer ends the program where operator new would throw");
#else
  volatile Index huge = most / 8;  // not a constant, or GCC warns of the very thing
  CHECK_THROWS_AS(Vector<double>(Index{huge}, uninitialized), std::bad_alloc);
  CHECK_THROWS_AS(Matrix<double>(Index{huge} / 2, 2), std::bad_alloc);
  const Matrix<double> a(2, 2, 1.0);
  Matrix<double> b = a;
  CHECK_THROWS_AS(b = Matrix<double>(Index{huge}, 1), std::bad_alloc);
  CHECK(b(1, 1) == 1.0);
#endif
}

TEST_CASE("every element is constructed once and destroyed once") {
  const auto destroyed_all = [] { return Counting::counts().live() == 0; };
  Counting::reset();
  {
    Vector<Counting> v(5, [](Index i) { return Counting(static_cast<int>(i)); });
  }
  CHECK(Counting::counts().constructed == 5);
  CHECK(Counting::counts().copied == 0);
  CHECK(Counting::counts().moved == 0);
  CHECK(destroyed_all());

  Counting::reset();
  {
    Matrix<Counting> a(2, 3, [](Index i, Index j) { return Counting(static_cast<int>(i + j)); });
  }
  CHECK(Counting::counts().constructed == 6);
  CHECK(Counting::counts().copied + Counting::counts().moved == 0);
  CHECK(destroyed_all());

  Counting::reset();
  { Vector<Counting> v(4); }
  CHECK(Counting::counts().constructed == 4);
  { Vector<Counting> v(4, uninitialized); }  // no type with a constructor is left without
  CHECK(Counting::counts().constructed == 8);
  CHECK(destroyed_all());

  Counting::reset();
  {
    const Counting seven(7);
    Vector<Counting> v(4, seven);
    CHECK(v[3].value() == 7);
  }
  CHECK(Counting::counts().copied == 4);
  CHECK(destroyed_all());

  Counting::reset();
  { Vector<Counting> v{Counting(1), Counting(2), Counting(3)}; }
  CHECK(Counting::counts().copied == 3);  // a braced list is constant: it can only be copied from
  CHECK(destroyed_all());

  Counting::reset();
  {
    Vector<Counting> v(4), w = v;
    CHECK(Counting::counts().copied == 4);
    Vector<Counting> moved = std::move(v);
    w = std::move(moved);
    CHECK(Counting::counts().copied == 4);
    CHECK(Counting::counts().moved + Counting::counts().move_assigned == 0);  // the memory changes hands
    CHECK(v.empty());      // NOLINT(bugprone-use-after-move): what a moved-from one is
    CHECK(moved.empty());  // NOLINT(bugprone-use-after-move)
    CHECK(w.size() == 4);
  }
  CHECK(destroyed_all());

  Counting::reset();
  {
    Vector<Counting, 3> v{Counting(1), Counting(2), Counting(3)}, w = v;
    w = v;
    CHECK(w[2].value() == 3);
    CHECK(Counting::counts().copy_assigned >= 3);
  }
  CHECK(destroyed_all());
}

TEST_CASE("a copy that throws leaves nothing behind and the target as it was") {
  REQUIRE(Throwing::live() == 0);
  for (long fuse = 1; fuse <= 6; ++fuse) {
    CAPTURE(fuse);
    Throwing::set_fuse(0);
    const Matrix<Throwing> a(2, 3, [](Index i, Index j) { return Throwing(static_cast<int>(3 * i + j)); });
    Matrix<Throwing> same_shape(2, 3, [](Index, Index) { return Throwing(50); });
    Matrix<Throwing> other_shape(1, 2, [](Index, Index) { return Throwing(60); });
    const Vector<Throwing> v(6, [](Index i) { return Throwing(static_cast<int>(i)); });
    Vector<Throwing> w(6, [](Index) { return Throwing(70); });
    const Throwing one(1);
    const long live = Throwing::live();

    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(Matrix<Throwing>{a}, Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(Vector<Throwing>(6, one), Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(Matrix<Throwing>(a.transposed()), Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS((Matrix<Throwing, 2, 3>(a)), Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(same_shape = a, Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(other_shape = a, Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(other_shape = a.transposed(), Throwing::Error);
    Throwing::set_fuse(fuse);
    CHECK_THROWS_AS(w = v, Throwing::Error);
    Throwing::set_fuse(0);

    CHECK(Throwing::live() == live);
    for (const Throwing& x : same_shape) CHECK(x.value() == 50);
    CHECK(other_shape.rows() == 1);
    CHECK(other_shape.cols() == 2);
    for (const Throwing& x : other_shape) CHECK(x.value() == 60);
    CHECK(w.size() == 6);
    for (const Throwing& x : w) CHECK(x.value() == 70);
  }
  CHECK(Throwing::live() == 0);
}

TEST_CASE("a generator that throws leaves nothing behind") {
  const auto throws_at = [](Index bad) {
    return [bad](Index i) {
      if (i == bad) throw Throwing::Error();
      return Throwing(static_cast<int>(i));
    };
  };
  for (Index bad = 0; bad < 5; ++bad) {
    CHECK_THROWS_AS(Vector<Throwing>(5, throws_at(bad)), Throwing::Error);
    CHECK_THROWS_AS((Vector<Throwing, 5>(5, throws_at(bad))), Throwing::Error);
    CHECK(Throwing::live() == 0);
    CHECK_THROWS_AS(Vector<double>(5, [&](Index i) { return static_cast<double>(throws_at(bad)(i).value()); }),
                    Throwing::Error);
  }
}

TEST_CASE("a fixed array whose elements throw in an assignment is half assigned, and whole otherwise") {
  Vector<Throwing, 4> v(4, [](Index i) { return Throwing(static_cast<int>(i)); });
  Vector<Throwing, 4> w(4, [](Index) { return Throwing(9); });
  Throwing::set_fuse(3);
  CHECK_THROWS_AS(w = v, Throwing::Error);
  Throwing::set_fuse(0);
  CHECK(w[0].value() == 0);
  CHECK(w[1].value() == 1);
  CHECK(w[2].value() == 9);
  w = v;
  CHECK(w[3].value() == 3);
}

TEST_CASE("the storage of a type without a default constructor") {
  using Fixed = declive::detail::Storage<Minimal, 3>;
  auto g = [](Index k) { return Minimal(static_cast<int>(k * k)); };
  const Fixed fixed(3, g);
  CHECK(fixed.data()[2].value() == 4);
  const declive::detail::Storage<Minimal, dynamic> heap(3, g);
  CHECK(heap.size() == 3);
  CHECK(heap.data()[2].value() == 4);
  static_assert(!std::is_default_constructible_v<Vector<Minimal, 3>>);
  static_assert(std::is_default_constructible_v<Vector<Minimal>>);
  static_assert(std::is_default_constructible_v<Matrix<Minimal, 3, dynamic>>);
  CHECK(Vector<Minimal>().empty());
  CHECK(Vector<Minimal, 0>(0, g).data() == nullptr);
}

TEST_CASE("swap of storages, of vectors and of matrices") {
  Vector<int> a{1, 2, 3}, b{4};
  const int* const data = a.data();
  std::swap(a, b);
  CHECK(b.data() == data);
  CHECK(a.size() == 1);
  Matrix<int> m(2, 3, 1), n(1, 1, 2);
  std::swap(m, n);
  CHECK(n.rows() == 2);
  CHECK(n.cols() == 3);
  CHECK(m(0, 0) == 2);
}
