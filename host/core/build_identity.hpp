// Which sources this program was built from.
#pragma once

namespace quartet
{

/// The version and, in a checkout, "git describe --always" of the commit; changed sources add a hash of the changes.
/// Results of two builds with different identities may differ.
char const* build_identity();

}  // namespace quartet
