// libFuzzer target of the XGBoost reader: whatever the bytes are, it ends with a forest or with InputError, and a
// forest it accepted can be walked.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/io/xgboost_model.hpp"
#include "host/trees/backend.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace quartet;
    try
    {
        Forest const forest = parse_xgboost_model({reinterpret_cast<char const*>(data), size}, "fuzz");
        if (forest.features > 4096 || forest.outputs() > 4096 || forest.nodes.size() > 65536) return 0;
        std::vector<float> x(static_cast<std::size_t>(2 * forest.features), 0.5f);
        for (std::size_t i = 0; i < x.size(); i += 3) x[i] = std::nanf("");
        std::vector<float> margin(static_cast<std::size_t>(2 * forest.outputs()));
        for (auto const& backend : {make_reference_tree_backend(forest), make_cpu_tree_backend(forest, 1)})
            backend->margins(2, {x.data(), static_cast<std::int64_t>(x.size())},
                             {margin.data(), static_cast<std::int64_t>(margin.size())});
    }
    catch (InputError const&)
    {
    }
    return 0;
}
