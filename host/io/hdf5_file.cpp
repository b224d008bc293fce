#include <signal.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "host/io/hdf5.hpp"
#include "host/io/hdf5_library.hpp"

namespace quartet::hdf5
{
namespace
{

namespace fs = std::filesystem;

/// Largest chunk that is kept in memory between reads of neighbouring rows.
std::size_t constexpr largest_cached_chunk = std::size_t(256) << 20;

herr_t collect_name(hid_t, char const* name, H5L_info_t const*, void* names)
{
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

/// Bytes of one uncompressed chunk; 0 for data that are read straight from the file, contiguous or without a filter.
std::size_t packed_chunk_bytes(std::int64_t dataset)
{
    Handle const creation(H5Dget_create_plist(dataset), H5Pclose);
    if (H5Pget_layout(creation.get()) != H5D_CHUNKED || H5Pget_nfilters(creation.get()) == 0) return 0;
    hsize_t sizes[H5S_MAX_RANK];
    int const rank = H5Pget_chunk(creation.get(), H5S_MAX_RANK, sizes);
    Handle const type(H5Dget_type(dataset), H5Tclose);
    std::size_t bytes = H5Tget_size(type.get());
    for (int i = 0; i < rank; ++i) bytes *= sizes[i];
    return bytes;
}

/// A filter that this HDF5 does not have is named before the first read fails.
void check_filters(std::int64_t dataset, std::string const& where)
{
    Handle const creation(H5Dget_create_plist(dataset), H5Pclose);
    int const filters = H5Pget_nfilters(creation.get());
    for (int i = 0; i < filters; ++i)
    {
        char name[64] = {};
        unsigned flags = 0;
        unsigned configuration = 0;
        std::size_t no_values = 0;
        auto const filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &no_values, nullptr,
                                           sizeof(name), name, &configuration);
        if (filter < 0 || H5Zfilter_avail(filter) > 0) continue;
        fail_input("the dataset is compressed with the filter '" + std::string(name) + "' (number "
                       + std::to_string(filter) + "), which this HDF5 library does not have",
                   where, "Write it with gzip, or set HDF5_PLUGIN_PATH to a folder with that filter");
    }
}

/// A cache for the one packed chunk in which a batch ends, so that the next batch does not unpack it again; none for
/// data without a filter, which go between the file and the caller's memory. Rows come in order, so that more would
/// only grow with the file.
Handle cache_for_chunk(std::size_t packed_bytes)
{
    Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
    H5Pset_chunk_cache(access.get(), 521, std::min(packed_bytes, largest_cached_chunk), 1.0);
    return access;
}

/// A file that may not grow further (ulimit -f) shall be a failed write like a full disk, not the end of the process.
void report_size_limit_as_error()
{
    struct sigaction before = {};
    if (sigaction(SIGXFSZ, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) std::signal(SIGXFSZ, SIG_IGN);
}

void check_file_before_open(std::string const& path)
{
    std::error_code ignored;
    if (path.empty()) fail_input("the name of an input file is empty", "", "Give the name of an HDF5 file");
    if (!fs::exists(path, ignored)) fail_input("no such file", path, "Check the path");
    if (fs::is_directory(path, ignored)) fail_input("the input is a folder", path, "Give the name of an HDF5 file");
    if (!std::ifstream(path)) fail_input("the file cannot be opened", path, "Check its permissions");
    if (fs::is_regular_file(path, ignored) && fs::file_size(path, ignored) == 0)
        fail_input("the file is empty (0 bytes)", path, "Make or copy it again");
}

}  // namespace

bool Group::has(std::string const& name) const
{
    LibraryLock const lock;
    bool const found = H5Lexists(handle_.get(), name.c_str(), H5P_DEFAULT) > 0
                       && H5Oexists_by_name(handle_.get(), name.c_str(), H5P_DEFAULT) > 0;
    H5Eclear2(H5E_DEFAULT);
    return found;
}

bool Group::has_group(std::string const& name) const
{
    LibraryLock const lock;
    if (!has(name)) return false;
    Handle const object(H5Oopen(handle_.get(), name.c_str(), H5P_DEFAULT), H5Oclose);
    return object && H5Iget_type(object.get()) == H5I_GROUP;
}

std::string Group::path_of(std::string const& name) const { return (name_ == "/" ? "/" : name_ + "/") + name; }

Group Group::group(std::string const& name) const
{
    LibraryLock const lock;
    std::string const path = path_of(name);
    if (!has(name)) fail_input("missing group", file_ + ": " + path, "See docs/file_formats.md");
    Handle handle(H5Gopen2(handle_.get(), name.c_str(), H5P_DEFAULT), H5Gclose);
    if (!handle) fail_input("not a group", file_ + ": " + path, "See docs/file_formats.md");
    return Group(std::move(handle), file_, path);
}

Dataset Group::dataset(std::string const& name) const
{
    LibraryLock const lock;
    std::string const path = path_of(name);
    if (!has(name))
        fail_input("missing dataset", file_ + ": " + path, "See docs/file_formats.md for what a file must have");
    Handle handle(H5Dopen2(handle_.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!handle) fail_input("not a dataset", file_ + ": " + path, "See docs/file_formats.md");
    check_filters(handle.get(), file_ + ": " + path);
    std::size_t const bytes = packed_chunk_bytes(handle.get());
    handle = Handle();  // the library ignores the cache of a dataset that is open already
    handle = Handle(H5Dopen2(handle_.get(), name.c_str(), cache_for_chunk(bytes).get()), H5Dclose);
    return Dataset(std::move(handle), file_, path);
}

std::vector<std::string> Group::names() const
{
    LibraryLock const lock;
    Handle const creation(H5Gget_create_plist(handle_.get()), H5Pclose);
    unsigned order = 0;
    H5Pget_link_creation_order(creation.get(), &order);
    auto const index = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    std::vector<std::string> names;
    H5Literate(handle_.get(), index, H5_ITER_INC, nullptr, collect_name, &names);
    return names;
}

Group Group::create_group(std::string const& name)
{
    LibraryLock const lock;
    Handle const creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(creation.get(), false);
    Handle handle(H5Gcreate2(handle_.get(), name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose);
    if (!handle) fail_write("cannot create a group", file_ + ": " + path_of(name));
    return Group(std::move(handle), file_, path_of(name));
}

Dataset Group::create_dataset(std::string const& name, NumberType type, DatasetOptions const& options)
{
    LibraryLock const lock;
    std::vector<hsize_t> size(options.trailing.begin(), options.trailing.end());
    size.insert(size.begin(), 0);
    std::vector<hsize_t> most = size;
    most[0] = H5S_UNLIMITED;
    std::vector<hsize_t> chunk = size;
    chunk[0] = static_cast<hsize_t>(std::max<std::int64_t>(options.chunk_rows, 1));
    std::size_t bytes = static_cast<std::size_t>(byte_size(type));
    for (auto const extent : chunk) bytes *= extent;
    Handle const creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(creation.get(), static_cast<int>(chunk.size()), chunk.data());
    H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER);
    H5Pset_obj_track_times(creation.get(), false);
    if (options.compression > 0)
    {
        H5Pset_shuffle(creation.get());
        H5Pset_deflate(creation.get(), static_cast<unsigned>(std::min(options.compression, 9)));
    }
    Handle const space(H5Screate_simple(static_cast<int>(size.size()), size.data(), most.data()), H5Sclose);
    Handle handle(H5Dcreate2(handle_.get(), name.c_str(), stored_type(type), space.get(), H5P_DEFAULT, creation.get(),
                             cache_for_chunk(options.compression > 0 ? bytes : 0).get()),
                  H5Dclose);
    if (!handle) fail_write("cannot create a dataset", file_ + ": " + path_of(name));
    return Dataset(std::move(handle), file_, path_of(name));
}

void Group::copy_from(Group const& source, std::string const& name)
{
    LibraryLock const lock;
    if (H5Ocopy(source.handle_.get(), name.c_str(), handle_.get(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0)
        fail_write("cannot copy from " + source.file(), file_ + ": " + path_of(name));
}

InputFile::InputFile(std::string const& path) : path_(path)
{
    check_file_before_open(path);
    LibraryLock const lock;
    if (H5Fis_hdf5(path.c_str()) <= 0)
        fail_input("not an HDF5 file", path, "Event and candidate files are HDF5, see docs/file_formats.md");
    Handle const access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
#if H5_VERSION_GE(1, 10, 7)
    H5Pset_file_locking(access.get(), false, true);  // read-only network file systems refuse locks
#endif
    handle_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose);
    if (!handle_) fail_input("the HDF5 file is truncated or damaged", path, "Make or copy it again");
}

Group InputFile::root() const
{
    LibraryLock const lock;
    Handle handle(H5Gopen2(handle_.get(), "/", H5P_DEFAULT), H5Gclose);
    if (!handle) fail_input("the HDF5 file is damaged", path_, "Make or copy it again");
    return Group(std::move(handle), path_, "/");
}

OutputFile::OutputFile(std::string const& target) : atomic_(target)
{
    report_size_limit_as_error();
    LibraryLock const lock;
    Handle const access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG);
    Handle const creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    H5Pset_link_creation_order(creation.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(creation.get(), false);
    handle_ = Handle(H5Fcreate(atomic_.temporary().c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose);
    if (!handle_) fail_write("cannot create an output", target);
}

OutputFile::~OutputFile() = default;

Group OutputFile::root() const
{
    LibraryLock const lock;
    Handle handle(H5Gopen2(handle_.get(), "/", H5P_DEFAULT), H5Gclose);
    if (!handle) fail_write("cannot write an output", target());
    return Group(std::move(handle), target(), "/");
}

void OutputFile::commit()
{
    LibraryLock const lock;
    if (H5Fflush(handle_.get(), H5F_SCOPE_GLOBAL) < 0) fail_write("cannot write an output", target());
    if (!handle_.reset()) fail_write("cannot write an output", target());
    atomic_.commit();
}

}  // namespace quartet::hdf5
