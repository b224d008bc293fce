#include "host/toys/shard.hpp"

#include <charconv>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

bool read_number(std::string const& text, std::int64_t& value)
{
    auto const [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc() && end == text.data() + text.size() && value >= 0 && value <= most_shards;
}

}  // namespace

std::string to_string(Shard const& shard) { return std::to_string(shard.index) + "/" + std::to_string(shard.count); }

Shard parse_shard(std::string const& text)
{
    Shard shard;
    std::size_t const slash = text.find('/');
    bool const numbers = slash != std::string::npos && read_number(text.substr(0, slash), shard.index)
                         && read_number(text.substr(slash + 1), shard.count);
    if (!numbers || shard.index >= shard.count)
        throw InputError(
            message("'" + text + "' is no share of a plan", "--shard",
                    "write --shard i/N with i from 0 to N - 1 and N up to " + std::to_string(most_shards)));
    return shard;
}

}  // namespace quartet
