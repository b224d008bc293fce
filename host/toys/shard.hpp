// A share of a plan of toys.
#pragma once

#include <cstdint>
#include <string>

namespace quartet
{

struct Shard
{
    std::int64_t index = 0;
    std::int64_t count = 1;

    bool whole() const { return count == 1; }
    /// First toy of this shard, of `toys` of one cell; the first of the next shard is its end.
    std::int64_t first(std::int64_t toys) const { return share(toys, index); }
    std::int64_t last(std::int64_t toys) const { return share(toys, index + 1); }

  private:
    /// toys * i / count without overflow.
    std::int64_t share(std::int64_t toys, std::int64_t i) const { return toys / count * i + toys % count * i / count; }
};

/// Shards of one plan at most.
inline constexpr std::int64_t most_shards = 1000000;

std::string to_string(Shard const& shard);
/// "i/N" with 0 <= i < N. Throws InputError that names the option.
Shard parse_shard(std::string const& text);

}  // namespace quartet
