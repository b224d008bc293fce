// Which sources this program was built from.
#pragma once

namespace quartet
{

/// The version and, in a checkout, "git describe --always" of the commit, with a hash of all sources when they differ
/// from it; without the history (an archive, a container) always that hash. Results of two builds with different
/// identities may differ.
char const* build_identity();

}  // namespace quartet
