"""What 02_softmax_regression says to wrong input: one line on stderr that names the culprit, and an exit code above 0.

Usage: bad_input_test.py --list              the names of the cases
       bad_input_test.py <program> <case>    runs one

Every case but the help starts from a small data set in a temporary directory that the program accepts
("accepts_good_files" shows it) and spoils one thing.
"""
import gzip
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

HEIGHT, WIDTH = 4, 3
TRAINING, TEST = 40, 20
IMAGES, LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
TEST_IMAGES = "t10k-images-idx3-ubyte.gz"


def images(count, height=HEIGHT, width=WIDTH):
    pixels = bytes((7 * k + k // 5) % 256 for k in range(count * height * width))
    return struct.pack(">IIII", 0x803, count, height, width) + pixels


def labels(count):
    return struct.pack(">II", 0x801, count) + bytes(k % 10 for k in range(count))


class Data:
    """A directory with four good files, and ways to spoil them."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        for name, count in (("train", TRAINING), ("t10k", TEST)):
            self.pack(f"{name}-images-idx3-ubyte.gz", images(count))
            self.pack(f"{name}-labels-idx1-ubyte.gz", labels(count))

    def pack(self, name, content):
        self.write(name, gzip.compress(content, mtime=0))

    def write(self, name, content):
        (self.directory / name).write_bytes(content)

    def raw(self, name):
        return (self.directory / name).read_bytes()

    def content(self, name):
        return gzip.decompress(self.raw(name))


# A case of files spoils the data and gives back the file that must be named and the words that must be said about it.
def missing_file(data):
    (data.directory / LABELS).unlink()
    return LABELS, "cannot be opened: No such file or directory"


def directory_instead_of_file(data):
    (data.directory / IMAGES).unlink()
    (data.directory / IMAGES).mkdir()
    return IMAGES, "cannot be read: Is a directory"


def empty_file(data):
    data.write(IMAGES, b"")
    return IMAGES, "is not a gzip file"


def not_gzip(data):
    data.write(IMAGES, data.content(IMAGES))
    return IMAGES, "is not a gzip file"


def truncated_gzip(data):
    data.write(IMAGES, data.raw(IMAGES)[:100])
    return IMAGES, "is truncated"


def truncated_gzip_checksum(data):
    data.write(IMAGES, data.raw(IMAGES)[:-4])
    return IMAGES, "is truncated"


def damaged_gzip_checksum(data):
    raw = bytearray(data.raw(IMAGES))
    raw[-8] ^= 1  # the CRC-32 stands before the length, 4 bytes each
    data.write(IMAGES, bytes(raw))
    return IMAGES, "is damaged: incorrect data check"


def damaged_gzip_data(data):
    raw = bytearray(data.raw(IMAGES))
    raw[10] |= 0b110  # a block type that does not exist
    data.write(IMAGES, bytes(raw))
    return IMAGES, "is damaged: invalid block type"


def wrong_magic(data):
    data.pack(IMAGES, labels(TRAINING))
    return IMAGES, "is not an IDX file of images: it begins with 0x00000801 instead of 0x00000803"


def wrong_element_type(data):
    data.pack(LABELS, b"\0\0\x0d\x01" + data.content(LABELS)[4:])
    return LABELS, "is not an IDX file of labels: it begins with 0x00000d01 instead of 0x00000801"


def short_header(data):
    data.pack(IMAGES, data.content(IMAGES)[:10])
    return IMAGES, "has 10 bytes, too few for its header of 16"


def nothing_compressed(data):
    data.pack(LABELS, b"")
    return LABELS, "has 0 bytes, too few for its header of 8"


def no_images(data):
    data.pack(IMAGES, images(0))
    return IMAGES, "has a dimension of size 0 in its header"


def impossible_size(data):
    data.pack(IMAGES, struct.pack(">IIII", 0x803, *[2**32 - 1] * 3))
    return IMAGES, "has an impossible size in its header: 4294967295x4294967295"


def short_data(data):
    data.pack(IMAGES, data.content(IMAGES)[:-1])
    return IMAGES, f"has {TRAINING * HEIGHT * WIDTH - 1} bytes of data, too few for the {TRAINING}x{HEIGHT}x{WIDTH}"


def huge_size_without_data(data):
    data.pack(IMAGES, struct.pack(">IIII", 0x803, 2**30, 32, 16))
    return IMAGES, "has 0 bytes of data, too few for the 1073741824x32x16"


def trailing_data(data):
    data.pack(LABELS, data.content(LABELS) + b"\0")
    return LABELS, f"has data left over after the {TRAINING} in its header"


def second_gzip_member(data):
    data.write(LABELS, data.raw(LABELS) * 2)
    return LABELS, f"has data left over after the {TRAINING} in its header"


def label_out_of_range(data):
    data.pack(LABELS, data.content(LABELS)[:-1] + b"\x0a")
    return LABELS, f"label 10 of element {TRAINING - 1} is not in 0..9"


def counts_disagree(data):
    data.pack(LABELS, labels(TRAINING - 1))
    return LABELS, f"has {TRAINING - 1} labels for the {TRAINING} images of"


def image_sizes_disagree(data):
    data.pack(TEST_IMAGES, images(TEST, WIDTH, HEIGHT))
    return TEST_IMAGES, f"has images of {WIDTH}x{HEIGHT}, the training images are {HEIGHT}x{WIDTH}"


FILE_CASES = [
    missing_file, directory_instead_of_file, empty_file, not_gzip, truncated_gzip, truncated_gzip_checksum,
    damaged_gzip_checksum, damaged_gzip_data, wrong_magic, wrong_element_type, short_header, nothing_compressed,
    no_images, impossible_size, short_data, huge_size_without_data, trailing_data, second_gzip_member,
    label_out_of_range, counts_disagree, image_sizes_disagree,
]

# Arguments beside --data, and what must be said.
OPTION_CASES = {
    "unknown_option": (["--epoch", "3"], "--epoch"),
    "unexpected_argument": (["fashion"], "fashion"),
    "missing_value": (["--epochs"], "--epochs"),
    "epochs_not_a_number": (["--epochs", "many"], "--epochs"),
    "epochs_not_whole": (["--epochs", "1.5"], "--epochs"),
    "epochs_zero": (["--epochs", "0"], "--epochs"),
    "batch_negative": (["--batch", "-5"], "--batch"),
    "batch_above_the_data": (["--batch", str(TRAINING + 1)], f"--batch {TRAINING + 1} is more than the {TRAINING}"),
    "rate_zero": (["--rate", "0"], "--rate"),
    "rate_nan": (["--rate", "nan"], "--rate"),
    "rate_infinite": (["--rate", "inf"], "--rate"),
    "rate_diverges": (["--rate", "1e38", "--epochs", "20"], "--rate"),
    "accuracy_not_reached": (["--require-accuracy", "1"], "is below the required 1.0000"),
    "instruction_set_unknown": ([], "DECLIVE_ISA: 'mmx'"),
}
GOOD_CASES = {
    "accepts_good_files": [],
    "accepts_a_short_last_batch": ["--batch", "27"],
    "accepts_a_batch_of_one": ["--batch", "1", "--epochs", "1"],
}


def run(program, directory, arguments=(), **environment):
    command = [program, "--data", str(directory), "--batch", "10", *arguments]
    # An option that is given twice is an error of its own.
    if "--batch" in arguments:
        del command[3:5]
    environment = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


def expect_error(result, *words):
    lines = result.stderr.splitlines()
    assert result.returncode > 0, f"exit code {result.returncode}, expected 1 or more; stderr: {result.stderr}"
    assert len(lines) == 1 and result.stderr.endswith("\n"), f"expected one line on stderr: {result.stderr!r}"
    for word in ("02_softmax_regression: ", *words):
        assert word in lines[0], f"{word!r} is not in {lines[0]!r}"
    print(lines[0])


def main():
    file_cases = {case.__name__: case for case in FILE_CASES}
    names = ["help", *GOOD_CASES, "missing_directory", *file_cases, *OPTION_CASES]
    if sys.argv[1:] == ["--list"]:
        print(";".join(names), end="")
        return
    program, case = sys.argv[1:]
    assert case in names, f"no case {case!r}"
    with tempfile.TemporaryDirectory() as directory:
        if case == "help":
            result = subprocess.run([program, "--help"], capture_output=True, text=True, timeout=60, check=False)
            assert result.returncode == 0 and result.stderr == "", result
            for option in ("--help", "--data DIR", "--epochs", "--batch", "--rate", "--require-accuracy"):
                assert option in result.stdout, f"{option} is not in: {result.stdout}"
        elif case in GOOD_CASES:
            result = run(program, Data(directory).directory, GOOD_CASES[case])
            assert result.returncode == 0 and result.stderr == "", result
            assert "Test accuracy" in result.stdout and "\r" not in result.stdout, result.stdout
        elif case == "missing_directory":
            expect_error(run(program, pathlib.Path(directory) / "nowhere"), "nowhere: no such directory")
        elif case in file_cases:
            data = Data(directory)
            name, words = file_cases[case](data)
            expect_error(run(program, data.directory), str(data.directory / name) + ": " + words)
        else:
            arguments, words = OPTION_CASES[case]
            environment = {"DECLIVE_ISA": "mmx"} if case == "instruction_set_unknown" else {}
            expect_error(run(program, Data(directory).directory, arguments, **environment), words)


if __name__ == "__main__":
    try:
        main()
    except AssertionError as failure:
        sys.exit(f"FAILED: {failure}")
