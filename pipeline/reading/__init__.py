"""From files to pages: `read_file` for one file, `read_files` for an applicant, `pages_ahead` for a second process that helps."""

from pipeline.reading.eyes import BookEyes
from pipeline.reading.files import pages_ahead, read_file, read_files

__all__ = ["BookEyes", "pages_ahead", "read_file", "read_files"]
