// Writes the models of toys_bench without data in the native format, so that other programs can be given the same
// models: write_toy_models FOLDER
#include <fstream>
#include <iostream>

#include "bench/toy_models.hpp"
#include "host/io/model_yaml.hpp"

namespace
{

bool write(std::string const& path, quartet::StatisticalModel const& model)
{
    quartet::ModelDocument document;
    document.model = model;
    document.has_data = false;
    document.observable.assign(model.channels.size(), "mass");
    document.edges.resize(model.channels.size());
    document.blind.resize(model.channels.size());
    std::ofstream out(path);
    out << quartet::write_model_yaml(document);
    return static_cast<bool>(out.flush());
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
    {
        std::cerr << "write_toy_models FOLDER\n";
        return 2;
    }
    std::string const folder = argv[1];
    bool const written =
        write(folder + "/six_categories.yaml", quartet::test::four_muons(6, 900))
        && write(folder + "/six_categories_binned.yaml", quartet::bench::four_muons_binned(6, 900, 25));
    if (!written) std::cerr << "cannot write to " << folder << "\n";
    return written ? 0 : 3;
}
