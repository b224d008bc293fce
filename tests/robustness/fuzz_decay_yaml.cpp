// Feeds arbitrary bytes to the reader of decays: it must answer with a decay whose own text reads back to the same, or
// with InputError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_reader.hpp"
#include "models/base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string source;
    try
    {
        quartet::Decay const decay =
            quartet::read_decay_yaml(std::string(reinterpret_cast<char const*>(data), size), "fuzz.yaml");
        for (int node = 0; node < static_cast<int>(decay.nodes.size()); ++node)
            for (std::string const& name : quartet::column_names(decay, node))
                if (!quartet::find_column(decay, node, name)) std::abort();
        source = decay.source;
    }
    catch (quartet::InputError const&)
    {
        return 0;
    }
    // An InputError here is a defect: it leaves this function, and the fuzzer reports it.
    if (quartet::read_decay_yaml(source, "again.yaml").source != source) std::abort();
    return 0;
}
