"""The server: `python -m pages.shared.server` is `streamlit run app.py` with two things mended.

Streamlit takes a folder called `pages` for its own older way to find pages until the first run of
`app.py` says otherwise: the first visitors of a server who followed a link to a page were told
that there is none. And a server that is stopped waits for no forecast that nobody will read.
"""

import os
import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    try:
        cli.main()
    except SystemExit as end:
        sys.stdout.flush()
        os._exit(end.code if isinstance(end.code, int) else bool(end.code))
