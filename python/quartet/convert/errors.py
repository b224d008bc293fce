"""The two kinds of failure: input that is wrong (exit code 2), and an environment that failed (exit code 3)."""

import contextlib
import errno


class ConvertError(Exception):
    """Bad usage or bad input; the text says what is wrong, where, and how to mend it."""


class SurroundingsError(Exception):
    """Disk full, file vanished: a retry may help."""


def message(what, where, mend):
    """One line, in the order of the program's own messages."""
    return " ".join(f"{what} ({where}). {mend}".split())


@contextlib.contextmanager
def writing(path):
    """Errors of the file system while `path` is written: no space may pass, the rest is a target that cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG) or "No space left" in str(error):
            raise SurroundingsError(message(f"cannot write: {error.strerror or error}", path, "Free space and go on with --resume")) from error
        reason = error.strerror or str(error).splitlines()[0]
        raise ConvertError(message(f"cannot write: {reason}", path, "Choose a target in a folder that can be written")) from error
