#include "host/cpu/compact_codes.hpp"

#include <cstring>

namespace quartet
{
namespace
{

constexpr int width = 8;
constexpr std::int64_t worthwhile = 2048;  ///< fewer codes are counted one by one

/// The highest bit of a byte is set where that byte, or one below it, is 0: exact as a question for any zero byte.
bool has_zero_byte(std::uint64_t word) { return ((word - 0x0101010101010101U) & ~word & 0x8080808080808080U) != 0; }

}  // namespace

std::int64_t compact_codes(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts)
{
    std::int64_t kept = 0, i = 0;
    auto const keep = [&](std::int64_t k)
    {
        if (code[k] == 0) position[kept++] = k;
    };
    constexpr std::int64_t most_at_once = std::int64_t(1) << 30;  // the counts below have 32 bits
    while (code.size - i >= worthwhile)
    {
        std::uint32_t found[width][256] = {};
        for (std::int64_t const end = i + (code.size - i < most_at_once ? code.size - i : most_at_once);
             i + width <= end; i += width)
        {
            std::uint64_t word;
            std::memcpy(&word, code.data + i, width);
            for (int k = 0; k < width; ++k) ++found[k][word >> (8 * k) & 0xffU];
            if (!has_zero_byte(word)) continue;
            for (int k = 0; k < width; ++k) keep(i + k);
        }
        for (auto const& own : found)
            for (int c = 0; c < 256; ++c) counts.count[c] += own[c];
    }
    for (; i < code.size; ++i)
    {
        ++counts.count[code[i]];
        keep(i);
    }
    return kept;
}

}  // namespace quartet
