#!/usr/bin/env python3
"""Writes shuffle_table.inl: SplitMix64 and the shuffle of shuffle.hpp, written down here once more.

  make_shuffle_table.py > shuffle_table.inl
"""
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, n):
        while True:
            bits = self.bits()
            if bits >= (1 << 64) % n:
                return bits % n


def shuffle(values, random):
    for i in range(len(values) - 1, 0, -1):
        j = random.below(i + 1)
        values[i], values[j] = values[j], values[i]


def main():
    print("// Made by make_shuffle_table.py.")
    random = SplitMix64(1234567)
    print("constexpr std::uint64_t first_bits[] = {" + ", ".join(f"{random.bits()}u" for _ in range(5)) + "};")
    random = SplitMix64(42)
    order = list(range(20))
    for name in ("first_order", "second_order"):
        shuffle(order, random)
        print(f"constexpr Index {name}[] = {{" + ", ".join(map(str, order)) + "};")
    random = SplitMix64(7)
    huge = (1 << 62) + (1 << 61)  # a quarter of all draws is refused
    print("constexpr Index below_huge[] = {" + ", ".join(str(random.below(huge)) for _ in range(8)) + "};")


if __name__ == "__main__":
    main()
