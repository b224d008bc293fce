// Particle kinds, collections, masses and charges.
#include <fmt/format.h>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"
#include "host/expression/did_you_mean.hpp"
#include "models/base/constants.hpp"

namespace quartet
{
namespace
{

struct NamedMass
{
    char const* name;
    double mass;
};

/// Of particles that leave tracks, and of resonances; sources in constants.hpp.
constexpr NamedMass masses[] = {{"electron", constants::electron_mass}, {"muon", constants::muon_mass},
                                {"pion", constants::pion_mass},         {"kaon", constants::kaon_mass},
                                {"proton", constants::proton_mass},     {"eta", constants::eta_mass},
                                {"rho", constants::rho_mass},           {"omega", constants::omega_mass},
                                {"kstar", constants::kstar_mass},       {"eta_prime", constants::eta_prime_mass},
                                {"phi", constants::phi_mass},           {"jpsi", constants::jpsi_mass},
                                {"psi2s", constants::psi2s_mass},       {"b0", constants::b0_mass},
                                {"bplus", constants::bplus_mass},       {"bs", constants::bs_mass},
                                {"upsilon", constants::upsilon_mass},   {"z", constants::z_mass},
                                {"higgs", constants::higgs_mass}};

ParticleKind read_particle(YamlTree const& value)
{
    check_name(value, value.key);
    KeyReader keys(value);
    ParticleKind kind;
    kind.name = value.key;
    kind.collection = read_collection(keys.at("collection", "Write 'collection: muon', track, electron or jet"));
    bool const is_jet = kind.collection == Collection::jet;
    if (YamlTree const* mass = keys.find("mass"))
        kind.mass_gev = read_mass(*mass, read_text(*mass, "'muon' or '0.10566'"),
                                  is_jet ? largest_plain_mass : largest_plain_leaf_mass);
    else if (kind.collection == Collection::muon)
        kind.mass_gev = constants::muon_mass;
    else if (kind.collection == Collection::electron)
        kind.mass_gev = constants::electron_mass;
    else
        value.fail(is_jet ? "jets are combined with one mass for all" : "a track has no mass of its own",
                   is_jet ? "Write 'mass: 0' or another number in GeV; each jet's own is in the column mass"
                          : "Write 'mass: kaon', pion, ... or a number in GeV");
    if (YamlTree const* charge = keys.find("charge"))
    {
        if (is_jet) charge->fail("jets have no charge", "Leave the key out");
        kind.charge = read_charge(*charge).value_or(0);
        bool const any = charge->text == "any";
        if (!any && kind.charge != 1 && kind.charge != -1)
            charge->fail("'" + charge->text + "' is not the charge of a track", "Write '+1', '-1' or 'any'");
    }
    read_cut(keys, "cut", kind.cut, kind.cut_where);
    keys.finish();
    return kind;
}

}  // namespace

QuantityRule mass_rule() { return {{0, 1}, largest_plain_mass, largest_mass, "5.28 or '5280 MeV'"}; }

double read_mass(YamlTree const& value, std::string const& text, double largest_plain)
{
    std::vector<std::string> names;
    for (NamedMass const& m : masses)
    {
        if (text == m.name) return m.mass;
        names.emplace_back(m.name);
    }
    bool const is_word = (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
    if (is_word)
        value.fail("unknown mass '" + text + "'",
                   did_you_mean(text, names, "Known names: ") + " A number is a mass in GeV");
    QuantityRule rule = mass_rule();
    rule.largest_plain = largest_plain;
    return read_quantity_text(value, text, rule);
}

Collection read_collection(YamlTree const& value)
{
    std::string const text = read_text(value, "'muon'");
    std::vector<std::string> names;
    for (int i = 0; i < collection_count; ++i)
    {
        Collection const collection = static_cast<Collection>(i);
        if (text == to_string(collection)) return collection;
        names.push_back(to_string(collection));
    }
    value.fail("unknown collection '" + text + "'", did_you_mean(text, names, "Collections: "));
}

std::optional<int> read_charge(YamlTree const& value)
{
    if (value.is_scalar() && value.text == "any") return std::nullopt;
    if (value.is_scalar() && value.text == "+") return 1;
    if (value.is_scalar() && value.text == "-") return -1;
    return read_whole(value, -max_decay_leaves, max_decay_leaves);
}

void read_cut(KeyReader& keys, std::string const& key, std::string& cut, std::string& where)
{
    YamlTree const* const value = keys.find(key);
    if (value == nullptr) return;
    cut = read_text(*value, "\"pt > 4 and abs(eta) < 2.4\"");
    where = value->where();
}

std::vector<ParticleKind> read_particles(YamlTree const& map)
{
    if (!map.is_map() || map.items.empty())
        map.fail("no particles", "Write for instance 'mu: {collection: muon, mass: muon}'");
    std::vector<ParticleKind> kinds;
    for (YamlTree const& item : map.items)
        if (!item.is_null()) kinds.push_back(read_particle(item));
    if (kinds.empty()) map.fail("no particles", "Write for instance 'mu: {collection: muon, mass: muon}'");
    return kinds;
}

}  // namespace quartet
