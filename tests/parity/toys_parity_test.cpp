// Every backend gives the bits of the reference. The instruction set is that of QUARTET_ISA.
#include <gtest/gtest.h>

#include "fits/toy_backend.hpp"
#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/parity/toys_models.hpp"

namespace quartet
{
namespace
{

void compare(ToyBackend& backend)
{
    auto const reference = make_reference_toys();
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, c.toys);
        ToyResult const expected = reference->run(model, plan);
        ToyResult const ours = backend.run(model, plan);
        EXPECT_TRUE(test::same_bits(expected, ours)) << c.name;
        ASSERT_EQ(expected.nll.size(), ours.nll.size());
        int different = 0;
        for (std::size_t i = 0; i < ours.nll.size() && different < 3; ++i)
            if (expected.nll[i] != ours.nll[i] && expected.nll[i] == expected.nll[i])
            {
                ++different;
                ADD_FAILURE() << c.name << ": nll " << i << " " << expected.nll[i] << " " << ours.nll[i];
            }
        EXPECT_EQ(expected.failed(), 0) << c.name;
    }
}

TEST(ToysParity, Cpu)
{
    auto const backend = make_cpu_toys(2);
    compare(*backend);
}

TEST(ToysParity, Cuda)
{
    QUARTET_NEED_GPU();
    auto const backend = make_cuda_toys(0);
    compare(*backend);
}

}  // namespace
}  // namespace quartet
