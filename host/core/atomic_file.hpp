// Outputs appear whole or not at all: they are written beside their target and renamed.
#pragma once

#include <string>

namespace quartet
{

/// The name under which an output is written until it is complete, in the folder of its target. Destroyed
/// without commit(), it removes what was written. A process that is killed leaves at most the temporary
/// file, whose name ends in ".part-<pid>"; the target is untouched.
class AtomicFile
{
  public:
    /// Throws EnvironmentError when the folder is missing or cannot be written, InputError when the target is a folder.
    explicit AtomicFile(std::string target);
    ~AtomicFile();
    AtomicFile(AtomicFile const&) = delete;
    AtomicFile& operator=(AtomicFile const&) = delete;

    std::string const& temporary() const { return temporary_; }
    std::string const& target() const { return target_; }

    /// Flushes to disk and renames over the target. Throws EnvironmentError when that fails.
    void commit();

  private:
    std::string target_;
    std::string temporary_;
    bool committed_ = false;
};

/// Writes `text` to `target` as a whole.
void write_text_file(std::string const& target, std::string const& text);

}  // namespace quartet
