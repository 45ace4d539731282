// IDX, the file format of MNIST and Fashion-MNIST (http://yann.lecun.com/exdb/mnist), compressed with gzip.
//
//   bytes 0-3   magic: 0, 0, the element type (8: unsigned byte), the number of dimensions
//   4 each      the size of every dimension, most significant byte first
//   the rest    the elements, the last dimension running fastest
//
// The files come from elsewhere, so nothing in them is believed: what is not exactly as above ends in an idx::Error
// whose message is one line, the file's name and what is wrong with it.
#ifndef EXAMPLES_SUPPORT_IDX_HPP
#define EXAMPLES_SUPPORT_IDX_HPP

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <declive/declive.hpp>

namespace idx {

using declive::Index;

class Error : public std::runtime_error {
 public:
  Error(const std::string& path, const std::string& what) : std::runtime_error(path + ": " + what) {}
};

struct Images {
  declive::Matrix<std::uint8_t> pixels;  ///< one image a row, its own rows one after the other
  Index height = 0;
  Index width = 0;
};

namespace detail {

/// The uncompressed bytes of a gzip file, from the front.
class GzipFile {
 public:
  explicit GzipFile(const std::string& path) : path_(path) {
    errno = 0;
    file_.reset(gzopen(path.c_str(), "rb"));
    if (file_ == nullptr) throw Error(path, std::string("cannot be opened: ") + std::strerror(errno));
    gzbuffer(file_.get(), 1u << 17);
  }

  /// Reads up to `size` bytes; fewer only at the end of the file.
  std::size_t read(std::uint8_t* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const auto some = static_cast<unsigned>((std::min)(size - done, std::size_t{1} << 20));
      const int got = gzread(file_.get(), to + done, some);
      check();
      // zlib hands a file that is not compressed through as it is.
      if (gzdirect(file_.get())) throw Error(path_, "is not a gzip file");
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  // A file that was cut off shows in gzerror alone: gzread only returns less than it was asked for.
  void check() {
    int code = Z_OK;
    const char* text = gzerror(file_.get(), &code);
    if (code == Z_OK || code == Z_STREAM_END) return;
    if (code == Z_ERRNO) throw Error(path_, std::string("cannot be read: ") + std::strerror(errno));
    if (code == Z_BUF_ERROR) throw Error(path_, "is truncated: the compressed data end in the middle");
    std::string reason = text == nullptr ? "unknown error" : text;
    if (reason.starts_with(path_ + ": ")) reason.erase(0, path_.size() + 2);
    throw Error(path_, "is damaged: " + reason);
  }

  struct Close {
    void operator()(gzFile_s* file) const { gzclose(file); }
  };
  std::string path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

inline std::string hex(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", static_cast<unsigned>(value));
  return text;
}

struct Array {
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint8_t> elements;
};

/// The whole file, which must begin with `magic`; `what` is in its message.
inline Array read_array(const std::string& path, std::uint32_t magic, const std::string& what) {
  GzipFile file(path);
  const std::size_t rank = magic & 0xff;
  std::vector<std::uint8_t> header(4 + 4 * rank);
  const std::size_t got = file.read(header.data(), header.size());
  const auto word = [&](std::size_t k) {
    return static_cast<std::uint32_t>(header[4 * k]) << 24 | static_cast<std::uint32_t>(header[4 * k + 1]) << 16 |
           static_cast<std::uint32_t>(header[4 * k + 2]) << 8 | static_cast<std::uint32_t>(header[4 * k + 3]);
  };
  if (got >= 4 && word(0) != magic)
    throw Error(path,
                "is not an IDX file of " + what + ": it begins with " + hex(word(0)) + " instead of " + hex(magic));
  if (got < header.size())
    throw Error(path,
                "has " + std::to_string(got) + " bytes, too few for its header of " + std::to_string(header.size()));

  Array array;
  std::string shape;
  constexpr std::uint64_t most = std::uint64_t{1} << 40;
  std::uint64_t expected = 1;
  for (std::size_t k = 1; k <= rank; ++k) {
    const std::uint32_t size = word(k);
    shape += (k == 1 ? "" : "x") + std::to_string(size);
    if (size == 0) throw Error(path, "has a dimension of size 0 in its header (dimension " + std::to_string(k) + ")");
    if (size > most / expected) throw Error(path, "has an impossible size in its header: " + shape + " elements");
    expected *= size;
    array.sizes.push_back(size);
  }
  // The size is only a claim: memory is taken as data arrive.
  constexpr std::size_t step = std::size_t{1} << 22;
  while (array.elements.size() < expected) {
    const std::size_t done = array.elements.size();
    const auto wanted = static_cast<std::size_t>((std::min<std::uint64_t>)(step, expected - done));
    array.elements.resize(done + wanted);
    const std::size_t now = file.read(array.elements.data() + done, wanted);
    if (now < wanted)
      throw Error(path,
                  "has " + std::to_string(done + now) + " bytes of data, too few for the " + shape + " in its header");
  }
  // Looking beyond the last element also lets zlib compare the checksum at the end of the file.
  std::uint8_t beyond = 0;
  if (file.read(&beyond, 1) != 0) throw Error(path, "has data left over after the " + shape + " in its header");
  return array;
}

}  // namespace detail

/// The images of a file with magic 0x00000803. Throws Error.
inline Images read_images(const std::string& path) {
  const detail::Array array = detail::read_array(path, 0x00000803, "images");
  const auto size = [&](std::size_t k) { return static_cast<Index>(array.sizes[k]); };
  return {declive::Matrix<std::uint8_t>(size(0), size(1) * size(2), std::span(array.elements)), size(1), size(2)};
}

/// The labels of a file with magic 0x00000801, each in [0, classes). Throws Error.
inline declive::Vector<std::uint8_t> read_labels(const std::string& path, int classes) {
  const detail::Array array = detail::read_array(path, 0x00000801, "labels");
  for (std::size_t k = 0; k < array.elements.size(); ++k)
    if (array.elements[k] >= classes)
      throw Error(path, "label " + std::to_string(array.elements[k]) + " of element " + std::to_string(k) +
                            " is not in 0.." + std::to_string(classes - 1));
  return declive::Vector<std::uint8_t>(std::span(array.elements));
}

}  // namespace idx

#endif
