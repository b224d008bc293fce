// Feeds arbitrary bytes to the reader of HS3 documents: it must answer with a model that compiles, or with InputError.
// What was read is written and read again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/hs3.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        quartet::ModelDocument const document =
            quartet::parse_hs3(std::string(reinterpret_cast<char const*>(data), size), "fuzz.json");
        quartet::CompiledModel const model(document.model);
        quartet::expected_yields(model, model.nominal_values());
        quartet::parse_hs3(quartet::write_hs3(document), "again.json");
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
