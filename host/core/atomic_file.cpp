#include "host/core/atomic_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "host/core/temporary_files.hpp"
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

/// What a chain of symbolic links leads to; the last name need not exist.
std::string behind_links(std::string const& name)
{
    fs::path path = name;
    std::error_code failed;
    for (int link = 0; fs::is_symlink(fs::symlink_status(path, failed)); ++link)
    {
        if (link == 40)  // as many as the kernel follows, path_resolution(7)
        {
            errno = ELOOP;
            fail("cannot write an output", name);
        }
        fs::path const next = fs::read_symlink(path, failed);
        path = next.is_absolute() ? next : path.parent_path() / next;
    }
    return path.string();
}

/// Device, pipe or socket: nothing can be renamed over it.
bool is_special(std::string const& name)
{
    std::error_code failed;
    fs::file_status const status = fs::status(name, failed);
    return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

std::string host_name()
{
    char name[256] = {};
    if (::gethostname(name, sizeof(name) - 1) != 0) return "host";
    return std::string(name).substr(0, 32);  // a file name has at most 255 bytes
}

/// Makes a file of a new name beside `destination`. On a shared file system two hosts may have equal process numbers.
std::string create_temporary(std::string const& destination, std::string const& target)
{
    std::random_device random;
    std::string const stem = destination + ".part-" + host_name() + "-" + std::to_string(::getpid()) + "-";
    for (int attempt = 0; attempt < 16; ++attempt)
    {
        std::string const name = stem + std::to_string(random());
        int const file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0)
        {
            ::close(file);
            return name;
        }
        if (errno != EEXIST) break;
    }
    fail("cannot write an output", target);
}

void write_all(int file, std::string const& text, std::string const& target)
{
    for (std::size_t done = 0; done < text.size();)
    {
        ssize_t const count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) fail("cannot write an output", target);
        if (count > 0) done += static_cast<std::size_t>(count);
    }
}

/// Standard output may be a regular file: it is written where the program's own text goes, never replaced.
bool is_standard_output(std::string const& name)
{
    return name == "/dev/stdout" || name == "/dev/fd/1" || name == "/proc/self/fd/1";
}

void write_directly(std::string const& target, std::string const& text)
{
    if (is_standard_output(target))
    {
        std::fflush(stdout);
        return write_all(STDOUT_FILENO, text, target);
    }
    int const file = ::open(target.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (file < 0) fail("cannot write an output", target);
    try
    {
        write_all(file, text, target);
    }
    catch (...)
    {
        ::close(file);
        throw;
    }
    if (::close(file) != 0) fail("cannot write an output", target);
}

}  // namespace

AtomicFile::AtomicFile(std::string target) : target_(std::move(target))
{
    if (target_.empty()) throw InputError("the name of an output file is empty. Give one with -o");
    std::error_code ignored;
    if (fs::is_directory(target_, ignored))
        throw InputError(message("the output is a folder", target_, "Give the name of a file"));
    if (is_special(target_) || is_standard_output(target_))
        throw InputError(
            message("the output is a device, a pipe or a socket", target_, "Give the name of a file, new or regular"));
    destination_ = behind_links(target_);
    fs::path const path(destination_);
    fs::path const folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, ignored))
    {
        errno = ENOENT;
        fail("the folder of an output does not exist", folder.string());
    }
    temporary_ = create_temporary(destination_, target_);
    place_ = remember_temporary(temporary_);
}

AtomicFile::~AtomicFile()
{
    if (!committed_) ::unlink(temporary_.c_str());
    forget_temporary(place_);
}

void AtomicFile::commit()
{
    flush_to_disk(temporary_);
    if (std::rename(temporary_.c_str(), destination_.c_str()) != 0)
        fail("cannot rename an output to its target", target_);
    committed_ = true;
    forget_temporary(place_);
    place_ = -1;
}

void write_text_file(std::string const& target, std::string const& text)
{
    if (is_special(target) || is_standard_output(target)) return write_directly(target, text);
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
