#include "host/candidates/decay_names.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <variant>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using Field = std::variant<double DecaySpec::*, std::uint8_t DecaySpec::*, std::int32_t DecaySpec::*>;

struct NamedField
{
    char const* name;
    Field field;
};

std::vector<NamedField> const& fields()
{
    using D = DecaySpec;
    static std::vector<NamedField> const list = {{"muon_min_pt", &D::muon_min_pt},
                                                 {"muon_max_abs_eta", &D::muon_max_abs_eta},
                                                 {"require_global", &D::require_global},
                                                 {"require_particle_flow", &D::require_particle_flow},
                                                 {"require_medium", &D::require_medium},
                                                 {"require_neutral", &D::require_neutral},
                                                 {"min_raw_mass", &D::min_raw_mass},
                                                 {"max_raw_mass", &D::max_raw_mass},
                                                 {"max_dz", &D::max_dz},
                                                 {"max_dca", &D::max_dca},
                                                 {"min_mass", &D::min_mass},
                                                 {"max_mass", &D::max_mass},
                                                 {"min_vertex_probability", &D::min_vertex_probability},
                                                 {"min_lxy_significance", &D::min_lxy_significance},
                                                 {"min_trigger_matched", &D::min_trigger_matched},
                                                 {"max_trigger_dr", &D::max_trigger_dr},
                                                 {"best_only", &D::best_only},
                                                 {"apply_vetoes", &D::apply_vetoes},
                                                 {"require_normalisation", &D::require_normalisation}};
    return list;
}

std::string known_keys()
{
    std::string text = "decay";
    for (NamedField const& f : fields()) text += std::string(", ") + f.name;
    return text;
}

std::string known_names()
{
    std::string text;
    for (NamedDecay const& d : known_decays()) text += (text.empty() ? "" : ", ") + d.name;
    return text;
}

NamedDecay const* find_known(std::string const& name)
{
    for (NamedDecay const& d : known_decays())
        if (d.name == name) return &d;
    return nullptr;
}

template <class T>
T convert(YAML::Node const& value, std::string const& where, char const* kind)
{
    T result{};
    if (!value.IsScalar() || !YAML::convert<T>::decode(value, result))
        throw InputError(message("value is not " + std::string(kind), where, "Write for instance 'max_dz: 1.2'"));
    return result;
}

void assign(DecaySpec& spec, Field const& field, YAML::Node const& value, std::string const& where)
{
    if (auto const* number = std::get_if<double DecaySpec::*>(&field))
        spec.*(*number) = convert<double>(value, where, "a number");
    else if (auto const* whole = std::get_if<std::int32_t DecaySpec::*>(&field))
        spec.*(*whole) = convert<std::int32_t>(value, where, "a whole number");
    else
        spec.*std::get<std::uint8_t DecaySpec::*>(field) = convert<bool>(value, where, "true or false") ? 1 : 0;
}

void set_key(NamedDecay& decay, std::string const& key, YAML::Node const& value, std::string const& where)
{
    if (key == "decay") return;
    for (NamedField const& f : fields())
        if (key == f.name) return assign(decay.spec, f.field, value, where);
    throw InputError(message("unknown key '" + key + "'", where, "Known keys: " + known_keys()));
}

YAML::Node load(std::string const& path)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        throw InputError(message("the decay file is not a regular file", path,
                                 "Known decays: " + known_names() + "; or the name of a file of 'key: value' lines"));
    try
    {
        YAML::Node const file = YAML::LoadFile(path);
        if (file.IsMap()) return file;
    }
    catch (YAML::Exception const& error)
    {
        throw InputError(message("decay file cannot be read", path + ": " + error.what(), "Write 'key: value' lines"));
    }
    throw InputError(message("decay file has no 'key: value' lines", path, "Known keys: " + known_keys()));
}

NamedDecay read_decay(std::string const& path)
{
    YAML::Node const file = load(path);
    std::string base = "BsTo4Mu";
    if (file["decay"]) base = convert<std::string>(file["decay"], path + ", key decay", "a name");
    NamedDecay const* known = find_known(base);
    if (known == nullptr)
        throw InputError(
            message("unknown decay '" + base + "'", path + ", key decay", "Known decays: " + known_names()));
    NamedDecay decay = *known;
    for (auto const& entry : file)
    {
        std::string const key = convert<std::string>(entry.first, path, "a key");
        set_key(decay, key, entry.second, path + ", key " + key);
    }
    return decay;
}

std::string value_text(DecaySpec const& spec, Field const& field)
{
    if (auto const* number = std::get_if<double DecaySpec::*>(&field)) return fmt::format("{}", spec.*(*number));
    if (auto const* whole = std::get_if<std::int32_t DecaySpec::*>(&field)) return fmt::format("{}", spec.*(*whole));
    return spec.*std::get<std::uint8_t DecaySpec::*>(field) != 0 ? "true" : "false";
}

DecaySpec normalisation()
{
    DecaySpec spec;
    spec.apply_vetoes = 0;
    spec.require_normalisation = 1;
    return spec;
}

}  // namespace

std::vector<NamedDecay> const& known_decays()
{
    static std::vector<NamedDecay> const list = {
        {"BsTo4Mu", "B0s to four muons, without the dimuon resonances", {}},
        {"B0To4Mu", "B0 to four muons: the same selection, the mass fit tells them apart", {}},
        {"BsToJpsiPhiTo4Mu", "B0s to J/psi phi to four muons, the normalisation", normalisation()}};
    return list;
}

bool is_decay_file(std::string const& name)
{
    std::error_code failed;
    return find_known(name) == nullptr && std::filesystem::exists(name, failed);
}

NamedDecay find_decay(std::string const& name)
{
    if (NamedDecay const* known = find_known(name)) return *known;
    if (is_decay_file(name)) return read_decay(name);
    throw InputError(message("unknown decay '" + name + "'", "--decay",
                             "Known decays: " + known_names() + "; or the name of a file of 'key: value' lines"));
}

std::string to_yaml(NamedDecay const& decay)
{
    std::string text = "decay: " + decay.name + "\n";
    for (NamedField const& f : fields()) text += fmt::format("{}: {}\n", f.name, value_text(decay.spec, f.field));
    return text;
}

}  // namespace quartet
