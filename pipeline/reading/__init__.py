"""From files to pages: `read_file` for one file, `read_files` for an applicant."""

from pipeline.reading.eyes import BookEyes
from pipeline.reading.files import read_file, read_files

__all__ = ["BookEyes", "read_file", "read_files"]
