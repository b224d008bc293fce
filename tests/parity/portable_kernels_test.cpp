// QUARTET_PORTABLE_KERNELS=1 takes the tuned kernels out of every cpu backend. That the bits stay is asserted by the
// parity tests, which run a second time under this variable.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "host/candidates/candidate_backend.hpp"
#include "host/core/instruction_set.hpp"
#include "host/cpu/toys.hpp"
#include "host/trees/backend.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"

namespace quartet
{
namespace
{

class PortableKernels : public testing::Test
{
  protected:
    static constexpr char const* variable = "QUARTET_PORTABLE_KERNELS";
    void TearDown() override { unsetenv(variable); }
    void set(char const* value) { setenv(variable, value, 1); }

    static int running_functors()
    {
        Forest forest;
        forest.features = 1;
        forest.base = {0.0f};
        int count = 0;
        for (std::string const& name : {make_cpu_candidates(1)->description(), make_cpu_toys(1)->name(),
                                        make_cpu_tree_backend(forest, 1)->name()})
            count += name.rfind("cpu (functors", 0) == 0 ? 1 : 0;
        return count;
    }
};

TEST_F(PortableKernels, TunedOnesRunWithoutTheVariable)
{
    unsetenv(variable);
    EXPECT_EQ(running_functors(), 0);
    set("0");
    EXPECT_EQ(running_functors(), 0);
    set("");
    EXPECT_EQ(running_functors(), 0);
}

TEST_F(PortableKernels, EveryFamilyRunsItsFunctors)
{
    set("1");
    EXPECT_EQ(running_functors(), 3);
}

TEST_F(PortableKernels, AnotherValueIsRefused)
{
    set("yes");
    test::expect_error<InputError>([] { portable_kernels(); }, {"QUARTET_PORTABLE_KERNELS", "yes"});
}

}  // namespace
}  // namespace quartet
