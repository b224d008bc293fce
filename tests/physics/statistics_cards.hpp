// The datacards of Combine and the numbers that it gives for them, from the shared data.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/harness/shared_data.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{

/// Where the card of this name lies in the folder of Combine's cards.
inline std::string card_path(std::string const& name)
{
    for (auto const& entry : std::filesystem::recursive_directory_iterator(shared_data("stats/combine")))
        if (entry.path().filename() == name) return entry.path().string();
    ADD_FAILURE() << "no card " << name;
    return "";
}

inline Question ask_card(std::string const& name, QuestionOptions const& options = {}, DatacardOptions const& card = {})
{
    ModelOptions reading;
    reading.card = card;
    return {read_model(card_path(name), reading), options};
}

/// The results of one entry of Combine's regression file: {"card quantity": {"limit": x, "limitErr": e}}.
inline nlohmann::json combine_reference(std::string const& entry)
{
    std::ifstream in(shared_data("stats/combine/reference.json"));
    return nlohmann::json::parse(in).at("tests").at(entry).at("results");
}

inline nlohmann::json combine_documented(std::string const& card)
{
    std::ifstream in(shared_data("stats/combine/documented_values.json"));
    return nlohmann::json::parse(in).at(card);
}

}  // namespace quartet::test

#define QUARTET_NEED_CARDS() QUARTET_NEED_SHARED(cards_folder, "stats/combine/reference.json")
