#include "host/core/instruction_set.hpp"

#include <cstdlib>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

InstructionSet widest()
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        return InstructionSet::avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return InstructionSet::avx2;
#endif
    return InstructionSet::portable;
}

InstructionSet chosen()
{
    InstructionSet const best = widest();
    char const* wish = std::getenv("QUARTET_ISA");
    if (wish == nullptr || *wish == '\0') return best;
    std::string const name = wish;
    InstructionSet asked;
    if (name == "portable")
        asked = InstructionSet::portable;
    else if (name == "avx2")
        asked = InstructionSet::avx2;
    else if (name == "avx512")
        asked = InstructionSet::avx512;
    else
        throw InputError(message("unknown instruction set '" + name + "'", "environment variable QUARTET_ISA",
                                 "Use portable, avx2 or avx512"));
    if (asked > best)
        throw InputError(message("this processor has no " + name, "environment variable QUARTET_ISA",
                                 "Use " + to_string(best) + " or less"));
    return asked;
}

}  // namespace

InstructionSet instruction_set()
{
    static InstructionSet const isa = chosen();
    return isa;
}

bool portable_kernels()
{
    char const* wish = std::getenv("QUARTET_PORTABLE_KERNELS");
    std::string const value = wish == nullptr ? "" : wish;
    if (value != "" && value != "0" && value != "1")
        throw InputError(message("unknown value '" + value + "'", "environment variable QUARTET_PORTABLE_KERNELS",
                                 "Use 1 to run the functors in place of tuned kernels, 0 or nothing otherwise"));
    return value == "1";
}

std::string to_string(InstructionSet isa)
{
    switch (isa)
    {
        case InstructionSet::avx512:
            return "avx512";
        case InstructionSet::avx2:
            return "avx2";
        default:
            return "portable";
    }
}

}  // namespace quartet
