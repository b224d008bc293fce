// A hash of everything that a structure holds, found by the compiler: a member that is added later takes part.
//
// Aggregates are taken apart with structured bindings. How many members they have is asked of the compiler: as many as
// initialisers are accepted.
#pragma once

#include <bit>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fits/model.hpp"
#include "host/core/sha256.hpp"

namespace quartet
{
namespace fingerprint_detail
{

/// An initialiser for any member.
struct AnyMember
{
    template <class T>
    operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>)
{
    return requires { T{(static_cast<void>(I), AnyMember{})...}; };
}

inline constexpr std::size_t most_members = 12;

template <class T, std::size_t n = most_members>
constexpr std::size_t count_members()
{
    static_assert(!takes<T>(std::make_index_sequence<most_members + 1>()), "the structure has too many members");
    if constexpr (n == 0)
        return 0;
    else if constexpr (takes<T>(std::make_index_sequence<n>()))
        return n;
    else
        return count_members<T, n - 1>();
}

/// References to the members of an aggregate.
template <class T>
auto members_of(T const& s)
{
    constexpr std::size_t n = count_members<T>();
    static_assert(n > 0, "the structure is empty, or no aggregate: teach Fingerprint::add about it");
    // clang-format off
    if constexpr (n == 1) { auto const& [a] = s; return std::tie(a); }
    else if constexpr (n == 2) { auto const& [a, b] = s; return std::tie(a, b); }
    else if constexpr (n == 3) { auto const& [a, b, c] = s; return std::tie(a, b, c); }
    else if constexpr (n == 4) { auto const& [a, b, c, d] = s; return std::tie(a, b, c, d); }
    else if constexpr (n == 5) { auto const& [a, b, c, d, e] = s; return std::tie(a, b, c, d, e); }
    else if constexpr (n == 6) { auto const& [a, b, c, d, e, f] = s; return std::tie(a, b, c, d, e, f); }
    else if constexpr (n == 7) { auto const& [a, b, c, d, e, f, g] = s; return std::tie(a, b, c, d, e, f, g); }
    else if constexpr (n == 8) { auto const& [a, b, c, d, e, f, g, h] = s; return std::tie(a, b, c, d, e, f, g, h); }
    else if constexpr (n == 9) { auto const& [a, b, c, d, e, f, g, h, i] = s; return std::tie(a, b, c, d, e, f, g, h, i); }
    else if constexpr (n == 10) { auto const& [a, b, c, d, e, f, g, h, i, j] = s; return std::tie(a, b, c, d, e, f, g, h, i, j); }
    else if constexpr (n == 11) { auto const& [a, b, c, d, e, f, g, h, i, j, k] = s; return std::tie(a, b, c, d, e, f, g, h, i, j, k); }
    else { auto const& [a, b, c, d, e, f, g, h, i, j, k, l] = s; return std::tie(a, b, c, d, e, f, g, h, i, j, k, l); }
    // clang-format on
}

}  // namespace fingerprint_detail

/// Numbers by their bits, texts and lists with their lengths, structures member by member.
class Fingerprint
{
  public:
    template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void add(T value) { sha_.update(&value, sizeof value); }
    void add(std::string const& text)
    {
        add(std::uint64_t(text.size()));
        sha_.update(text.data(), text.size());
    }
    template <class T>
    void add(std::vector<T> const& list)
    {
        add(std::uint64_t(list.size()));
        for (auto const& entry : list) add(static_cast<T const&>(entry));
    }
    template <class A, class B>
    void add(std::pair<A, B> const& pair)
    {
        add(pair.first);
        add(pair.second);
    }
    /// Has constructors, so that the compiler cannot take it apart.
    void add(LinearForm const& form)
    {
        static_assert(sizeof(LinearForm) == sizeof(double) + sizeof(form.terms), "LinearForm has a new member");
        add(form.constant);
        add(form.terms);
    }
    template <class T>
    requires(std::is_aggregate_v<T>) void add(T const& structure)
    {
        std::apply([this](auto const&... member) { (add(member), ...); }, fingerprint_detail::members_of(structure));
    }

    std::string hex_digest() { return sha_.hex_digest(); }

  private:
    Sha256 sha_;
};

}  // namespace quartet
