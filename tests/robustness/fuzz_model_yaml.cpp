// Feeds arbitrary bytes to the reader of the native model format: it must answer with a model that compiles, or with
// InputError.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/model_yaml.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        quartet::ModelDocument document =
            quartet::parse_model_yaml(std::string(reinterpret_cast<char const*>(data), size), "fuzz.yaml", false);
        quartet::CompiledModel const model(std::move(document.model));
        quartet::expected_yields(model, model.nominal_values());
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
