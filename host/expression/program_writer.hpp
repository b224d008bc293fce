// Collects instructions and proves that the machine can run them.
#pragma once

#include <vector>

#include "host/expression/lexer.hpp"
#include "models/expression/program.hpp"

namespace quartet
{

class ProgramWriter
{
  public:
    explicit ProgramWriter(ExpressionText const& expression) : expression_(expression) {}

    /// Adds an instruction; `at` is the place in the text for complaints.
    void write(ExpressionOp op, std::size_t at, std::int32_t operand = 0, double constant = 0);
    /// Changes the sign of the constant that was written last.
    void negate_constant();
    std::vector<Instruction> take() { return std::move(code_); }

  private:
    ExpressionText const& expression_;
    std::vector<Instruction> code_;
    int stack_ = 0;
};

}  // namespace quartet
