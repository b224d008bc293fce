"""Python side of Quartet: the report, the training recipe and the converter of real data. The program itself is C++ (see docs/)."""

__version__ = "0.1.0"  # host/core/version.hpp
