// Which copy of the SIMD kernels runs on this machine.
#pragma once

#include <string>

namespace quartet
{

enum class InstructionSet
{
    portable,  ///< x86-64-v2, or any other processor
    avx2,      ///< x86-64-v3
    avx512     ///< x86-64-v4
};

/// The widest instruction set that this processor has and this program was built for. The environment
/// variable QUARTET_ISA=portable|avx2|avx512 asks for a narrower one; a wider one than the processor has
/// is refused with InputError.
InstructionSet instruction_set();

/// True when the environment variable QUARTET_PORTABLE_KERNELS is 1: the cpu backends then run the functors themselves
/// over their threads, in place of tuned kernels and SIMD lanes. Slower, with the same bits. A value other than 0 and 1
/// is refused with InputError.
bool portable_kernels();

std::string to_string(InstructionSet isa);

/// Calls the member of a dispatch table {portable, avx2, avx512} that fits this machine.
template <class Function>
Function* choose(Function* portable, Function* avx2, Function* avx512)
{
    switch (instruction_set())
    {
        case InstructionSet::avx512:
            return avx512;
        case InstructionSet::avx2:
            return avx2;
        default:
            return portable;
    }
}

}  // namespace quartet
