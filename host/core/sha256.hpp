// SHA-256 (FIPS 180-4), to name the inputs of a result.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace quartet
{

class Sha256
{
  public:
    void update(void const* data, std::size_t bytes);
    /// The 64 lower-case hexadecimal digits of all that was given; the object is then used up.
    std::string hex_digest();

  private:
    void compress(unsigned char const* block);

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> pending_{};
    std::uint64_t bytes_ = 0;
};

std::string sha256_of_text(std::string const& text);
/// Reads the file in blocks. Throws InputError when it cannot be opened, EnvironmentError when reading fails.
std::string sha256_of_file(std::string const& path);

}  // namespace quartet
