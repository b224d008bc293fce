// A decay as users write it, and the same with one line changed.
#pragma once

#include <stdexcept>
#include <string>

#include "host/decay/decay_reader.hpp"

namespace quartet::test
{

inline std::string const kstar_text = R"(decay: MyKstar
description: B0 to K*0 mu mu
particles:
  mu: {collection: muon, mass: muon, cut: "pt > 4 GeV and abs(eta) < 2.4"}
  K:  {collection: track, mass: kaon, charge: any, cut: "pt > 0.8"}
  pi: {collection: track, mass: pion, cut: "pt > 0.8"}
resonances:
  mumu:  {of: [mu, mu], charge: 0, raw_mass: [1.0, 4.8], max_dca: 0.5 cm, cut: "vtx_prob > 0.1 and lxy_sig > 3"}
  kstar: {of: [K, pi], charge: 0, raw_mass: [0.75, 1.05], assignment: closest 0.89556, vertex: false}
candidate:
  of: [mumu, kstar]
  charge: 0
  raw_mass: [4.5, 6.5]
  max_dz: 12 mm
  constrain: {mumu: 3.0969}
  vertex_constraint: beamspot
  cut: "vtx_prob > 0.01 and 4.5 < mass < 6.5 and not (abs(mumu.mass - 3.0969) < 0.1) and n_jets < 9 and jj.mass > 1"
  best: {largest: vtx_prob}
  best_cut: "mass > 5"
  columns: {dm: mass - mumu.mass - kstar.mass}
trigger: {min_matched: 2, max_dr: 0.2}
events:
  count: {n_jets: {collection: jet, cut: "pt > 25 and btag > 0.4184"}}
  pair: {jj: {collection: jet, cut: "pt > 25", choose: largest mass}, zz: {collection: muon, charge: 0, choose: closest 91 GeV}}
store: [mass, mass_constrained, mumu.mass, mu1.pt, K.dxyErr, n_jets, jj.mass, dm]
)";

/// `text` with the first `from` replaced.
inline std::string with(std::string text, std::string const& from, std::string const& to)
{
    auto const at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the test looks for '" + from + "'");
    return text.replace(at, from.size(), to);
}

inline Decay read(std::string const& text) { return read_decay_yaml(text, "my.yaml"); }

/// The decay above with one change.
inline Decay read_with(std::string const& from, std::string const& to) { return read(with(kstar_text, from, to)); }

}  // namespace quartet::test
