// The registration of each file of subjects.
#ifndef DECLIVE_BENCH_SUBJECTS_HPP
#define DECLIVE_BENCH_SUBJECTS_HPP

namespace bench {

void add_elementwise();
void add_reductions();
void add_losses();
void add_matmuls();
void add_threaded_matmuls();
void add_products();
void add_autodiff();
void add_optimizers();
void add_decompositions();

}  // namespace bench

#endif
