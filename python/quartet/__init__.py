"""Python side of Quartet: the report and the training recipe. The program itself is C++ (see docs/)."""
