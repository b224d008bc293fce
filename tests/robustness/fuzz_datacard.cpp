// Feeds arbitrary bytes to the reader of datacards: it must answer with a model that compiles, or with InputError.
#include <cstddef>
#include <cstdint>
#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/datacard_reader.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    try
    {
        std::string const text(reinterpret_cast<char const*>(data), size);
        quartet::looks_like_datacard(text);
        quartet::DatacardOptions options;
        options.read_templates = false;
        quartet::ModelDocument document = quartet::parse_datacard(text, "fuzz.txt", options);
        quartet::CompiledModel const model(document.model);
        quartet::expected_yields(model, model.nominal_values());
        quartet::write_datacard(document, "fuzz.json");
    }
    catch (quartet::InputError const&)
    {
    }
    return 0;
}
