// Changes of a good decay that must be refused.
#pragma once

#include <initializer_list>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{

/// A piece of the text, what takes its place, and what the message says: what is wrong, where, how to mend it.
struct Change
{
    char const* from;
    char const* to;
    char const* what;
    char const* place;
    char const* mend;
};

inline void expect_refused(std::initializer_list<Change> changes)
{
    for (Change const& c : changes)
    {
        SCOPED_TRACE(c.to);
        expect_error<InputError>([&] { read_with(c.from, c.to); }, {c.what, c.place, c.mend});
    }
}

}  // namespace quartet::test
