// LAPACK as OpenBLAS has it, on one thread, loaded at run time: its names are those of any LAPACK.
#include <dlfcn.h>

#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "../decompositions.hpp"

namespace bench {

namespace {

void* library() {
  static void* const handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  return handle;
}
template <class F>
F symbol(const std::string& name) {
  return reinterpret_cast<F>(library() == nullptr ? nullptr : dlsym(library(), name.c_str()));
}

// Fortran: everything by address, and behind each string its length.
template <class T>
struct Lapack {
  using Size = const int*;
  void (*getrf)(Size m, Size n, T* a, Size lda, int* pivots, int* info);
  void (*getrs)(const char* trans, Size n, Size nrhs, const T* a, Size lda, const int* pivots, T* b, Size ldb,
                int* info, std::size_t);
  void (*getri)(Size n, T* a, Size lda, const int* pivots, T* work, Size lwork, int* info);
  void (*potrf)(const char* uplo, Size n, T* a, Size lda, int* info, std::size_t);
  void (*geqrf)(Size m, Size n, T* a, Size lda, T* tau, T* work, Size lwork, int* info);
  void (*orgqr)(Size m, Size n, Size k, T* a, Size lda, const T* tau, T* work, Size lwork, int* info);
  void (*syevd)(const char* jobz, const char* uplo, Size n, T* a, Size lda, T* w, T* work, Size lwork, int* iwork,
                Size liwork, int* info, std::size_t, std::size_t);
  void (*gesdd)(const char* jobz, Size m, Size n, T* a, Size lda, T* s, T* u, Size ldu, T* vt, Size ldvt, T* work,
                Size lwork, int* iwork, int* info, std::size_t);

  static const Lapack& loaded() {
    static const Lapack all = [] {
      const std::string type = std::is_same_v<T, float> ? "s" : "d";
      Lapack l{};
      l.getrf = symbol<decltype(l.getrf)>(type + "getrf_");
      l.getrs = symbol<decltype(l.getrs)>(type + "getrs_");
      l.getri = symbol<decltype(l.getri)>(type + "getri_");
      l.potrf = symbol<decltype(l.potrf)>(type + "potrf_");
      l.geqrf = symbol<decltype(l.geqrf)>(type + "geqrf_");
      l.orgqr = symbol<decltype(l.orgqr)>(type + "orgqr_");
      l.syevd = symbol<decltype(l.syevd)>(type + "syevd_");
      l.gesdd = symbol<decltype(l.gesdd)>(type + "gesdd_");
      if (const auto set = symbol<void (*)(int)>("openblas_set_num_threads"); set != nullptr) set(1);
      return l;
    }();
    return all;
  }
};

// Memory that is kept from call to call, as a caller of LAPACK would.
template <class T>
T* room(std::size_t n, int which = 0) {
  static std::vector<T> kept[4];
  if (kept[which].size() < n) kept[which].resize(n);
  return kept[which].data();
}
std::size_t square(Index n) { return static_cast<std::size_t>(n) * static_cast<std::size_t>(n); }
template <class T>
void copy(Index n, const T* a, T* to) {
  std::memcpy(to, a, square(n) * sizeof(T));
}
constexpr int block = 64;

}  // namespace

template <class T>
const DecompositionPeer<T>* lapack_decompositions() {
  static constexpr DecompositionPeer<T> peer{
      .name = "lapack",
      .lu =
          [](Index n, const T* a, T* diagonal) {
            const int size = static_cast<int>(n);
            int info = 0;
            T* const f = room<T>(square(n));
            copy(n, a, f);
            Lapack<T>::loaded().getrf(&size, &size, f, &size, room<int>(square(n)), &info);
            for (Index i = 0; i < n; ++i) diagonal[i] = f[i * (n + 1)];
          },
      .solve =
          [](Index n, const T* a, const T* b, T* x) {
            const int size = static_cast<int>(n), one = 1;
            int info = 0;
            T* const f = room<T>(square(n));
            int* const pivots = room<int>(square(n));
            copy(n, a, f);
            std::memcpy(x, b, static_cast<std::size_t>(n) * sizeof(T));
            Lapack<T>::loaded().getrf(&size, &size, f, &size, pivots, &info);
            Lapack<T>::loaded().getrs("N", &size, &one, f, &size, pivots, x, &size, &info, 1);
          },
      .inverse =
          [](Index n, const T* a, T* x) {
            const int size = static_cast<int>(n), lwork = size * block;
            int info = 0;
            int* const pivots = room<int>(square(n));
            copy(n, a, x);
            Lapack<T>::loaded().getrf(&size, &size, x, &size, pivots, &info);
            Lapack<T>::loaded().getri(&size, x, &size, pivots, room<T>(static_cast<std::size_t>(lwork), 1), &lwork,
                                      &info);
          },
      .cholesky =
          [](Index n, const T* a, T* l) {
            const int size = static_cast<int>(n);
            int info = 0;
            copy(n, a, l);
            Lapack<T>::loaded().potrf("L", &size, l, &size, &info, 1);
            for (Index j = 1; j < n; ++j) std::memset(l + j * n, 0, static_cast<std::size_t>(j) * sizeof(T));
          },
      .qr =
          [](Index n, const T* a, T* q, T* r) {
            const int size = static_cast<int>(n), lwork = size * block;
            int info = 0;
            T *const tau = room<T>(static_cast<std::size_t>(n), 2), *const work =
                                                                        room<T>(static_cast<std::size_t>(lwork), 1);
            copy(n, a, q);
            Lapack<T>::loaded().geqrf(&size, &size, q, &size, tau, work, &lwork, &info);
            for (Index j = 0; j < n; ++j)
              for (Index i = 0; i < n; ++i) r[i + j * n] = i <= j ? q[i + j * n] : T(0);
            Lapack<T>::loaded().orgqr(&size, &size, &size, q, &size, tau, work, &lwork, &info);
          },
      .eigh =
          [](Index n, const T* a, T* values, T* vectors) {
            const int size = static_cast<int>(n), lwork = 1 + 6 * size + 2 * size * size + size * block,
                      liwork = 3 + 5 * size;
            int info = 0;
            copy(n, a, vectors);
            Lapack<T>::loaded().syevd("V", "L", &size, vectors, &size, values,
                                      room<T>(static_cast<std::size_t>(lwork), 1), &lwork,
                                      room<int>(static_cast<std::size_t>(liwork)), &liwork, &info, 1, 1);
          },
      .svd =
          [](Index n, const T* a, T* u, T* s, T* vt) {
            const int size = static_cast<int>(n), lwork = 4 * size * size + 7 * size + size * block;
            int info = 0;
            T* const f = room<T>(square(n));
            copy(n, a, f);
            Lapack<T>::loaded().gesdd("S", &size, &size, f, &size, s, u, &size, vt, &size,
                                      room<T>(static_cast<std::size_t>(lwork), 1), &lwork,
                                      room<int>(8 * static_cast<std::size_t>(n)), &info, 1);
          },
  };
  const Lapack<T>& l = Lapack<T>::loaded();
  const bool all = l.getrf != nullptr && l.getrs != nullptr && l.getri != nullptr && l.potrf != nullptr &&
                   l.geqrf != nullptr && l.orgqr != nullptr && l.syevd != nullptr && l.gesdd != nullptr;
  return all ? &peer : nullptr;
}
template const DecompositionPeer<float>* lapack_decompositions<float>();
template const DecompositionPeer<double>* lapack_decompositions<double>();

}  // namespace bench
