// Feeds arbitrary bytes to the reader of pyhf workspaces: it must answer with a model that compiles, or with
// InputError. What was read is written and read again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/pyhf.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        quartet::ModelDocument const document =
            quartet::parse_pyhf(std::string(reinterpret_cast<char const*>(data), size), "fuzz.json");
        quartet::CompiledModel const model(document.model);
        quartet::expected_yields(model, model.nominal_values());
        quartet::PyhfText const written = quartet::write_pyhf(document);
        quartet::parse_pyhf(written.text, "again.json");
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
