#include "host/app/command_provenance.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace quartet::app
{
namespace
{

bool is_left_out(CLI::Option const& option)
{
    auto const named = [&](char const* name) { return option.check_lname(name); };
    char const* const others[] = {"help", "output", "device", "threads", "seed", "json", "quiet"};
    return option.get_positional() || std::any_of(std::begin(others), std::end(others), named);
}

/// Null when the option has no value.
nlohmann::json value_of(CLI::Option const& option)
{
    if (option.get_expected_max() == 0) return option.count() > 0;
    if (option.count() > 1) return option.results();
    if (option.count() == 1) return option.results().front();
    std::string const standard = option.get_default_str();
    return standard.empty() ? nlohmann::json() : nlohmann::json(standard);
}

}  // namespace

std::string options_in_force(CLI::App const& command)
{
    nlohmann::json options = nlohmann::json::object();
    for (CLI::Option const* option : command.get_options())
    {
        if (is_left_out(*option)) continue;
        nlohmann::json value = value_of(*option);
        if (!value.is_null()) options[option->get_single_name()] = std::move(value);
    }
    return options.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Provenance make_provenance(CommonOptions const& common)
{
    Provenance provenance = quartet::make_provenance(common.command_line);
    provenance.seed = common.seed;
    provenance.configuration = common.configuration;
    return provenance;
}

}  // namespace quartet::app
