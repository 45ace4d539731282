#include "declive/config.hpp"

#include <doctest/doctest.h>

#include <string>
#include <typeinfo>

#include "declive/declive.hpp"

namespace {

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
const std::string tag = TEXT(DECLIVE_ABI);

// The mangled name of a function, as part of the name of a type.
template <auto f>
struct Named {};
template <auto f>
std::string name_of() {
  return typeid(Named<f>).name();
}
template <class T>
std::string type_name() {
  return typeid(T).name();
}
bool has_tag(const std::string& name) { return name.find("abi_") != std::string::npos; }

}  // namespace

TEST_CASE("the macros are 0 or 1 and fit the compiler") {
  CHECK((DECLIVE_X86 == 0 || DECLIVE_X86 == 1));
  CHECK((DECLIVE_NEON == 0 || DECLIVE_NEON == 1));
  CHECK(DECLIVE_X86 + DECLIVE_NEON <= 1);
  CHECK((DECLIVE_CHECKS == 0 || DECLIVE_CHECKS == 1));
#if defined(__x86_64__) && defined(__GNUC__)
  CHECK(DECLIVE_X86 == 1);
#endif
#if defined(__cpp_exceptions)
  CHECK(DECLIVE_EXCEPTIONS == 1);
#else
  CHECK(DECLIVE_EXCEPTIONS == 0);
#endif
}

TEST_CASE("the ABI tag names what this unit was compiled for") {
  const auto says = [](const char* part) { return tag.find(part) != std::string::npos; };
  CHECK(tag.substr(0, 4) == "abi_");
#if defined(__FAST_MATH__)
  CHECK(says("_fast_"));
#else
  CHECK_FALSE(says("_fast_"));
#endif
#if defined(__AVX512F__)
  CHECK(says("_avx512"));
#elif defined(__AVX2__)
  CHECK(says("_avx2"));
#endif
#ifdef __OPTIMIZE__
  CHECK(says("_o1"));
#else
  CHECK(says("_o0"));
#endif
  CHECK(says(DECLIVE_CHECKS ? "c1" : "c0"));
#ifdef _OPENMP
  CHECK(says("t1"));
#else
  CHECK(says("t0"));
#endif
  CHECK(says(DECLIVE_EXCEPTIONS ? "e1" : "e0"));
  // From the first underscore on only letters, digits and underscores: a name.
  CHECK(tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
}

#if defined(__GNUC__)
TEST_CASE("types are the same in every unit, functions are not") {
  using declive::Matrix, declive::Vector;
  CHECK_FALSE(has_tag(type_name<Vector<double>>()));
  CHECK_FALSE(has_tag(type_name<Matrix<float, 2, 3>>()));
  CHECK_FALSE(has_tag(type_name<declive::VectorView<const double>>()));
  CHECK_FALSE(has_tag(type_name<declive::MatrixView<double>>()));
  CHECK_FALSE(has_tag(type_name<declive::VectorView<double>::iterator>()));
  CHECK_FALSE(has_tag(type_name<declive::ShapeError>()));
  CHECK_FALSE(has_tag(type_name<declive::IndexError>()));
  CHECK_FALSE(has_tag(type_name<declive::SizeError>()));
  CHECK_FALSE(has_tag(type_name<declive::ValueError>()));
  CHECK_FALSE(has_tag(type_name<declive::Dims>()));
  CHECK_FALSE(has_tag(type_name<declive::Site>()));
  CHECK_FALSE(has_tag(type_name<declive::Isa>()));
  CHECK_FALSE(has_tag(type_name<declive::PrintOptions>()));
  CHECK_FALSE(has_tag(type_name<declive::Tolerance>()));

  CHECK(name_of<&declive::norm_l1<Vector<double>>>().find(tag) != std::string::npos);
  CHECK(name_of<&declive::norm<Vector<double>>>().find(tag) != std::string::npos);
}
#endif
