// Feeds arbitrary bytes to the reader of the native model format: it must answer with a model or with InputError.
#include <cstddef>
#include <cstdint>
#include <string>

#include "host/io/model_yaml.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        quartet::parse_model_yaml(std::string(reinterpret_cast<char const*>(data), size), "fuzz.yaml", false);
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
