// Principal components of Fashion-MNIST: how many numbers does a picture of 28 x 28 pixels really have?
//
// The 10,000 test images are points in 784 dimensions, the rows of X. Their covariance C = X^T X / (m - 1), X centred, is
// symmetric; its eigenvectors are the directions in which the images differ most, its eigenvalues the variances along them:
//   C v_k = lambda_k v_k,   part of the variance that k directions explain: (lambda_1 + ... + lambda_k) / trace C
// So this is what the lecture's eigenvalues are for. Pictures: the first 16 directions, and every image by its first two
// coordinates.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <string>

#include <declive/declive.hpp>
#include "support/idx.hpp"

using namespace declive;

namespace {

struct Arguments {
  std::string data = "/usr/share/datasets/fashion-mnist";  // where Debian's package dataset-fashion-mnist has them
  std::string pictures = ".";
  bool table_only = false;
};

constexpr Index shown = 16, kept = 50;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print_table(const PCA<double>& pca, Index samples) {
  std::printf("%td images of 28 x 28 pixels: %td dimensions\n", samples, pca.mean().size());
  std::printf("components   variance explained\n");
  const Vector<double> ratio = pca.explained_variance_ratio();
  double total = 0;
  Index k = 0;
  for (const Index count : {1, 2, 5, 10, 20, 50}) {
    for (; k < count; ++k) total += ratio[k];
    std::printf("%10td   %.4f\n", count, total);
  }
}

// The time of the same in NumPy, by the singular values of the centred data and by the eigenvalues of the covariance.
void time_numpy(const std::string& images) {
  const char* const program =
      "import gzip, sys, time\n"
      "try:\n"
      "    import numpy\n"
      "except ImportError:\n"
      "    sys.exit(1)\n"
      "x = numpy.frombuffer(gzip.open(sys.argv[1]).read(), dtype=numpy.uint8, offset=16).reshape(-1, 784) / 255.0\n"
      "start = time.perf_counter()\n"
      "c = x - x.mean(0)\n"
      "numpy.linalg.svd(c, full_matrices=False)\n"
      "middle = time.perf_counter()\n"
      "c = x - x.mean(0)\n"
      "numpy.linalg.eigh(c.T @ c / (len(x) - 1))\n"
      "end = time.perf_counter()\n"
      "print(f'NumPy %s: %.2f s by svd of the images, %.2f s by eigh of their covariance'\n"
      "      % (numpy.__version__, middle - start, end - middle))\n";
  std::fflush(stdout);
  setenv("PROGRAM", program, 1);
  setenv("IMAGES", images.c_str(), 1);
  for (const char* const python : {"/usr/bin/python3", "python3"}) {
    const std::string command = std::string(python) + " -c \"$PROGRAM\" \"$IMAGES\" 2> /dev/null";
    if (std::system(command.c_str()) == 0) return;
  }
  std::printf("No time of NumPy: it is not installed (Debian: python3-numpy).\n");
}

// Red is positive, blue negative, white zero.
void plot_components(std::FILE* gnuplot, const std::string& path, const Matrix<double>& components) {
  std::fprintf(gnuplot,
               "set terminal pngcairo size 900,900\nset output '%s'\nunset key\nunset tics\nunset border\n"
               "set title 'The first 16 principal components of Fashion-MNIST'\nset size ratio -1\n"
               "set palette defined (-1 'blue', 0 'white', 1 'red')\nset cbrange [-0.12:0.12]\nunset colorbox\n"
               "plot '-' matrix with image\n",
               path.c_str());
  for (Index y = 4 * 29 - 1; y >= 0; --y) {  // from the bottom up, with a line between the tiles
    for (Index x = 0; x < 4 * 29; ++x) {
      const bool between = y % 29 == 28 || x % 29 == 28;
      const Index tile = y / 29 * 4 + x / 29, pixel = y % 29 * 28 + x % 29;
      std::fprintf(gnuplot, "%.4f ", between ? 0.0 : components(tile, pixel));
    }
    std::fprintf(gnuplot, "\n");
  }
  std::fprintf(gnuplot, "e\n");
}

void plot_projection(std::FILE* gnuplot, const std::string& path, const Matrix<double>& points,
                     const Vector<std::uint8_t>& labels) {
  const char* const names[] = {"T-shirt", "trouser", "pullover", "dress", "coat",
                               "sandal",  "shirt",   "sneaker",  "bag",   "boot"};
  const char* const colours[] = {"1f77b4", "ff7f0e", "2ca02c", "d62728", "9467bd",
                                 "8c564b", "e377c2", "7f7f7f", "bcbd22", "17becf"};
  std::fprintf(gnuplot,
               "reset\nset terminal pngcairo size 1200,900\nset output '%s'\nset key outside\n"
               "set title 'Fashion-MNIST by its first two principal components'\n"
               "set xlabel 'first'\nset ylabel 'second'\n",
               path.c_str());
  for (int c = 0; c < 10; ++c)
    std::fprintf(gnuplot, "%s '-' using 1:2 with points pt 7 ps 0.4 lc rgb '#%s' title '%s'", c == 0 ? "plot" : ",",
                 colours[c], names[c]);
  std::fprintf(gnuplot, "\n");
  for (int c = 0; c < 10; ++c) {
    for (Index i = 0; i < points.rows(); ++i)
      if (labels[i] == c) std::fprintf(gnuplot, "%.3f %.3f\n", points(i, 0), points(i, 1));
    std::fprintf(gnuplot, "e\n");
  }
}

void plot(const std::string& directory, const PCA<double>& pca, const Matrix<double>& points,
          const Vector<std::uint8_t>& labels) {
  if (std::system("gnuplot --version > /dev/null 2>&1") != 0) {
    std::printf("No pictures: gnuplot is not installed (Debian: gnuplot-nox).\n");
    return;
  }
  std::FILE* const gnuplot = popen("gnuplot", "w");
  if (gnuplot == nullptr) return;
  const std::string components = directory + "/06_pca_components.png",
                    projection = directory + "/06_pca_projection.png";
  plot_components(gnuplot, components, pca.components());
  plot_projection(gnuplot, projection, points, labels);
  if (pclose(gnuplot) == 0) std::printf("Pictures: %s, %s\n", components.c_str(), projection.c_str());
}

void run(const Arguments& arguments) {
  const std::string images = arguments.data + "/t10k-images-idx3-ubyte.gz";
  const Matrix<std::uint8_t> pixels = idx::read_images(images).pixels;
  const Vector<std::uint8_t> labels = idx::read_labels(arguments.data + "/t10k-labels-idx1-ubyte.gz", 10);
  if (labels.size() != pixels.rows()) throw idx::Error(images, "has not as many images as there are labels");
  const Matrix<double> X = map([](std::uint8_t pixel) { return pixel / 255.0; }, pixels);

  auto start = std::chrono::steady_clock::now();
  const PCA pca(X, kept);
  const double exact = seconds_since(start);
  print_table(pca, X.rows());
  const Matrix<double> points = pca.transform(X);
  const double left = norm(X - pca.inverse_transform(points)) / norm(X - broadcast_rows(pca.mean(), X.rows()));
  std::printf("%td numbers instead of %td give the images back but for %.4f of their variance\n", kept, X.cols(),
              left * left);
  if (arguments.table_only) return;

  start = std::chrono::steady_clock::now();
  const PCA fast(X, kept, RandomizedSvd{});
  std::printf("\n%.2f s; by randomised SVD %.2f s, and the first component differs by %.1e\n", exact,
              seconds_since(start), norm(pca.components().row(0) - fast.components().row(0)));
  time_numpy(images);
  plot(arguments.pictures, pca, points, labels);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--table") == 0) {
      arguments.table_only = true;
    } else if (std::strcmp(argv[i], "--data") == 0 && i + 1 < argc) {
      arguments.data = argv[++i];
    } else if (std::strcmp(argv[i], "--pictures") == 0 && i + 1 < argc) {
      arguments.pictures = argv[++i];
    } else {
      std::fprintf(stderr, "usage: 06_pca [--table] [--data DIR] [--pictures DIR]\n");
      return 2;
    }
  }
  try {
    run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "06_pca: %s\n", error.what());
    return 1;
  }
}
