#include "host/app/toy_backends.hpp"

#include "models/base/error.hpp"

namespace quartet::app
{

std::unique_ptr<ToyBackend> make_toy_backend(BackendChoice const& choice, int)
{
    throw EnvironmentError(message("toys are not available on this backend", to_string(choice.kind), "use --method asymptotic"));
}

}  // namespace quartet::app
