#include "host/core/progress.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace quartet
{
namespace
{

/// What `action` writes to standard error.
template <class Action>
std::string written(Action action)
{
    testing::internal::CaptureStderr();
    action();
    return testing::internal::GetCapturedStderr();
}

TEST(Progress, QuietWritesNothing)
{
    EXPECT_EQ(written(
                  []
                  {
                      Progress progress("fits", 10, ProgressMode::quiet);
                      for (int i = 0; i <= 10; ++i) progress.update(i);
                      progress.finish();
                  }),
              "");
}

TEST(Progress, ALogGetsPlainLinesAndFewOfThem)
{
    std::string const text = written(
        []
        {
            Progress progress("fits", 100000, ProgressMode::log);
            for (int i = 0; i < 100000; ++i) progress.add(1);
            progress.finish();
            progress.finish();
        });
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_NE(text.find("fits: 100000/100000 (100%)"), std::string::npos) << text;
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Progress, AClosedOneLeavesNoLine)
{
    for (ProgressMode mode : {ProgressMode::terminal, ProgressMode::log, ProgressMode::quiet})
    {
        std::string const text = written(
            [mode]
            {
                Progress progress("fits", 2, mode);
                progress.update(1);
                progress.close();
                progress.update(2);
            });
        if (mode == ProgressMode::terminal)
        {
            EXPECT_NE(text.find("fits: 1/2"), std::string::npos) << text;
            EXPECT_TRUE(text.ends_with("\r\x1b[K")) << text;
        }
        else
            EXPECT_EQ(text, "");
        EXPECT_EQ(text.find('\n'), std::string::npos);
    }
}

TEST(Progress, ATerminalGetsOneLineThatIsClosed)
{
    std::string const text = written(
        []
        {
            Progress progress("fits", 4, ProgressMode::terminal);
            progress.update(4);
            progress.finish();
        });
    EXPECT_EQ(text.front(), '\r');
    EXPECT_EQ(text.back(), '\n');
    EXPECT_NE(text.find(std::string(30, '=')), std::string::npos) << text;
}

TEST(Progress, WithoutATotalOnlyTheCountIsShown)
{
    std::string const text = written(
        []
        {
            Progress progress("events", 0, ProgressMode::log);
            progress.update(12);
            progress.finish();
        });
    EXPECT_EQ(text.rfind("events: 12 in ", 0), 0U) << text;
}

TEST(Progress, AutomaticIsALogWhenStandardErrorIsNotATerminal)
{
    std::string const text = written([] { Progress("fits", 1).finish(); });
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_NE(text.find("fits: 0/1"), std::string::npos);
}

}  // namespace
}  // namespace quartet
