#include <declive/kernels/instances.hpp>
