// Errors must name what they are about.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace quartet::test
{

/// `action` must throw Error, and its message must contain every one of `parts`.
template <class Error, class Action>
void expect_error(Action&& action, std::initializer_list<std::string> parts)
{
    try
    {
        action();
        ADD_FAILURE() << "nothing was thrown";
    }
    catch (Error const& error)
    {
        std::string const text = error.what();
        for (auto const& part : parts) EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' in: " << text;
    }
    catch (std::exception const& error)
    {
        ADD_FAILURE() << "another kind of error: " << error.what();
    }
}

}  // namespace quartet::test
