#include "host/core/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string const& what, std::string const& where)
{
    throw EnvironmentError(
        message(what + ": " + std::strerror(errno), where, "Check the path, the permissions and the free space"));
}

void flush_to_disk(std::string const& path)
{
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("cannot reopen an output", path);
    bool const good = ::fsync(file) == 0;
    ::close(file);
    if (!good) fail("cannot flush an output to disk", path);
}

}  // namespace

AtomicFile::AtomicFile(std::string target) : target_(std::move(target))
{
    if (target_.empty()) throw InputError("the name of an output file is empty. Give one with -o");
    fs::path const path(target_);
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        throw InputError(message("the output is a folder", target_, "Give the name of a file"));
    fs::path const folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, ignored))
    {
        errno = ENOENT;
        fail("the folder of an output does not exist", folder.string());
    }
    temporary_ = target_ + ".part-" + std::to_string(::getpid());
    int const file = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) fail("cannot write an output", target_);
    ::close(file);
}

AtomicFile::~AtomicFile()
{
    if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::commit()
{
    flush_to_disk(temporary_);
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot rename an output to its target", target_);
    committed_ = true;
}

void write_text_file(std::string const& target, std::string const& text)
{
    AtomicFile file(target);
    {
        std::ofstream stream(file.temporary(), std::ios::binary | std::ios::trunc);
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        stream.close();
        if (!stream) fail("cannot write an output", target);
    }
    file.commit();
}

}  // namespace quartet
