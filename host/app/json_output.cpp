#include "host/app/json_output.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "host/core/atomic_file.hpp"

namespace quartet::app
{

void write_json(std::string const& target, nlohmann::json result, Provenance const& provenance)
{
    if (target.empty()) return;
    result["provenance"] = to_json(provenance);
    std::string const text = result.dump(2) + "\n";
    if (target == "-")
        fmt::print("{}", text);
    else
        write_text_file(target, text);
}

}  // namespace quartet::app
