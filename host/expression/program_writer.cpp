#include "host/expression/program_writer.hpp"

#include <fmt/format.h>

namespace quartet
{
namespace
{

int growth(ExpressionOp op)
{
    if (op <= ExpressionOp::column || op == ExpressionOp::tuck) return 1;
    if (op <= ExpressionOp::logical_not || op == ExpressionOp::swap) return 0;
    return -1;
}

}  // namespace

void ProgramWriter::write(ExpressionOp op, std::size_t at, std::int32_t operand, double constant)
{
    stack_ += growth(op);
    if (stack_ > expression_stack_size)
        expression_.fail(fmt::format("the expression keeps more than {} values at once", expression_stack_size), at,
                         "Write the nested part first, or cut it into several");
    if (code_.size() >= static_cast<std::size_t>(max_expression_instructions))
        expression_.fail(fmt::format("the expression needs more than {} steps", max_expression_instructions), at,
                         "Cut it into the cuts of particles, resonances and candidate");
    code_.push_back({op, operand, constant});
}

void ProgramWriter::negate_constant() { code_.back().constant = -code_.back().constant; }

}  // namespace quartet
