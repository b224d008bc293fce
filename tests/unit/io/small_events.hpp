// A small event file in every convention, with parts left out or replaced.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/harness/raw_hdf5.hpp"

namespace quartet::test
{

struct Variation
{
    std::set<std::string> without = {};          ///< datasets and attributes to leave out
    std::function<void(RawHdf5&)> instead = {};  ///< writes replacements
    RawLayout layout = {};                       ///< of flat columns
};

/// Three events: 2, 0 and 3 muons with CMS track parameters, 1, 1 and 2 tracks with ATLAS ones, vertices, beam spot.
template <class Float = float>
void write_small_events(std::string const& path, Variation const& variation = {})
{
    RawHdf5 file(path);
    auto const wanted = [&](std::string const& name) { return variation.without.count(name) == 0; };
    auto const column = [&]<class T>(std::string const& name, std::vector<T> const& values)
    {
        if (wanted(name) && wanted(name.substr(0, name.find('/')))) file.dataset(name, values, variation.layout);
    };
    auto const floats = [&](std::string const& name, std::vector<double> const& values)
    { column(name, std::vector<Float>(values.begin(), values.end())); };
    if (wanted("format")) file.attribute("format", std::string("quartet-events"));
    if (wanted("version")) file.attribute("version", 1);
    if (wanted("bfield_tesla")) file.attribute("bfield_tesla", 3.8);
    column("events/run", std::vector<std::uint32_t>{1, 1, 4000000000U});
    column("events/luminosityBlock", std::vector<std::uint32_t>{10, 11, 12});
    column("events/event", std::vector<std::uint64_t>{100, 101, 12345678901234567890ULL});
    column("muon/offsets", std::vector<std::int64_t>{0, 2, 2, 5});
    floats("muon/pt", {5.5, 4.25, 7, 6, 3.5});
    floats("muon/eta", {0.5, -1.25, 2, 0, 1.75});
    floats("muon/phi", {0.25, -3, 1.5, 2, -0.5});
    column("muon/charge", std::vector<std::int8_t>{1, -1, 1, -1, 1});
    floats("muon/trk_qoverp", {0.125, -0.25, 0.0625, -0.125, 0.25});
    floats("muon/trk_lambda", {0.5, -1, 1.25, 0, 1});
    floats("muon/trk_phi", {0.25, -3, 1.5, 2, -0.5});
    floats("muon/trk_dxy", {0.01, -0.02, 0.03, 0.04, -0.05});
    floats("muon/trk_dsz", {1, -2, 0.5, 3, -1});
    floats("muon/vx", {0.1, 0.2, 0.3, 0.4, 0.5});
    floats("muon/vy", {-0.1, -0.2, -0.3, -0.4, -0.5});
    floats("muon/vz", {1, 2, 3, 4, 5});
    floats("muon/softMva", {0.5, 0.25, 0.75, 1, 0});
    if (wanted("muon/cov"))
    {
        std::vector<Float> cov;
        for (int track = 1; track <= 5; ++track)
            for (int k = 0; k < 15; ++k) cov.push_back(static_cast<Float>(track + 0.0625 * k));
        RawLayout layout = variation.layout;
        layout.trailing = {15};
        file.dataset("muon/cov", cov, layout);
    }
    column("track/offsets", std::vector<std::int64_t>{0, 1, 2, 4});
    floats("track/d0", {0.5, 0.25, -0.5, 1});
    floats("track/z0", {1, 2, 3, 4});
    floats("track/phi", {0.5, 1, 1.5, 2});
    floats("track/theta", {0.5, 1, 1.5, 2});
    floats("track/qOverP", {0.5, -0.25, 0.125, -1});
    column("track/pvIdx", std::vector<std::int32_t>{0, -1, 0, 1});
    column("pv/offsets", std::vector<std::int64_t>{0, 1, 2, 3});
    floats("pv/x", {0.1, 0.2, 0.3});
    floats("pv/y", {0.4, 0.5, 0.6});
    floats("pv/z", {-5, 0, 5});
    floats("beamspot/x", {0.1, 0.1, 0.1});
    floats("beamspot/y", {0.2, 0.2, 0.2});
    floats("beamspot/z", {0.3, 0.3, 0.3});
    if (variation.instead) variation.instead(file);
}

}  // namespace quartet::test
