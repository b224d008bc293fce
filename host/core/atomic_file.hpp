// Outputs appear whole or not at all: they are written beside their target and renamed.
#pragma once

#include <string>

namespace quartet
{

/// The name under which an output is written until it is complete, in the folder of its target: "TARGET.part-" with
/// host, process and a random number, so that nothing that is there is ever opened. Destroyed without commit(), it
/// removes what was written; so do SIGINT, SIGTERM and SIGHUP in the program (host/core/temporary_files.hpp). A process
/// that is killed leaves at most the temporary file; the target is untouched. A target that is a symbolic link stays
/// one: what it points to is replaced.
class AtomicFile
{
  public:
    /// Throws EnvironmentError when the folder is missing or cannot be written, InputError when the target is a folder,
    /// a device, a pipe or a socket.
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
    std::string destination_;  ///< the target behind symbolic links
    std::string temporary_;
    int place_ = -1;
    bool committed_ = false;
};

/// Writes `text` to `target` as a whole; a target that is there and no regular file (/dev/stdout, a pipe) is written to
/// directly. Throws like AtomicFile.
void write_text_file(std::string const& target, std::string const& text);

}  // namespace quartet
