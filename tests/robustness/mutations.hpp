// Damaged copies of a text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace quartet::test
{

/// The text after 1 to `most` changes: letters lost, replaced, repeated, digits changed, one of `words` put in, the
/// rest cut off.
template <std::size_t N>
std::string damaged(std::string text, std::array<char const*, N> const& words, std::mt19937& random, unsigned most)
{
    for (unsigned changes = 1 + random() % most; changes > 0 && text.size() > 1; --changes)
    {
        std::size_t const at = random() % text.size();
        switch (random() % 7)
        {
            case 0:
                text.erase(at, 1 + random() % 6);
                break;
            case 1:
                text.insert(at, words[random() % words.size()]);
                break;
            case 2:
                text[at] = static_cast<char>(random() % 256);
                break;
            case 3:
                text[at] = text[random() % text.size()];
                break;
            case 4:
            {
                // A digit for a digit keeps the text valid and changes what it means.
                std::size_t const digit = text.find_first_of("0123456789", at);
                if (digit != std::string::npos) text[digit] = static_cast<char>('0' + random() % 10);
                break;
            }
            case 5:
                text.insert(at, text.substr(random() % text.size(), random() % 60));
                break;
            default:
                if (random() % 10 == 0) text.resize(at);
        }
    }
    return text;
}

/// Calls `target` with a JSON text and with `copies` damaged copies of it; gives how many calls returned 0, -1 when
/// that of the text itself does not.
template <class Target>
int damage(std::string const& good, int copies, Target&& target)
{
    constexpr std::array<char const*, 14> words{"-1",   "1e308", "[", "]",      "{",    "}",      "null",
                                                "\"\"", ",",     "0", "1e-308", "true", "\"mu\"", ":"};
    std::mt19937 random(11);
    auto const returned = [&](std::string const& text)
    { return target(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()) == 0 ? 1 : 0; };
    if (returned(good) == 0) return -1;
    int ended = 0;
    for (int copy = 0; copy < copies; ++copy) ended += returned(damaged(good, words, random, 3));
    return ended;
}

}  // namespace quartet::test
