#include "host/core/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

// FIPS 180-4, section 4.2.2: first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian(unsigned char const* bytes)
{
    return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16 | std::uint32_t(bytes[2]) << 8 | bytes[3];
}

}  // namespace

// FIPS 180-4, section 6.2.2.
void Sha256::compress(unsigned char const* block)
{
    std::uint32_t w[64];
    for (int t = 0; t < 16; ++t) w[t] = big_endian(block + 4 * t);
    for (int t = 16; t < 64; ++t)
    {
        std::uint32_t const s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
        std::uint32_t const s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (int t = 0; t < 64; ++t)
    {
        std::uint32_t const sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        std::uint32_t const temp1 = h + sum1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
        std::uint32_t const sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        std::uint32_t const temp2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + temp1;
        d = c;
        c = b;
        b = a;
        a = temp1 + temp2;
    }
    std::array<std::uint32_t, 8> const sum = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state_[i] += sum[i];
}

void Sha256::update(void const* data, std::size_t bytes)
{
    auto const* next = static_cast<unsigned char const*>(data);
    std::size_t held = bytes_ % 64;
    bytes_ += bytes;
    if (held > 0)
    {
        std::size_t const taken = std::min(bytes, 64 - held);
        std::memcpy(pending_.data() + held, next, taken);
        next += taken;
        bytes -= taken;
        if (held + taken < 64) return;
        compress(pending_.data());
    }
    for (; bytes >= 64; bytes -= 64, next += 64) compress(next);
    if (bytes > 0) std::memcpy(pending_.data(), next, bytes);
}

std::string Sha256::hex_digest()
{
    std::uint64_t const bits = bytes_ * 8;
    unsigned char padding[72] = {0x80};
    std::size_t const zeros = (119 - bytes_ % 64) % 64;
    for (int i = 0; i < 8; ++i)
        padding[1 + zeros + static_cast<std::size_t>(i)] = static_cast<unsigned char>(bits >> (56 - 8 * i));
    update(padding, 1 + zeros + 8);
    std::string text;
    for (auto const word : state_)
        for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[(word >> shift) & 15];
    return text;
}

std::string sha256_of_text(std::string const& text)
{
    Sha256 hash;
    hash.update(text.data(), text.size());
    return hash.hex_digest();
}

std::string sha256_of_file(std::string const& path)
{
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const file(std::fopen(path.c_str(), "rbe"), std::fclose);
    if (!file)
        throw InputError(message(std::string("cannot open the file: ") + std::strerror(errno), path, "Check the path"));
    std::vector<unsigned char> block(1 << 20);
    Sha256 hash;
    for (;;)
    {
        std::size_t const bytes = std::fread(block.data(), 1, block.size(), file.get());
        hash.update(block.data(), bytes);
        if (bytes < block.size()) break;
    }
    if (std::ferror(file.get()) != 0)
        throw EnvironmentError(message("reading the file failed", path, "Check the disk and try again"));
    return hash.hex_digest();
}

}  // namespace quartet
