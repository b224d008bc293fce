// A short form of the fuzzer that runs everywhere: damaged copies of decays are read or refused, never a crash.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "host/decay/decay_reader.hpp"
#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet
{
namespace
{

std::string const change = R"yaml(decay: B0ToKstarMuMu
particles: {mu: {cut: "pt > 3 and known(dxy)"}, K: {charge: +1, mass: 0.4937}}
resonances: {mumu: {constrain: {mumu: jpsi}}, kstar: {assignment: null}}
candidate:
  raw_mass: [4800 MeV, 6]
  vertex_constraint: pv
  cut: "4.9 < mass < 5.8 and n_mu >= 2 and zz.mass != 3"
  best: {smallest: vtx_chi2 / vtx_ndf}
  columns: {q: mumu.mass_constrained, mass_kk: null}
events: {count: {n_mu: {collection: muon, cut: pt > 3}}, pair: {zz: {collection: muon, charge: 0, choose: closest z}}}
store: [mass, q, mumu.mass, mu1.pt]
)yaml";
/// Words that a reader may stumble over.
constexpr std::array<char const*, 22> words{"-1", "1e308", ".nan", "[",      "]",      "{",     "}",  "null",
                                            "~",  "&a",    "*a",   "mu, mu", "kstar",  "mumu",  "12", " cm",
                                            "(",  ": ",    "\n  ", "of: [",  "charge", "\x01\\"};

TEST(DecayYamlMutations, DamagedCopiesAreReadOrRefused)
{
    std::vector<std::string> texts{change};
    for (BuiltinDecay const& builtin : builtin_decays()) texts.push_back(builtin.yaml);
    for (std::string const& text : texts)
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()), 0);
    std::size_t const before = read_builtin_decay("B0ToKstarMuMu").columns.size();
    EXPECT_EQ(read_decay_yaml(change, "change.yaml").columns.size(), before);  // one more, one less
    std::mt19937 random(13);
    int tried = 0;
    for (; tried < 4000; ++tried)
    {
        std::size_t const from = random() % 2 == 0 ? 0 : random() % texts.size();
        std::string const text = test::damaged(texts[from], words, random, 4);
        ASSERT_NO_THROW(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()))
            << text;
    }
    EXPECT_EQ(tried, 4000);
}

}  // namespace
}  // namespace quartet
