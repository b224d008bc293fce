#include "host/decay/decay_reader.hpp"

#include <array>

#include "host/decay/decay_parts.hpp"
#include "host/expression/did_you_mean.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Where a key belongs that stands at the top of the file.
struct Moved
{
    char const* key;
    char const* mend;
};

constexpr char const* as_muon_cut = "Write it as a cut: 'particles: {mu: {cut: \"pt > 2 and abs(eta) < 2.4\"}}'";
constexpr char const* as_candidate_cut =
    "Write it as a cut: 'candidate: {cut: \"4.5 < mass < 6.5 and vtx_prob > 0.01\"}'";

/// Keys of the first files of decays, and keys of the candidate.
constexpr std::array<Moved, 25> moved_keys{
    {{"muon_min_pt", as_muon_cut},
     {"muon_max_abs_eta", as_muon_cut},
     {"require_global", as_muon_cut},
     {"require_particle_flow", as_muon_cut},
     {"require_medium", as_muon_cut},
     {"require_neutral", "Write 'candidate: {charge: 0}' or 'charge: any'"},
     {"min_raw_mass", "Write 'candidate: {raw_mass: [4, 7]}'"},
     {"max_raw_mass", "Write 'candidate: {raw_mass: [4, 7]}'"},
     {"min_mass", as_candidate_cut},
     {"max_mass", as_candidate_cut},
     {"min_vertex_probability", as_candidate_cut},
     {"min_lxy_significance", as_candidate_cut},
     {"min_trigger_matched", "Write 'trigger: {min_matched: 2}'"},
     {"max_trigger_dr", "Write 'trigger: {min_matched: 2, max_dr: 0.1}'"},
     {"best_only", "Write 'candidate: {best: all}' or '{largest: vtx_prob}'"},
     {"apply_vetoes", "Write 'candidate: {best_cut: \"veto == 0\"}'"},
     {"require_normalisation", "Write 'candidate: {best_cut: \"is_normalisation\"}'"},
     {"max_dz", "Write 'candidate: {max_dz: 1.2 cm}'"},
     {"max_dca", "Write 'candidate: {max_dca: 0.1 cm}'"},
     {"raw_mass", "It is a key of the candidate and of resonances"},
     {"charge", "It is a key of particles, resonances and the candidate"},
     {"cut", "It is a key of particles, resonances and the candidate"},
     {"best", "It is a key of the candidate"},
     {"constrain", "It is a key of the candidate and of resonances"},
     {"of", "It is a key of the candidate and of resonances"}}};

std::string where_it_belongs(std::string const& key)
{
    for (Moved const& moved : moved_keys)
        if (key == moved.key) return moved.mend;
    return "";
}

std::vector<std::string> builtin_names()
{
    std::vector<std::string> names;
    for (BuiltinDecay const& decay : builtin_decays()) names.push_back(decay.name);
    return names;
}

bool read_pairings(YamlTree const& value)
{
    if (value.is_scalar() && value.text == "none") return false;
    if (value.is_scalar() && value.text == "opposite_sign") return true;
    value.fail("the pairings are not understood", "Write 'opposite_sign' or 'none'");
}

PrimaryChoice read_primary(YamlTree const& value)
{
    std::string const text = read_text(value, "'longitudinal'");
    if (text == "longitudinal") return PrimaryChoice::longitudinal;
    if (text == "3d") return PrimaryChoice::distance;
    if (text == "first") return PrimaryChoice::first;
    value.fail("'" + text + "' is not a choice of the primary vertex", "Write longitudinal, 3d or first");
}

Decay read_tree(YamlTree const& root)
{
    KeyReader keys(root, where_it_belongs);
    Decay decay;
    decay.name = keys.at("decay", "Begin with 'decay: NAME'").text;
    if (YamlTree const* description = keys.find("description"))
        decay.description = read_text(*description, "B0 to K* mu mu");
    YamlTree const& particles = keys.at("particles", "Write 'particles: {mu: {collection: muon, mass: muon}}'");
    keys.at("candidate", "Write 'candidate: {of: [mu, mu], charge: 0}'");
    for (char const* key : {"resonances", "store"}) keys.find(key);
    YamlTree const* const trigger = keys.find("trigger");
    YamlTree const* const pairings = keys.find("pairings");
    YamlTree const* const events = keys.find("events");
    YamlTree const* const primary = keys.find("primary_vertex");
    keys.finish();
    decay.kinds = read_particles(particles);
    read_nodes(root, decay);
    name_leaves(root, decay);
    if (trigger != nullptr) read_trigger(*trigger, decay);
    if (pairings != nullptr) decay.opposite_sign_pairings = read_pairings(*pairings);
    if (events != nullptr) read_events(*events, decay);
    if (primary != nullptr) decay.primary = read_primary(*primary);
    check_names(root, decay);
    check_nodes(root, decay);
    check_expressions(root, decay);
    return decay;
}

/// The name of the decay, checked; for a name that is not built in the file must be complete.
std::string read_name(YamlTree const& root)
{
    YamlTree const* const decay = root.find("decay");
    if (decay == nullptr)
        root.fail("the key 'decay' is missing",
                  "Write 'decay: NAME': a new name, or a built-in decay to change (" + join(builtin_names()) + ")");
    std::string const name = read_text(*decay, "BsTo4Mu");
    check_name(*decay, name);
    bool const is_complete = root.find("particles") != nullptr && root.find("candidate") != nullptr;
    if (find_builtin_decay(name) == nullptr && !is_complete)
    {
        std::string const close = closest_name(name, builtin_names());
        decay->fail("'" + name + "' is not a built-in decay, and the file does not describe it",
                    (close.empty() ? "" : "Did you mean '" + close + "'? ")
                        + std::string("A decay of your own needs 'particles' and 'candidate'. Built-in decays: ")
                        + join(builtin_names()));
    }
    return name;
}

}  // namespace

Decay read_decay_yaml(std::string const& text, std::string const& where)
{
    YamlTree const file = parse_yaml_tree(text, where);
    std::string const name = read_name(file);
    BuiltinDecay const* const builtin = find_builtin_decay(name);
    if (builtin == nullptr || text == builtin->yaml)
    {
        Decay decay = read_tree(file);
        decay.source = text;
        return decay;
    }
    if (file.items.size() == 1) return read_builtin_decay(name);
    YamlTree const merged = merge(parse_yaml_tree(builtin->yaml, "built-in decay " + name), file);
    Decay decay = read_tree(merged);
    decay.source = to_text(merged);
    return decay;
}

BuiltinDecay const* find_builtin_decay(std::string const& name)
{
    for (BuiltinDecay const& decay : builtin_decays())
        if (decay.name == name) return &decay;
    return nullptr;
}

Decay read_builtin_decay(std::string const& name)
{
    BuiltinDecay const* const builtin = find_builtin_decay(name);
    if (builtin == nullptr)
        throw InputError(message("unknown decay '" + name + "'", "--decay",
                                 did_you_mean(name, builtin_names(), "Built-in decays: ")));
    return read_decay_yaml(builtin->yaml, "built-in decay " + name);
}

}  // namespace quartet
