#pragma once

namespace quartet
{

inline constexpr char const* version = "0.1.0";

}  // namespace quartet
